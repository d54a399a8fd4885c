"""Several real processes send from one outbox to a real server: each message arrives once, whoever is killed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from core.commitments.commitments import commit, mark_kept
from core.outgoing import webhooks
from core.outgoing.webhook_queue import CLAIM_TIME, fill_queue, send_due
from data.models import Outbox
from tests.conftest import Crew
from tests.receiver import Receiver

pytestmark = pytest.mark.process

COUNT = 12


@pytest.fixture
def waiting(crew: Crew, receiver: Receiver) -> Any:
    """A team whose outbox holds some messages for an address."""
    webhooks.add(crew["Ana"], "bot", receiver.url)
    for number in range(COUNT):
        mark_kept(crew["Ben"], commit(crew["Ben"], f"Promise {number}"))
    return crew


def test_two_at_once_never_send_twice(waiting: Any, receiver: Receiver, forks: Any, path: Path) -> None:
    senders = [forks.start("fill_and_send", str(path), name) for name in ("Ana Ruiz", "Ben Okafor")]
    for sender in senders:
        sender.expect("ready")
    for sender in senders:
        sender.say("go")
    counts = [int(sender.hear()) for sender in senders]
    assert sum(counts) == COUNT
    assert sorted(receiver.keys) == sorted(f"win/commitment/{number + 1}" for number in range(COUNT))
    assert len(set(receiver.receipts)) == COUNT
    assert waiting.store.read(Outbox, "sent_at IS NULL") == []


def test_killed_between_claim_and_send_another_sends_it(
    waiting: Any, receiver: Receiver, forks: Any, path: Path
) -> None:
    fill_queue(waiting["Ana"])
    sender = forks.start("claim_and_wait", str(path), "Ben Okafor")
    sender.expect("claimed")
    sender.kill()
    assert sender.rest() == []
    assert len(send_due(waiting["Ana"])) == COUNT - 1
    waiting.clock.advance(seconds=CLAIM_TIME.total_seconds())
    assert [one.is_accepted for one in send_due(waiting["Ana"])] == [True]
    assert len(receiver.got) == len(set(receiver.receipts)) == COUNT


def test_killed_between_sending_and_noting_it_the_receiver_can_tell(
    waiting: Any, receiver: Receiver, forks: Any, path: Path
) -> None:
    fill_queue(waiting["Ana"])
    killed: list[int] = []

    def kill_the_first() -> None:
        if not killed:
            killed.append(sender.pid)
            sender.kill()

    receiver.before = kill_the_first
    sender = forks.start("fill_and_send", str(path), "Ben Okafor")
    sender.expect("ready")
    sender.say("go")
    receiver.wait(1)
    assert sender.rest() == []
    waiting.clock.advance(seconds=CLAIM_TIME.total_seconds())
    assert len(send_due(waiting["Ana"])) == COUNT
    # Sent a second time it has the receipt that it had the first time.
    assert (len(receiver.got), len(set(receiver.receipts))) == (COUNT + 1, COUNT)

"""An open Huddle sends what goes out, beside its screens."""

from __future__ import annotations

import threading

import pytest

from core.commitments.commitments import commit, mark_kept
from core.outgoing import webhooks
from data.models import Outbox
from tests.conftest import Crew
from tests.receiver import Receiver
from tests.tui.frames import idle, until
from tui.app import HuddleApp
from tui.services import webhook_sender


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What lands is looked at without a pause."""
    monkeypatch.setattr(webhook_sender, "CHECK_SECONDS", 0.01)


def sent(crew: Crew) -> int:
    return len(crew.store.read(Outbox, "sent_at IS NOT NULL AND payload <> ''"))


async def test_it_sends_what_waited_and_what_lands(crew: Crew, receiver: Receiver) -> None:
    webhooks.add(crew["Ana"], "bot", receiver.url)
    mark_kept(crew["Ben"], commit(crew["Ben"], "Call Kessler"))
    app = HuddleApp(crew["Jon"])
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: sent(crew) == 1)
        mark_kept(crew["Ben"], commit(crew["Ben"], "Call Wagner"))
        await until(pilot, lambda: sent(crew) == 2)
        await until(pilot, lambda: not app.webhook_sender.is_busy)
    assert [message["title"] for message in receiver.got] == ["Ben kept: Call Kessler", "Ben kept: Call Wagner"]


async def test_without_an_address_it_does_nothing_until_there_is_one(crew: Crew, receiver: Receiver) -> None:
    app = HuddleApp(crew.room, start="room")
    async with app.run_test(size=(80, 24)) as pilot:
        mark_kept(crew["Ben"], commit(crew["Ben"], "Call Kessler"))
        await idle(pilot)
        assert not app.webhook_sender.is_busy
        assert not [thread for thread in threading.enumerate() if thread.name == "huddle-sender"]
        crew.clock.advance(minutes=1)
        webhooks.add(crew["Ana"], "bot", receiver.url)
        mark_kept(crew["Ben"], commit(crew["Ben"], "Call Wagner"))
        await until(pilot, lambda: sent(crew) == 1)
    assert receiver.keys == ["win/commitment/2"]


async def test_who_leaves_is_not_kept_by_an_address_that_hangs(
    crew: Crew, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook_sender, "QUIT_WAIT_SECONDS", 0.01)
    done = threading.Event()
    receiver.before = lambda: done.wait(60)
    webhooks.add(crew["Ana"], "bot", receiver.url)
    for number in range(2):
        mark_kept(crew["Ben"], commit(crew["Ben"], f"Promise {number}"))
    app = HuddleApp(crew["Ana"])
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: len(receiver.got) == 1)
    thread = next(thread for thread in threading.enumerate() if thread.name == "huddle-sender")
    done.set()
    thread.join(60)
    assert len(receiver.got) == 1
    # What it has sent is noted even so, and the rest waits for whoever opens Huddle next.
    assert sent(crew) == 1

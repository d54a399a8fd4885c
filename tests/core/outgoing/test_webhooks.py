"""Where the team talks: set up by the leader alone, and an address is shown to nobody."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from core.commitments.commitments import commit, mark_kept
from core.errors import HuddleError
from core.metrics.entries import log_entry
from core.metrics.metrics import add_metric
from core.metrics.targets import set_target
from core.outgoing import webhooks
from core.outgoing.export import export_tables
from core.outgoing.webhook_queue import fill_queue
from core.values.periods import period_containing
from data.models import JournalRow, Outbox, Webhook
from tests.conftest import Crew

URL = "https://hooks.slack.com/services/T0/B0/very-secret"


def test_the_leader_adds_an_address_that_is_told_all_or_some(crew: Crew) -> None:
    hook = webhooks.add(crew["Ana"], "sales", URL)
    assert (hook.kind, hook.minutes, hook.wins, hook.due) == ("slack", True, True, True)
    hook = webhooks.add(crew["Ana"], "bot", "http://localhost:8080/hook", topics=["wins"])
    assert (hook.kind, hook.minutes, hook.wins, hook.due) == ("json", False, True, False)
    assert [line.address for line in webhooks.list_statuses(crew["Ana"])] == [
        "http://localhost:8080/…",
        "https://hooks.slack.com/…",
    ]
    with pytest.raises(HuddleError, match="already"):
        webhooks.add(crew["Ana"], "SALES", URL)
    with pytest.raises(HuddleError, match="minutes, wins and due"):
        webhooks.add(crew["Ana"], "else", URL, topics=["rumours"])


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://acme.webhook.office.com/x", "teams"),
        ("https://prod-1.westeurope.logic.azure.com:443/x", "teams"),
        ("https://notslack.com/x", "json"),
        ("https://slack.com.example.org/x", "json"),
    ],
)
def test_the_host_says_what_an_address_wants(url: str, kind: str) -> None:
    assert webhooks.detect_kind(url) == kind


@pytest.mark.parametrize(
    "url",
    ["", "sales", "ftp://a.b/c", "file:///etc/passwd", "javascript:alert(1)", "https://", "https://a b/c", "http://[", "http://a:b/"],
)  # fmt: skip
def test_what_is_no_address_is_refused_with_what_to_do(crew: Crew, url: str) -> None:
    with pytest.raises(HuddleError, match="Copy the whole https:// address from where you made the webhook"):
        webhooks.add(crew["Ana"], "sales", url)
    assert crew.store.read(Webhook) == []


@pytest.mark.parametrize("who", ["Ben", "Tom", "room"])
def test_nobody_else_sets_up_sees_or_sends(crew: Crew, who: str) -> None:
    hook = webhooks.add(crew["Ana"], "sales", URL)
    s = crew.room if who == "room" else crew[who]
    for attempt in (
        lambda: webhooks.add(s, "mine", URL),
        lambda: webhooks.remove(s, hook),
        lambda: webhooks.list_statuses(s),
        lambda: webhooks.find(s, "sales"),
        lambda: webhooks.send_test(s, hook),
        lambda: webhooks.send_now(s),
    ):
        with pytest.raises(HuddleError):
            attempt()
    assert [line.name for line in webhooks.list_statuses(crew["Ana"])] == ["sales"]


def test_the_address_is_in_nobody_elses_journal_or_export(crew: Crew, tmp_path: Path) -> None:
    webhooks.add(crew["Ana"], "sales", URL)
    mark_kept(crew["Ben"], commit(crew["Ben"], "Call Kessler"))
    fill_queue(crew["Ben"])
    assert crew.store.read(Outbox)
    for who in ("Ben", "Jon", "Tom", "room"):
        s = crew.room if who == "room" else crew[who]
        assert s.all(Webhook) == s.all(Outbox) == []  # type: ignore[comparison-overlap]
        assert not [row for row in s.all(JournalRow) if row.row_table in ("webhook", "outbox")]
        export_tables(s, tmp_path / who)
        text = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / who).glob("*.*"))
        assert "very-secret" not in text
    assert "very-secret" not in repr(webhooks.list_statuses(crew["Ana"]))


def test_what_was_reached_before_is_no_news_to_a_new_address(crew: Crew) -> None:
    calls = add_metric(crew["Ana"], "calls", unit="calls")
    quarter = period_containing(crew["Ana"].today, "quarter")
    for name in ("Ben", "Jon"):
        set_target(crew[name], calls, 10, member=crew.members[name], period=quarter)
    log_entry(crew["Ben"], calls, 12)
    mark_kept(crew["Ben"], commit(crew["Ben"], "Call Kessler"))
    crew.clock.advance(minutes=1)
    webhooks.add(crew["Ana"], "sales", URL, topics=["wins"])
    assert fill_queue(crew["Ana"]) == 0
    assert webhooks.list_statuses(crew["Ana"])[0].sent == 0
    log_entry(crew["Jon"], calls, 10)
    assert fill_queue(crew["Ana"]) == 1
    assert "Jon reached the quarter" in crew.store.read(Outbox, "sent_at IS NULL")[0].payload


def test_what_waits_for_a_removed_address_goes_nowhere(crew: Crew) -> None:
    hook = webhooks.add(crew["Ana"], "sales", URL)
    mark_kept(crew["Ben"], commit(crew["Ben"], "Call Kessler"))
    fill_queue(crew["Ana"])
    assert webhooks.list_statuses(crew["Ana"])[0].waiting == 1
    webhooks.remove(crew["Ana"], hook)
    assert crew.store.read(Outbox, "sent_at IS NULL") == []
    assert webhooks.send_now(crew["Ana"]) == []
    with pytest.raises(HuddleError, match="huddle webhook add"):
        webhooks.find(crew["Ana"], "sales")
    # Added again it is the same address, told what happens from then on.
    crew.clock.advance(minutes=1)
    again = webhooks.add(crew["Ana"], "Sales", "https://example.org/x", topics=["minutes"])
    assert (again.id, again.name, again.kind, again.wins) == (hook.id, "Sales", "json", False)
    assert fill_queue(crew["Ana"]) == 0


def test_a_test_says_what_the_address_answered(crew: Crew, receiver: Any) -> None:
    hook = webhooks.add(crew["Ana"], "bot", receiver.url)
    assert webhooks.send_test(crew["Ana"], hook) == "it answered 200 OK"
    assert receiver.got[0]["about"] == "test"
    receiver.statuses[:] = [404]
    with pytest.raises(HuddleError, match="test to bot failed: it answered 404 Not Found"):
        webhooks.send_test(crew["Ana"], hook)
    assert crew.store.read(Outbox) == []


def test_adding_an_address_is_taken_back_while_nothing_was_told(crew: Crew) -> None:
    webhooks.add(crew["Ana"], "sales", URL)
    crew["Ana"].undo("webhook")
    assert webhooks.list_statuses(crew["Ana"]) == []
    webhooks.add(crew["Ana"], "sales", URL)
    mark_kept(crew["Ben"], commit(crew["Ben"], "Call Kessler"))
    fill_queue(crew["Ana"])
    with pytest.raises(HuddleError, match="since"):
        crew["Ana"].undo("webhook")
    assert len(webhooks.list_statuses(crew["Ana"])) == 1

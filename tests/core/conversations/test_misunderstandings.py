"""A misunderstanding raised quietly: the two alone see it, and the one to whom it was raised sees it at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from core.access.session import Session
from core.conversations import misunderstandings
from core.errors import HuddleError
from core.meeting import lifecycle
from core.outgoing.digest import build_digest
from core.outgoing.digest_formats import format_digest_text
from core.outgoing.export import export_tables
from core.outgoing.icalendar import list_events
from core.outgoing.minutes import build_minutes, format_minutes_json
from core.overview.needs import needs
from data.models import MODELS, JournalEntry
from tests.conftest import Crew

SECRET = "Which Ruhr do you mean"


@pytest.fixture
def hosted_by_ben(crew: Crew) -> Session:
    lifecycle.plan_meeting(crew["Ana"], host=crew.members["Ben"])
    lifecycle.start_meeting(crew["Ana"])
    return crew["Ben"]


@pytest.mark.parametrize(("to", "receiver"), [("host", "Ben"), ("leader", "Ana"), (None, "Ana")])
def test_whom_one_chooses_has_it_on_their_list_at_once(
    crew: Crew, hosted_by_ben: Session, to: Any, receiver: str
) -> None:
    raised = misunderstandings.report_misunderstanding(crew["Jon"], SECRET, to)
    lists = {name: needs.list_needs(crew[name]) for name in crew.members}
    assert [name for name, found in lists.items() if any(SECRET in need.sentence for need in found)] == [receiver]
    assert (lists[receiver][0].subject, SECRET in lists[receiver][0].sentence) == ("Jon", True)
    assert (
        misunderstandings.list_reported(crew["Jon"])
        == misunderstandings.list_received_misunderstandings(crew[receiver])
        == [raised]
    )
    misunderstandings.mark_talked_over(crew[receiver], raised)
    assert not any(SECRET in need.sentence for need in needs.list_needs(crew[receiver]))
    assert misunderstandings.list_reported(crew["Jon"]) == []


def test_nobody_but_the_two_sees_it_anywhere(crew: Crew, hosted_by_ben: Session, tmp_path: Path) -> None:
    raised = misunderstandings.report_misunderstanding(crew["Jon"], SECRET, "host")
    for talked in (False, True):
        if talked:
            misunderstandings.mark_talked_over(crew["Ben"], raised)
        for name in [*crew.members, "room"]:
            s = crew.room if name == "room" else crew[name]
            shown = "\n".join(row.model_dump_json() for model in MODELS.values() for row in s.all(model))
            told = ""
            if name != "room":
                folder = tmp_path / f"{name}-{talked}"
                export_tables(s, folder)
                shown += "\n".join(path.read_text(encoding="utf-8") for path in folder.glob("*.json"))
                told = (
                    format_minutes_json(build_minutes(s)) + format_digest_text(build_digest(s)) + repr(list_events(s))
                )
            assert (SECRET in shown) == (name in ("Jon", "Ben")), name
            assert SECRET not in told


def test_the_journal_says_of_nobody_that_they_raised_or_settled_one(crew: Crew, hosted_by_ben: Session) -> None:
    raised = misunderstandings.report_misunderstanding(crew["Jon"], SECRET, "host")
    misunderstandings.mark_talked_over(crew["Jon"], raised)
    entries = [entry for entry in crew.store.read(JournalEntry) if entry.what.startswith("conversation.")]
    assert [(entry.what, entry.by) for entry in entries] == [
        ("conversation.raised", None),
        ("conversation.talked_over", None),
    ]


def test_who_cannot_raise_one_or_settle_it(crew: Crew, hosted_by_ben: Session) -> None:
    for s in (crew["Tom"], crew.room):
        with pytest.raises(HuddleError):
            misunderstandings.report_misunderstanding(s, SECRET)
    with pytest.raises(HuddleError, match="empty"):
        misunderstandings.report_misunderstanding(crew["Jon"], "  ")
    with pytest.raises(HuddleError, match="--to leader"):
        misunderstandings.report_misunderstanding(crew["Ben"], SECRET, "host")
    raised = misunderstandings.report_misunderstanding(crew["Jon"], SECRET, "host")
    with pytest.raises(HuddleError, match="This conversation is private or was removed"):
        misunderstandings.mark_talked_over(crew["Ana"], raised)


def test_between_meetings_there_is_the_leader(crew: Crew) -> None:
    assert list(misunderstandings.receivers(crew["Jon"])) == ["leader"]
    with pytest.raises(HuddleError, match="No meeting is running, so there is no host"):
        misunderstandings.report_misunderstanding(crew["Jon"], SECRET, "host")
    with pytest.raises(HuddleError, match="There is no host or leader to ask but you"):
        misunderstandings.report_misunderstanding(crew["Ana"], SECRET)


def test_a_talk_of_two_has_no_host_to_turn_to(crew: Crew) -> None:
    lifecycle.start_meeting(crew["Ben"], "one-on-one")
    assert list(misunderstandings.receivers(crew["Jon"])) == ["leader"]
    assert misunderstandings.report_misunderstanding(crew["Jon"], SECRET).meeting_id is None


def test_it_stays_with_whom_it_was_raised_to_when_another_hosts(crew: Crew, hosted_by_ben: Session) -> None:
    raised = misunderstandings.report_misunderstanding(crew["Jon"], SECRET, "host")
    lifecycle.take_over(crew["Lea"])
    assert misunderstandings.list_received_misunderstandings(crew["Ben"]) == [raised]
    assert misunderstandings.list_received_misunderstandings(crew["Lea"]) == []

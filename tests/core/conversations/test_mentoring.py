"""Mentoring: a rhythm, notes of one's own, and nobody else who reads them."""

from __future__ import annotations

from datetime import date

import pytest

from core.access.session import Session
from core.conversations import mentoring
from core.errors import HuddleError
from core.overview.needs import needs
from data.models import MODELS, Conversation, Pair
from tests.conftest import Crew, FrozenClock

pytestmark = pytest.mark.days


def begun(crew: Crew, every: str = "week") -> Pair:
    """Ben mentors Jon."""
    return mentoring.begin(crew["Ben"], crew.members["Ben"], crew.members["Jon"], mentoring.parse_rhythm(every))


def test_whoever_is_one_of_the_two_or_leads_begins_and_ends_it(crew: Crew) -> None:
    ben, jon, ana, lea = crew["Ben"], crew["Jon"], crew["Ana"], crew["Lea"]
    pair = begun(crew)
    with pytest.raises(HuddleError, match="Only the two people or the leader can change this mentoring"):
        mentoring.begin(lea, crew.members["Ben"], crew.members["Jon"])
    with pytest.raises(HuddleError):
        mentoring.end(lea, pair)
    assert mentoring.begin(ana, crew.members["Ben"], crew.members["Jon"], "month").id == pair.id
    assert [each.pair.every for each in mentoring.list_mentorings(jon)] == ["month"]
    mentoring.end(jon, pair)
    assert mentoring.list_mentorings(ben) == []
    with pytest.raises(HuddleError, match="ended"):
        mentoring.record_meeting(ben, pair)


@pytest.mark.parametrize(("mentor", "mentee"), [("Ben", "Ben"), ("Ben", "Tom"), ("Tom", "Ben")])
def test_who_cannot(crew: Crew, mentor: str, mentee: str) -> None:
    with pytest.raises(HuddleError):
        mentoring.begin(crew["Ana"], crew.members[mentor], crew.members[mentee])


@pytest.mark.parametrize(
    ("typed", "day"), [("", date(2026, 11, 30)), ("monthly", date(2026, 12, 23)), ("quarter", date(2027, 2, 23))]
)
def test_the_first_meeting_is_due_within_a_rhythm(crew: Crew, typed: str, day: date) -> None:
    begun(crew, typed)
    assert [each.due_on for each in mentoring.list_mentorings(crew["Jon"])] == [day]


def test_the_last_of_a_shorter_month(crew: Crew, clock: FrozenClock) -> None:
    clock.now = clock.now.replace(month=1, day=31)
    begun(crew, "month")
    assert mentoring.list_mentorings(crew["Jon"])[0].due_on == date(2026, 2, 28)


@pytest.mark.parametrize("typed", ["sometimes", "every monday"])
def test_what_is_no_rhythm(typed: str) -> None:
    with pytest.raises(HuddleError):
        mentoring.parse_rhythm(typed)


def test_both_are_told_when_they_are_due_and_nobody_else(crew: Crew, clock: FrozenClock) -> None:
    pair = begun(crew)

    def told(who: str) -> list[str]:
        return [
            f"{need.subject} {need.sentence}"
            for need in needs.list_needs(crew[who])
            if "mentoring is due" in need.sentence
        ]

    assert told("Ben") == []
    clock.advance(days=5)
    assert told("Ben") == ["Jon your mentee: mentoring is due on Mon"]
    assert told("Jon") == ["Ben your mentor: mentoring is due on Mon"]
    clock.advance(days=4)
    assert told("Jon") == ["Ben your mentor: mentoring is due since 30 Nov"]
    assert told("Ana") == told("Lea") == []
    assert needs.list_needs(crew.room) == []
    mentoring.record_meeting(crew["Jon"], pair, "Opening with a question works", next_on=date(2026, 12, 20))
    assert told("Ben") == []
    assert mentoring.list_mentorings(crew["Ben"])[0].due_on == date(2026, 12, 20)


def test_what_is_noted_before_is_there_when_they_meet(crew: Crew, clock: FrozenClock) -> None:
    pair = begun(crew)
    mentoring.add_mentoring_note(crew["Jon"], pair, "Ask about Kessler's discount", shared=True)
    mentoring.add_mentoring_note(crew["Jon"], pair, "I am afraid of the price talk")
    talk = mentoring.record_meeting(crew["Ben"], pair, "Price last, value first", note="He knows more than he thinks")
    assert talk.status == "held"
    assert len(crew["Ben"].all(Conversation)) == 1
    assert (talk.from_id, talk.to_id, talk.held_on) == (
        crew.members["Ben"].id,
        crew.members["Jon"].id,
        clock.now.date(),
    )
    ((_, bens),) = mentoring.list_meetings(crew["Ben"], pair)
    assert [point.text for point in bens] == ["Ask about Kessler's discount", "He knows more than he thinks"]
    ((_, jons),) = mentoring.list_meetings(crew["Jon"], pair)
    assert [point.text for point in jons] == ["Ask about Kessler's discount", "I am afraid of the price talk"]
    assert mentoring.list_mentorings(crew["Ben"])[0].times_met == 1
    assert mentoring.list_mentorings(crew["Ana"])[0].times_met is None


def test_nobody_else_writes_or_reads(crew: Crew) -> None:
    pair = begun(crew)
    mentoring.add_mentoring_note(crew["Jon"], pair, "secret-shared", shared=True)
    mentoring.add_mentoring_note(crew["Jon"], pair, "secret-of-Jon")
    mentoring.record_meeting(crew["Ben"], pair, "secret-said", note="secret-of-Ben")
    for who in ("Ana", "Lea", "Tom"):
        with pytest.raises(HuddleError):
            mentoring.record_meeting(crew[who], pair)
        with pytest.raises(HuddleError):
            mentoring.add_mentoring_note(crew[who], pair, "me too")
    knows = {
        "Ben": {"secret-shared", "secret-said", "secret-of-Ben"},
        "Jon": {"secret-shared", "secret-said", "secret-of-Jon"},
    }
    readers = {name: crew[name] for name in crew.members} | {
        "the room": Session.for_room(crew.session_store, crew.clock)
    }
    for name, reader in readers.items():
        everything = "\n".join(row.model_dump_json() for model in MODELS.values() for row in reader.all(model))
        for secret in ("secret-shared", "secret-said", "secret-of-Ben", "secret-of-Jon"):
            assert (secret in everything) == (secret in knows.get(name, set())), f"{name} reads {secret}"
        mentors = '"kind":"mentoring"' in everything.replace(" ", "").replace("\\", "")
        assert mentors == (name in ("Ana", "Ben", "Jon")), name

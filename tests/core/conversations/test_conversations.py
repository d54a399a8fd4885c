"""Talks that are kept: who plans, writes and sees them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.access.session import Session
from core.conversations import conversations
from core.errors import HuddleError
from core.models import Conversation, Point
from data.models import JournalEntry, JournalRow
from tests.conftest import Crew

FRIDAY = date(2026, 11, 27)


def seen_by(crew: Crew, model: type, *, of: str) -> list[str]:
    """Who sees a row whose text holds that word, in the table itself or in the journal."""

    def sees(session: Session) -> bool:
        told: list[str] = [row.model_dump_json() for row in session.all(model)]  # type: ignore[var-annotated]
        told += [text for row in session.all(JournalRow) for text in (row.before, row.after) if text is not None]
        return any(of in text for text in told)

    viewers = {name: crew[name] for name in crew.members} | {"room": crew.room}
    return [name for name, s in viewers.items() if sees(s)]


def test_a_talk_is_its_two_people_s_and_so_is_what_stands_in_it(crew: Crew) -> None:
    talk = conversations.plan_conversation(crew["Ana"], "one-on-one", crew.members["Jon"], FRIDAY, about="SECRET")
    conversations.add_point(crew["Jon"], talk, "agenda", "Kessler's DISCOUNT")
    assert seen_by(crew, Conversation, of="SECRET") == ["Ana", "Jon"]
    assert seen_by(crew, Point, of="DISCOUNT") == ["Ana", "Jon"]


def test_nobody_else_is_told_that_two_people_talk(crew: Crew) -> None:
    talk = conversations.plan_conversation(crew["Ana"], "step", crew.members["Jon"], FRIDAY)
    conversations.add_point(crew["Jon"], talk, "note", "for myself")

    def told(who: str) -> list[str]:
        return [entry.what for entry in crew[who].all(JournalEntry) if entry.by is not None]

    assert told("Ana") == ["conversation.planned"]
    assert told("Jon") == ["conversation.planned", "point.noted"]
    assert told("Ben") == told("Tom") == []


@pytest.mark.parametrize("who", ["Ana", "Jon"])
def test_a_note_is_its_writer_s_alone(crew: Crew, who: str) -> None:
    talk = conversations.plan_conversation(crew["Ana"], "one-on-one", crew.members["Jon"], FRIDAY)
    conversations.add_point(crew[who], talk, "note", "PRIVATE")
    assert seen_by(crew, Point, of="PRIVATE") == [who]
    assert [point.text for point in conversations.list_points(crew[who], talk, "note")] == ["PRIVATE"]


def test_nobody_else_writes_in_it(crew: Crew) -> None:
    talk = conversations.plan_conversation(crew["Ana"], "one-on-one", crew.members["Jon"], FRIDAY)
    point = conversations.add_point(crew["Jon"], talk, "agenda", "Kessler")
    ben = crew["Ben"]
    for attempt in (
        lambda: conversations.add_point(ben, talk, "agenda", "Mine too"),
        lambda: conversations.begin(ben, talk),
        lambda: conversations.close(ben, talk),
        lambda: conversations.mark_point_done(ben, point),
    ):
        with pytest.raises(HuddleError):
            attempt()


def test_it_is_planned_begun_and_held(crew: Crew) -> None:
    ana, jon = crew["Ana"], crew["Jon"]
    talk = conversations.plan_conversation(ana, "one-on-one", jon.me, FRIDAY)
    crew.clock.advance(days=3)
    talk = conversations.begin(jon, talk)
    assert (talk.status, talk.held_on) == ("open", ana.today)
    talk = conversations.close(ana, talk, "Templates by Friday", next_on=ana.today + timedelta(days=14))
    assert (talk.status, talk.text, talk.next_on) == ("held", "Templates by Friday", date(2026, 12, 10))
    assert conversations.list_conversations(jon, "one-on-one", between=[ana.me, jon.me], status="held") == [talk]
    assert conversations.list_conversations(jon, "review") == []
    assert conversations.other_member(jon, talk) == ana.me


def test_what_cannot_be_is_refused_with_what_to_do(crew: Crew) -> None:
    ana = crew["Ana"]
    with pytest.raises(HuddleError, match="Choose today or later"):
        conversations.plan_conversation(ana, "review", crew.members["Jon"], date(2026, 11, 22))
    with pytest.raises(HuddleError, match="Choose someone else: a conversation needs two people"):
        conversations.plan_conversation(ana, "review", ana.me, FRIDAY)
    talk = conversations.plan_conversation(ana, "review", crew.members["Jon"], FRIDAY)
    with pytest.raises(HuddleError, match="later day"):
        conversations.close(ana, talk, next_on=ana.today)
    with pytest.raises(HuddleError):
        conversations.add_point(ana, talk, "agenda", "  ")

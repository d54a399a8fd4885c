"""The table of rules against the second implementation in `tests.core.audience`, after each deed of a history."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.access.session import Session
from core.access.viewer import Known
from core.meeting import cards, lifecycle
from core.team import members
from data.models import MODELS, Absence, JournalEntry, JournalRow, Meeting, Member, Signature, Stage
from tests.conftest import Crew
from tests.core.audience import FIELDS, ROOM, Audience
from tests.core.histories import DEEDS, MADE_BY_ALL, History, deeds_of_all

TABLES = tuple(table for table in MODELS if table not in MADE_BY_ALL)


def sessions(crew: Crew) -> Iterator[tuple[str, Session]]:
    """Yield the session of each member that knows its own anonymous cards, a new one of each, and the projector's."""
    for name, member in crew.members.items():
        yield name, crew[name]
        yield (
            name,
            Session.for_member(crew.session_store, crew.store.read(Member, "id = ?", (member.id,))[0], crew.clock),
        )
    yield ROOM, crew.room


def find_differences(
    crew: Crew, audience: Audience, tables: tuple[str, ...] = TABLES, *, journal: bool = True
) -> Iterator[str]:
    """Yield what a session reads that is not for its viewer, or does not read that is: of these tables, and of the
    `journal`."""
    for name, session in sessions(crew):
        for table in tables:
            expected = {
                row_id: {
                    column: value if _may_read(audience, name, table, row_id, column) else _hidden(column, value)
                    for column, value in row.items()
                }
                for row_id, row in audience.now[table].items()
                if name in audience.of(table, row_id)
            }
            found = {row.id: row.model_dump(mode="json") for row in session.all(MODELS[table])}
            if found != expected:
                yield f"{name} reads in {table}: {found}, and should: {expected}"
        if journal:
            yield from _find_journal_differences(audience, name, session)
    for name in ("Ben", "Lea"):
        yield from _find_guest_differences(crew, audience, name, tables)


def _find_guest_differences(crew: Crew, audience: Audience, name: str, tables: tuple[str, ...]) -> Iterator[str]:
    """Yield where a guest, who says that they are this member, and has stated all their cards, reads anything else than
    the room and what is theirs."""
    member = crew.members[name]
    guest = Session.for_member(crew.session_store, member, crew.clock, known=Known("guest", "as:root"))
    by_member = {entry.id for entry in crew.store.read(JournalEntry, "by = ?", (member.id,))}
    said = [
        row
        for row in crew.store.read(JournalRow, "row_table = 'card' AND before IS NULL")
        if row.journal_id in by_member
    ]
    guest.viewer.memory.steps.extend(row.journal_id for row in said)
    own_cards = {row.row_id for row in said}
    for table in tables:
        expected = {}
        for row_id, row in audience.now[table].items():
            is_own = row.get("member_id") == member.id
            if ROOM in audience.of(table, row_id) or (
                is_own if table in ("vote", "ready") else table == "card" and row_id in own_cards
            ):
                expected[row_id] = {
                    column: value
                    if _may_read(audience, ROOM, table, row_id, column) or (is_own and table == "attendance")
                    else _hidden(column, value)
                    for column, value in row.items()
                }
        found = {row.id: row.model_dump(mode="json") for row in guest.all(MODELS[table])}
        if found != expected:
            yield f"the guest {name} reads in {table}: {found}, and should: {expected}"


def _may_read(audience: Audience, name: str, table: str, row_id: int, column: str) -> bool:
    if (table, column) == ("attendance", "understood"):
        column = "question"  # that it was not understood would say that there is a question
    return column not in FIELDS.get(table, ()) or name in audience.of(table, row_id, column)


def _hidden(column: str, value: object) -> object:
    return value or None if column == "understood" else None


def _find_journal_differences(audience: Audience, name: str, session: Session) -> Iterator[str]:
    for row in session.all(JournalRow):
        for text in (row.before, row.after):
            if text and name not in audience.of_version(row.row_table, row.row_id, json.loads(text)):
                yield f"{name} is told of {row}"
            values = MODELS[row.row_table].model_validate_json(text).model_dump() if text else {}
            for column, value in values.items():
                told = value is False if column == "understood" else value is not None
                if told and not _may_read(audience, name, row.row_table, row.row_id, column):
                    yield f"{name} is told the {column} of {row}"
    known = {entry.id for entry in session.all(JournalEntry)}
    allowed = {entry_id for entry_id in audience.now["journal"] if name in audience.of_entry(entry_id)}
    if not known <= allowed:
        yield f"{name} is told of the changes {sorted(known - allowed)}"


def show_goals_on_walls(history: History) -> Iterator[str]:
    """Put somebody's shared goals on the wall of a meeting, once as they may stand there and once each as they may not.

    Core clears the wall when the stage or the meeting ends, so such rows are planted.
    """
    history.do("show_on_the_wall", "Jon", "Ben", 1)
    meeting = history.last(Meeting, "status = 'open'")
    other_stage = history.last(Stage, f"meeting_id = {meeting.id} AND name <> 'goal'")
    for values in ({}, {"kind": "quarterly"}, {"stage_id": other_stage.id}, {"status": "closed"}):
        with history.store.change("meeting.planted", at=history.leader.timestamp) as change:
            change.update(meeting, **{**meeting.model_dump(), **values})
        yield repr(values)


def test_the_room_sees_goals_while_they_stand_on_the_wall(make_crew: Callable[[], Crew], tmp_path: Path) -> None:
    history = History(make_crew(), tmp_path)
    for values in show_goals_on_walls(history):
        assert not list(find_differences(history.crew, Audience(history.crew), ("goal",))), values
    assert "show_on_the_wall" in history.done


def sign_alone(history: History) -> None:
    """Plant a signature in a change of its own: core writes one with its step or answer, which hide the change too."""
    history.do("climb", "Jon", "Ana", 1)
    signed = history.last(Signature)
    with history.store.change("ladder.planted", at=history.leader.timestamp) as change:
        change.insert(signed.model_copy(update={"id": 0}))


def test_a_signature_alone_is_told_to_its_two_people(make_crew: Callable[[], Crew], tmp_path: Path) -> None:
    history = History(make_crew(), tmp_path)
    sign_alone(history)
    assert not list(find_differences(history.crew, Audience(history.crew)))
    told = [name for name in ("Ana", "Ben", "Jon") if _is_told(history.s(name), "ladder.planted")]
    assert told == ["Ana", "Jon"]


def _is_told(session: Session, what: str) -> bool:
    return any(entry.what == what for entry in session.all(JournalEntry))


DEPENDENT = {"card", "goal", "conversation", "rating", "ready", "attendance"}
"""Tables whose rules look at other tables, so that what is seen of them changes though they do not."""


@pytest.mark.parametrize("turn", [0, 22])
def test_each_reads_what_is_for_them_after_every_deed(make_crew: Callable[[], Crew], tmp_path: Path, turn: int) -> None:
    history = History(make_crew(), tmp_path)
    journal_id = 0
    for what, one, other, number in deeds_of_all(turn, laps=1):
        history.do(what, one, other, number)
        written = history.store.read(JournalRow, "journal_id > ?", (journal_id,))
        journal_id = max((row.journal_id for row in written), default=journal_id)
        tables = tuple((DEPENDENT | {row.row_table for row in written}) & set(TABLES))
        assert not list(find_differences(history.crew, Audience(history.crew), tables, journal=False)), what
    assert not list(find_differences(history.crew, Audience(history.crew)))
    assert len(history.done) > len(DEEDS) / 2


def test_a_member_whose_adding_was_undone_reads_what_the_room_reads(
    make_crew: Callable[[], Crew], tmp_path: Path
) -> None:
    history = History(make_crew(), tmp_path)
    for what, one, other, number in deeds_of_all(0, laps=1):
        history.do(what, one, other, number)
    crew = history.crew
    added = members.add_member(history.leader, "Zoe Wirth")
    zoe = Session.for_member(crew.session_store, added, crew.clock)
    assert zoe.all(Absence)
    history.leader.undo("member")
    for table in MODELS:
        assert zoe.all(MODELS[table]) == crew.room.all(MODELS[table]), table


def test_what_was_taken_back_is_told_to_nobody_else(crew: Crew) -> None:
    lifecycle.start_meeting(crew["Ana"])
    lifecycle.move_to_stage(crew["Ana"], "collect")
    board = cards.find_board(crew["Ana"])
    cards.add_card(crew["Ben"], board, "Said too fast")
    cards.take_back(crew["Ben"], board)
    told = {name: "Said too fast" in str(crew[name].all(JournalRow)) for name in crew.members}
    assert [name for name, sees in told.items() if sees] == ["Ben"]

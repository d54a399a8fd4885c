"""Ready: everybody sees how many, the host sees who, and nothing moves by itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.access.session import Session
from core.errors import Conflict, HuddleError
from core.meeting import boards, cards, lifecycle, votes
from core.meeting.readiness import Readiness, is_done, mark_done, readiness, unmark_done
from core.models import JournalEntry, JournalRow
from data.models import ReadyMark
from tests.conftest import Crew


@pytest.fixture
def opened(crew: Crew) -> Session:
    """Ben's session, hosting an open weekly meeting."""
    lifecycle.plan_meeting(crew["Ana"], host=crew.members["Ben"])
    lifecycle.start_meeting(crew["Ana"])
    ben: Session = crew["Ben"]
    return ben


def look(session: Session) -> tuple[int, int, list[str]]:
    found: Readiness = readiness(session, lifecycle.current_stage(session, lifecycle.require_open_meeting(session)))
    return found.done_count, found.member_count, [member.name.split()[0] for member in found.done_members]


def test_how_many_for_all_and_who_for_host_and_leader(crew: Crew, opened: Session) -> None:
    assert look(opened) == (0, 4, [])
    mark_done(crew["Jon"])
    mark_done(crew["Lea"])
    mark_done(crew["Lea"])
    assert look(opened) == look(crew["Ana"]) == (2, 4, ["Jon", "Lea"])
    assert look(crew["Lea"]) == (2, 4, ["Lea"])
    assert look(crew["Tom"]) == look(crew.room) == (2, 4, [])


def test_it_can_be_taken_back(crew: Crew, opened: Session) -> None:
    mark_done(crew["Jon"])
    stage = lifecycle.current_stage(opened, lifecycle.require_open_meeting(opened))
    assert is_done(crew["Jon"], stage)
    assert not is_done(crew.room, stage)
    unmark_done(crew["Jon"])
    unmark_done(crew["Jon"])
    assert look(opened) == (0, 4, [])
    assert not is_done(crew["Jon"], stage)


def test_nobody_else_learns_who_anywhere(crew: Crew, opened: Session) -> None:
    mark_done(crew["Jon"])
    jon = crew.members["Jon"].id
    for s in (crew["Lea"], crew["Tom"], crew.room):
        assert s.all(ReadyMark) == []
        assert [entry.by for entry in s.all(JournalEntry, "what = 'ready.said'")] in ([None], [])
        assert not [row for row in s.all(JournalRow) if row.row_table == "ready"]
    assert [row.member_id for row in opened.all(ReadyMark)] == [jon]


def test_who_hosts_from_now_on_sees_who(crew: Crew, opened: Session) -> None:
    mark_done(crew["Jon"])
    lifecycle.take_over(crew["Lea"])
    assert look(crew["Lea"]) == (1, 4, ["Jon"])
    assert look(opened) == (1, 4, [])


def test_nothing_moves_by_itself(crew: Crew, opened: Session) -> None:
    before = lifecycle.require_open_meeting(opened)
    for name in ("Ana", "Ben", "Jon", "Lea"):
        mark_done(crew[name])
    assert look(opened)[:2] == (4, 4)
    assert lifecycle.require_open_meeting(opened) == before


def test_a_stage_that_was_left_by_mistake_returns_as_it_was(crew: Crew, opened: Session) -> None:
    mark_done(crew["Jon"])
    lifecycle.move_to_next_stage(opened)
    assert look(opened) == (0, 4, [])
    lifecycle.move_to_previous_stage(opened)
    assert look(opened) == (1, 4, ["Jon"])


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from(("next", "back", "look", "done")), st.integers(0, 1)), max_size=30))
def test_two_terminals_of_one_host_move_from_what_each_has_seen(
    make_crew: Callable[[], Crew], steps: list[tuple[str, int]]
) -> None:
    crew = make_crew()
    meeting = lifecycle.start_meeting(crew["Ana"])
    hosts = [Session.for_member(crew.session_store, crew.members["Ana"], crew.clock) for _ in range(2)]
    stages = lifecycle.list_stages(crew["Ana"], meeting)
    now, seen, done = 0, [0, 0], [False] * len(stages)
    for step, at in steps:
        if step == "look":
            seen[at] = now
        elif step == "done":
            mark_done(crew["Jon"])
            done[now] = True
        else:
            by, move = (1, lifecycle.move_to_next_stage) if step == "next" else (-1, lifecycle.move_to_previous_stage)
            try:
                move(hosts[at], from_stage=stages[seen[at]])
            except HuddleError:
                assert seen[at] != now or not 0 <= now + by < len(stages)
            else:
                assert seen[at] == now
                now = seen[at] = now + by
        current = lifecycle.current_stage(crew["Ana"], lifecycle.require_open_meeting(crew["Ana"]))
        assert current.id == stages[now].id
        assert readiness(crew["Ana"], current).done_count == done[now], "a stage returns as it was left"


def ask_another_board(s: Session) -> None:
    boards.switch_board(s, "threats")


def open_votes(s: Session) -> None:
    votes.open_votes(s, cards.find_board(s), 3)


def reveal_votes(s: Session) -> None:
    votes.reveal_votes(s, cards.find_board(s))


def word_the_question(s: Session) -> None:
    cards.set_board(s, cards.find_board(s), question="What will you do this week?")


@pytest.mark.parametrize("asked_anew", [ask_another_board, open_votes, reveal_votes, word_the_question])
def test_they_end_when_something_else_is_asked(
    crew: Crew, opened: Session, asked_anew: Callable[[Session], None]
) -> None:
    lifecycle.move_to_stage(opened, "collect")
    cards.add_card(crew["Jon"], cards.find_board(opened), "Call five")
    if asked_anew is reveal_votes:
        open_votes(opened)
        for name in ("Ana", "Jon", "Lea"):
            votes.vote(crew[name], cards.find_board(opened), cards.list_cards(opened, cards.find_board(opened))[0])
    mark_done(crew["Jon"])
    asked_anew(opened)
    assert look(opened) == (0, 4, [])


def test_they_stay_when_the_same_is_asked(crew: Crew, opened: Session) -> None:
    lifecycle.move_to_stage(opened, "collect")
    mark_done(crew["Jon"])
    board = cards.find_board(opened)
    boards.switch_board(opened, board.kind)
    cards.set_board(opened, board, question=board.question)
    cards.add_card(crew["Lea"], board, "Call five")
    assert look(opened) == (1, 4, ["Jon"])


def test_going_back_to_a_stage_whose_board_has_changed_finds_nobody_done(crew: Crew, opened: Session) -> None:
    lifecycle.move_to_stage(opened, "collect")
    mark_done(crew["Jon"])
    lifecycle.move_to_next_stage(opened)
    boards.switch_board(opened, "threats")
    lifecycle.move_to_previous_stage(opened)
    assert look(opened) == (0, 4, [])


def test_taking_back_the_step_brings_them_back(crew: Crew, opened: Session) -> None:
    mark_done(crew["Jon"])
    lifecycle.move_to_next_stage(opened)
    lifecycle.move_to_previous_stage(opened)
    opened.undo("stage")
    opened.undo("stage")
    assert look(opened) == (1, 4, ["Jon"])


def test_one_is_done_with_the_stage_one_saw(crew: Crew, opened: Session) -> None:
    wins = lifecycle.current_stage(opened, lifecycle.require_open_meeting(opened))
    mark_done(crew["Jon"], stage=wins)
    lifecycle.move_to_next_stage(opened)
    for toggle in (mark_done, unmark_done):
        with pytest.raises(Conflict, match="in numbers now, not in wins"):
            toggle(crew["Lea"], stage=wins)
    assert look(opened) == (0, 4, [])


def test_the_absent_are_not_waited_for(crew: Crew, opened: Session) -> None:
    lifecycle.set_attendance(opened, crew.members["Lea"], present=False)
    assert look(opened)[:2] == (0, 3)
    mark_done(crew["Lea"])
    assert look(opened)[:2] == (1, 4)


def test_watchers_and_the_room_say_nothing(crew: Crew, opened: Session) -> None:
    with pytest.raises(HuddleError, match="Ask your leader to change your role"):
        mark_done(crew["Tom"])
    with pytest.raises(HuddleError, match="room"):
        mark_done(crew.room)


def test_undo_passes_it_by(crew: Crew, opened: Session) -> None:
    mark_done(crew["Jon"])
    assert crew["Jon"].last_change() is None

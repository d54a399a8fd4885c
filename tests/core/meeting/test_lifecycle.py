"""The meeting: planned, opened, led by its host, closed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from threading import Barrier, Thread
from typing import Any

import pytest

from core.access.session import Session
from core.errors import Conflict, HuddleError
from core.hosting import rotation
from core.meeting import cards, lifecycle, pulse, readiness, vote_tally, votes
from core.meeting.agenda import AGENDAS
from core.meeting.participation import list_participants, read_participation
from core.meeting.timer import set_timer, stage_timer
from core.models import Member
from core.outgoing import minutes
from core.team import members
from core.team.members import end_membership
from data.models import Board, JournalEntry, Meeting
from data.store import Store
from tests.conftest import Crew, FrozenClock


def host_of(crew: Crew) -> Any:
    """The session of who hosts the open meeting."""
    meeting = lifecycle.require_open_meeting(crew["Ana"])
    return next(crew[name] for name, member in crew.members.items() if member.id == meeting.host_id)


def test_a_weekly_meeting_opens_in_its_first_stage_with_everybody_there(crew: Crew) -> None:
    meeting = lifecycle.start_meeting(crew["Ben"])
    s = crew["Ana"]

    assert meeting.status == "open"
    assert meeting.number == 1
    assert meeting.day == s.today
    assert [stage.name for stage in lifecycle.list_stages(s, meeting)] == list(AGENDAS["weekly"])
    assert lifecycle.current_stage(s, meeting).name == "wins"
    assert lifecycle.current_stage(s, meeting).started_at == s.timestamp
    assert {row.member_id for row in lifecycle.list_attendances(s, meeting) if row.present} == {
        member.id for member in crew.members.values()
    }
    boards = {board.kind: board.question for board in s.all(Board, "meeting_id = ?", (meeting.id,))}
    assert set(boards) == {"wins", "accountabilities", "hurdles"}
    assert boards["accountabilities"] == "What will YOU be accountable for?"


@pytest.mark.parametrize("kind", ["kickoff", "weekly", "quarterly"])
def test_in_every_team_meeting_the_goal_stands_before_collecting(kind: Any) -> None:
    agenda = AGENDAS[kind]
    assert agenda.index("goal") < agenda.index("collect") < agenda.index("trends") < agenda.index("commit")
    assert agenda[-1] == "close"


def test_only_one_meeting_is_open_at_a_time(crew: Crew) -> None:
    lifecycle.start_meeting(crew["Ana"])
    with pytest.raises(HuddleError, match="The weekly meeting"):
        lifecycle.start_meeting(crew["Ben"], "quarterly")
    assert len(crew.store.read(Meeting)) == 1


def test_meetings_are_numbered_by_kind(crew: Crew) -> None:
    for kind, number in (("weekly", 1), ("kickoff", 1), ("weekly", 2)):
        assert lifecycle.start_meeting(crew["Ana"], kind).number == number  # type: ignore[arg-type]
        lifecycle.close_meeting(host_of(crew))


def test_the_host_is_the_one_whose_turn_it_is(crew: Crew) -> None:
    turn = rotation.next_host(crew["Ana"]).member
    assert lifecycle.start_meeting(crew["Lea"]).host_id == turn.id


def test_a_planned_host_hosts(crew: Crew) -> None:
    planned = lifecycle.plan_meeting(crew["Ana"], host=crew.members["Lea"], day=date(2026, 11, 30))
    assert planned.day == date(2026, 11, 30)
    assert lifecycle.next_planned_meeting(crew["Ben"]) == planned
    opened = lifecycle.start_meeting(crew["Ben"])
    assert opened.id == planned.id
    assert opened.host_id == crew.members["Lea"].id
    assert opened.day == crew["Ana"].today


def test_a_planned_host_who_left_the_team_does_not_host(crew: Crew) -> None:
    lifecycle.plan_meeting(crew["Ana"], host=crew.members["Lea"])
    end_membership(crew["Ana"], crew.members["Lea"])
    opened = lifecycle.start_meeting(crew["Ana"])
    assert opened.host_id not in (None, crew.members["Lea"].id)


def test_planning_again_changes_the_plan(crew: Crew) -> None:
    first = lifecycle.plan_meeting(crew["Ana"], day=date(2026, 11, 30))
    second = lifecycle.plan_meeting(crew["Ana"], day=date(2026, 12, 1))
    assert second.id == first.id
    assert len(crew.store.read(Meeting)) == 1


def test_a_day_that_has_passed_is_refused(crew: Crew) -> None:
    with pytest.raises(HuddleError, match="Choose today or later"):
        lifecycle.plan_meeting(crew["Ana"], day=date(2026, 11, 22))


def test_the_host_moves_through_the_stages_and_their_clocks_start(crew: Crew, clock: Any) -> None:
    meeting = lifecycle.start_meeting(crew["Ana"])
    host = host_of(crew)
    clock.advance(minutes=5)
    assert lifecycle.move_to_next_stage(host).name == "numbers"
    was, now, *_ = lifecycle.list_stages(host, meeting)
    assert was.ended_at == now.started_at == host.timestamp
    assert lifecycle.move_to_stage(host, "collect").name == "collect"
    assert lifecycle.move_to_previous_stage(host).name == "goal"
    collect = lifecycle.list_stages(host, meeting)[4]
    assert collect.ended_at is not None
    clock.advance(minutes=1)
    again = lifecycle.move_to_next_stage(host)
    assert again.started_at == host.timestamp, "no time was spent in it"
    assert again.ended_at is None


def test_a_stage_that_was_left_by_mistake_returns_as_it_was(crew: Crew, clock: Any) -> None:
    meeting = lifecycle.start_meeting(crew["Ana"])
    host = host_of(crew)
    clock.advance(minutes=5)
    lifecycle.move_to_next_stage(host)
    set_timer(host, 300)
    clock.advance(minutes=2)
    before = lifecycle.list_stages(host, meeting)[1]
    lifecycle.move_to_next_stage(host)
    clock.advance(seconds=10)
    lifecycle.move_to_previous_stage(host)
    again = lifecycle.list_stages(host, meeting)[1]
    assert again.model_copy(update={"started_at": before.started_at}) == before
    assert stage_timer(host, again).seconds_left(host.now) == 180, "its clock goes on from where it stood"


# -- what the caller saw


def sessions_of(crew: Crew, name: str, store: Store) -> tuple[Session, Session]:
    """Two sessions of one member, on two terminals."""
    return crew[name], Session.for_member(store, crew.members[name], crew.clock)


@pytest.fixture
def elsewhere(crew: Crew) -> Iterator[Store]:
    """The team's file, as another process has it open."""
    with closing(Store(crew.path)) as store:
        yield store


def at_once(*changes: Callable[[], object]) -> list[str]:
    """Run these changes on threads of their own, begun together; return what was refused."""
    refused, together = [], Barrier(len(changes))

    def run(change: Callable[[], object]) -> None:
        together.wait(10)
        try:
            change()
        except HuddleError as refusal:
            refused.append(str(refusal))

    threads = [Thread(target=run, args=(change,)) for change in changes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return refused


@pytest.mark.parametrize(
    ("begins_in", "move", "ends_in"),
    [("numbers", lifecycle.move_to_next_stage, "commitments"), ("numbers", lifecycle.move_to_previous_stage, "wins")],
)
def test_two_terminals_of_one_host_move_one_stage(
    crew: Crew, elsewhere: Store, begins_in: Any, move: Any, ends_in: str
) -> None:
    lifecycle.start_meeting(crew["Ana"])
    one, other = sessions_of(crew, "Ana", elsewhere)
    lifecycle.move_to_stage(one, begins_in)
    seen = lifecycle.current_stage(one, lifecycle.require_open_meeting(one))
    refused = at_once(lambda: move(one, from_stage=seen), lambda: move(other, from_stage=seen))
    assert refused == [f"The meeting is in {ends_in} now, not in {begins_in}. Nothing was changed."]
    assert lifecycle.current_stage(one, lifecycle.require_open_meeting(one)).name == ends_in


def test_moving_from_the_meeting_before_moves_nothing(crew: Crew) -> None:
    meeting = lifecycle.start_meeting(crew["Ana"])
    seen = lifecycle.current_stage(crew["Ana"], meeting)
    lifecycle.close_meeting(host_of(crew))
    lifecycle.start_meeting(crew["Ana"])
    lifecycle.take_over(crew["Ana"])
    with pytest.raises(Conflict, match="That meeting has ended and another is running"):
        lifecycle.move_to_next_stage(crew["Ana"], from_stage=seen)
    with pytest.raises(Conflict, match="That meeting has ended and another is running"):
        lifecycle.close_meeting(crew["Ana"], from_stage=seen)


def test_a_meeting_that_has_gone_on_is_not_closed(crew: Crew, elsewhere: Store) -> None:
    lifecycle.start_meeting(crew["Ana"])
    one, other = sessions_of(crew, "Ana", elsewhere)
    seen = lifecycle.move_to_stage(one, "close")
    lifecycle.move_to_previous_stage(other)
    with pytest.raises(Conflict, match="in hurdles now, not in close"):
        lifecycle.close_meeting(one, from_stage=seen)
    assert lifecycle.open_meeting_or_none(one) is not None


def test_hosting_is_taken_over_from_whom_one_saw_host(crew: Crew) -> None:
    lifecycle.start_meeting(crew["Ana"])
    refused = at_once(
        lambda: lifecycle.take_over(crew["Ben"], from_host=crew.members["Ana"]),
        lambda: lifecycle.take_over(crew["Jon"], from_host=crew.members["Ana"]),
    )
    (sentence,) = refused
    host = crew.store.get(Member, lifecycle.require_open_meeting(crew["Ana"]).host_id or 0)
    assert host is not None
    assert sentence == f"{host.name} hosts this meeting now, not Ana Ruiz. Nothing was changed."
    with pytest.raises(Conflict, match="You host this meeting now, not Ana Ruiz"):
        lifecycle.take_over(crew[host.name.split()[0]], from_host=crew.members["Ana"])


def test_there_is_nothing_before_the_first_stage_and_after_the_last(crew: Crew) -> None:
    lifecycle.start_meeting(crew["Ana"])
    host = host_of(crew)
    with pytest.raises(HuddleError, match="first stage"):
        lifecycle.move_to_previous_stage(host)
    lifecycle.move_to_stage(host, "close")
    with pytest.raises(HuddleError, match="End the meeting instead"):
        lifecycle.move_to_next_stage(host)


def test_a_stage_outside_the_agenda_is_refused_with_the_agenda(crew: Crew) -> None:
    lifecycle.start_meeting(crew["Ana"], "kickoff")
    with pytest.raises(HuddleError, match="goal · collect · trends · commit · close"):
        lifecycle.move_to_stage(host_of(crew), "wins")


def test_only_the_host_leads_and_whoever_takes_over_is_the_host(crew: Crew) -> None:
    lifecycle.plan_meeting(crew["Ana"], host=crew.members["Jon"])
    lifecycle.start_meeting(crew["Ana"])
    for refused in (lifecycle.move_to_next_stage, lifecycle.move_to_previous_stage, lifecycle.close_meeting):
        with pytest.raises(HuddleError, match="Only the host"):
            refused(crew["Ana"])
    assert lifecycle.take_over(crew["Ana"]).host_id == crew.members["Ana"].id
    assert lifecycle.move_to_next_stage(crew["Ana"]).name == "numbers"
    with pytest.raises(HuddleError, match="Only the host"):
        lifecycle.move_to_next_stage(crew["Jon"])
    told = crew["Ben"].all(JournalEntry, "what = 'meeting.taken_over'")
    assert [entry.by for entry in told] == [crew.members["Ana"].id]


def test_a_watcher_takes_no_part_and_the_room_changes_nothing(crew: Crew) -> None:
    with pytest.raises(HuddleError, match="watcher"):
        lifecycle.start_meeting(crew["Tom"])
    lifecycle.start_meeting(crew["Ana"])
    with pytest.raises(HuddleError, match="watcher"):
        lifecycle.take_over(crew["Tom"])
    with pytest.raises(HuddleError, match="room"):
        lifecycle.take_over(crew.room)


def test_without_an_open_meeting_there_is_a_sentence(crew: Crew) -> None:
    assert lifecycle.open_meeting_or_none(crew["Ana"]) is None
    with pytest.raises(HuddleError, match="No meeting is running"):
        lifecycle.move_to_next_stage(crew["Ana"])


def test_closing_ends_the_stage_and_says_who_hosts_next_and_when(crew: Crew) -> None:
    meeting = lifecycle.start_meeting(crew["Ana"])
    host = host_of(crew)
    closed = lifecycle.close_meeting(host)

    assert closed.status == "closed"
    assert closed.closed_at == host.timestamp
    assert closed.next_day == date(2026, 11, 30)
    assert lifecycle.current_stage(host, closed).ended_at == host.timestamp
    assert closed.next_host_id == rotation.next_host(host).member.id != closed.host_id
    assert [turn.member_id for turn in rotation.turn_history(host)] == [meeting.host_id]
    coming = lifecycle.next_planned_meeting(host)
    assert coming is not None
    assert (coming.kind, coming.number, coming.day, coming.host_id) == (
        "weekly",
        2,
        closed.next_day,
        closed.next_host_id,
    )
    assert lifecycle.list_started_meetings(host) == [closed]
    assert lifecycle.open_meeting_or_none(host) is None


def test_who_led_it_stays_its_host_and_not_who_took_over_to_close_it(crew: Crew, clock: FrozenClock) -> None:
    lifecycle.start_meeting(crew["Ana"])
    clock.advance(minutes=40)
    lifecycle.take_over(crew["Ben"])
    clock.advance(minutes=2)
    assert rotation.next_host(crew["Ana"]).member == crew.members["Ben"]
    closed = lifecycle.close_meeting(crew["Ben"])
    assert lifecycle.host_of(crew["Ana"], closed) == crew.members["Ana"]
    assert closed.next_host_id == crew.members["Ben"].id
    assert [turn.member_id for turn in rotation.turn_history(crew["Ana"])] == [crew.members["Ana"].id]
    assert minutes.build_minutes(crew["Ana"], closed).host == "Ana Ruiz"


def test_who_takes_over_early_or_for_somebody_who_leaves_has_led_it(crew: Crew, clock: FrozenClock) -> None:
    lifecycle.start_meeting(crew["Ana"])
    for _ in range(2):  # back and forth: each time counts
        clock.advance(minutes=5)
        lifecycle.take_over(crew["Ben"])
        clock.advance(minutes=8)
        lifecycle.take_over(crew["Ana"])
    assert lifecycle.host_of(crew["Ana"], lifecycle.close_meeting(crew["Ana"])) == crew.members["Ben"]
    clock.advance(days=7)
    lifecycle.start_meeting(crew["Ana"])
    lifecycle.take_over(crew["Lea"])
    clock.advance(minutes=30)
    lifecycle.take_over(crew["Ana"])
    members.end_membership(crew["Ana"], crew.members["Lea"])
    assert lifecycle.host_of(crew["Ana"], lifecycle.close_meeting(crew["Ana"])) == crew.members["Ana"]


def test_who_is_added_or_leaves_meanwhile_is_counted_alike_everywhere(crew: Crew) -> None:
    ana = crew["Ana"]
    lifecycle.start_meeting(ana)
    lifecycle.move_to_stage(ana, "collect")
    meeting, board = lifecycle.require_open_meeting(ana), cards.find_board(ana)
    zoe = Session.for_member(crew.session_store, members.add_member(ana, "Zoe Zimmer"), crew.clock)
    for session in (ana, crew["Ben"], crew["Lea"], zoe):
        cards.add_card(session, board, "Call five lapsed customers")
        readiness.mark_done(session)
    members.end_membership(ana, crew.members["Lea"])
    said, ready = read_participation(ana, board), readiness.readiness(ana, lifecycle.current_stage(ana, meeting))
    assert (said.card_count, said.speaker_count, said.member_count) == (4, 3, 4)
    assert (ready.done_count, ready.member_count) == (3, 4)
    votes.open_votes(ana, board, 3)
    assert vote_tally.count_votes_cast(ana, board).members == 4
    assert len(list_participants(ana, meeting)) == pulse.summarize(ana, meeting).participant_count == 4
    closed = lifecycle.close_meeting(ana)
    assert len(list_participants(ana, closed)) == 4
    members.add_member(ana, "Yan Young")
    assert len(list_participants(ana, closed)) == 4, "who comes later was not there"


def test_closing_is_one_change(crew: Crew) -> None:
    lifecycle.start_meeting(crew["Ana"])
    before = len(crew.store.read(JournalEntry))
    lifecycle.close_meeting(host_of(crew))
    assert [entry.what for entry in crew.store.read(JournalEntry)[before:]] == ["meeting.closed"]


def test_the_next_meeting_falls_on_a_working_day(crew: Crew, clock: Any) -> None:
    clock.advance(days=5)  # a Saturday
    lifecycle.start_meeting(crew["Ana"])
    assert lifecycle.close_meeting(host_of(crew)).next_day == date(2026, 12, 7)


def test_the_next_meeting_is_after_today(crew: Crew) -> None:
    lifecycle.start_meeting(crew["Ana"])
    host = host_of(crew)
    with pytest.raises(HuddleError, match="after today"):
        lifecycle.close_meeting(host, next_day=host.today)
    assert lifecycle.open_meeting_or_none(host) is not None
    assert lifecycle.close_meeting(host, next_day=date(2026, 12, 1)).next_day == date(2026, 12, 1)


def test_who_was_absent_when_it_was_their_turn_is_next(crew: Crew) -> None:
    due = rotation.next_host(crew["Ana"]).member
    lifecycle.start_meeting(crew["Ana"])
    stand_in = next(crew[name] for name, member in crew.members.items() if member.id != due.id and name != "Tom")
    lifecycle.set_attendance(crew["Ana"], due, present=False)
    lifecycle.take_over(stand_in)
    assert lifecycle.close_meeting(stand_in).next_host_id == due.id
    assert ("absent", due.id) in [(turn.outcome, turn.member_id) for turn in rotation.turn_history(stand_in)]


def test_a_one_on_one_disturbs_nobodys_turn(crew: Crew) -> None:
    before = rotation.next_host(crew["Ana"]).member
    meeting = lifecycle.start_meeting(crew["Ben"], "one-on-one")
    assert meeting.host_id == crew.members["Ben"].id
    assert lifecycle.close_meeting(crew["Ben"]).status == "closed"
    assert rotation.next_host(crew["Ana"]).member.id == before.id
    assert lifecycle.next_planned_meeting(crew["Ana"]) is None

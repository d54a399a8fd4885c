"""Who hosts: everybody once a round, whoever was away first next time, and nobody forgotten."""

from __future__ import annotations

import itertools
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.access.session import Session
from core.errors import Conflict, HuddleError
from core.hosting import order as rotation_order
from core.hosting import rotation
from core.hosting.order import Seat
from core.meeting import lifecycle
from core.team.members import add_member, end_membership
from data.models import Meeting, Member, RotationPlace
from tests.conftest import Crew

pytestmark = pytest.mark.days


def names(session: Session) -> list[str]:
    return [place.member.name.split()[0] for place in rotation.coming_hosts(session)]


def notes(session: Session) -> dict[str, str]:
    return {place.member.name.split()[0]: place.reason for place in rotation.coming_hosts(session)}


def session_of(crew: Crew, member_id: int | None) -> Session:
    assert member_id is not None
    member = crew.store.get(Member, member_id)
    assert member is not None
    return Session.for_member(crew.session_store, member, crew.clock)


def hold(crew: Crew, *, away: tuple[str, ...] = (), host: str | None = None) -> str:
    """A meeting a week: who is due hosts, unless they are away or `host` takes over. Gives who hosted."""
    meeting = lifecycle.start_meeting(crew["Ana"])
    for name in away:
        lifecycle.set_attendance(crew["Ana"], crew.members[name], False)
    if host:
        meeting = lifecycle.take_over(crew[host])
    s = session_of(crew, meeting.host_id)
    lifecycle.close_meeting(s)
    crew.clock.advance(days=7)
    return s.me.name.split()[0]


# -- who comes when


def test_everybody_but_watchers_hosts_once_a_round(crew: Crew) -> None:
    assert names(crew.room) == ["Ana", "Ben", "Jon", "Lea"]
    assert [hold(crew) for _ in range(9)] == ["Ana", "Ben", "Jon", "Lea"] * 2 + ["Ana"]
    assert [turn.round for turn in reversed(rotation.turn_history(crew.room))] == [1] * 4 + [2] * 4 + [3]


def test_everyone_is_told_why(crew: Crew) -> None:
    assert set(notes(crew.room).values()) == {"hosts in round 1"}
    hold(crew)
    assert notes(crew["Tom"]) == notes(crew.room)
    assert notes(crew.room)["Ben"] == "hosts in round 1"
    assert notes(crew.room)["Ana"] == "hosted 23 Nov · again in round 2"
    because = rotation.next_host(crew.room)
    assert (because.member.name, because.reason) == ("Ben Okafor", "hosts in round 1")


def test_the_host_of_the_open_meeting_is_not_next_again(crew: Crew) -> None:
    lifecycle.start_meeting(crew["Ana"])
    assert names(crew.room) == ["Ben", "Jon", "Lea", "Ana"]
    assert notes(crew.room)["Ana"] == "hosting now · again in round 2"


def test_who_was_away_is_first_next_time(crew: Crew) -> None:
    hold(crew)
    assert hold(crew, away=("Ben", "Jon"), host="Lea") == "Lea"
    assert names(crew.room) == ["Ben", "Jon", "Ana", "Lea"]
    assert notes(crew.room)["Ben"] == "first: missed their turn on 30 Nov"
    assert notes(crew.room)["Jon"] == "hosts in round 1: missed their turn on 30 Nov"
    assert [(turn.outcome, turn.round) for turn in rotation.turn_history(crew.room)] == [
        ("hosted", 1),
        ("absent", 1),
        ("absent", 1),
        ("hosted", 1),
    ]
    assert [hold(crew) for _ in range(5)] == ["Ben", "Jon", "Ana", "Lea", "Ben"]


def test_being_away_when_it_was_not_your_turn_changes_nothing(crew: Crew) -> None:
    hold(crew, away=("Lea", "Ben"))
    assert names(crew.room) == ["Ben", "Jon", "Lea", "Ana"]
    assert [turn.outcome for turn in rotation.turn_history(crew.room)] == ["hosted"]


def test_months_away_are_made_up_for_once(crew: Crew) -> None:
    hold(crew)
    for host in ["Jon", "Lea", "Ana"] * 4:
        hold(crew, away=("Ben",), host=host)
    assert names(crew.room)[0] == "Ben"
    hosted = [hold(crew) for _ in range(8)]
    assert hosted[0] == "Ben"
    assert hosted[1] != "Ben"
    assert hosted.count("Ben") <= 3


def test_who_takes_over_has_hosted_and_who_was_due_still_is(crew: Crew) -> None:
    assert hold(crew, host="Jon") == "Jon"
    assert names(crew.room) == ["Ana", "Ben", "Lea", "Jon"]
    assert [hold(crew) for _ in range(3)] == ["Ana", "Ben", "Lea"]


def test_taking_over_twice_counts_ahead(crew: Crew) -> None:
    hold(crew, host="Jon")
    hold(crew, host="Jon")
    assert names(crew.room) == ["Ana", "Ben", "Lea", "Jon"]
    assert [hold(crew) for _ in range(7)] == ["Ana", "Ben", "Lea", "Ana", "Ben", "Lea", "Jon"]


def test_a_watcher_who_leads_takes_nobodys_turn(crew: Crew) -> None:
    ana, tom = crew["Ana"], crew.members["Tom"]
    with ana.change("meeting.opened") as change:
        meeting = change.insert(Meeting(kind="weekly", number=1, day=ana.today, status="open", host_id=tom.id))
    assert rotation.record_hosting(crew["Ana"], meeting) is None
    assert names(crew.room)[0] == "Ana"


def test_one_on_ones_are_not_hosted_in_turns(crew: Crew) -> None:
    lifecycle.start_meeting(crew["Jon"], "one-on-one")
    assert names(crew.room) == ["Ana", "Ben", "Jon", "Lea"]
    lifecycle.close_meeting(crew["Jon"])
    assert rotation.turn_history(crew.room) == []


def test_hosted_counts_once(crew: Crew) -> None:
    meeting = lifecycle.start_meeting(crew["Ana"])
    assert rotation.record_hosting(crew["Ana"], meeting) == rotation.record_hosting(crew["Ana"], meeting)
    assert names(crew.room) == ["Ben", "Jon", "Lea", "Ana"]


# -- coming and going


def test_newcomers_come_last(crew: Crew) -> None:
    hold(crew)
    hold(crew)
    add_member(crew["Ana"], "Mia Sand")
    assert names(crew.room) == ["Jon", "Lea", "Ana", "Ben", "Mia"]
    assert notes(crew.room)["Mia"] == "joined 7 Dec · last in this round"
    crew.clock.advance(days=1)
    add_member(crew["Ana"], "Max Vogt")
    assert notes(crew.room)["Mia"] == "joined 7 Dec · first turn in round 2"
    assert notes(crew.room)["Max"] == "joined 8 Dec · last in this round"
    hosts = [hold(crew) for _ in range(4)]
    assert hosts == ["Jon", "Lea", "Ana", "Ben"]
    assert names(crew.room)[:2] == ["Mia", "Max"]


def test_a_newcomer_before_the_first_meeting_is_the_last_of_it(crew: Crew) -> None:
    add_member(crew["Ana"], "Mia Sand")
    assert names(crew.room) == ["Ana", "Ben", "Jon", "Lea", "Mia"]
    assert notes(crew.room)["Mia"] == "joined 23 Nov · last in this round"


def test_a_leaver_disturbs_nobody(crew: Crew) -> None:
    hold(crew)
    end_membership(crew["Ana"], crew.members["Ben"])
    assert names(crew.room) == ["Jon", "Lea", "Ana"]
    assert [hold(crew) for _ in range(4)] == ["Jon", "Lea", "Ana", "Jon"]
    assert rotation.turn_history(crew.room)[-1].member_id == crew.members["Ana"].id


def test_who_comes_back_does_not_owe_the_rounds_in_between(crew: Crew) -> None:
    end_membership(crew["Ana"], crew.members["Ben"])
    for _ in range(7):
        hold(crew)
    add_member(crew["Ana"], "Ben Okafor")
    hosts = [hold(crew) for _ in range(8)]
    assert max(Counter(hosts).values()) - min(Counter(hosts).values()) <= 1


def test_nobody_left_to_host_is_said(crew: Crew) -> None:
    with crew.store.change("member.left", at="2026-11-23T08:00:00.000Z") as change:
        for member in crew.members.values():
            change.update(member, left_on=crew.clock.now.date())
    assert rotation.coming_hosts(crew.room) == []
    with pytest.raises(HuddleError, match="No one can host yet"):
        rotation.next_host(crew.room)


# -- editing


def test_two_swap_and_the_rest_stays(crew: Crew) -> None:
    rotation.swap(crew["Ana"], crew.members["Ana"], crew.members["Jon"])
    assert names(crew.room) == ["Jon", "Ben", "Ana", "Lea"]
    assert [hold(crew) for _ in range(4)] == ["Jon", "Ben", "Ana", "Lea"]


def test_who_has_hosted_cannot_swap_with_who_has_not(crew: Crew) -> None:
    hold(crew)
    with pytest.raises(HuddleError, match="These two are in different rounds, so they can't swap"):
        rotation.swap(crew["Ana"], crew.members["Ana"], crew.members["Jon"])
    with pytest.raises(HuddleError, match="Choose two members"):
        rotation.swap(crew["Ana"], crew.members["Jon"], crew.members["Jon"])


def test_a_skip_needs_a_reason_and_counts_for_the_round(crew: Crew) -> None:
    with pytest.raises(HuddleError, match="empty"):
        rotation.skip(crew["Ana"], crew.members["Ana"], " ")
    turn = rotation.skip(crew["Ana"], crew.members["Ben"], "parental leave")
    assert (turn.outcome, turn.round, turn.reason) == ("skipped", 1, "parental leave")
    assert names(crew.room) == ["Ana", "Jon", "Lea", "Ben"]
    assert notes(crew["Jon"])["Ben"] == "skipped in round 1 (parental leave) · again in round 2"
    assert notes(crew.room)["Ben"] == "skipped in round 1 · again in round 2"
    assert [hold(crew) for _ in range(5)] == ["Ana", "Jon", "Lea", "Ben", "Ana"]


def test_a_turn_that_two_skip_is_skipped_once(crew: Crew) -> None:
    for name in ("Ana", "Ben", "Jon"):
        hold(crew)
        assert names(crew.room)[-1] == name
    rotation.skip(crew["Ana"], crew.members["Lea"], "holiday", from_round=1)
    with pytest.raises(Conflict, match="Nothing was changed"):
        rotation.skip(crew["Ana"], crew.members["Lea"], "holiday", from_round=1)
    assert [turn.outcome for turn in rotation.turn_history(crew["Ana"])].count("skipped") == 1


def test_a_turn_that_is_past_is_not_skipped(crew: Crew) -> None:
    hold(crew)
    with pytest.raises(HuddleError, match="nothing to skip"):
        rotation.skip(crew["Ana"], crew.members["Ana"], "holiday")


def test_a_member_is_moved_within_the_round(crew: Crew) -> None:
    hold(crew)
    rotation.move(crew["Ana"], crew.members["Lea"], 1)
    assert names(crew.room) == ["Lea", "Ben", "Jon", "Ana"]
    with pytest.raises(HuddleError, match="This member hosts in round"):
        rotation.move(crew["Ana"], crew.members["Lea"], 4)
    with pytest.raises(HuddleError, match="place 4"):
        rotation.move(crew["Ana"], crew.members["Ana"], 1)


@pytest.mark.parametrize("place", [-1, 0, 1, 4])
def test_a_place_outside_the_members_round_is_refused(place: int) -> None:
    seats = [Seat(1, 2, 1), Seat(2, 2, 2), Seat(3, 1, 3)]
    with pytest.raises(HuddleError, match="This member hosts in round"):
        rotation_order.move_seat(seats, 1, place)


def test_the_first_of_a_round_is_in_front_of_all_who_owe_nothing() -> None:
    seats = [Seat(1, 1, 1), Seat(2, 1, 2), Seat(3, 1, 3)]

    def order(member_id: int, *already_first: int) -> list[int]:
        return [
            seat.member_id
            for seat in rotation_order.sort_seats(rotation_order.move_to_front(seats, member_id, already_first))
        ]

    assert order(3) == [3, 1, 2]
    assert order(3, 1) == [1, 3, 2]
    assert order(3, 2) == [3, 1, 2], "who owes a turn further back does not hold up the others"
    assert order(1) == [1, 2, 3]


def test_any_host_edits_and_nobody_else(crew: Crew) -> None:
    lea = crew.members["Lea"]
    hold(crew)
    assert [name for name in ("Ana", "Ben", "Jon", "Lea", "Tom") if rotation.can_edit(crew[name])] == ["Ana", "Ben"]
    with pytest.raises(HuddleError, match="host, the next host or the leader"):
        rotation.move(crew["Jon"], lea, 1)
    rotation.move(crew["Ben"], lea, 2)
    lifecycle.start_meeting(crew["Ana"])
    assert [name for name in ("Ana", "Ben", "Jon", "Lea") if rotation.can_edit(crew[name])] == ["Ana", "Ben", "Lea"]


def test_an_edit_during_a_meeting_leaves_its_host_alone(crew: Crew) -> None:
    lifecycle.start_meeting(crew["Ana"])
    rotation.swap(crew["Ana"], crew.members["Ben"], crew.members["Lea"])
    assert names(crew.room) == ["Lea", "Jon", "Ben", "Ana"]
    with pytest.raises(HuddleError, match="End it first, then change the next turn"):
        rotation.skip(crew["Ana"], crew.members["Ana"], "enough")
    lifecycle.take_over(crew["Ben"])
    assert names(crew.room) == ["Ana", "Lea", "Jon", "Ben"]
    lifecycle.take_over(crew["Ana"])
    lifecycle.close_meeting(crew["Ana"])
    assert names(crew.room) == ["Lea", "Jon", "Ben", "Ana"]


def test_the_planned_meeting_goes_to_whoever_is_next_now(crew: Crew) -> None:
    hold(crew)
    rotation.swap(crew["Ana"], crew.members["Ben"], crew.members["Lea"])
    planned = lifecycle.next_planned_meeting(crew.room)
    assert planned is not None
    assert planned.host_id == crew.members["Lea"].id
    assert hold(crew) == "Lea"


def test_watchers_and_leavers_have_no_place(crew: Crew) -> None:
    end_membership(crew["Ana"], crew.members["Jon"])
    with pytest.raises(HuddleError, match="Tom Vega is a watcher and is not in the rotation"):
        rotation.move(crew["Ana"], crew.members["Tom"], 1)
    with pytest.raises(HuddleError, match="Jon Weiss has left"):
        rotation.skip(crew["Ana"], crew.members["Jon"], "gone")
    with pytest.raises(HuddleError, match="room"):
        rotation.sync(crew.room)


def test_an_edit_can_be_undone(crew: Crew) -> None:
    rotation.sync(crew["Ana"])
    rotation.swap(crew["Ana"], crew.members["Ana"], crew.members["Jon"])
    rotation.skip(crew["Ana"], crew.members["Ben"], "ill")
    crew["Ana"].undo("rotation")
    crew["Ana"].undo("rotation")
    assert names(crew.room) == ["Ana", "Ben", "Jon", "Lea"]
    assert rotation.turn_history(crew.room) == []


# -- properties

STEPS = st.lists(
    st.tuples(st.sampled_from(["hosted", "absent", "skip", "swap", "move", "join", "leave"]), st.integers(0, 9)),
    max_size=60,
)


def play(steps: list[tuple[str, int]]) -> tuple[list[Seat], Counter[int], Counter[int], set[int], list[int]]:
    """Runs the steps on five seats: the seats, turns done, turns missed, who left, and who hosted in which order."""
    seats = rotation_order.add_newcomers([], range(1, 6))
    newest = itertools.count(6)
    had: Counter[int] = Counter()
    missed: Counter[int] = Counter()
    owing: set[int] = set()
    again: set[int] = set()
    left: set[int] = set()
    hosts: list[int] = []
    for step, pick in steps:
        ids = [seat.member_id for seat in rotation_order.sort_seats(seats)]
        chosen = ids[pick % len(ids)]
        match step:
            case "hosted" | "absent":
                now, again = rotation_order.current_round(seats, owing), set()
                if step == "absent" and len(ids) > 1 and seats_by_id(seats)[ids[0]].round <= now:
                    missed[ids[0]] += 1
                    if ids[0] in owing:
                        again = {ids[0]}
                    else:
                        seats = rotation_order.move_to_front(seats, ids[0], owing)
                        owing.add(ids[0])
                    # Whoever comes next hosts in their place.
                    chosen = ids[1]
                else:
                    chosen = ids[0]
                owing.discard(chosen)
                seats = rotation_order.forgive_repeated_misses(
                    rotation_order.complete_turn(seats, chosen), again, owing
                )
                had[chosen] += 1
                hosts.append(chosen)
            case "skip":
                late = seats_by_id(seats)[chosen].round > rotation_order.current_round(seats, owing)
                if not late and rotation_order.find_overdue_seat(seats, chosen, owing) is None:
                    seats = rotation_order.complete_turn(seats, chosen)
                    owing.discard(chosen)
                    had[chosen] += 1
            case "swap" | "move":
                other = ids[(pick * 7 + 3) % len(ids)]
                if seats_by_id(seats)[other].round == seats_by_id(seats)[chosen].round:
                    if step == "swap":
                        seats = rotation_order.swap_seats(seats, chosen, other)
                    else:
                        seats = rotation_order.move_seat(seats, chosen, ids.index(other) + 1)
            case "join":
                seats = rotation_order.add_newcomers(seats, [next(newest)], owing)
                assert (
                    rotation_order.sort_seats(seats)[-1] == seats[-1] or max(s.round for s in seats) > seats[-1].round
                )
            case "leave" if len(ids) > 1:
                before = [member_id for member_id in ids if member_id != chosen]
                seats = [seat for seat in seats if seat.member_id != chosen]
                owing.discard(chosen)
                left.add(chosen)
                assert [seat.member_id for seat in rotation_order.sort_seats(seats)] == before
    return seats, had, missed, left, hosts


def seats_by_id(seats: list[Seat]) -> dict[int, Seat]:
    return {seat.member_id: seat for seat in seats}


@given(STEPS)
@settings(max_examples=300, deadline=None)
def test_nobody_hosts_twice_more_than_another_but_for_what_was_missed(steps: list[tuple[str, int]]) -> None:
    steps = [step for step in steps if step[0] != "absent"]
    seats, had, _, left, _ = play(steps)
    throughout = [member_id for member_id in range(1, 6) if member_id not in left]
    counts = [had[member_id] for member_id in throughout]
    assert max(counts, default=0) - min(counts, default=0) <= 1
    assert not {seat.member_id for seat in seats} & left
    assert len({seat.position for seat in seats}) == len(seats)


@given(STEPS)
@settings(max_examples=300, deadline=None)
def test_absences_aside_the_difference_stays_one(steps: list[tuple[str, int]]) -> None:
    seats, had, missed, left, _ = play(steps)
    for one, other in itertools.permutations([m for m in range(1, 6) if m not in left], 2):
        assert had[one] - had[other] <= 1 + missed[other]
    assert not {seat.member_id for seat in seats} & left


def test_who_owes_a_turn_keeps_it_while_the_others_are_skipped() -> None:
    _, had, missed, _, _ = play([*[("hosted", 0)] * 3, ("leave", 0), ("absent", 0), *[("skip", 1)] * 3])
    assert had[1] - had[5] <= 1 + missed[5]


def test_a_team_that_only_skips_waits_for_who_owes_a_turn(crew: Crew) -> None:
    hold(crew, away=("Ana",), host="Ben")
    for name in ("Jon", "Lea", "Ben", "Jon", "Lea"):
        rotation.skip(crew["Ana"], crew.members[name], "fair")
    assert names(crew.room)[0] == "Ana"
    with pytest.raises(HuddleError, match=r"Ana Ruiz still has to host for round 1"):
        rotation.skip(crew["Ana"], crew.members["Ben"], "fair")
    assert [hold(crew), hold(crew)] == ["Ana", "Ana"], "the turn owed, and that of the round in which all were skipped"
    rotation.skip(crew["Ana"], crew.members["Ben"], "fair")


@given(STEPS)
@settings(max_examples=200, deadline=None)
def test_nobody_starves(steps: list[tuple[str, int]]) -> None:
    """Whatever came before, everybody who is there hosts within two rounds from now on."""
    seats, *_ = play(steps)
    waiting = {seat.member_id for seat in seats}
    for _ in range(2 * len(seats)):
        host = rotation_order.sort_seats(seats)[0].member_id
        waiting.discard(host)
        seats = rotation_order.complete_turn(seats, host)
    assert not waiting


@given(STEPS, st.randoms())
@settings(max_examples=100, deadline=None)
def test_the_order_does_not_depend_on_how_the_rows_are_stored(steps: list[tuple[str, int]], chance: Any) -> None:
    seats, *_ = play(steps)
    shuffled = list(seats)
    chance.shuffle(shuffled)
    assert rotation_order.sort_seats(shuffled) == rotation_order.sort_seats(seats)


WEEKS = st.lists(
    st.tuples(st.sets(st.sampled_from(["Ben", "Jon", "Lea"]), max_size=2), st.sampled_from(["", "skip", "swap"])),
    min_size=1,
    max_size=6,
)


def test_on_a_stored_team_the_same_holds(make_crew: Any) -> None:
    @given(WEEKS)
    @settings(max_examples=12, deadline=None)
    def weeks_pass(weeks: list[tuple[set[str], str]]) -> None:
        crew = make_crew()
        began = crew.clock.now
        for away, edit in weeks:
            first, second = rotation.coming_hosts(crew.room)[:2]
            if edit == "skip":
                rotation.skip(crew["Ana"], first.member, "busy")
            elif edit == "swap" and first.round == second.round:
                rotation.swap(crew["Ana"], first.member, second.member)
            due = names(crew.room)[0]
            there = next(name for name in names(crew.room) if name not in away)
            assert hold(crew, away=tuple(away), host=there) == there
            if due in away:
                assert names(crew.room)[0] == due
            places = crew.store.read(RotationPlace)
            assert sorted(place.member_id for place in places) == sorted(
                crew.members[name].id for name in ("Ana", "Ben", "Jon", "Lea")
            )
            assert max(place.round for place in places) - min(place.round for place in places) <= 1 + len(
                [turn for turn in rotation.turn_history(crew.room) if turn.outcome == "absent"]
            )
        crew.clock.now = began
        crew.close()

    weeks_pass()

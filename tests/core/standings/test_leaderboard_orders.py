"""Boards in other orders and of private metrics; who is near, what is explained, and the race."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.access.session import Session
from core.errors import HuddleError
from core.metrics import entries, metrics
from core.metrics.metrics import is_private, make_private
from core.metrics.targets import set_target
from core.models import Entry, JournalRow, Meeting, Metric, Published, Target
from core.overview.win_notices import list_active_targets
from core.standings import running_numbers
from core.standings.explain import explain_row
from core.standings.leaderboard import Standing, StandingsBoard, find_neighbours, standings
from core.standings.ranking import GROUPINGS, ORDERS
from core.standings.replay import replay_board
from core.team.workdays import add_absence
from core.values.periods import parse_period
from tests.conftest import Crew

Q4 = parse_period("2026-Q4")
TODAY = date(2026, 11, 23)
NAMES = ("Ana", "Ben", "Jon", "Lea")


@pytest.fixture
def calls(crew: Crew) -> Metric:
    return metrics.add_metric(crew["Ana"], "calls")


def enter(crew: Crew, metric: Metric, day: date = TODAY, **amounts: int) -> None:
    for name, amount in amounts.items():
        entries.log_entry(crew["Ana"], metric, amount, member=crew.members[name], day=day)


def agree(crew: Crew, metric: Metric, **amounts: int) -> None:
    for name, amount in amounts.items():
        set_target(crew[name], metric, amount, member=crew.members[name], period=Q4)


def met(crew: Crew, day: date) -> None:
    with crew["Ana"].change("meeting.closed") as change:
        change.insert(Meeting(kind="weekly", number=1, day=day, status="closed"))


def ranks(board: StandingsBoard) -> list[tuple[int | None, str]]:
    return [(row.rank, row.name.split()[0]) for row in board.rows]


def row(board: StandingsBoard, name: str) -> Standing:
    return next(each for each in board.rows if each.name.startswith(name))


# -- orders


def test_by_attainment_and_pace_who_has_no_target_has_no_rank(crew: Crew, calls: Metric) -> None:
    agree(crew, calls, Ben=1000, Jon=100)
    enter(crew, calls, Ben=500, Jon=90, Lea=5000)
    for order in ("attainment", "pace"):
        board = standings(crew["Ana"], calls, Q4, order=order)
        assert ranks(board) == [(1, "Jon"), (2, "Ben"), (None, "Lea")]
    assert ranks(standings(crew["Ana"], calls, Q4)) == [(1, "Lea"), (2, "Ben"), (3, "Jon")]


def test_equal_shares_of_unequal_targets_are_equal_exactly(crew: Crew, calls: Metric) -> None:
    agree(crew, calls, Ben=3 * 10**14, Jon=3, Lea=3 * 10**14)
    enter(crew, calls, Ben=10**14, Jon=1, Lea=10**14 + 1)
    assert ranks(standings(crew["Ana"], calls, Q4, order="attainment")) == [(1, "Lea"), (2, "Ben"), (2, "Jon")]


def test_by_improvement_who_gained_most_places_stands_first(crew: Crew, calls: Metric) -> None:
    enter(crew, calls, date(2026, 11, 2), Ben=100, Jon=50, Lea=10)
    board = standings(crew["Ana"], calls, Q4, order="improved")
    assert {each.rank for each in board.rows} == {None}, "there is no meeting to count from"
    met(crew, date(2026, 11, 9))
    enter(crew, calls, Lea=500)
    assert ranks(standings(crew["Ana"], calls, Q4, order="improved")) == [(1, "Lea"), (2, "Ben"), (2, "Jon")]


def test_movement_is_within_the_order(crew: Crew, calls: Metric) -> None:
    agree(crew, calls, Ben=1000, Jon=10)
    enter(crew, calls, date(2026, 11, 2), Ben=100, Jon=0, Lea=50)
    met(crew, date(2026, 11, 9))
    enter(crew, calls, Jon=9)
    board = standings(crew["Ana"], calls, Q4, order="attainment")
    assert [(each.name.split()[0], each.movement) for each in board.rows] == [("Jon", 1), ("Ben", -1), ("Lea", None)]
    assert {each.movement for each in standings(crew["Ana"], calls, Q4).rows} == {0}


def test_a_mean_has_no_order_by_pace(crew: Crew) -> None:
    days = metrics.add_metric(crew["Ana"], "days to answer", kind="mean", better="lower")
    agree(crew, days, Ben=4, Jon=4)
    enter(crew, days, Ben=5, Jon=2)
    assert {each.rank for each in standings(crew["Ana"], days, Q4, order="pace").rows} == {None}
    assert ranks(standings(crew["Ana"], days, Q4, order="attainment"))[:2] == [(1, "Jon"), (2, "Ben")]


def test_another_order_is_refused(crew: Crew, calls: Metric) -> None:
    with pytest.raises(HuddleError, match=r"order by “height”\. Use actual, attainment, pace or improved"):
        standings(crew["Ana"], calls, Q4, order="height")


def test_hunters_and_farmers(crew: Crew, calls: Metric) -> None:
    with crew["Ana"].change("member.edited") as change:
        change.update(crew.members["Ben"], kind="hunter")
        change.update(crew.members["Lea"], kind="hunter")
        change.update(crew.members["Jon"], kind="farmer")
    agree(crew, calls, Ben=100, Lea=50)
    enter(crew, calls, Ben=60, Jon=100, Lea=10)
    board = standings(crew["Ana"], calls, Q4, by="kind")
    assert [(each.rank, each.name, each.actual, each.target) for each in board.rows] == [
        (1, "farmers", 100, None), (2, "hunters", 70, 150),
    ]  # fmt: skip
    enter(crew, calls, Ana=7)
    assert row(standings(crew["Ana"], calls, Q4, by="kind"), "neither").actual == 7


# -- weeks


def test_weeks_running_below_their_share_are_counted(crew: Crew, calls: Metric) -> None:
    # 66 working days in the quarter: a week of five is due 5, this one 4, since today is not over.
    agree(crew, calls, Ben=66, Jon=66, Lea=66)
    for weeks in range(6):
        enter(crew, calls, TODAY - timedelta(days=7 * weeks), Ben=5, Jon=3 if weeks < 3 else 5, Lea=4 if weeks else 5)
    board = standings(crew["Ana"], calls, Q4)
    assert {each.name.split()[0]: each.weeks_below for each in board.rows} == {"Ben": 0, "Jon": 3, "Lea": 0}
    enter(crew, calls, date(2026, 10, 1), Jon=60)
    assert row(standings(crew["Ana"], calls, Q4), "Jon").weeks_below == 0, "who has reached the target missed nothing"
    assert row(standings(crew["Ana"], calls, parse_period("2026-11")), "Lea").weeks_below == 0, "no target, no miss"


def test_weeks_before_one_was_measured_are_no_misses(crew: Crew, calls: Metric) -> None:
    agree(crew, calls, Ben=66, Jon=66)
    board = standings(crew["Ana"], calls, Q4)
    assert {each.weeks_below for each in board.rows} == {0}, "agreed today: eight weeks of it were nobody's"
    enter(crew, calls, TODAY - timedelta(days=21), Jon=1)
    board = standings(crew["Ana"], calls, Q4)
    assert (row(board, "Ben").weeks_below, row(board, "Jon").weeks_below) == (0, 3), "Jon counts since then"
    crew.clock.advance(days=14)
    assert row(standings(crew["Ana"], calls, Q4), "Ben").weeks_below == 2


def test_weeks_before_the_period_do_not_count(crew: Crew, calls: Metric) -> None:
    crew.clock.now -= timedelta(days=53)  # 1 October
    agree(crew, calls, Ben=66)
    crew.clock.advance(days=4)  # one Thursday, one Friday and today are gone
    assert row(standings(crew["Ana"], calls, Q4), "Ben").weeks_below == 0
    crew.clock.advance(days=9)
    assert row(standings(crew["Ana"], calls, Q4), "Ben").weeks_below == 2


def test_histories_go_as_far_back_as_asked(crew: Crew, calls: Metric) -> None:
    for weeks in range(20):
        enter(crew, calls, TODAY - timedelta(days=7 * weeks), Ben=100 - weeks)
    board = standings(crew["Ana"], calls, Q4, weeks=13)
    assert row(board, "Ben").history == tuple(range(88, 101))
    assert board.team.history == row(board, "Ben").history
    assert len(row(standings(crew["Ana"], calls, Q4), "Ben").history) == 8


# -- near


def test_near_gives_three_above_and_below_and_what_passes_the_next(crew: Crew, calls: Metric) -> None:
    for number in range(10):
        with crew["Ana"].change("member.added") as change:
            member = crew.members["Ben"].model_copy(update={"id": 0, "name": f"Seller{number}"})
            crew.members[f"Seller{number}"] = change.insert(member)
        sales: dict[str, Any] = {f"Seller{number}": 100 * (number + 1)}
        enter(crew, calls, **sales)
    enter(crew, calls, Lea=550)
    board = standings(crew["Lea"], calls, Q4)
    around = find_neighbours(board, row(board, "Lea"))
    assert [each.actual for each in around.rows] == [800, 700, 600, 550, 500, 400, 300]
    assert around.ahead is not None
    assert (around.ahead.name, around.amount_to_pass) == ("Seller5", 51)
    first = find_neighbours(board, board.rows[0])
    assert (len(first.rows), first.ahead, first.amount_to_pass) == (4, None, None)


def test_nothing_is_said_to_pass_the_next_where_more_does_not_help(crew: Crew) -> None:
    orders: list[tuple[str, dict[str, Any]]] = [("days", {"kind": "mean"}), ("complaints", {"better": "lower"})]
    for name, more in orders:
        metric = metrics.add_metric(crew["Ana"], name, **more)
        enter(crew, metric, Ben=4, Lea=5)
        board = standings(crew["Ben"], metric, Q4)
        last = [each for each in board.rows if each.rank is not None][-1]
        around = find_neighbours(board, last)
        assert around.ahead is not None
        assert around.amount_to_pass is None


amounts = st.lists(st.tuples(st.sampled_from(NAMES), st.integers(-50, 90), st.integers(0, 60)), max_size=25)
agreed = st.dictionaries(st.sampled_from(NAMES), st.integers(1, 300))
PROPERTY = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def filled(crew: Crew, logged: list[tuple[str, int, int]], targets: dict[str, int]) -> Metric:
    metric = metrics.add_metric(crew["Ana"], "calls")
    agree(crew, metric, **targets)
    with crew["Ana"].change("entry.logged") as change:
        for name, amount, back in [*logged, ("Tom", 40, 3)]:  # Tom watches; he sold once
            day = TODAY - timedelta(days=back)
            change.insert(
                Entry(metric_id=metric.id, member_id=crew.members[name].id, day=day, amount=amount, entered_at="x")
            )
    met(crew, date(2026, 11, 16))
    return metric


@PROPERTY
@given(logged=amounts, targets=agreed, order=st.sampled_from(ORDERS), by=st.sampled_from(GROUPINGS))
def test_ranks_are_those_of_a_plain_count(
    make_crew: Callable[[], Crew], logged: list[tuple[str, int, int]], targets: dict[str, int], order: str, by: str
) -> None:
    crew = make_crew()
    board = standings(crew["Jon"], filled(crew, logged, targets), Q4, by=by, order=order)

    def value(each: Standing) -> Fraction | int | None:
        match order:
            case "actual":
                return each.actual
            case "improved":
                return each.movement
        return Fraction(each.actual or 0, each.target) if each.target else None

    values = [value(each) for each in board.rows]
    for each, own in zip(board.rows, values, strict=True):
        others = [other for other in values if other is not None]
        assert each.rank == (None if own is None else 1 + sum(other > own for other in others))
    assert "Tom Vega" not in [each.name for each in board.rows]
    if order != "improved":
        for each in board.rows:
            around = find_neighbours(board, each)
            if around.amount_to_pass is None or around.ahead is None:
                continue
            ahead, mine = value(around.ahead), (each.actual or 0) + around.amount_to_pass
            assert ahead is not None
            before, after = mine - 1, mine
            if order != "actual":
                assert each.target
                assert Fraction(before, each.target) <= ahead < Fraction(after, each.target)
            else:
                assert before <= ahead < after


# -- private


@PROPERTY
@given(logged=amounts, targets=agreed, by=st.sampled_from(GROUPINGS), order=st.sampled_from(ORDERS))
def test_a_private_board_leaks_nothing(
    make_crew: Callable[[], Crew], logged: list[tuple[str, int, int]], targets: dict[str, int], by: str, order: str
) -> None:
    crew = make_crew()
    metric = make_private(crew["Ana"], filled(crew, logged, targets))
    for name, viewer in [*((name, crew[name]) for name in crew.members), ("the room", crew.room)]:
        own = crew.members[name].id if name in crew.members else None
        board = standings(viewer, metric, Q4, by=by, order=order)
        assert board.private
        assert {each.id for each in board.rows} <= {own}
        assert all((each.rank, each.movement) == (None, None) for each in (*board.rows, board.team))
        told_months = [row.total for row in viewer.all(Published)]
        assert board.team.actual == (sum(told_months) if told_months else None), "what everybody saw of past months"
        assert board.most_improved is None
        for frame in replay_board(viewer, metric, Q4, by=by):
            assert {row.id for row in frame.rows} <= {own}
        assert {entry.member_id for entry in viewer.all(Entry)} <= {own}
        theirs = {target.member_id for target in viewer.all(Target)}
        assert name == "Ana" or theirs <= {own, None}
        for change in viewer.all(JournalRow, "row_table IN ('entry', 'target')"):
            model = Entry if change.row_table == "entry" else Target
            for text in (change.before, change.after):
                seen = model.model_validate_json(text) if text else None
                assert seen is None or seen.member_id == own or (name == "Ana" and model is Target)
        for each in (*board.rows, board.team):
            told = explain_row(viewer, board, each)
            assert {line.member_name for line in told.entries} <= {"", crew.members[name].name if own else ""}
    assert not [aim for aim in list_active_targets(crew.room.connection, TODAY) if aim.owner_name != "The team"]


def test_on_a_private_board_one_stands_against_ones_own_target(crew: Crew, calls: Metric) -> None:
    agree(crew, calls, Ben=100, Jon=50)
    enter(crew, calls, Ben=40, Jon=50)
    make_private(crew["Ana"], calls)
    board = standings(crew["Ben"], "calls", Q4)
    assert [(each.name, each.actual, each.attainment) for each in board.rows] == [("Ben Okafor", 40, 0.4)]
    assert (board.team.actual, board.team.target) == (None, None), "the sum of targets tells the other's"
    assert standings(crew["Ana"], "calls", Q4).team.target == 150
    assert [each.standing.actual for each in running_numbers.my_numbers(crew["Jon"])] == [50]


def test_what_is_counted_from_a_private_metric_is_private(crew: Crew, calls: Metric) -> None:
    s = crew["Ana"]
    deals = metrics.add_metric(s, "deals")
    rate = metrics.add_metric(s, "rate", kind="ratio", unit="%", numerator=deals, denominator=calls)
    with pytest.raises(HuddleError, match="rate is calculated from deals and calls, which are public"):
        make_private(s, rate)
    with pytest.raises(HuddleError, match="Only the leader"):
        make_private(crew["Ben"], calls)
    enter(crew, calls, Ben=10, Jon=10)
    enter(crew, deals, Ben=1, Jon=2)
    make_private(s, calls)
    assert is_private(s, rate)
    assert [each.name for each in standings(crew["Ben"], rate, Q4).rows] == ["Ben Okafor"]
    assert len(standings(crew["Ben"], deals, Q4).rows) == 3


# -- explained


def rules(session: Session, board: StandingsBoard, name: str) -> dict[str, str]:
    return dict(explain_row(session, board, row(board, name)).rules)


def test_a_standing_is_explained_by_its_rules_and_entries(crew: Crew) -> None:
    won = metrics.add_metric(crew["Ana"], "won revenue", unit="EUR", scale=2)
    set_target(crew["Ben"], won, 20_000, member=crew.members["Ben"], period=Q4)
    enter(crew, won, date(2026, 10, 5), Ben=5000)
    met(crew, date(2026, 11, 16))
    entries.log_entry(crew["Ben"], won, 2550, note="Kessler's pumps")
    enter(crew, won, Jon=7550)
    board = standings(crew["Ben"], won, Q4)
    told = explain_row(crew["Ben"], board, row(board, "Ben"))
    said = dict(told.rules)
    assert said["actual"] == "75.50 EUR: sum of 2 entries, from 1 Oct 2026 to 23 Nov 2026."
    assert said["target"] == "200 EUR, agreed on 23 Nov 2026 by Ben Okafor."
    assert said["attainment"] == "38%: 75.50 EUR of 200 EUR."
    assert "38% of the target in 56% of the working days (37 of 66 finished)" in said["pace"]
    assert said["place"].startswith("1 of 3, by the amount, the most first. Shared with Jon Weiss")
    assert said["movement"] == "Same rank as at the meeting on 16 Nov."
    assert [(line.day, line.amount, line.origin, line.note) for line in told.entries] == [
        (TODAY, "25.50 EUR", "typed", "Kessler's pumps"),
        (date(2026, 10, 5), "50 EUR", "entered by Ana Ruiz", ""),
    ]
    assert told.entry_count == 2
    for other in (crew["Jon"], crew.room):
        assert [line.note for line in explain_row(other, board, row(board, "Ben")).entries] == ["", ""]
    assert explain_row(crew["Ana"], board, row(board, "Ben")).entries[0].note == "Kessler's pumps"


def test_groups_the_team_and_who_has_nothing_are_explained(crew: Crew, calls: Metric) -> None:
    agree(crew, calls, Jon=10, Lea=20)
    enter(crew, calls, Jon=4, Lea=9)
    s = crew["Ana"]
    by_group = standings(s, calls, Q4, by="group")
    south = explain_row(s, by_group, row(by_group, "South"))
    assert {line.member_name for line in south.entries} == {"Jon Weiss", "Lea Brandt"}
    assert "sum of the members' targets for" in dict(south.rules)["target"]
    team = explain_row(s, by_group, by_group.team)
    assert team.entry_count == 2
    assert "Everyone, including members who are not ranked" in dict(team.rules)["place"]
    board = standings(s, calls, Q4)
    assert "No entries" in rules(s, board, "Ben")["actual"]
    assert rules(s, board, "Ben")["target"].startswith("No target for Q4 2026")
    by_pace = standings(s, calls, Q4, order="pace")
    assert rules(s, by_pace, "Ben")["place"] == "No rank: pace needs a target, and an amount that adds up over time."


def test_a_ratio_tells_both_of_its_sums(crew: Crew, calls: Metric) -> None:
    s = crew["Ana"]
    deals = metrics.add_metric(s, "deals", kind="count")
    rate = metrics.add_metric(s, "rate", kind="ratio", unit="%", scale=1, numerator=deals, denominator=calls)
    enter(crew, calls, Ben=16)
    enter(crew, deals, Ben=1)
    board = standings(s, rate, Q4)
    told = explain_row(s, board, row(board, "Ben"))
    assert dict(told.rules)["actual"] == "6.2%: deals 1 ÷ calls 16, from 1 Oct 2026 to 23 Nov 2026."
    assert {line.part_name for line in told.entries} == {"deals", "calls"}


# -- the race


@PROPERTY
@given(logged=amounts, targets=agreed, kind=st.sampled_from(["sum", "count", "mean", "latest"]))
def test_a_race_ends_on_the_board_and_each_step_is_the_board_of_that_day(
    make_crew: Callable[[], Crew], logged: list[tuple[str, int, int]], targets: dict[str, int], kind: str
) -> None:
    crew = make_crew()
    metric = filled(crew, logged, targets)
    with crew["Ana"].change("metric.edited") as change:
        metric = change.update(metric, kind=kind)
    run = replay_board(crew["Ana"], metric, Q4)
    assert (run.days[0], run.days[-1], len(run)) == (Q4.starts_on, TODAY, 54)
    assert ranks(run[-1]) == ranks(standings(crew["Ana"], metric, Q4))
    for step in (0, 10, 40, 53):
        for each in run[step].rows:
            until = [
                (TODAY - timedelta(days=back), amount)
                for name, amount, back in logged
                if each.name.startswith(name) and Q4.starts_on <= TODAY - timedelta(days=back) <= run.days[step]
            ]
            found = [amount for _, amount in sorted(until, key=lambda dated: dated[0])]
            assert each.actual == KINDS[kind](found)


KINDS: dict[str, Callable[[list[int]], int | None]] = {
    "sum": sum,
    "count": len,
    "mean": lambda found: round(Fraction(sum(found), len(found))) if found else None,
    "latest": lambda found: found[-1] if found else None,
}


def test_a_year_is_raced_by_the_week_and_the_future_not_at_all(crew: Crew, calls: Metric) -> None:
    enter(crew, calls, date(2026, 3, 2), Ben=5)
    run = replay_board(crew["Ana"], calls, parse_period("2026"), order="improved")
    assert {(later - day).days for day, later in zip(run.days[:-1], run.days[1:-1], strict=False)} == {7}
    assert run.days[-1] == TODAY
    assert (row(run[-1], "Ben").rank, row(run[0], "Ben").actual) == (1, 0)
    assert len(replay_board(crew["Ana"], calls, parse_period("2027"))) == 0


def test_pace_is_passed_in_ones_own_working_days(crew: Crew, calls: Metric) -> None:
    agree(crew, calls, Ben=660, Jon=660)
    enter(crew, calls, Ben=370, Jon=300)
    add_absence(crew["Jon"], date(2026, 10, 5), date(2026, 10, 19))  # eleven of his working days
    board = standings(crew["Jon"], calls, Q4, order="pace")
    jon, ben = row(board, "Jon"), row(board, "Ben")
    assert (ben.working_days, jon.working_days) == ((37, 66), (26, 55))
    assert ranks(board)[:2] == [(1, "Ben"), (2, "Jon")]
    assert find_neighbours(board, jon).amount_to_pass == 13, "at 312 of 660 he is where his days say"
    enter(crew, calls, Jon=12)
    assert ranks(standings(crew["Jon"], calls, Q4, order="pace"))[:2] == [(1, "Ben"), (1, "Jon")]
    enter(crew, calls, Jon=1)
    assert ranks(standings(crew["Jon"], calls, Q4, order="pace"))[:2] == [(1, "Jon"), (2, "Ben")]
    assert "(26 of 55 finished, without absences)" in rules(crew["Jon"], board, "Jon")["pace"]

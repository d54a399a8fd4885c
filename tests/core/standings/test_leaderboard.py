from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import HuddleError
from core.metrics.entries import log_entry
from core.metrics.metrics import add_metric
from core.metrics.targets import set_target
from core.models import Entry, Meeting, Metric
from core.standings.leaderboard import Standing, StandingsBoard, standings
from core.team.group_records import list_groups
from core.values.periods import parse_period
from tests.conftest import Crew

pytestmark = pytest.mark.days

Q4 = parse_period("2026-Q4")


@pytest.fixture
def won(crew: Crew) -> Metric:
    return add_metric(crew["Ana"], "won revenue", unit="EUR", scale=2)


def enter(crew: Crew, metric: Metric, amounts: dict[str, int], day: date | None = None) -> None:
    for name, amount in amounts.items():
        log_entry(crew["Ana"], metric, amount, member=crew.members[name], day=day)


def ranks(board: StandingsBoard) -> list[tuple[int | None, str, int | None]]:
    return [(row.rank, row.name.split()[0], row.actual) for row in board.rows]


def row(board: StandingsBoard, name: str) -> Standing:
    return next(each for each in board.rows if each.name.startswith(name))


def closed_meeting(crew: Crew, day: date, *, kind: str = "weekly", number: int = 1) -> None:
    with crew["Ana"].change("meeting.closed") as change:
        change.insert(Meeting.model_validate({"kind": kind, "number": number, "day": day, "status": "closed"}))


# -- who stands on it


def test_ties_share_a_place_and_everybody_who_sells_is_listed(crew: Crew, won: Metric) -> None:
    enter(crew, won, {"Ben": 500, "Lea": 500})
    assert ranks(standings(crew["Jon"], won, Q4)) == [(1, "Ben", 500), (1, "Lea", 500), (3, "Jon", 0)]


def test_the_leader_stands_on_it_with_an_entry_or_a_target_and_a_watcher_never(crew: Crew, won: Metric) -> None:
    calls = add_metric(crew["Ana"], "calls")
    enter(crew, won, {"Ana": 100})
    set_target(crew["Ana"], calls, 10, member=crew.members["Ana"], period=Q4)
    with crew["Ana"].change("entry.logged") as change:  # from the days when Tom sold
        change.insert(
            Entry(metric_id=won.id, member_id=crew.members["Tom"].id, day=Q4.starts_on, amount=7, entered_at="x")
        )
    board = standings(crew["Ana"], won, Q4)
    assert [name for _, name, _ in ranks(board)] == ["Ana", "Ben", "Jon", "Lea"]
    assert board.team.actual == 107
    assert row(standings(crew["Ana"], calls, Q4), "Ana").attainment == 0
    assert "Ana Ruiz" not in [each.name for each in standings(crew["Ana"], won, parse_period("2026-Q3")).rows]


def test_who_left_stands_where_their_entries_are(crew: Crew, won: Metric) -> None:
    enter(crew, won, {"Jon": 900}, date(2026, 10, 5))
    with crew["Ana"].change("member.left") as change:
        change.update(crew.members["Jon"], left_on=date(2026, 11, 1))
    assert ranks(standings(crew["Ana"], won, Q4))[0] == (1, "Jon", 900)
    assert "Jon" not in [name for _, name, _ in ranks(standings(crew["Ana"], won, parse_period("2026-11")))]


# -- what they reached


def test_nobody_shows_nought_per_cent_for_want_of_a_target(crew: Crew, won: Metric) -> None:
    set_target(crew["Ana"], won, 20_000, member=crew.members["Lea"], period=Q4)
    enter(crew, won, {"Ben": 5000})
    board = standings(crew.room, "won", Q4)
    ben, lea, jon = row(board, "Ben"), row(board, "Lea"), row(board, "Jon")
    assert (ben.target, ben.attainment, ben.pace) == (None, None, None)
    assert (jon.actual, jon.attainment) == (0, None)
    assert (lea.actual, lea.target, lea.attainment, lea.pace) == (0, 20_000, 0.0, 0.0)


def test_attainment_and_pace_are_exact(crew: Crew, won: Metric) -> None:
    set_target(crew["Ana"], won, 26_200_000, member=crew.members["Ben"], period=Q4)
    enter(crew, won, {"Ben": 31_000_000})
    board = standings(crew["Ana"], won, Q4)
    ben = row(board, "Ben")
    assert ben.attainment == float(Fraction(31_000_000, 26_200_000))
    # 37 of the quarter's 66 working days have finished; today is not over.
    assert ben.pace == float(Fraction(31_000_000, 26_200_000) / Fraction(37, 66))
    assert board.share_gone == 37 / 66


def test_nothing_has_a_pace_before_the_period_begins(crew: Crew, won: Metric) -> None:
    set_target(crew["Ana"], won, 100, member=crew.members["Ben"], period=parse_period("2027-Q1"))
    ben = row(standings(crew["Ana"], won, parse_period("2027-Q1")), "Ben")
    assert (ben.attainment, ben.pace) == (0.0, None)


def test_the_team_has_its_own_target_or_the_sum_of_its_members(crew: Crew, won: Metric) -> None:
    enter(crew, won, {"Ben": 60, "Jon": 30})
    assert standings(crew["Ana"], won, Q4).team.target is None
    for name, amount in (("Ben", 100), ("Jon", 50)):
        set_target(crew["Ana"], won, amount, member=crew.members[name], period=Q4)
    set_target(crew["Ana"], won, 7, member=crew.members["Jon"], period=parse_period("2026-11"))
    team = standings(crew["Ana"], won, Q4).team
    assert (team.rank, team.name, team.actual, team.target, team.attainment) == (None, "Northwind West", 90, 150, 0.6)
    set_target(crew["Ana"], won, 180, period=Q4)
    assert standings(crew["Ana"], won, Q4).team.target == 180


def test_by_group_and_by_territory(crew: Crew, won: Metric) -> None:
    with crew["Ana"].change("member.edited") as change:
        change.update(crew.members["Ben"], territory="Ruhr")
        change.update(crew.members["Lea"], territory="ruhr")
    enter(crew, won, {"Ben": 60, "Lea": 30, "Jon": 100})
    set_target(crew["Ana"], won, 120, member=crew.members["Ben"], period=Q4)
    by_group = standings(crew["Ana"], won, Q4, by="group")
    assert ranks(by_group) == [(1, "South", 130), (2, "North", 60)]
    assert row(by_group, "North").attainment == 0.5
    south = next(group for group in list_groups(crew["Ana"]) if group.name == "South")
    set_target(crew["Ana"], won, 260, group=south, period=Q4)
    assert row(standings(crew["Ana"], won, Q4, by="group"), "South").target == 260
    by_territory = standings(crew["Ana"], won, Q4, by="territory")
    assert [(each.rank, each.name, each.actual) for each in by_territory.rows] == [
        (1, "no territory", 100), (2, "Ruhr", 90),
    ]  # fmt: skip
    with pytest.raises(HuddleError, match="member, group, territory or kind"):
        standings(crew["Ana"], won, Q4, by="colour")


def test_lower_is_better(crew: Crew) -> None:
    complaints = add_metric(crew["Ana"], "complaints", better="lower")
    enter(crew, complaints, {"Ben": 4, "Lea": 1})
    assert ranks(standings(crew["Ana"], complaints, Q4)) == [(1, "Jon", 0), (2, "Lea", 1), (3, "Ben", 4)]


# -- movement


def test_movement_is_since_the_last_closed_meeting(crew: Crew, won: Metric) -> None:
    enter(crew, won, {"Ben": 100, "Jon": 50, "Lea": 10}, date(2026, 11, 2))
    assert {each.movement for each in standings(crew["Ana"], won, Q4).rows} == {None}
    closed_meeting(crew, date(2026, 11, 9))
    enter(crew, won, {"Lea": 500}, date(2026, 11, 10))
    board = standings(crew["Ana"], won, Q4)
    assert [(each.name.split()[0], each.movement) for each in board.rows] == [("Lea", 2), ("Ben", -1), ("Jon", -1)]
    assert board.most_improved is not None
    assert board.most_improved.name == "Lea Brandt"
    assert board.movement_since == date(2026, 11, 9)
    closed_meeting(crew, date(2026, 11, 16), number=2)
    board = standings(crew["Ana"], won, Q4)
    assert [each.movement for each in board.rows] == [0, 0, 0]
    assert board.most_improved is None


def test_no_movement_from_another_period_a_one_on_one_or_nothing(crew: Crew, won: Metric) -> None:
    enter(crew, won, {"Ben": 100}, date(2026, 11, 12))
    closed_meeting(crew, date(2026, 9, 28))
    closed_meeting(crew, date(2026, 11, 16), kind="one-on-one")
    closed_meeting(crew, date(2026, 11, 9), number=2)  # nobody had anything yet
    assert {each.movement for each in standings(crew["Ana"], won, Q4).rows} == {None}


# -- history


def test_a_history_is_of_seven_days_each_ending_today(crew: Crew, won: Metric) -> None:
    for weeks in range(10):
        enter(crew, won, {"Ben": 10 - weeks}, date(2026, 11, 23) - timedelta(days=7 * weeks))
    enter(crew, won, {"Ben": 100}, date(2026, 11, 17))
    board = standings(crew["Ana"], won, parse_period("2026-11"))
    assert row(board, "Ben").history == (3, 4, 5, 6, 7, 8, 9, 110)
    assert row(board, "Jon").history == (0,) * 8
    assert board.team.history == (3, 4, 5, 6, 7, 8, 9, 110)
    past = standings(crew["Ana"], won, parse_period("2026-W44"))
    assert row(past, "Ben").history[-1] == 6  # Monday 26 October


# -- the kinds that do not simply add up


def test_a_mean_is_of_all_entries_and_has_no_pace(crew: Crew) -> None:
    days = add_metric(crew["Ana"], "days to answer", kind="mean", scale=1, better="lower")
    for amount in (10, 15, 20, 30):
        enter(crew, days, {"Ben": amount})
    enter(crew, days, {"Lea": 5})
    set_target(crew["Ana"], days, 20, member=crew.members["Ben"], period=Q4)
    board = standings(crew["Ana"], days, Q4)
    # 75 ÷ 4 is 18.75 tenths; nobody without an entry is the fastest.
    assert ranks(board) == [(1, "Lea", 5), (2, "Ben", 19), (None, "Jon", None)]
    assert (row(board, "Ben").attainment, row(board, "Ben").pace) == (0.95, None)
    assert (board.team.actual, board.team.target) == (16, None)


def test_a_count_counts_and_the_latest_stands(crew: Crew) -> None:
    visits = add_metric(crew["Ana"], "visits", kind="count")
    pipeline = add_metric(crew["Ana"], "pipeline", kind="latest")
    for _ in range(3):
        enter(crew, visits, {"Ben": 1})
    enter(crew, pipeline, {"Ben": 500}, date(2026, 11, 20))
    enter(crew, pipeline, {"Ben": 900}, date(2026, 11, 2))
    enter(crew, pipeline, {"Jon": 40, "Ben": 300}, date(2026, 11, 20))
    assert ranks(standings(crew["Ana"], visits, Q4))[0] == (1, "Ben", 3)
    board = standings(crew["Ana"], pipeline, Q4)
    assert ranks(board) == [(1, "Ben", 300), (2, "Jon", 40), (None, "Lea", None)]
    assert board.team.actual == 340


def test_a_ratio_divides_the_sums_whatever_their_decimals(crew: Crew) -> None:
    s = crew["Ana"]
    won, deals = add_metric(s, "won", scale=2), add_metric(s, "deals", kind="count")
    size = add_metric(s, "deal size", kind="ratio", scale=2, numerator=won, denominator=deals)
    calls = add_metric(s, "calls")
    rate = add_metric(s, "rate", kind="ratio", unit="%", scale=1, numerator=deals, denominator=calls)
    for amount in (10_050, 20_000):
        enter(crew, won, {"Ben": amount})
        enter(crew, deals, {"Ben": 1})
    enter(crew, calls, {"Ben": 16, "Jon": 4})
    assert ranks(standings(s, size, Q4)) == [(1, "Ben", 15_025), (None, "Jon", None), (None, "Lea", None)]
    board = standings(s, rate, Q4)
    assert ranks(board) == [(1, "Ben", 125), (2, "Jon", 0), (None, "Lea", None)]
    assert board.team.actual == 100
    assert [row(board, "Ben").history[-1], row(board, "Lea").history[-1]] == [125, 0]


def test_an_unknown_metric_is_refused(crew: Crew, won: Metric) -> None:
    with pytest.raises(HuddleError, match="Did you mean won revenue"):
        standings(crew["Ana"], "won revenues", Q4)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from(["Ana", "Ben", "Jon", "Lea"]), st.integers(-50, 50), st.integers(0, 120)), max_size=30
    )
)
def test_a_board_is_what_a_scan_of_all_entries_says(
    make_crew: Callable[[], Crew], logged: list[tuple[str, int, int]]
) -> None:
    crew = make_crew()
    metric = add_metric(crew["Ana"], "calls")
    with crew["Ana"].change("entry.logged") as change:
        for name, amount, back in logged:
            day = date(2026, 11, 23) - timedelta(days=back)
            change.insert(
                Entry(metric_id=metric.id, member_id=crew.members[name].id, day=day, amount=amount, entered_at="x")
            )
    board = standings(crew["Ana"], metric, Q4)
    expected = {"Ben": 0, "Jon": 0, "Lea": 0}
    for name, amount, back in logged:
        if date(2026, 11, 23) - timedelta(days=back) in Q4:
            expected[name] = expected.get(name, 0) + amount
    assert {name: actual for _, name, actual in ranks(board)} == expected
    for each in board.rows:
        assert each.rank == 1 + sum(amount > (each.actual or 0) for amount in expected.values())
    assert board.team.actual == sum(expected.values())
    assert [each.rank or 0 for each in board.rows] == sorted(each.rank or 0 for each in board.rows)

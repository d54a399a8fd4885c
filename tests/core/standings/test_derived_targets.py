"""Periods without a target of their own: the board and the plan count the same, from longer and shorter targets."""

from __future__ import annotations

from datetime import date

import pytest

from core.metrics import entries, targets
from core.metrics.metrics import add_metric, find_metric
from core.metrics.templates import adopt_template
from core.models import Metric
from core.standings.explain import explain_row
from core.standings.leaderboard import Standing, standings
from core.standings.plan import read_plan
from core.values.periods import parse_period
from tests.conftest import Crew, FrozenClock

pytestmark = pytest.mark.days

Q4, YEAR = parse_period("2026-Q4"), parse_period("2026")


@pytest.fixture
def calls(crew: Crew) -> Metric:
    return add_metric(crew["Ana"], "calls")


def agree(crew: Crew, metric: Metric, name: str, amount: int, period: str) -> None:
    targets.set_target(crew[name], metric, amount, member=crew.members[name], period=parse_period(period))


def row_of(crew: Crew, metric: Metric, name: str, period: str) -> Standing:
    board = standings(crew["Ana"], metric, parse_period(period))
    return next(row for row in board.rows if row.id == crew.members[name].id)


def agreed_in_plan(crew: Crew, metric: Metric, name: str, period: str) -> int | None:
    plan = read_plan(crew["Ana"], metric, parse_period(period))
    rows = [row for group in plan.team.rows for row in group.rows if row.member == crew.members[name]]
    return rows[0].agreed


@pytest.mark.parametrize("period", ["2026-Q4", "2026-11", "2026-W48", "2026", "2026-11-23"])
def test_board_and_plan_count_the_same(crew: Crew, calls: Metric, period: str) -> None:
    agree(crew, calls, "Ben", 3_000, "2026")
    agree(crew, calls, "Ben", 300, "2026-11")
    agree(crew, calls, "Jon", 660, "2026-Q4")
    for month in (10, 11, 12):
        agree(crew, calls, "Lea", 100, f"2026-{month}")
    for name in ("Ben", "Jon", "Lea"):
        assert row_of(crew, calls, name, period).target == agreed_in_plan(crew, calls, name, period) is not None


def test_three_agreed_months_are_an_agreed_quarter(crew: Crew, calls: Metric) -> None:
    for month in (10, 11, 12):
        agree(crew, calls, "Lea", 100, f"2026-{month}")
    entries.log_entry(crew["Lea"], calls, 120)
    row = row_of(crew, calls, "Lea", "2026-Q4")
    assert (row.actual, row.target, row.attainment) == (120, 300, 0.4)
    board = standings(crew["Ana"], calls, Q4)
    assert board.team.target == 300
    rules = dict(explain_row(crew["Ana"], board, row).rules)
    assert rules["target"] == "300: from the targets for other periods, by working days."


def test_agreeing_to_a_month_keeps_the_quarter(crew: Crew, calls: Metric) -> None:
    agree(crew, calls, "Ben", 303_000, "2026-Q4")
    agree(crew, calls, "Ben", 50_000, "2026-11")
    assert row_of(crew, calls, "Ben", "2026-Q4").target == 303_000
    assert agreed_in_plan(crew, calls, "Ben", "2026-Q4") == 303_000


def test_a_month_of_the_team_keeps_the_rest_of_its_year(crew: Crew, calls: Metric) -> None:
    ana = crew["Ana"]
    targets.set_target(ana, calls, 12_000_000, period=YEAR)
    targets.set_target(ana, calls, 1_000_000, period=parse_period("2026-11"))
    assert standings(ana, calls, Q4).team.target == read_plan(ana, calls, Q4).team.needed == 3_062_500


def test_a_proposal_elsewhere_leaves_what_is_agreed_agreed(crew: Crew, calls: Metric) -> None:
    ana, jon = crew["Ana"], crew.members["Jon"]
    agree(crew, calls, "Jon", 660, "2026-Q4")
    targets.set_target(ana, calls, 12_000, period=YEAR)
    before = row_of(crew, calls, "Jon", "2026-11")
    assert before.is_behind
    targets.set_target(ana, calls, 500, member=jon, period=parse_period("2026-Q1"))
    targets.set_target(ana, calls, 2_000, member=jon, period=YEAR)
    assert row_of(crew, calls, "Jon", "2026-11") == before


def test_what_a_proposal_changes_is_not_agreed(crew: Crew, calls: Metric) -> None:
    ana, jon = crew["Ana"], crew.members["Jon"]
    agree(crew, calls, "Jon", 660, "2026-Q4")
    targets.set_target(ana, calls, 500, member=jon, period=parse_period("2026-W47"))
    row = row_of(crew, calls, "Jon", "2026-11")
    assert (row.is_agreed, row.is_behind) == (False, False)


def test_pace_counts_the_days_that_have_a_target(crew: Crew, calls: Metric) -> None:
    agree(crew, calls, "Ben", 660, "2026-Q4")
    entries.log_entry(crew["Ben"], calls, 370, day=date(2026, 10, 5))
    # 37 of the quarter's 66 working days have finished; of the other three quarters nothing was asked.
    assert row_of(crew, calls, "Ben", "2026-Q4").pace == 1
    assert row_of(crew, calls, "Ben", "2026").pace == 1


def test_no_pace_before_the_first_day_has_finished(crew: Crew, calls: Metric, clock: FrozenClock) -> None:
    agree(crew, calls, "Ben", 40, "2026-W48")
    assert row_of(crew, calls, "Ben", "2026-W48").pace is None, "Monday morning"
    clock.advance(days=1)
    assert row_of(crew, calls, "Ben", "2026-W48").pace == 0, "Monday is over"


def test_quotas_are_counted_from_months_too(crew: Crew) -> None:
    adopt_template(crew["Ana"], "pipeline-to-quota ratio")
    revenue, quota = (find_metric(crew["Ana"], name) for name in ("won revenue", "quota"))
    for month in (10, 11, 12):
        agree(crew, revenue, "Ben", 100_00, f"2026-{month}")
    assert row_of(crew, quota, "Ben", "2026-Q4").actual == 300_00

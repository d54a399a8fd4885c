"""What the team still has to bring."""

from __future__ import annotations

from datetime import date

import pytest

from core.metrics import entries, metrics, targets
from core.metrics.published import publish_months
from core.standings.leaderboard import standings
from core.standings.remaining import team_remaining
from core.values.periods import period_containing
from tests.conftest import Crew, FrozenClock

pytestmark = pytest.mark.days

QUARTER = period_containing(date(2026, 11, 23), "quarter")


def test_to_go_counts_up_to_this_weeks_end(crew: Crew, clock: FrozenClock) -> None:
    ana = crew["Ana"]
    calls = metrics.add_metric(ana, "calls")
    targets.set_target(ana, calls, 660, period=QUARTER)
    entries.log_entry(ana, calls, 400, day=date(2026, 11, 2))

    def left(period: str) -> tuple[int | None, int] | None:
        found = team_remaining(ana, standings(ana, calls, period_containing(ana.today, period)))
        return (found.this_week, found.whole_period) if found else None

    # 42 of the quarter's 66 working days are gone on Friday 27 November: 420 are due, and 400 are there.
    assert left("quarter") == (20, 260)
    assert left("year") == (20, 260), "of the rest of the year nothing was asked"
    clock.advance(weeks=-3)
    assert left("quarter") == (0, 260)
    clock.advance(weeks=20)
    board = standings(ana, calls, QUARTER)
    found = team_remaining(ana, board)
    assert found is not None
    assert (found.this_week, found.whole_period) == (None, 260), "a period that is over has no week left"


def test_to_go_says_nothing_where_less_is_better(crew: Crew) -> None:
    ana = crew["Ana"]
    lost = metrics.add_metric(ana, "complaints", better="lower")
    targets.set_target(ana, lost, 5, period=QUARTER)
    assert team_remaining(ana, standings(ana, lost, QUARTER)) is None


def test_to_go_says_nothing_on_a_private_board(crew: Crew, clock: FrozenClock) -> None:
    ana = crew["Ana"]
    fees = metrics.make_private(ana, metrics.add_metric(ana, "fees"))
    targets.set_target(ana, fees, 660, period=QUARTER)
    for name in ("Ana", "Ben", "Lea"):
        entries.log_entry(crew[name], fees, 100, day=date(2026, 10, 5))
    assert publish_months(ana) == 1
    board = standings(ana, fees, QUARTER)
    assert (board.team.actual, board.team.target) == (300, 660)
    assert team_remaining(ana, board) is None, "the month that runs is not in the team's number"

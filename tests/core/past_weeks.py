"""Builds weeks of numbers whose results a test can work out by hand."""

from __future__ import annotations

from datetime import datetime

from core.metrics import entries, metrics, targets
from core.models import Metric
from core.values.periods import parse_period
from tests.conftest import Crew, FrozenClock

Q4 = parse_period("2026-Q4")
"""13 whole weeks and a bit; its first whole week begins on Monday 5 October."""


def on(clock: FrozenClock, day: str) -> None:
    clock.now = datetime.fromisoformat(f"2026-{day}T14:00:00+00:00")


def calls(crew: Crew, clock: FrozenClock, *weeks: int, who: str = "Jon", begin: str = "10-05") -> Metric:
    """Agrees on ten calls a week before the quarter, then logs one amount for each of `weeks`. Returns the metric."""
    on(clock, "09-28")
    metric = metrics.add_metric(crew["Ana"], "calls", unit="calls")
    of = 10 * 66 // 5  # 66 working days
    targets.set_target(crew[who], metric, of, member=crew[who].me, period=Q4)
    entries.log_entry(crew["Lea"], metric, 1)
    on(clock, begin)
    for amount in weeks:
        if amount:
            entries.log_entry(crew[who], metric, amount)
        clock.advance(days=7)
    return metric

"""The due days of recurring commitments: pure functions of dates, the standard library only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from core.values.periods import Period, period_containing

_DAY = timedelta(days=1)


def due_days(
    every: str,
    weekday: int | None,
    *,
    after: date,
    before: date,
    last: date | None = None,
    works: Callable[[date], bool] = lambda day: day.isoweekday() < 6,
) -> Iterator[tuple[date, Period]]:
    """Yield the due days after `after` and before `before`, each with the period that it counts for.

    A daily commitment is due on every day for which `works` is true. A weekly, monthly or quarterly one is due on the
    last day of the period, or on the given ISO `weekday` of the week. `last` is the final due day: the last period is
    cut off there; with a `weekday`, no due day lies after it.
    """
    period = period_containing(after, every)
    while period.starts_on < before and (last is None or period.starts_on <= last):
        day = period.ends_on
        if weekday is not None:
            day = period.starts_on + timedelta(days=weekday - 1)
        elif last is not None and last < day:
            day = last
        due = after < day < before and (last is None or day <= last)
        if due and (every != "day" or works(day)):
            yield day, period
        period = period_containing(period.ends_on + _DAY, every)

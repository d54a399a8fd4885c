"""On which days what comes again falls due. Pure functions of days; the standard library only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from core.periods import Period, containing

_DAY = timedelta(days=1)


def comings(
    every: str,
    weekday: int | None,
    *,
    after: date,
    before: date,
    last: date | None = None,
    works: Callable[[date], bool] = lambda day: day.isoweekday() < 6,
) -> Iterator[tuple[date, Period]]:
    """The days after `after` and before `before` on which it falls due, each with the period that it stands for.

    Every day is every day on which one `works`. Every week, month or quarter falls due when that ends, or on the
    `weekday` of the week. What is to be done until `last` falls due then for the last time, be its period over or not;
    on a weekday it does not come after it.
    """
    period = containing(after, every)
    while period.starts_on < before and (last is None or period.starts_on <= last):
        day = period.ends_on
        if weekday is not None:
            day = period.starts_on + timedelta(days=weekday - 1)
        elif last is not None and last < day:
            day = last
        due = after < day < before and (last is None or day <= last)
        if due and (every != "day" or works(day)):
            yield day, period
        period = containing(period.ends_on + _DAY, every)

"""A period played from its first day on: the board as it stood at the end of each day, or each week of a long one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from core.actuals import shares_by_span
from core.metrics import metric as metric_named
from core.models import Metric
from core.periods import Period
from core.ranking import Ranking
from core.session import Session
from core.standings import Drawn, StandingsBoard
from data import numbers
from data.numbers import Span, Tally

MOST_DAYS = 92
"""The longest period that is played by the day: a quarter. A year goes by the week."""


class Race:
    """The boards of a period, one for each step, in their order.

    Everybody who stands on the last of them stands on all, and nobody else. There is no movement and no history on
    them: the rows themselves move.
    """

    def __init__(self, drawn: Drawn, days: list[date], found: list[dict[int, Tally]]) -> None:
        self._drawn = drawn
        self._found = found
        self.days = tuple(days)
        """The last day of each step."""

    def __len__(self) -> int:
        return len(self.days)

    def __getitem__(self, step: int) -> StandingsBoard:
        return self._drawn.at(self.days[step], self._found[step])

    def __iter__(self) -> Iterator[StandingsBoard]:
        return (self[step] for step in range(len(self)))


def race(s: Session, metric: Metric | str, period: Period, by: str = "member", order: str = "actual") -> Race:
    """The race over a period, up to the session's day. Ordered by improvement it is run by actual: nobody improves
    on a single day. Empty for a period that has not begun. Raises `HuddleError` as `standings` does."""
    found = metric_named(s, metric) if isinstance(metric, str) else metric
    connection = s.store.connection
    counted = numbers.counted(connection, found.id)
    drawn = Drawn(
        Ranking(connection, counted, period, s.today, by, "actual" if order == "improved" else order),
        s.viewer.member_id,
    )
    spans = _steps(period, s.today)
    sums: list[dict[int, Tally]] = []
    standing: dict[int, Tally] = {}
    for of_step in shares_by_span(connection, counted, spans, today=s.today):
        if counted.kind == "latest":
            standing = standing | of_step
        else:
            standing = standing | {who: _plus(standing.get(who), tally) for who, tally in of_step.items()}
        sums.append(standing)
    return Race(drawn, [last for _, last in spans], sums)


def _plus(before: Tally | None, tally: Tally) -> Tally:
    return (before[0] + tally[0], before[1] + tally[1]) if before else tally


def _steps(period: Period, today: date) -> list[Span]:
    """The days of the period up to today, each or seven at a time."""
    last = min(today, period.ends_on)
    length = 1 if (period.ends_on - period.starts_on).days < MOST_DAYS else 7
    steps = []
    first = period.starts_on
    while first <= last:
        end = min(first + timedelta(days=length - 1), last)
        steps.append((first, end))
        first = end + timedelta(days=1)
    return steps

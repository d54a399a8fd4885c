"""A board replayed from the first day of its period: as it was at the end of each day, or of each week of a
long one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from core.access.session import Session
from core.metrics.metrics import find_metric
from core.models import Metric
from core.standings.leaderboard import BoardBuilder, StandingsBoard
from core.standings.metric_totals import totals_by_span
from core.standings.ranking import Ranking
from core.values.periods import Period
from data.quick import metric_queries
from data.quick.metric_queries import Span, Tally

MAX_DAILY_STEPS = 92
"""The longest period, in days, that is replayed day by day: a quarter. A longer one goes week by week."""


class BoardReplay:
    """The boards of a period, one for each step, in order.

    The members on the last board are on all of them, and nobody else. The boards have no movement and no history.
    """

    def __init__(self, builder: BoardBuilder, days: list[date], found: list[dict[int, Tally]]) -> None:
        self._builder = builder
        self._tallies_by_step = found
        self.days = tuple(days)
        """The last day of each step."""

    def __len__(self) -> int:
        return len(self.days)

    def __getitem__(self, step: int) -> StandingsBoard:
        return self._builder.build_for_day(self.days[step], self._tallies_by_step[step])

    def __iter__(self) -> Iterator[StandingsBoard]:
        return (self[step] for step in range(len(self)))


def replay_board(
    session: Session, metric: Metric | str, period: Period, by: str = "member", order: str = "actual"
) -> BoardReplay:
    """Return the replay of a period, up to the session's day; empty for a period that has not begun.

    Ordered by improvement it is ordered by actual, since a single day has no improvement. Raises `HuddleError` as
    `standings` does.
    """
    if isinstance(metric, str):
        metric = find_metric(session, metric)
    connection = session.connection
    counted = metric_queries.read_metric(connection, metric.id)
    builder = BoardBuilder(
        Ranking(connection, counted, period, session.today, by, "actual" if order == "improved" else order)
    )
    spans = _steps(period, session.today)
    sums: list[dict[int, Tally]] = []
    running: dict[int, Tally] = {}
    for tallies in totals_by_span(connection, counted, spans, today=session.today):
        if counted.kind == "latest":
            running = running | tallies
        else:
            running = running | {
                member_id: _add_tally(running.get(member_id), tally) for member_id, tally in tallies.items()
            }
        sums.append(running)
    return BoardReplay(builder, [last for _, last in spans], sums)


def _add_tally(before: Tally | None, tally: Tally) -> Tally:
    """Return the sum of two tallies, of which the first may be missing."""
    return (before[0] + tally[0], before[1] + tally[1]) if before else tally


def _steps(period: Period, today: date) -> list[Span]:
    """Return the spans of the period up to today, of one day or of seven."""
    last = min(today, period.ends_on)
    length = 1 if (period.ends_on - period.starts_on).days < MAX_DAILY_STEPS else 7
    steps = []
    first = period.starts_on
    while first <= last:
        end = min(first + timedelta(days=length - 1), last)
        steps.append((first, end))
        first = end + timedelta(days=1)
    return steps

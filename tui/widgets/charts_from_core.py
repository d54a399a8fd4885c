"""The burn-up charts of a member's numbers, read from core."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from core.access.session import Session
from core.errors import HuddleError
from core.standings.charts import BurnUp, burn_up
from core.standings.leaderboard import standings
from core.standings.running_numbers import TargetProgress
from tui.widgets.chart_stack import MAX_CHARTS


def read_charts(session: Session, numbers: Iterable[TargetProgress]) -> list[BurnUp]:
    """Return charts of these numbers of a member, those of the longest periods first; as many as a stack shows."""
    longest_first = sorted(numbers, key=lambda number: number.period.starts_on - number.period.ends_on)
    return list(_readable_charts(session, longest_first[:MAX_CHARTS]))


def _readable_charts(session: Session, numbers: Iterable[TargetProgress]) -> Iterator[BurnUp]:
    for number in numbers:
        try:
            yield burn_up(session, standings(session, number.metric, number.period), number.standing)
        except HuddleError:  # it was removed since the numbers were read
            continue

"""What the viewer of the leaderboard screen has chosen to see, and the board that this leads to; without a widget."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.access.session import Session
from core.metrics.metrics import list_metrics
from core.models import Metric
from core.standings.leaderboard import (
    DEFAULT_HISTORY_WEEKS,
    WEEKS_IN_QUARTER,
    RowNeighbours,
    Standing,
    StandingsBoard,
    find_neighbours,
    find_own_row,
    standings,
)
from core.standings.ranking import GROUPINGS, ORDERS, Grouping, Order
from core.team.record import get_team
from core.values.periods import Period, period_containing


@dataclass
class BoardChoices:
    """What the viewer has chosen to see: metric, period, rows and order."""

    metric_name: str = ""
    """Empty until a metric is chosen."""
    chosen_period: Period | None = None
    by: Grouping = "member"
    order: Order = "actual"
    is_near_only: bool = False
    """Whether only the rows around the viewer's own are shown."""
    shows_weeks: bool = False
    """Whether weeks are shown as numbers instead of bars."""

    def period(self, today: date) -> Period:
        """Return the chosen period; until one is chosen, the quarter of `today`."""
        return self.chosen_period or period_containing(today, "quarter")

    def metric(self, session: Session) -> Metric | None:
        """Return the chosen metric, else the first in the team's currency, else the first; None without metrics."""
        running = list_metrics(session)
        for metric in list_metrics(session, include_ended=True):
            if metric.name == self.metric_name:
                return metric
        currency = get_team(session).currency
        return next((metric for metric in running if metric.unit == currency), next(iter(running), None))

    def step_metric(self, session: Session, step: int) -> bool:
        """Choose the metric `step` places after the chosen one; return whether there is any."""
        names = [metric.name for metric in list_metrics(session)]
        chosen = self.metric(session)
        if chosen is None or not names:
            return False
        at = names.index(chosen.name) if chosen.name in names else 0
        self.metric_name = names[(at + step) % len(names)]
        return True

    def step_period(self, today: date, step: int) -> None:
        """Choose the period before (-1) or after (1). Raises `HuddleError` where there is none."""
        period = self.period(today)
        self.chosen_period = period.next() if step > 0 else period.previous()

    def step_grouping(self) -> None:
        """Choose the next of members, groups, territories, hunters and farmers."""
        self.by = GROUPINGS[(GROUPINGS.index(self.by) + 1) % len(GROUPINGS)]

    def step_order(self) -> None:
        """Choose the next order: actual, attainment, pace, most improved."""
        self.order = ORDERS[(ORDERS.index(self.order) + 1) % len(ORDERS)]


@dataclass(frozen=True, slots=True)
class ShownBoard:
    """A board, and those of its rows that are shown."""

    board: StandingsBoard
    rows: tuple[Standing, ...]
    """Empty while nobody has an amount or a target."""
    own_row: Standing | None
    """The viewer's row; None without one."""
    neighbours: RowNeighbours | None
    """The rows around the viewer's own, if only these are shown."""

    @property
    def has_amounts(self) -> bool:
        """Whether anybody has an amount."""
        return any(row.actual for row in (*self.board.rows, self.board.team))

    @property
    def has_targets(self) -> bool:
        """Whether anybody has a target."""
        return any(row.target is not None for row in (*self.board.rows, self.board.team))

    def row_at(self, index: int | None) -> Standing | None:
        """Return the row with this index, the team's for one past the last; None for None."""
        if index is None:
            return None
        return self.rows[index] if index < len(self.rows) else self.board.team


def read_board(session: Session, choices: BoardChoices) -> ShownBoard | None:
    """Return the board of what is chosen; None if there is no metric."""
    metric = choices.metric(session)
    if metric is None:
        return None
    weeks = WEEKS_IN_QUARTER if choices.shows_weeks else DEFAULT_HISTORY_WEEKS
    board = standings(session, metric, choices.period(session.today), choices.by, choices.order, weeks=weeks)
    own_row = find_own_row(session, board)
    neighbours = find_neighbours(board, own_row) if choices.is_near_only and own_row is not None else None
    shown = ShownBoard(board, neighbours.rows if neighbours else board.rows, own_row, neighbours)
    return shown if shown.has_amounts or shown.has_targets else ShownBoard(board, (), own_row, neighbours)

"""The leaderboards of the room view, one metric after another."""

from __future__ import annotations

from core.amounts import percent, shown
from core.metrics import metrics
from core.models import Metric
from core.periods import containing
from core.session import Session
from core.standings import StandingsBoard, standings
from core.team import team
from core.to_go import to_go
from tui.screens.room_parts import Shown
from tui.widgets.figures import Figure


class Round:
    """Goes round the metrics that have amounts or targets, those in the team's currency first."""

    def __init__(self) -> None:
        self._at = 0

    def turn(self) -> None:
        """Go on to the next metric."""
        self._at += 1

    def read(self, session: Session) -> tuple[StandingsBoard | None, Shown]:
        """Return this quarter's board of the current metric, and the content above it; no board where all are empty."""
        metrics_in_order = in_turn(session)
        period = containing(session.today, "quarter")
        for ahead in range(len(metrics_in_order)):
            board = standings(session, metrics_in_order[(self._at + ahead) % len(metrics_in_order)], period)
            if any(row.actual or row.target is not None for row in (*board.rows, board.team)):
                self._at += ahead
                return board, Shown(
                    question=f"{board.metric} {board.period.short}", figures=_team_figures(session, board)
                )
        return None, Shown(
            question="How do we stand?", empty="Nothing has been entered yet. What is counted will stand here."
        )


def in_turn(session: Session) -> list[Metric]:
    """Return the metrics in the order in which a meeting shows them: those in the team's currency first."""
    currency = team(session).currency
    return sorted(metrics(session), key=lambda metric: metric.unit != currency)


def _team_figures(session: Session, board: StandingsBoard) -> tuple[Figure, ...]:
    """Return the team's attainment (or its total), its pace, and what is to go this week."""
    figures = []
    if board.team.attainment is not None:
        figures.append(Figure(percent(board.team.attainment), "of the team's target"))
    elif board.team.actual is not None:
        figures.append(Figure(shown(board.team.actual, board.scale, board.unit), "together"))
    if board.team.pace is not None:
        figures.append(Figure(percent(board.team.pace), "pace"))
    remaining = to_go(session, board)
    if remaining is not None and remaining.this_week:
        figures.append(Figure(shown(remaining.this_week, board.scale, board.unit), "to go this week"))
    return tuple(figures)

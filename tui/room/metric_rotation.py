"""The leaderboards of the room view, one metric after another."""

from __future__ import annotations

from core.access.session import Session
from core.metrics.metrics import private_ids
from core.metrics.rating import format_rating
from core.standings.leaderboard import StandingsBoard, standings
from core.standings.remaining import team_remaining
from core.values.amounts import format_amount, format_percent
from core.values.periods import period_containing
from tui.room.stage_content import StageContent
from tui.widgets.big_figures import Figure
from tui.widgets.leaderboard.from_standings import metrics_in_meeting_order


class MetricRotation:
    """Goes round the metrics that have amounts or targets, those in the team's currency first, without private ones."""

    def __init__(self) -> None:
        self._at = 0

    def advance(self) -> None:
        """Go on to the next metric."""
        self._at += 1

    def read_board(self, session: Session) -> tuple[StandingsBoard | None, StageContent]:
        """Return this quarter's board of the current metric, and the content above it; no board where all are empty."""
        private = private_ids(session)
        metrics_in_order = [metric for metric in metrics_in_meeting_order(session) if metric.id not in private]
        period = period_containing(session.today, "quarter")
        for ahead in range(len(metrics_in_order)):
            board = standings(session, metrics_in_order[(self._at + ahead) % len(metrics_in_order)], period)
            if any(row.actual or row.target is not None for row in (*board.rows, board.team)):
                self._at += ahead
                return board, StageContent(
                    question=f"{board.metric} {board.period.short}", figures=_team_figures(session, board)
                )
        return None, StageContent(question="How are we doing?", empty_text="No numbers yet.")


def _team_figures(session: Session, board: StandingsBoard) -> tuple[Figure, ...]:
    """Return the team's attainment (or its total), its pace, and what is to go this week."""
    figures = []
    rating = format_rating(board.team.actual, board.team.target, board.better, board.scale, board.unit)
    if rating:
        figures.append(Figure(rating, "the team's limit" if board.better == "lower" else "of the team's target"))
    elif board.team.actual is not None:
        figures.append(Figure(format_amount(board.team.actual, board.scale, board.unit), "together"))
    if board.team.pace is not None:
        figures.append(Figure(format_percent(board.team.pace), "pace"))
    remaining = team_remaining(session, board)
    if remaining is not None and remaining.this_week:
        figures.append(Figure(format_amount(remaining.this_week, board.scale, board.unit), "to go this week"))
    return tuple(figures)

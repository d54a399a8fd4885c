"""What is left to the team's target: in the whole period, and by the end of this week to be on pace."""

from __future__ import annotations

from dataclasses import dataclass

from core.access.session import Session
from core.metrics.totals import CUMULATIVE_KINDS
from core.standings.leaderboard import StandingsBoard
from core.team.workdays import team_workdays
from core.values.periods import period_containing


@dataclass(frozen=True, slots=True)
class RemainingAmounts:
    """What is left, in the metric's smallest unit; 0 when it is reached."""

    this_week: int | None
    """Up to the target's share of the working days gone by the end of this week; None for a day or a week, and outside
    the period."""
    whole_period: int
    """Up to the whole target."""


def team_remaining(session: Session, board: StandingsBoard) -> RemainingAmounts | None:
    """Return what is left on a board for the team; None without a target, where more is not better day by day, and on a
    private board, whose team's number is of the months that are over alone."""
    target, actual = board.team.target, board.team.actual
    if board.private or target is None or actual is None:
        return None
    if board.kind not in CUMULATIVE_KINDS or board.better != "higher":
        return None
    whole = max(0, target - actual)
    week = period_containing(session.today, "week")
    if board.period.kind in ("day", "week") or session.today not in board.period:
        return RemainingAmounts(None, whole)
    days = board.team.target_days or ((board.period.starts_on, board.period.ends_on),)
    days_gone, all_days = team_workdays(session, board.period).gone_and_total_together(days, week.ends_on, ())
    due = -(-target * days_gone // all_days)
    return RemainingAmounts(max(0, due - actual), whole)

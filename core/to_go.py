"""What is left to the team's target: in the whole period, and by the end of this week to be on pace."""

from __future__ import annotations

from dataclasses import dataclass

from core.actuals import GROWING
from core.periods import containing
from core.session import Session
from core.standings import StandingsBoard
from core.workdays import of_team


@dataclass(frozen=True, slots=True)
class ToGo:
    """What is left, in the metric's smallest unit; 0 when it is reached."""

    this_week: int | None
    """Up to the target's share of the working days gone by the end of this week; None for a day or a week, and outside
    the period."""
    whole: int
    """Up to the whole target."""


def to_go(session: Session, board: StandingsBoard) -> ToGo | None:
    """Return what is left on a board for the team; None without a target, and where more is not better day by day."""
    target, actual = board.team.target, board.team.actual
    if target is None or actual is None or board.kind not in GROWING or board.better != "higher":
        return None
    whole = max(0, target - actual)
    week = containing(session.today, "week")
    if board.period.kind in ("day", "week") or session.today not in board.period:
        return ToGo(None, whole)
    days_gone, all_days = of_team(session, board.period).gone(board.period, min(week.ends_on, board.period.ends_on))
    due = -(-target * days_gone // all_days)
    return ToGo(max(0, due - actual), whole)

"""Conversion of a standings board to leaderboard rows and texts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from core.access.session import Session
from core.metrics.metrics import list_metrics
from core.metrics.rating import format_rating, format_target
from core.models import Metric
from core.standings.leaderboard import (
    RowNeighbours,
    Standing,
    StandingsBoard,
)
from core.standings.remaining import RemainingAmounts
from core.team.record import get_team
from core.values.amounts import format_amount, format_exact, format_percent
from core.values.periods import format_day, format_share_gone
from tui.widgets.leaderboard.rows import LeaderboardPlace
from tui.widgets.text_bars import format_movement

BY_WORDS = {"member": "", "group": "by group", "territory": "by territory", "kind": "by seller type"}
ORDER_WORDS = {"actual": "", "attainment": "by attainment", "pace": "by pace", "improved": "most improved first"}

PRIVATE_BOARD_TEXT = "Private: you see your own number. The team's is published once a month."


def leaderboard_places(
    board: StandingsBoard,
    own_standing: Standing | None,
    *,
    full_bar_amount: int | None = None,
    weeks: bool = False,
    mark_weeks_below: bool = False,
) -> list[LeaderboardPlace]:
    """Return the rows of a board. If nobody has a target, bars are shares of `full_bar_amount`; None for the best.

    `own_standing` is the viewer's standing; `weeks` adds the histories as text; `mark_weeks_below` adds how many
    weeks in a row were below.
    """
    full_bar_amount = find_full_bar_amount(board) if full_bar_amount is None else full_bar_amount
    return [
        _place(board, row, full_bar_amount, own=row is own_standing, weeks=weeks, misses=mark_weeks_below)
        for row in board.rows
    ]


def team_place(board: StandingsBoard, *, weeks: bool = False) -> LeaderboardPlace:
    """Return the row of the whole team."""
    return _place(board, board.team, find_full_bar_amount(board), weeks=weeks)


def find_full_bar_amount(board: StandingsBoard) -> int | None:
    """Return the amount of a full bar if nobody has a target: the largest one. None if there are targets."""
    if any(row.target is not None for row in (*board.rows, board.team)):
        return None
    return max((row.actual or 0 for row in board.rows), default=0) or 1


def _place(
    board: StandingsBoard,
    row: Standing,
    full_bar_amount: int | None,
    *,
    own: bool = False,
    weeks: bool = False,
    misses: bool = False,
) -> LeaderboardPlace:
    team_row = row is board.team
    nothing = not row.actual and row.target is None and not team_row and board.better == "higher"
    # A limit is no target to pass: the bar ends there.
    share = min(row.attainment, 1.0) if row.attainment is not None and board.better == "lower" else row.attainment
    words = format_rating(row.actual, row.target, board.better, board.scale, board.unit)
    if board.order == "pace" and row.pace is not None:
        words = f"pace {format_percent(row.pace)}"
    if not row.is_agreed:
        words = "proposed"
    if row.target is None:
        words = "no entry" if nothing else "no target" if full_bar_amount is None else ""
        # The team's bar would make all others look tiny.
        share = None if full_bar_amount is None or team_row else (row.actual or 0) / full_bar_amount
    return LeaderboardPlace(
        name="team" if team_row else row.name,
        rank=None if nothing else row.rank,
        movement=None if nothing else row.movement,
        share=share,
        percent=words,
        actual="" if nothing else format_amount(row.actual, board.scale, board.unit),
        target="" if row.target is None else format_target(row.target, board.better, board.scale, board.unit),
        history=row.history,
        is_behind=row.is_behind,
        is_own=own,
        weeks_below=row.weeks_below if misses else 0,
        weeks=tuple(format_amount(amount, board.scale) for amount in row.history) if weeks else (),
    )


def pace_mark(board: StandingsBoard) -> float | None:
    """Return the share of the target due today, 0..1; None without pace, or after the period."""
    paced = any(row.pace is not None for row in (*board.rows, board.team))
    return board.share_gone if paced and board.share_gone < 1 else None


def board_title(board: StandingsBoard, *more: str) -> str:
    """Return the title of a board: metric, period, grouping and order unless usual, and the texts of `more`."""
    words = [
        board.metric[:1].upper() + board.metric[1:],
        board.period.title,
        BY_WORDS[board.by],
        ORDER_WORDS[board.order],
        *more,
    ]
    return " · ".join(filter(None, words))


def describe_elapsed(board: StandingsBoard, *, long: bool) -> str:
    """Describe how much of the period is gone, and the team's pace or attainment; `long` names the kind of period."""
    pace = board.team.pace
    if board.share_gone <= 0:
        return "not started"
    if board.share_gone >= 1:
        rating = format_rating(board.team.actual, board.team.target, board.better, board.scale, board.unit)
        return " · team ".join(filter(None, ("over", rating)))
    words = format_share_gone(board.period, board.share_gone)
    return words if pace is None else f"{words} · team pace {format_percent(pace)}"


def describe_team(board: StandingsBoard, remaining: RemainingAmounts | None) -> list[str]:
    """Return notes about the team, the most useful first; `remaining` is what remains to the target."""
    words: list[str] = []
    if board.private:
        words.append("private: you see your own number")
        words.append(describe_told(board))
    if remaining is not None and remaining.whole_period and remaining.this_week is not None:
        amount = format_amount(remaining.this_week, board.scale, board.unit)
        words.append(f"{amount} to go this week" if remaining.this_week else "this week is done")
    best = board.most_improved
    if best is not None:
        words.append(f"most improved: {best.name} {format_movement(best.movement)}")
    if remaining is not None:
        amount = format_amount(remaining.whole_period, board.scale, board.unit)
        words.append(f"{amount} to go in {board.period.short}" if remaining.whole_period else "target reached")
    return words


def describe_told(board: StandingsBoard) -> str:
    """Describe when the team's number on a private board was published."""
    if board.told_on is None:
        return "the team's number is published once a month, from 3 people on"
    return f"the team's number of {format_day(board.told_on)}"


def describe_next_ahead(board: StandingsBoard, neighbours: RowNeighbours) -> str:
    """Describe the amount that brings the viewer past the next one ahead."""
    if neighbours.ahead is None:
        return "you are first"
    if neighbours.amount_to_pass is None:
        return f"next: {neighbours.ahead.name}"
    # A rounded amount might not be enough to pass; only from six figures on it is rounded all the same.
    short = format_amount(neighbours.amount_to_pass, board.scale, board.unit)
    amount = (
        short
        if neighbours.amount_to_pass >= 10**5 * 10**board.scale
        else format_exact(neighbours.amount_to_pass, board.scale)
    )
    return f"{amount} more to pass {neighbours.ahead.name}"


def week_heads(board: StandingsBoard, today: date) -> Sequence[str]:
    """Return the last days of the weeks of the histories as headings, the oldest first."""
    last = max(board.period.starts_on, min(today, board.period.ends_on))
    count = len(board.team.history)
    ends = [last - timedelta(days=7 * back) for back in range(count - 1, -1, -1)]
    return [format_day(day) for day in ends]


LEADERBOARD_TABLES = frozenset(
    {"entry", "target", "metric", "member", "group", "meeting", "team", "holiday", "absence"}
)
"""The tables that a leaderboard is read from: changes to others, such as cards, do not repaint it."""


REPAINT_SECONDS = 0.2
"""The least seconds between two repaints for changes, so that keys are answered while many entries arrive."""


def metrics_in_meeting_order(session: Session) -> list[Metric]:
    """Return the metrics in the order in which a meeting shows them: those in the team's currency first."""
    currency = get_team(session).currency
    return sorted(list_metrics(session), key=lambda metric: metric.unit != currency)

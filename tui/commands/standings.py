"""`huddle standings`: prints a leaderboard."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from core.errors import HuddleError
from core.metrics.rating import format_rating, format_target
from core.values import amounts, periods
from core.values.writing import is_in_words
from tui.commands.context import Context

if TYPE_CHECKING:
    from core.access.session import Session
    from core.standings.leaderboard import Standing, StandingsBoard

GROUPINGS = ("member", "group", "territory", "kind")
ORDERS = ("actual", "attainment", "pace", "improved")
WEEKS = 13
"""How many weeks `--weeks` shows."""

BAR_CELLS = 20
"""Cells of a bar."""

COLUMNS = ("actual", "target", "attainment", "pace", "movement")
"""The columns of the CSV output after rank and name."""


def add(parser: ArgumentParser, word: str) -> None:
    parser.add_argument("metric", metavar="METRIC")
    parser.add_argument(
        "--period", metavar="P", default="quarter", help="2017-Q2, 2017-03, 2017-W52 or 2017 (default: this quarter)"
    )
    parser.add_argument(
        "--by", choices=GROUPINGS, default="member", help="kind is hunters and farmers (default: member)"
    )
    parser.add_argument("--order", choices=ORDERS, default="actual", help="the ranking; improved: places gained")
    parser.add_argument("--near", action="store_true", help="only you and your neighbours")
    parser.add_argument("--weeks", action="store_true", help=f"also the last {WEEKS} weeks as numbers")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true", help="for scripts")
    how.add_argument("--csv", action="store_true", help="for spreadsheets")


def run(args: Namespace, context: Context) -> int:
    from dataclasses import replace

    from core.metrics.metrics import find_metric
    from core.standings.leaderboard import DEFAULT_HISTORY_WEEKS, find_neighbours, standings
    from core.values import periods

    session = context.session()
    period = periods.parse_period(args.period, session.today)
    weeks = WEEKS if args.weeks else DEFAULT_HISTORY_WEEKS
    board = standings(session, find_metric(session, args.metric), period, by=args.by, order=args.order, weeks=weeks)
    around = find_neighbours(board, _require_own_row(board, session)) if args.near else None
    if around is not None:
        board = replace(board, rows=around.rows)
    if args.json:
        context.print_json(
            {
                "metric": board.metric,
                "unit": board.unit,
                "period": board.period.label,
                "better": board.better,
                "rows": [_values(row, board, args.weeks) for row in board.rows],
                "team": _values(board.team, board, args.weeks),
            }
        )
    elif args.csv:
        context.print_text(_csv(board, args.weeks))
    else:
        context.print_text(_format_board(board, args.weeks))
        if around is not None:
            from tui.widgets.leaderboard.from_standings import describe_next_ahead

            context.print_text(describe_next_ahead(board, around))
    return 0


def _require_own_row(board: StandingsBoard, session: Session) -> Standing:
    from core.standings.leaderboard import find_own_row

    own = find_own_row(session, board)
    if own is None:
        raise HuddleError("You are not on this leaderboard. Leave out --near to see everyone.")
    return own


def _values(row: Standing, board: StandingsBoard, weeks: bool = False) -> dict[str, object]:
    """Return a row for scripts: amounts in whole units, None if there is no amount.

    With `weeks` also the amount of each of the last weeks, oldest first.
    """
    more = {"weeks": [amounts.to_json_number(amount, board.scale) for amount in row.history]} if weeks else {}
    return {
        "rank": row.rank,
        board.by: row.name,
        "actual": amounts.to_json_number(row.actual, board.scale),
        "target": amounts.to_json_number(row.target, board.scale),
        "attainment": row.attainment,
        "pace": row.pace,
        "movement": row.movement,
        **more,
    }


def _csv(board: StandingsBoard, weeks: bool) -> str:
    import csv
    import io

    from core.values.csv_safety import escape_formula

    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    week_names = [f"week {number - len(board.team.history)}" for number in range(1, len(board.team.history) + 1)]
    writer.writerow(("rank", board.by, *COLUMNS, *(week_names if weeks else ())))
    for row in board.rows:
        values = _values(row, board)
        for column, amount in (("actual", row.actual), ("target", row.target)):
            values[column] = None if amount is None else amounts.format_plain(amount, board.scale)
        values[board.by] = escape_formula(row.name)
        exact = [amounts.format_plain(week, board.scale) for week in row.history] if weeks else []
        writer.writerow([*values.values(), *exact])
    return buffer.getvalue().rstrip("\n")


def _format_board(board: StandingsBoard, weeks: bool) -> str:
    """Return the leaderboard as text."""
    from tui.commands.table import format_table
    from tui.widgets.leaderboard.from_standings import BY_WORDS, ORDER_WORDS
    from tui.widgets.text_bars import format_movement, sparkline

    unit = f" ({board.unit})" if board.unit and board.unit != board.metric else ""
    notes = [BY_WORDS[board.by], ORDER_WORDS[board.order], "private: you see your own number" if board.private else ""]
    head = " · ".join(filter(None, (f"{board.metric}{unit}", board.period.title, *notes)))
    gone = f" · {periods.format_share_gone(board.period, board.share_gone)}" if 0 < board.share_gone < 1 else ""
    if not board.rows and not board.private:
        return f"{head}{gone}\n{_empty_sentence(board)}"
    rows = [
        [
            *_cells(row, board),
            "" if is_in_words() else sparkline(row.history),
            *(_week_cells(row, board) if weeks else ()),
            _next_step(row, board),
        ]
        for row in (*board.rows, board.team)
    ]
    rows[-1][2] = f"team: {board.team.name}" if board.team.name else "team"
    for column in (0, 4, 5, 6, 7, *(range(9, 9 + len(board.team.history)) if weeks else ())):
        wide = max(len(row[column]) for row in rows)
        for row in rows:
            row[column] = row[column].rjust(wide)
    lines = [f"{head}{gone}", format_table(rows)]
    if board.most_improved is not None and board.most_improved.movement:
        best = board.most_improved
        lines.append(f"most improved: {best.name} {format_movement(best.movement)}")
    return "\n".join(lines)


def _cells(row: Standing, board: StandingsBoard) -> list[str]:
    from tui.widgets.text_bars import bar, format_movement

    has_target = row.target is not None
    return [
        "" if row.rank is None else str(row.rank),
        format_movement(row.movement),
        row.name,
        bar(row.attainment or 0.0, BAR_CELLS) if has_target else "",
        format_rating(row.actual, row.target, board.better, board.scale, board.unit),
        amounts.format_amount(row.actual, board.scale, board.unit),
        f"of {format_target(row.target, board.better, board.scale, board.unit)}" if has_target else "",
        f"pace {amounts.format_percent(row.pace)}" if row.pace is not None else "",
    ]


def _week_cells(row: Standing, board: StandingsBoard) -> list[str]:
    return [amounts.format_amount(amount, board.scale) for amount in row.history]


def _next_step(row: Standing, board: StandingsBoard) -> str:
    """Return the next step in words: what is left of the target, or to set one."""
    if row.target is None:
        return "" if row.rank is None else "no target yet: huddle target set"
    if row.actual is None:
        return ""
    if board.better == "lower":
        return ""
    if not row.is_agreed:
        return "proposed, not accepted yet"
    left = row.target - row.actual
    behind = "behind, " if row.is_behind else ""
    below = f" · {row.weeks_below} weeks below" if row.weeks_below > 1 and row is not board.team else ""
    return f"{behind}{amounts.format_amount(left, board.scale, board.unit)} to go{below}" if left > 0 else "reached"


def _empty_sentence(board: StandingsBoard) -> str:
    command = {
        "member": "huddle member add NAME",
        "group": "huddle group add NAME",
        "kind": "huddle member edit NAME --kind hunter",
    }.get(board.by, "huddle member edit NAME --territory TERRITORY")
    return f"No one is ranked here yet. Start with: {command}"

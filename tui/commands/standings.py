"""`huddle standings`: the leaderboard, printed."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from core import amounts
from tui.commands.context import Context

if TYPE_CHECKING:
    from core.standings import Standing, StandingsBoard

BY = ("member", "group", "territory")
BAR = 20
COLUMNS = ("actual", "target", "attainment", "pace", "movement")


def add(parser: ArgumentParser, word: str) -> None:
    parser.add_argument("metric", metavar="METRIC")
    parser.add_argument(
        "--period", metavar="P", default="quarter", help="2017-Q2, 2017-03, 2017-W52 or 2017 (default: this quarter)"
    )
    parser.add_argument("--by", choices=BY, default="member")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true", help="for scripts")
    how.add_argument("--csv", action="store_true", help="for spreadsheets")


def run(args: Namespace, context: Context) -> int:
    from core import periods
    from core.metrics import metric
    from core.standings import standings

    session = context.session()
    period = periods.parse(args.period, session.today)
    board = standings(session, metric(session, args.metric), period, by=args.by)
    if args.json:
        context.json([_values(row, board) for row in board.rows])
    elif args.csv:
        context.out(_csv(board))
    else:
        context.out(_printed(board))
    return 0


def _values(row: Standing, board: StandingsBoard) -> dict[str, object]:
    """A row in the form that scripts are promised: amounts in whole units, null where there is none."""
    return {
        "rank": row.rank,
        board.by: row.name,
        "actual": amounts.number(row.actual, board.scale),
        "target": amounts.number(row.target, board.scale),
        "attainment": row.attainment,
        "pace": row.pace,
        "movement": row.movement,
    }


def _csv(board: StandingsBoard) -> str:
    import csv
    import io

    from core.formulas import neutral

    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(("rank", board.by, *COLUMNS))
    for row in board.rows:
        values = _values(row, board)
        for what, amount in (("actual", row.actual), ("target", row.target)):
            values[what] = None if amount is None else amounts.exact(amount, board.scale)
        values[board.by] = neutral(row.name)
        writer.writerow(values.values())
    return written.getvalue().rstrip("\n")


def _printed(board: StandingsBoard) -> str:
    from tui.commands.table import table
    from tui.widgets.bars import spark

    unit = f" ({board.unit})" if board.unit and board.unit != board.metric else ""
    head = f"{board.metric}{unit} · {board.period.title}"
    gone = f" · {amounts.percent(board.share_gone)} gone" if 0 < board.share_gone < 1 else ""
    if not board.rows:
        return f"{head}{gone}\n{_nobody(board)}"
    rows = [[*_cells(row, board), spark(row.history)] for row in (*board.rows, board.team)]
    rows[-1][2] = f"team: {board.team.name}" if board.team.name else "team"
    for column in (0, 4, 5, 6, 7):
        wide = max(len(row[column]) for row in rows)
        for row in rows:
            row[column] = row[column].rjust(wide)
    lines = [f"{head}{gone}", table(rows)]
    if board.most_improved is not None and board.most_improved.movement:
        lines.append(f"most improved: {board.most_improved.name} ▲{board.most_improved.movement}")
    return "\n".join(lines)


def _cells(row: Standing, board: StandingsBoard) -> list[str]:
    from tui.widgets.bars import bar, movement

    has_target = row.target is not None
    return [
        "" if row.rank is None else str(row.rank),
        movement(row.movement),
        row.name,
        bar(row.attainment or 0.0, BAR) if has_target else "",
        amounts.percent(row.attainment) if has_target else "",
        amounts.shown(row.actual, board.scale, board.unit),
        f"of {amounts.shown(row.target, board.scale, board.unit)}" if has_target else "",
        f"pace {amounts.percent(row.pace)}" if row.pace is not None else "",
    ]


def _nobody(board: StandingsBoard) -> str:
    command = {"member": "huddle member add NAME", "group": "huddle group add NAME"}.get(
        board.by, "huddle member edit NAME --territory TERRITORY"
    )
    return f"Nobody stands here yet. Begin with: {command}"

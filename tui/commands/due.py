"""`huddle due`: prints what is due, each row with its next step. It imports very little, to answer at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.quick.due import DueItem, list_due_items
from core.values.periods import format_due
from tui.commands.quickly import run_quick_query
from tui.commands.table import format_table
from tui.widgets.signs import NEXT, write_sign

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from datetime import date

    from tui.commands.context import Context


def add(parser: ArgumentParser, word: str) -> None:
    parser.add_argument("--json", action="store_true", help="for scripts")


def run(args: Namespace, context: Context) -> int:
    today, due_items = run_quick_query(context, list_due_items)
    if args.json:
        context.print_json(
            [
                {"kind": item.kind, "number": item.number, "day": item.day, "what": item.text, "next": item.next_action}
                for item in due_items
            ]
        )
    elif not due_items:
        context.print_text("Nothing is due for you in the next seven days. See who is behind with: huddle signals")
    else:
        rows = ((_when(item, today), item.text, f"{write_sign(NEXT)} {item.next_action}") for item in due_items)
        context.print_text(format_table(rows))
    return 0


def _when(item: DueItem, today: date) -> str:
    if item.day is None:
        return {"target": "behind", "proposal": "to answer", "commitment": "to confirm"}.get(item.kind, "soon")
    return format_due(item.day, today)

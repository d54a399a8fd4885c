"""`huddle due`: what is due, each row ending in what to do about it. Imports next to nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import periods
from core.due import Due, due
from tui.commands.quickly import quickly
from tui.commands.table import table

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from datetime import date

    from tui.commands.context import Context


def add(parser: ArgumentParser, word: str) -> None:
    parser.add_argument("--json", action="store_true", help="for scripts")


def run(args: Namespace, context: Context) -> int:
    today = context.clock().date()
    found = quickly(context, today, due)
    if args.json:
        context.json(
            [
                {"kind": each.kind, "number": each.number, "day": each.day, "what": each.what, "next": each.next}
                for each in found
            ]
        )
    elif not found:
        context.out("Nothing is due in the next seven days. How far you are: huddle me")
    else:
        context.out(table((_when(each, today), each.what, f"→ {each.next}") for each in found))
    return 0


def _when(each: Due, today: date) -> str:
    if each.day is None:
        return {"target": "behind", "proposal": "to answer"}.get(each.kind, "soon")
    away = (each.day - today).days
    if away < 0:
        return f"overdue, {each.day.day} {periods.MONTHS[each.day.month - 1]}"
    if away < 2:
        return "tomorrow" if away else "today"
    return f"{each.day.day} {periods.MONTHS[each.day.month - 1]}"

"""`huddle import --list` and `--undo [N]`: the imports of the team, and the way back."""

from __future__ import annotations

from argparse import Namespace

from core.errors import HuddleError
from core.importing.past_imports import PastImport, list_imports, undo_import
from core.values.clock import parse_timestamp
from core.values.text import format_count
from tui.commands.context import Context
from tui.commands.table import format_table
from tui.commands.terminal import has_terminal, is_confirmed


def list_past(args: Namespace, context: Context) -> int:
    """Print the imports, the latest first, with their numbers for `--undo`."""
    session = context.session()
    imports = list_imports(session)
    if args.json:
        context.print_json([_to_json(each) for each in imports])
    elif imports:
        rows = [
            (
                str(each.number),
                f"{parse_timestamp(each.entry.at, session.now):%Y-%m-%d %H:%M}",
                each.by,
                _describe(each),
            )
            for each in imports
        ]
        context.print_text(format_table(rows))
    else:
        context.print_text("Nothing was imported yet.")
    return 0


def undo_past(args: Namespace, context: Context) -> int:
    """Take out one import, on a terminal after a question."""
    session = context.session()
    if has_terminal() and not args.yes:
        chosen = next((each for each in list_imports(session) if each.number == args.undo), None)
        if chosen is not None and not is_confirmed(f"Take out the import by {chosen.by} ({_describe(chosen)})?"):
            raise HuddleError("Nothing was undone.")
    undone = undo_import(session, args.undo)
    if args.json:
        context.print_json(_to_json(undone))
    else:
        context.print_text(f"Import undone: {_describe(undone)}.")
    return 0


def _describe(each: PastImport) -> str:
    return f"{format_count(each.added, 'row')} added, {each.changed:,} changed, {each.removed:,} removed"


def _to_json(each: PastImport) -> dict[str, object]:
    return {
        "number": each.number,
        "at": each.entry.at,
        "by": each.by,
        "added": each.added,
        "changed": each.changed,
        "removed": each.removed,
    }

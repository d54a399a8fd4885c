"""`huddle import --list` and `--undo [N]`: the imports of the team, and the way back."""

from __future__ import annotations

from argparse import Namespace

from core.access.session import Session
from core.errors import HuddleError
from core.importing.past_imports import PastImport, find_own_import, list_imports, undo_import
from core.values.clock import parse_timestamp
from tui.commands.context import Context
from tui.commands.table import format_table
from tui.commands.terminal import is_confirmed


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
                _when(session, each),
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
    """Take out one import, after a question about it: a list that has grown meanwhile does not make it another."""
    session = context.session()
    chosen = find_own_import(session, args.undo)
    described = f"import {chosen.number} of {_when(session, chosen)} by {chosen.by} ({_describe(chosen)})"
    if not args.yes and not is_confirmed(f"Take out {described}?"):
        raise HuddleError("Nothing was undone.")
    undo_import(session, chosen)
    if args.json:
        context.print_json(_to_json(chosen))
    else:
        context.print_text(f"Undone: {described}.")
    return 0


def _when(session: Session, each: PastImport) -> str:
    return f"{parse_timestamp(each.entry.at, session.now):%Y-%m-%d %H:%M}"


def _describe(each: PastImport) -> str:
    return f"entries and targets: {each.added:,} added, {each.changed:,} changed, {each.removed:,} removed"


def _to_json(each: PastImport) -> dict[str, object]:
    return {
        "number": each.number,
        "at": each.entry.at,
        "by": each.by,
        "added": each.added,
        "changed": each.changed,
        "removed": each.removed,
    }

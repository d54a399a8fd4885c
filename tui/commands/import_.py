"""`huddle import FILE --map MAP.toml`: taking in an export of a CRM."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.imports import Imported
    from tui.commands.context import Context


def add(parser: ArgumentParser, word: str) -> None:
    """The options of `huddle import`."""
    parser.add_argument("file", metavar="FILE", type=Path, help="a CSV file, as your CRM exports it")
    parser.add_argument("--map", metavar="MAP.toml", type=Path, help="which columns mean what; see docs/import.md")
    parser.add_argument("--add-members", action="store_true", help="make members of people the team does not have")
    parser.add_argument("--dry-run", action="store_true", help="say what would happen, and change nothing")
    parser.add_argument("--json", action="store_true", help="the outcome as JSON")


def run(args: Namespace, context: Context) -> int:
    """Imports, says what came of it, and lists on standard error what could not be listed beside the file."""
    from core.imports import import_file

    done = import_file(
        context.session(), args.file, args.map, add_members=args.add_members, dry_run=args.dry_run
    )  # fmt: skip
    if args.json:
        context.json(done)
    else:
        for sentence in sentences(done):
            context.out(sentence)
    if done.refused and done.report is None:
        _list(done, args.file)
    return 0


def sentences(done: Imported) -> list[str]:
    """What came of it, in words."""
    would = "Would be" if done.dry_run else "Entries"
    lines = [
        f"{_counted(done.rows, 'row')} read.",
        f"{would} added {done.added:,}, changed {done.changed:,}, withdrawn {done.withdrawn:,}, "
        f"unchanged {done.unchanged:,}.",
    ]
    if done.targets:
        lines.append(f"{_counted(done.targets, 'target')} set.")
    if done.metrics_made:
        lines.append(f"New metrics: {', '.join(done.metrics_made)}.")
    if done.members_added:
        lines.append(f"New members: {', '.join(done.members_added)}.")
    if done.report:
        lines.append(f"{_counted(done.refused_count, 'row')} could not be taken; why, and which: {done.report}")
    if done.dry_run:
        lines.append("Nothing was changed: this was a dry run.")
    return lines


def _list(done: Imported, file: Path) -> None:
    why = "" if done.dry_run else f", and {file.parent} cannot be written to, so they are listed here"
    sys.stderr.write(f"{_counted(done.refused_count, 'row')} could not be taken{why}:\n")
    for refusal in done.refused:
        sys.stderr.write(f"  line {refusal.line}: {refusal.reason}\n")
    more = done.refused_count - len(done.refused)
    if more:
        sys.stderr.write(f"  and {more:,} more.\n")


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"

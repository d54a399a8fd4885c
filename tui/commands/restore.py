"""`huddle restore --from FILE`: puts a backup in the place of the team's file, and keeps what it replaces."""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from tui.commands.standard_streams import write_error

if TYPE_CHECKING:
    from tui.commands.context import Context


def add(parser: ArgumentParser, word: str) -> None:
    """Add the options of `huddle restore`."""
    parser.add_argument("team", metavar="TEAM", nargs="?", help="the team to restore (or use --db PATH)")
    parser.add_argument("--from", metavar="FILE", type=Path, required=True, dest="source", help="the backup")
    parser.add_argument(
        "--stop-screens",
        action="store_true",
        help="even while screens are open: they stop writing and keep unsent text as drafts",
    )
    parser.add_argument("--other-team", action="store_true", help="even if the backup is of another team")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def run(args: Namespace, context: Context) -> int:
    """Restore, and say what became of the file that was there."""
    from core.access.file_access import warn_of_everybody
    from core.maintenance import seen
    from core.maintenance.backups import choose_restored_path, require_same_team, restore

    team, source = args.team or context.team, args.source.expanduser()
    path = choose_restored_path(context.db, team, os.environ)
    is_file_named = context.db or (not team and os.environ.get("HUDDLE_DB"))
    other = require_same_team(source, path, by_name=not is_file_named, accept_other=args.other_team)
    done = restore(source, path, now=context.clock(), stop_screens=args.stop_screens)
    kept = f" The file it replaces is kept: {done.kept}." if done.kept is not None else ""
    restored = " ".join(filter(None, (f"Restored: {done.path} now has the content of {args.source}.", other)))
    context.note_done(f"{restored}{kept}")
    if (everybody := warn_of_everybody(done.path)) is not None:  # the file keeps the rights that it had
        write_error(f"huddle: {everybody}\n")
    seen.accept(done.path)  # the user's own act
    if args.json:
        context.print_json(done)
        return 0
    context.print_text(restored)
    if done.migrated_from is not None:
        context.print_text(f"It was from an older Huddle (schema {done.migrated_from}) and was updated.")
    if done.kept is not None:
        context.print_text(f"The file it replaces is kept: {done.kept}")
    return 0

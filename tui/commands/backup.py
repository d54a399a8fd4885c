"""`huddle backup FILE`: copies the team's file whole, also while a meeting runs; `--list` shows automatic copies."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.maintenance.backups import AutomaticCopy
    from tui.commands.context import Context

BYTE_UNITS = ("bytes", "kB", "MB", "GB", "TB")


def add(parser: ArgumentParser, word: str) -> None:
    """Add the options of `huddle backup`."""
    parser.add_argument("file", metavar="FILE", type=Path, nargs="?", help="the backup to write; it must be new")
    parser.add_argument("--replace", action="store_true", help="replace FILE if it exists")
    parser.add_argument("--list", action="store_true", help="list the automatic copies")
    parser.add_argument("--json", action="store_true", help="as JSON")


def run(args: Namespace, context: Context) -> int:
    """Write a backup, or list the automatic copies."""
    from core.errors import HuddleError
    from core.maintenance.backups import back_up
    from core.maintenance.check import read_journal_head

    if args.list:
        return _list(args, context)
    if args.file is None:
        raise HuddleError("Name a file for the backup: huddle backup FILE. Automatic copies: huddle backup --list")
    path, target = context.path, args.file.expanduser()
    done = back_up(path, target, replace=args.replace)
    context.note_done(f"Backup written: {target}.")
    if args.json:
        context.print_json(
            {"path": str(path), "backup": str(target), "size": done.size, "lacks_votes": done.lacks_votes}
        )
    else:
        head = read_journal_head(target)
        what = f"{format_size(done.size)}, {head}" if head else format_size(done.size)
        context.print_text(f"Backup written: {target}, {what}. Restore it with:")
        context.print_text(f"  {restore_command(target.absolute(), path.absolute())}")
        if done.lacks_votes:
            context.print_text("Voting is open, and the votes are not in the backup. After a restore, vote again.")
    return 0


def format_size(size: int) -> str:
    """Return a file's size, given in bytes, in the unit that fits."""
    amount, units = float(size), iter(BYTE_UNITS)
    unit = next(units)
    while amount >= 1000 and (bigger := next(units, None)) is not None:
        amount, unit = amount / 1000, bigger
    return f"{amount:.0f} {unit}" if amount >= 10 or unit == "bytes" else f"{amount:.1f} {unit}"


def restore_command(backup: Path, path: Path) -> str:
    """Return the command that puts a backup in the place of the team's file at `path`."""
    return f"huddle restore --from {quote(str(backup))} --db {quote(str(path))}"


def _list(args: Namespace, context: Context) -> int:
    from core.errors import HuddleError
    from core.maintenance.backups import KEPT_COPIES, is_copied_daily, list_backups

    try:
        path = context.path
    except HuddleError:  # no team's file is left, and its copies may be
        path = None
    copies = list_backups(path)
    if args.json:
        context.print_json([_as_json(copy) for copy in copies])
        return 0
    if path is not None and not is_copied_daily(path):
        _print_copies(copies, context)
        context.print_text(
            f"Huddle makes no automatic copies of {path}: it is in the folder for temporary files. "
            "Move it elsewhere while it is closed, or make a backup with: huddle backup FILE"
            + (f" --db {quote(str(path))}" if context.db else "")
        )
        return 0
    if not copies:
        context.print_text("No automatic copies yet. Huddle makes one a day when something changed.")
        return 0
    _print_copies(copies, context)
    context.print_text(f"Huddle makes one a day when something changed, and keeps the newest {KEPT_COPIES} of a team.")
    return 0


def _print_copies(copies: list[AutomaticCopy], context: Context) -> None:
    for team_file in dict.fromkeys(copy.team_file for copy in copies):
        context.print_text(f"Copies of {team_file}, and the last change in each:")
        own = [copy for copy in copies if copy.team_file == team_file]
        for copy in own:
            reason = "  before a new version" if copy.is_before_migration else ""
            changed_at = copy.changed_at.astimezone()
            context.print_text(f"  {changed_at:%Y-%m-%d %H:%M}  {format_size(copy.size):>8}  {copy.path}{reason}")
        context.print_text("Restore the newest with:")
        context.print_text(f"  {restore_command(own[0].path, team_file)}")


def _as_json(copy: AutomaticCopy) -> dict[str, object]:
    return {
        "path": str(copy.path),
        "team_file": str(copy.team_file),
        "changed_at": copy.changed_at.isoformat(),
        "size": copy.size,
        "before_migration": copy.is_before_migration,
    }

"""`huddle check`: checks whether the team's file is intact."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tui.commands.context import Context


def add(parser: ArgumentParser, word: str) -> None:
    """Add the options of `huddle check`."""
    parser.add_argument("--modes", action="store_true", help="whose the file is, and who can read it")
    parser.add_argument("--json", action="store_true", help="the problems as JSON")


def run(args: Namespace, context: Context) -> int:
    """Print a sentence for each problem; the exit status is 1 if there is any."""
    from core.access.file_access import SETTINGS, read_setting
    from core.maintenance.check import check_file

    path = context.path
    if args.modes:
        return _print_access(path, args, context)
    problems = check_file(path)
    if args.json:
        context.print_json({"path": str(path), "problems": problems, "setting": read_setting(path)})
    else:
        for problem in problems or [f"{path} is whole."]:
            context.print_text(problem)
        context.print_text(SETTINGS[read_setting(path)])
    return 1 if problems else 0


def _print_access(path: Path, args: Namespace, context: Context) -> int:
    from core.access.file_access import describe_file_access, read_file_access
    from core.errors import HuddleError

    try:
        access = read_file_access(path)
    except OSError as error:
        raise HuddleError(f"{path} cannot be reached ({error.strerror}). Name the team's file with --db.") from error
    if args.json:
        context.print_json(access)
    else:
        for sentence in describe_file_access(access):
            context.print_text(sentence)
    return 0

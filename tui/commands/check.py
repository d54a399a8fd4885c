"""`huddle check`: checks whether the team's file is intact."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.commands.context import Context


def add(parser: ArgumentParser, word: str) -> None:
    """Add the options of `huddle check`."""
    parser.add_argument("--json", action="store_true", help="the problems as JSON")


def run(args: Namespace, context: Context) -> int:
    """Print a sentence for each problem; the exit status is 1 if there is any."""
    from core.maintenance.check import check_file

    path = context.path
    problems = check_file(path)
    if args.json:
        context.print_json({"path": str(path), "problems": problems})
    else:
        for problem in problems or [f"{path} is whole."]:
            context.print_text(problem)
    return 1 if problems else 0

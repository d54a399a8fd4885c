"""`huddle export FOLDER`: every table as CSV and JSON, and charts as SVG."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.commands.context import Context


def add(parser: ArgumentParser, word: str) -> None:
    """The options of `huddle export`."""
    parser.add_argument("folder", metavar="FOLDER", type=Path, help="a folder that is new or empty")
    parser.add_argument("--json", action="store_true", help="the paths of the files as JSON")


def run(args: Namespace, context: Context) -> int:
    """Exports what the acting member may see, and says where to."""
    from core.export import export

    paths = export(context.session(), args.folder)
    if args.json:
        context.json(paths)
    else:
        what = "every table as CSV and JSON, and charts as SVG"
        context.out(f"{len(paths)} files in {args.folder}: {what}, as far as you may see them.")
    return 0

"""`huddle export FOLDER`: exports tables as CSV and JSON and charts as SVG, or one sheet for outsiders."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.commands.context import Context


def add(parser: ArgumentParser, word: str) -> None:
    """Add the options of `huddle export`."""
    parser.add_argument("folder", metavar="FOLDER", type=Path, nargs="?", help="a new or empty folder")
    parser.add_argument(
        "--audience",
        metavar="NAME",
        help="one page of hurdles and SWOT for another department; FOLDER is then a file, or left out",
    )
    parser.add_argument("--year", type=int, metavar="Y", help="the year of the page (default: this year)")
    parser.add_argument("--json", action="store_true", help="print the paths of the files, or the page, as JSON")


def run(args: Namespace, context: Context) -> int:
    """Export what the acting member may see, and print where to."""
    from core.errors import HuddleError

    if args.audience is not None:
        return _sheet(args, context)
    if args.folder is None:
        raise HuddleError("Missing folder. Use: huddle export FOLDER, or --audience DEPARTMENT")
    from core.maintenance.check import read_journal_head
    from core.outgoing.export import export_tables
    from core.values.text import format_count

    paths = export_tables(context.session(), args.folder)
    files = f"{args.folder} holds {format_count(len(paths), 'file')}"
    context.note_done(f"{files}.")
    if args.json:
        context.print_json(paths)
    else:
        what = "tables as CSV and JSON, charts as SVG"
        context.print_text(f"{files}: {what}. Only what you may see is in them.")
        if head := read_journal_head(context.session().store.path):
            context.print_text(f"The history ends at {head}.")
    return 0


def _sheet(args: Namespace, context: Context) -> int:
    """Print the sheet of one audience, or write it to a new file in the format of its ending."""
    from core.errors import HuddleError
    from core.outcomes.swot import read_audience_sheet
    from core.outcomes.swot_sheet import format_sheet_csv, format_sheet_html, format_sheet_markdown
    from core.outgoing.private_output import write_new_file
    from core.values.text import format_count

    sheet = read_audience_sheet(context.session(), args.audience, args.year)
    path: Path | None = args.folder
    if path is None:
        if args.json:
            context.print_json(sheet)
        else:
            context.print_text(format_sheet_markdown(sheet).rstrip("\n"))
        return 0
    forms = {".html": format_sheet_html, ".csv": format_sheet_csv, ".md": format_sheet_markdown}
    if path.suffix.casefold() not in forms:
        raise HuddleError(f"{path} has no known ending. Name a file that ends in {', '.join(forms)}.")
    try:
        write_new_file(path, forms[path.suffix.casefold()](sheet), newline="")
    except FileExistsError as error:
        raise HuddleError(f"{path} already exists. Name a new file.") from error
    except OSError as error:
        raise HuddleError(f"{path} cannot be written to ({error.strerror or error}). Name another file.") from error
    context.note_done(f"Page written: {path}.")
    if args.json:
        context.print_json([path])
    else:
        items = sum(len(quadrant.items) for quadrant in sheet.quadrants)
        context.print_text(f"{path} holds {format_count(items, 'item')} for {sheet.addressee}. It has no names.")
    return 0

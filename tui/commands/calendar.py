"""`huddle calendar FILE.ics`: exports meetings, turns to host, due days and conversations for a calendar program."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from tui.commands.context import Context
from tui.commands.standard_streams import write_document
from tui.commands.table import format_table


def add(parser: ArgumentParser, word: str) -> None:
    parser.add_argument(
        "file",
        nargs="?",
        metavar="FILE.ics",
        type=Path,
        help="the file to write, or - for standard output; importing it again updates your calendar",
    )
    parser.add_argument("--for", dest="whose", metavar="MEMBER", help="for another member (leader only)")
    parser.add_argument("--json", action="store_true", help="print the events as JSON")


def run(args: Namespace, context: Context) -> int:
    from core.outgoing import icalendar
    from core.team.members import find_member
    from core.values.periods import relative_day
    from core.values.text import format_count

    session = context.session()
    recipient = find_member(session, args.whose) if args.whose else None
    if args.file == Path("-"):
        write_document(icalendar.format_ics(session, icalendar.list_events(session, recipient)).decode())
        return 0
    events = (
        icalendar.write_calendar(session, args.file, recipient)
        if args.file
        else icalendar.list_events(session, recipient)
    )
    if args.file:
        context.note_done(f"{args.file} holds {format_count(len(events), 'event')}.")
    if args.json:
        context.print_json(events)
    elif args.file:
        context.print_text(
            f"{args.file} holds {format_count(len(events), 'event')}. "
            "Import it into your calendar. Import it again to update it."
        )
    elif not events:
        context.print_text("No meetings or due days yet.")
    else:
        context.print_text(format_table([(relative_day(event.day, session.today), event.summary) for event in events]))
        context.print_text("Write them to a file with: huddle calendar FILE.ics")
    return 0

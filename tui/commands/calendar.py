"""`huddle calendar FILE.ics`: exports meetings, turns to host, due days and conversations for a calendar program."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from tui.commands.context import Context
from tui.commands.table import table


def add(parser: ArgumentParser, word: str) -> None:
    parser.add_argument("file", nargs="?", metavar="FILE.ics", type=Path, help="where to; importing it again updates")
    parser.add_argument("--for", dest="whose", metavar="MEMBER", help="the leader makes it for somebody else")
    parser.add_argument("--json", action="store_true", help="what is in it, as JSON")


def run(args: Namespace, context: Context) -> int:
    from core import calendar
    from core.members import member
    from core.periods import near

    s = context.session()
    recipient = member(s, args.whose) if args.whose else None
    events = calendar.write(s, args.file, recipient) if args.file else calendar.events(s, recipient)
    if args.json:
        context.json(events)
    elif args.file:
        context.out(f"{len(events)} events in {args.file}. Import it into your calendar; again, and it is updated.")
    elif not events:
        context.out("Nothing is planned, and nothing has a day.")
    else:
        context.out(table([(near(event.day, s.today).removeprefix("overdue, "), event.summary) for event in events]))
        context.out("As a file for your calendar: huddle calendar FILE.ics")
    return 0

"""`huddle calendar FILE.ics`: meetings, turns to host, due days and talks, for one's own calendar."""

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
    whose = member(s, args.whose) if args.whose else None
    found = calendar.write(s, args.file, whose) if args.file else calendar.events(s, whose)
    if args.json:
        context.json(found)
    elif args.file:
        context.out(f"{len(found)} events in {args.file}. Import it into your calendar; again, and it is updated.")
    elif not found:
        context.out("Nothing is planned, and nothing has a day.")
    else:
        context.out(table([(near(each.day, s.today).removeprefix("overdue, "), each.summary) for each in found]))
        context.out("As a file for your calendar: huddle calendar FILE.ics")
    return 0

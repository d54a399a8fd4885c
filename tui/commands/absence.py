"""`huddle absence`: who is away when, and the days on which nobody works. Pace counts without them."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from tui.commands.context import Context

if TYPE_CHECKING:
    from datetime import date

    from core.session import Session


def add(parser: ArgumentParser, word: str) -> None:
    what = parser.add_subparsers(dest="what", metavar="add|list|remove|holidays|off|work", required=True)

    new = what.add_parser("add", help="be away", allow_abbrev=False)
    new.add_argument("first", metavar="FIRST", help="the first day: 2026-12-24, friday, 24 Dec")
    new.add_argument("last", metavar="LAST", nargs="?", help="the last day (default: the first)")
    new.add_argument("--for", dest="whose", metavar="MEMBER", help="who is away (default: you)")
    new.add_argument("--reason", metavar="TEXT", default="", help="seen by its member and the leader")

    seen = what.add_parser("list", help="who is away from today on", allow_abbrev=False)
    seen.add_argument("--all", action="store_true", help="also what is over")

    gone = what.add_parser("remove", help="take it back", allow_abbrev=False)
    gone.add_argument("number", type=int, metavar="NUMBER", help="its number in `huddle absence list`")

    days = what.add_parser("holidays", help="the team's holidays of a year", allow_abbrev=False)
    days.add_argument("--year", metavar="YYYY", type=int, help="(default: this one)")

    off = what.add_parser("off", help="give the team a day off; the leader may", allow_abbrev=False)
    off.add_argument("day", metavar="DATE")
    off.add_argument("name", metavar="NAME")

    work = what.add_parser("work", help="make a holiday a working day; the leader may", allow_abbrev=False)
    work.add_argument("day", metavar="DATE")
    for verb in (new, seen, days):
        verb.add_argument("--json", action="store_true", help="for scripts")


def run(args: Namespace, context: Context) -> int:
    commands = {"add": _add, "list": _list, "remove": _remove, "holidays": _holidays, "off": _off, "work": _work}
    return commands[args.what](args, context)


def _day(session: Session, text: str) -> date:
    from core import typed
    from core.errors import HuddleError

    found = typed.day(text, session.today)
    if found is None:
        raise HuddleError("Which day? Type it as 24 Dec, friday, tomorrow or 2026-12-24.")
    return found


def _add(args: Namespace, context: Context) -> int:
    from core import periods, workdays
    from core.members import member

    session = context.session()
    whose = member(session, args.whose) if args.whose else session.me
    first = _day(session, args.first)
    last = _day(session, args.last) if args.last else first
    noted = workdays.be_away(session, first, last, member=whose, reason=args.reason)
    if args.json:
        context.json(noted)
        return 0
    when = f"on {periods.said(first)}" if first == last else f"from {periods.said(first)} to {periods.said(last)}"
    context.out(f"{whose.name} is away {when}. Pace counts without these days.")
    return 0


def _list(args: Namespace, context: Context) -> int:
    from core import workdays
    from core.members import members
    from tui.commands.table import table

    session = context.session()
    there = workdays.absences(session, since=None if args.all else session.today)
    names = {person.id: person.name for person in members(session, include_left=True)}
    if args.json:
        context.json([{"member": names[each.member_id], **each.model_dump(mode="json")} for each in there])
    elif not there:
        context.out("Nobody is away. Note it with: huddle absence add FIRST LAST")
    else:
        context.out(
            table(
                (str(each.id), names[each.member_id], str(each.starts_on), f"– {each.ends_on}", each.reason or "")
                for each in there
            )
        )
    return 0


def _remove(args: Namespace, context: Context) -> int:
    from core import workdays
    from core.errors import HuddleError

    session = context.session()
    there = [each for each in workdays.absences(session) if each.id == args.number]
    if not there:
        raise HuddleError(f"There is no absence {args.number}. See the numbers with: huddle absence list")
    workdays.be_back(session, there[0])
    context.out("It is taken back.")
    return 0


def _holidays(args: Namespace, context: Context) -> int:
    from core import periods, workdays
    from core.team import team
    from tui.commands.table import table

    session = context.session()
    year = periods.parse(f"{args.year or session.today.year:04d}")
    there = workdays.days_off(session, year.starts_on, year.ends_on)
    if args.json:
        context.json([{"day": each.day, "name": each.name, "works": each.works} for each in there])
    elif not there:
        how = "" if team(session).country else " Say whose the team keeps with: huddle team set --country DE"
        context.out(f"No holidays are known for {year.title}.{how}")
    else:
        context.out(table((f"{each.day:%a} {each.day}", each.name, "you work" if each.works else "") for each in there))
    return 0


def _off(args: Namespace, context: Context) -> int:
    from core import periods, workdays

    session = context.session()
    day = workdays.give_off(session, _day(session, args.day), args.name)
    context.out(f"{periods.said(day.day)} is a day off: {day.name}.")
    return 0


def _work(args: Namespace, context: Context) -> int:
    from core import periods, workdays

    session = context.session()
    day = workdays.work_on(session, _day(session, args.day))
    context.out(f"{periods.said(day.day)} is a working day, {day.name} or not.")
    return 0

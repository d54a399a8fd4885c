"""`huddle absence`: records who is away, and the team's days off. Pace does not count these days."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from tui.commands.context import Context
from tui.commands.day_option import read_day


def add(parser: ArgumentParser, word: str) -> None:
    verbs = parser.add_subparsers(dest="what", metavar="add|list|remove|holidays|off|work", required=True)

    adding = verbs.add_parser("add", help="add an absence", allow_abbrev=False)
    adding.add_argument("first", metavar="FIRST", help="the first day: 2026-12-24, friday, 24 Dec")
    adding.add_argument("last", metavar="LAST", nargs="?", help="the last day (default: the first)")
    adding.add_argument("--for", dest="whose", metavar="MEMBER", help="who is away (default: you)")
    adding.add_argument("--reason", metavar="TEXT", default="", help="visible to its member and the leader")

    listing = verbs.add_parser("list", help="show absences from today on", allow_abbrev=False)
    listing.add_argument("--all", action="store_true", help="also past absences")

    removing = verbs.add_parser("remove", help="remove an absence", allow_abbrev=False)
    removing.add_argument("number", type=int, metavar="NUMBER", help="its number in `huddle absence list`")

    holidays = verbs.add_parser("holidays", help="show the team's holidays of a year", allow_abbrev=False)
    holidays.add_argument("--year", metavar="YYYY", type=int, help="(default: this one)")

    off = verbs.add_parser("off", help="give the team a day off (leader only)", allow_abbrev=False)
    off.add_argument("day", metavar="DATE")
    off.add_argument("name", metavar="NAME")

    work = verbs.add_parser("work", help="make a holiday a working day (leader only)", allow_abbrev=False)
    work.add_argument("day", metavar="DATE")
    for verb in (adding, listing, holidays):
        verb.add_argument("--json", action="store_true", help="for scripts")


def run(args: Namespace, context: Context) -> int:
    commands = {"add": _add, "list": _list, "remove": _remove, "holidays": _holidays, "off": _off, "work": _work}
    return commands[args.what](args, context)


def _add(args: Namespace, context: Context) -> int:
    from core.team import workdays
    from core.team.members import find_member
    from core.values import periods
    from core.values.input_parsing import require_day

    session = context.session()
    owner = find_member(session, args.whose) if args.whose else session.me
    first = require_day(args.first, session.today)
    last = read_day(args.last, session.today) or first
    absence = workdays.add_absence(session, first, last, member=owner, reason=args.reason)
    if args.json:
        context.print_json(absence)
        return 0
    when = (
        f"on {periods.format_day(first, session.today)}"
        if first == last
        else f"from {periods.format_day(first, session.today)} to {periods.format_day(last, session.today)}"
    )
    context.print_text(f"{owner.name} is away {when}. Pace leaves these days out.")
    return 0


def _list(args: Namespace, context: Context) -> int:
    from core.team import workdays
    from core.team.members import list_members
    from tui.commands.table import format_table

    session = context.session()
    listed = workdays.list_absences(session, since=None if args.all else session.today)
    names = {person.id: person.name for person in list_members(session, include_left=True)}
    if args.json:
        context.print_json(
            [{"member": names[absence.member_id], **absence.model_dump(mode="json")} for absence in listed]
        )
    elif not listed:
        context.print_text("No absences. Add one with: huddle absence add FIRST LAST")
    else:
        context.print_text(
            format_table(
                (
                    str(absence.id),
                    names[absence.member_id],
                    str(absence.starts_on),
                    f"– {absence.ends_on}",
                    absence.reason or "",
                )
                for absence in listed
            )
        )
    return 0


def _remove(args: Namespace, context: Context) -> int:
    from core.errors import HuddleError
    from core.team import workdays

    session = context.session()
    matches = [absence for absence in workdays.list_absences(session) if absence.id == args.number]
    if not matches:
        raise HuddleError(f"There is no absence {args.number}. See the numbers with: huddle absence list")
    workdays.remove_absence(session, matches[0])
    context.print_text("Absence removed.")
    return 0


def _holidays(args: Namespace, context: Context) -> int:
    from core.team import workdays
    from core.team.record import get_team
    from core.values import periods
    from tui.commands.table import format_table

    session = context.session()
    year = periods.parse_period(f"{args.year or session.today.year:04d}")
    days_off = workdays.list_holidays(session, year.starts_on, year.ends_on)
    if args.json:
        context.print_json([{"day": day_off.day, "name": day_off.name, "works": day_off.works} for day_off in days_off])
    elif not days_off:
        hint = "" if get_team(session).country else " Choose the country with: huddle team set --country DE"
        context.print_text(f"No holidays for {year.title}.{hint}")
    else:
        context.print_text(
            format_table(
                (
                    periods.format_heading_day(day_off.day),
                    day_off.name,
                    "you work" if day_off.works else "",
                )
                for day_off in days_off
            )
        )
    return 0


def _off(args: Namespace, context: Context) -> int:
    from core.team import workdays
    from core.values import periods
    from core.values.input_parsing import require_day

    session = context.session()
    day = workdays.add_day_off(session, require_day(args.day, session.today), args.name)
    context.print_text(f"{periods.format_date(day.day)} is a day off: {day.name}.")
    return 0


def _work(args: Namespace, context: Context) -> int:
    from core.team import workdays
    from core.values import periods
    from core.values.input_parsing import require_day

    session = context.session()
    day = workdays.make_working_day(session, require_day(args.day, session.today))
    context.print_text(f"{periods.format_date(day.day)} is a working day now, although it is {day.name}.")
    return 0

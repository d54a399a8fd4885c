"""`huddle account`: whose each customer is, and how it changes hands."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from tui.commands.context import Context

if TYPE_CHECKING:
    from core.models import Account, Member


def add(parser: ArgumentParser, word: str) -> None:
    what = parser.add_subparsers(dest="what", metavar="list|show|add|hand-over|touch", required=True)

    listed = what.add_parser("list", help="yours first, untouched longest on top", allow_abbrev=False)
    listed.add_argument("--of", metavar="MEMBER", help="whose")
    listed.add_argument("--untouched", metavar="DAYS", type=int, help="only those untouched for so many days")

    seen = what.add_parser("show", help="one account, and how it changed hands", allow_abbrev=False)
    new = what.add_parser("add", help="say whose a customer is", allow_abbrev=False)
    new.add_argument("--of", metavar="MEMBER", help="whose (default: yours)")
    given = what.add_parser("hand-over", help="give it to another; its owner or the leader may", allow_abbrev=False)
    given.add_argument("--to", metavar="MEMBER", required=True)
    given.add_argument("--because", metavar="TEXT", required=True, help="the team can read it")
    given.add_argument("--agreed", metavar="MEMBER", help="who said yes to it (default: you)")
    touched = what.add_parser("touch", help="you were in touch with this customer", allow_abbrev=False)
    touched.add_argument("--on", metavar="DATE", default="", help="when: yesterday, friday, 20 Nov")
    for verb in (seen, new, given, touched):
        verb.add_argument("name", metavar="NAME", help="a part of its name is enough" if verb is not new else None)
    for verb in (listed, seen, new, given, touched):
        verb.add_argument("--json", action="store_true", help="for scripts")


def run(args: Namespace, context: Context) -> int:
    commands = {"list": _list, "show": _show, "add": _add, "hand-over": _hand_over, "touch": _touch}
    return commands[args.what](args, context)


def _list(args: Namespace, context: Context) -> int:
    from core import accounts
    from core.errors import HuddleError
    from core.members import member, members
    from tui.commands.table import table

    session = context.session()
    if args.untouched is not None and not 0 <= args.untouched <= 9999:
        raise HuddleError("Give the days as a number from 0 to 9999.")
    whose = member(session, args.of, include_left=True) if args.of else None
    found = accounts.accounts(session, of=whose, untouched_days=args.untouched)
    people = {person.id: person for person in members(session, include_left=True)}
    if args.json:
        context.json([_values(each, people) for each in found])
    elif not found:
        context.out("No account fits." if whose or args.untouched else "No account is anybody's yet.")
    else:
        context.out(table(_cells(each, people) for each in found))
    return 0


def _show(args: Namespace, context: Context) -> int:
    from core import accounts
    from core.members import members

    session = context.session()
    found = accounts.account(session, args.name)
    people = {person.id: person for person in members(session, include_left=True)}
    if args.json:
        context.json({**_values(found, people), "handovers": accounts.handovers(session, found)})
        return 0
    context.out(" · ".join(filter(None, _cells(found, people))))
    for line in accounts.told(session, found):
        context.out(f"  {line}")
    return 0


def _add(args: Namespace, context: Context) -> int:
    from core import accounts
    from core.members import member

    session = context.session()
    whose = member(session, args.of) if args.of else session.me
    made = accounts.add(session, args.name, member=whose)
    if args.json:
        context.json(made)
    else:
        context.out(f"{made.name} is {whose.name}'s.")
    return 0


def _hand_over(args: Namespace, context: Context) -> int:
    from core import accounts
    from core.members import member

    session = context.session()
    found = accounts.account(session, args.name)
    to = member(session, args.to)
    agreed = member(session, args.agreed) if args.agreed else None
    given = accounts.hand_over(session, found, to, args.because, agreed=agreed)
    if args.json:
        context.json(given)
    else:
        context.out(f"{found.name} is {to.name}'s now: {given.reason}")
    return 0


def _touch(args: Namespace, context: Context) -> int:
    from core import accounts, typed

    session = context.session()
    found = accounts.account(session, args.name)
    touched = accounts.touch(session, found, day=typed.past_day(args.on, session.today))
    if args.json:
        context.json(touched)
    else:
        context.out(f"{touched.name} was touched last on {touched.touched_on}.")
    return 0


def _name(member_id: int | None, people: dict[int, Member]) -> str | None:
    return people[member_id].name if member_id in people else None


def _cells(each: Account, people: dict[int, Member]) -> tuple[str, str, str, str]:
    opened = _name(each.opened_by, people)
    last = each.touched_on or each.opened_on
    return (
        each.name,
        _name(each.member_id, people) or "nobody's yet",
        f"touched {last}" if last else "never touched",
        f"opened by {opened}" if opened else "",
    )


def _values(each: Account, people: dict[int, Member]) -> dict[str, object]:
    return {
        "name": each.name,
        "member": _name(each.member_id, people),
        "opened_by": _name(each.opened_by, people),
        "opened_on": each.opened_on,
        "touched_on": each.touched_on,
        "source": each.source,
    }

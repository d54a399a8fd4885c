"""`huddle account`: lists customer accounts and their owners, adds them, hands them over, and records contact."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from tui.commands.context import Context
from tui.commands.day_option import read_past_day

if TYPE_CHECKING:
    from core.models import Account, Member


def add(parser: ArgumentParser, word: str) -> None:
    verbs = parser.add_subparsers(dest="what", metavar="list|show|add|hand-over|touch", required=True)

    listing = verbs.add_parser(
        "list", help="list accounts: yours first, longest without contact on top", allow_abbrev=False
    )
    listing.add_argument("--of", metavar="MEMBER", help="whose")
    listing.add_argument("--untouched", metavar="DAYS", type=int, help="only those without contact for that many days")

    showing = verbs.add_parser("show", help="show one account and its owners", allow_abbrev=False)
    adding = verbs.add_parser("add", help="add a customer", allow_abbrev=False)
    adding.add_argument("--of", metavar="MEMBER", help="the owner (default: you)")
    handing = verbs.add_parser("hand-over", help="move it to another owner (owner or leader only)", allow_abbrev=False)
    handing.add_argument("--to", metavar="MEMBER", required=True)
    handing.add_argument("--because", metavar="TEXT", required=True, help="the reason; everyone can read it")
    handing.add_argument("--agreed", metavar="MEMBER", help="who agreed to it (default: you)")
    touching = verbs.add_parser("touch", help="record that you contacted the customer", allow_abbrev=False)
    touching.add_argument("--on", metavar="DATE", help="when: yesterday, friday, 20 Nov")
    for verb in (showing, adding, handing, touching):
        verb.add_argument("name", metavar="NAME", help="part of its name is enough" if verb is not adding else None)
    for verb in (listing, showing, adding, handing, touching):
        verb.add_argument("--json", action="store_true", help="for scripts")


def run(args: Namespace, context: Context) -> int:
    commands = {"list": _list, "show": _show, "add": _add, "hand-over": _hand_over, "touch": _touch}
    return commands[args.what](args, context)


def _list(args: Namespace, context: Context) -> int:
    from core.accounts import accounts
    from core.errors import HuddleError
    from core.team.members import find_member, list_members
    from tui.commands.table import format_table

    session = context.session()
    if args.untouched is not None and not 0 <= args.untouched <= 9999:
        raise HuddleError("Give the days as a number from 0 to 9999.")
    owner = find_member(session, args.of, include_left=True) if args.of else None
    found_accounts = accounts.list_accounts(session, owner=owner, untouched_days=args.untouched)
    people = {person.id: person for person in list_members(session, include_left=True)}
    if args.json:
        context.print_json([_values(account, people) for account in found_accounts])
    elif not found_accounts:
        context.print_text(
            "No account matches. Leave out an option to see more."
            if owner or args.untouched
            else "No accounts yet. Add one with: huddle account add NAME"
        )
    else:
        context.print_text(format_table(_cells(account, people) for account in found_accounts))
    return 0


def _show(args: Namespace, context: Context) -> int:
    from core.accounts import accounts
    from core.team.members import list_members

    session = context.session()
    account = accounts.find_account(session, args.name)
    people = {person.id: person for person in list_members(session, include_left=True)}
    if args.json:
        context.print_json({**_values(account, people), "handovers": accounts.list_handovers(session, account)})
        return 0
    context.print_text(" · ".join(filter(None, _cells(account, people))))
    for line in accounts.describe_account_history(session, account):
        context.print_text(f"  {line}")
    return 0


def _add(args: Namespace, context: Context) -> int:
    from core.accounts import accounts
    from core.team.members import find_member

    session = context.session()
    owner = find_member(session, args.of) if args.of else session.me
    account = accounts.add_account(session, args.name, member=owner)
    if args.json:
        context.print_json(account)
    else:
        context.print_text(f"{account.name} is {owner.name}'s.")
    return 0


def _hand_over(args: Namespace, context: Context) -> int:
    from core.accounts import accounts
    from core.team.members import find_member

    session = context.session()
    account = accounts.find_account(session, args.name)
    receiver = find_member(session, args.to)
    agreed = find_member(session, args.agreed) if args.agreed else None
    handover = accounts.hand_over(session, account, receiver, args.because, agreed_by=agreed)
    if args.json:
        context.print_json(handover)
    else:
        context.print_text(f"{account.name} is {receiver.name}'s account now: {handover.reason}")
    return 0


def _touch(args: Namespace, context: Context) -> int:
    from core.accounts import accounts

    session = context.session()
    account = accounts.find_account(session, args.name)
    touched = accounts.touch_account(session, account, day=read_past_day(args.on, session.today))
    if args.json:
        context.print_json(touched)
    else:
        context.print_text(f"{touched.name} was last contacted on {touched.touched_on}.")
    return 0


def _member_name(member_id: int | None, people: dict[int, Member]) -> str | None:
    return people[member_id].name if member_id in people else None


def _cells(account: Account, people: dict[int, Member]) -> tuple[str, str, str, str]:
    opened = _member_name(account.opened_by, people)
    last = account.touched_on or account.opened_on
    return (
        account.name,
        _member_name(account.member_id, people) or "no owner yet",
        f"contacted {last}" if last else "never contacted",
        f"opened by {opened}" if opened else "",
    )


def _values(account: Account, people: dict[int, Member]) -> dict[str, object]:
    return {
        "name": account.name,
        "member": _member_name(account.member_id, people),
        "opened_by": _member_name(account.opened_by, people),
        "opened_on": account.opened_on,
        "touched_on": account.touched_on,
        "source": account.source,
    }

"""`huddle group`: makes and lists groups, puts members into them, and sets their scribes."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from tui.commands.context import Context
from tui.commands.standard_streams import flush_output, write_error

if TYPE_CHECKING:
    from core.access.session import Session


def add(parser: ArgumentParser, word: str) -> None:
    verbs = parser.add_subparsers(dest="what", metavar="add|list|split|assign|scribe", required=True)

    adding = verbs.add_parser("add", help="make a group", allow_abbrev=False)
    adding.add_argument("name", metavar="NAME")

    listing = verbs.add_parser("list", help="list groups, their members and problems", allow_abbrev=False)
    listing.add_argument("--json", action="store_true", help="for scripts")

    verbs.add_parser("split", help="split the team into even groups; most members keep their group", allow_abbrev=False)

    assigning = verbs.add_parser("assign", help="move a member to a group", allow_abbrev=False)
    assigning.add_argument("member", metavar="MEMBER")
    target = assigning.add_mutually_exclusive_group(required=True)
    target.add_argument("group", metavar="GROUP", nargs="?")
    target.add_argument("--none", action="store_true", help="remove them from their group")

    scribe = verbs.add_parser("scribe", help="choose who types for a group", allow_abbrev=False)
    scribe.add_argument("group", metavar="GROUP")
    member = scribe.add_mutually_exclusive_group(required=True)
    member.add_argument("member", metavar="MEMBER", nargs="?")
    member.add_argument("--none", action="store_true", help="no scribe")


def run(args: Namespace, context: Context) -> int:
    commands = {"add": _add, "list": _list, "split": _split, "assign": _assign, "scribe": _scribe}
    return commands[args.what](args, context)


def _add(args: Namespace, context: Context) -> int:
    from core.team.groups import make_group

    group = make_group(context.session(), args.name)
    context.print_text(f"{group.name} created. Add people with: huddle group assign MEMBER '{group.name}'")
    return 0


def _split(args: Namespace, context: Context) -> int:
    from core.team.groups import split_into_groups

    session = context.session()
    split_into_groups(session)
    _print_groups(session, context)
    return 0


def _assign(args: Namespace, context: Context) -> int:
    from core.team.group_records import find_group
    from core.team.groups import assign_to_group
    from core.team.members import find_member

    session = context.session()
    into = None if args.none else find_group(session, args.group)
    person = assign_to_group(session, find_member(session, args.member), into)
    context.print_text(f"{person.name} is in {into.name if into else 'no group'}.")
    return 0


def _scribe(args: Namespace, context: Context) -> int:
    from core.team.group_records import find_group
    from core.team.groups import set_scribe
    from core.team.members import find_member

    session = context.session()
    person = None if args.none else find_member(session, args.member)
    changed = set_scribe(session, find_group(session, args.group), person)
    context.print_text(f"{person.name if person else 'No one'} types for {changed.name}.")
    return 0


def _list(args: Namespace, context: Context) -> int:
    from core.team.group_records import list_groups
    from core.team.groups import describe_problems, group_members
    from core.team.members import list_members

    session = context.session()
    if not args.json:
        _print_groups(session, context)
        return 0
    names = {person.id: person.name for person in list_members(session)}
    context.print_json(
        {
            "groups": [
                {
                    "name": group.name,
                    "scribe": names.get(group.scribe_id or 0),
                    "members": [person.name for person in group_members(session, group)],
                }
                for group in list_groups(session)
            ],
            "without": [person.name for person in group_members(session, None)],
            "warnings": describe_problems(session),
        }
    )
    return 0


def _print_groups(session: Session, context: Context) -> None:
    """Print the groups, and warnings about them on standard error."""
    from core.team.group_records import list_groups
    from core.team.groups import describe_problems, group_members
    from tui.commands.table import format_table

    rows = []
    for group in list_groups(session):
        people = group_members(session, group)
        scribe = next((person.name for person in people if person.id == group.scribe_id), None)
        names = ", ".join(person.name for person in people)
        rows.append((group.name, str(len(people)), f"{scribe} types" if scribe else "", names))
    if rows:
        context.print_text(format_table(rows))
    flush_output()
    for sentence in describe_problems(session):
        write_error(f"huddle: {sentence}\n")

"""`huddle member`: lists, adds, changes, removes, erases, exports and imports members."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from tui.commands.context import Context
from tui.commands.standard_streams import flush_output, write_error

if TYPE_CHECKING:
    from core.team.members_csv import MemberImportResult

ROLES = ("leader", "seller", "watcher")
KINDS = ("hunter", "farmer")


def add(parser: ArgumentParser, word: str) -> None:
    verbs = parser.add_subparsers(
        dest="what", metavar="add|list|show|edit|leave|reset-key|erase|export|import", required=True
    )

    adding = verbs.add_parser("add", help="add members", allow_abbrev=False)
    adding.add_argument("name", nargs="+", metavar="NAME", help="e.g. 'Ben Okafor', or several: 'Ben, Lea and Jon'")
    _add_member_options(adding)

    listing = verbs.add_parser("list", help="list members", allow_abbrev=False)
    listing.add_argument("--all", action="store_true", help="also former members")
    listing.add_argument("--json", action="store_true", help="for scripts")

    showing = verbs.add_parser("show", help="show one member, as far as you may see", allow_abbrev=False)
    showing.add_argument("member", nargs="?", metavar="MEMBER", help="default: you")
    showing.add_argument("--json", action="store_true", help="for scripts")

    editing = verbs.add_parser("edit", help="change a member; '' clears a field", allow_abbrev=False)
    editing.add_argument("member", metavar="MEMBER")
    editing.add_argument("--name", metavar="NAME", help="a new name")
    _add_member_options(editing)

    leaving = verbs.add_parser("leave", help="remove a member; their history stays", allow_abbrev=False)
    leaving.add_argument("member", metavar="MEMBER")

    resetting = verbs.add_parser("reset-key", help="reset a lost passphrase; it opens nothing", allow_abbrev=False)
    resetting.add_argument("member", metavar="MEMBER")
    resetting.add_argument("--yes", action="store_true", help="without asking")

    erasing = verbs.add_parser("erase", help="erase a former member: name and words; numbers stay", allow_abbrev=False)
    erasing.add_argument("member", metavar="MEMBER")
    erasing.add_argument("--yes", action="store_true", help="without asking; this cannot be undone")

    exporting = verbs.add_parser("export", help="export everything about one member as JSON", allow_abbrev=False)
    exporting.add_argument("member", nargs="?", metavar="MEMBER", help="default: you")
    exporting.add_argument("--out", metavar="FOLDER", type=Path, help="a new or empty folder")

    importing = verbs.add_parser("import", help="add and update members from a CSV file", allow_abbrev=False)
    importing.add_argument("file", metavar="FILE.csv", help="headers: name,role,kind,group,territory,email,login")
    importing.add_argument("--json", action="store_true", help="for scripts")


def _add_member_options(parser: ArgumentParser) -> None:
    parser.add_argument("--role", choices=ROLES)
    parser.add_argument("--kind", choices=(*KINDS, ""), metavar="{hunter,farmer}")
    parser.add_argument("--group", metavar="NAME", help="the group; it is created if missing")
    parser.add_argument("--territory", metavar="NAME")
    parser.add_argument("--email", metavar="ADDRESS")
    parser.add_argument("--login", metavar="LOGIN", help="their user name on their computer")


def run(args: Namespace, context: Context) -> int:
    from tui.commands import member_erase, member_show

    commands = {
        "add": _add,
        "list": _list,
        "show": member_show.run,
        "edit": _edit,
        "leave": _leave,
        "reset-key": _reset_key,
        "erase": member_erase.erase,
        "export": member_erase.export,
        "import": _import,
    }
    return commands[args.what](args, context)


def _given_options(args: Namespace, *names: str) -> dict[str, str]:
    return {name: value for name in names if (value := getattr(args, name)) is not None}


def _add(args: Namespace, context: Context) -> int:
    from core.team.members import add_members
    from core.values.text import join_words, noun_for

    options = _given_options(args, "role", "kind", "group", "territory", "email", "login")
    given = {name: value for name, value in options.items() if value}
    added = add_members(context.session(), " ".join(args.name), **given)
    names = join_words(member.name for member in added)
    context.print_text(f"{names} added as {noun_for(len(added), added[0].role)}.")
    return 0


def _edit(args: Namespace, context: Context) -> int:
    from core.errors import HuddleError
    from core.team.members import edit_member, find_member

    values = _given_options(args, "name", "role", "kind", "group", "territory", "email", "login")
    if not values:
        raise HuddleError("Add what to change, e.g. huddle member edit NAME --territory Ruhr")
    session = context.session()
    before = find_member(session, args.member)
    after = edit_member(session, before, **values)
    context.print_text(f"{after.name} changed." if after != before else f"{after.name} has not changed.")
    return 0


def _leave(args: Namespace, context: Context) -> int:
    from core.team.members import end_membership, find_member

    session = context.session()
    leaver = end_membership(session, find_member(session, args.member))
    context.print_text(f"{leaver.name} left the team on {leaver.left_on}. Their history stays.")
    return 0


def _reset_key(args: Namespace, context: Context) -> int:
    from core.team.members import find_member
    from core.team.passphrases import end_key, require_endable_key
    from tui.commands.member_erase import ask_for_name

    session = context.session()
    member = find_member(session, args.member)
    require_endable_key(session, member)
    if not args.yes:
        ask_for_name(
            [
                f"The passphrase of {member.name} will stop working. Their private notes and goals stay sealed. Their "
                "recovery sheet still opens them, after they choose a new passphrase.",
                "Everyone is told. Do this only if they have lost their passphrase.",
            ],
            member,
            "To end their key",
            "was changed",
        )
    end_key(session, member)
    context.print_text(
        f"The passphrase of {member.name} no longer works, and everyone is told. What it sealed stays sealed. "
        f"{member.name} can choose a new one with: huddle passphrase"
    )
    return 0


def _import(args: Namespace, context: Context) -> int:
    from core.team.members_csv import import_members

    done = import_members(context.session(), args.file)
    if args.json:
        context.print_json(done)
    else:
        print_members_import(done, context)
    return 0


def print_members_import(imported: MemberImportResult, context: Context) -> None:
    """Print the outcome of importing a file of members, and on standard error a line for each refused row."""
    counts = f"Members added: {imported.added}, updated: {imported.updated}, rejected: {len(imported.refused)}."
    context.print_text(counts)
    if imported.ignored:
        from core.values.text import join_words

        context.print_text(f"These columns were not used: {join_words(imported.ignored)}.")
    flush_output()
    for row in imported.refused:
        write_error(f"huddle: line {row.line} was rejected: {row.reason}\n")


def _list(args: Namespace, context: Context) -> int:
    from core.team.group_records import list_groups
    from core.team.members import list_members
    from tui.commands.table import format_table

    session = context.session()
    names = {group.id: group.name for group in list_groups(session)}
    people = list_members(session, include_left=args.all)
    if args.json:
        context.print_json(
            [
                {
                    "name": person.name,
                    "role": person.role,
                    "kind": person.kind,
                    "group": names.get(person.group_id or 0),
                    "territory": person.territory,
                    "email": person.email,
                    "login": person.login,
                    "joined_on": person.joined_on,
                    "left_on": person.left_on,
                }
                for person in people
            ]
        )
        return 0
    context.print_text(
        format_table(
            (
                person.name,
                person.role,
                person.kind or "",
                names.get(person.group_id or 0, ""),
                person.territory or "",
                person.email or "",
                f"left {person.left_on}" if person.left_on else "",
            )
            for person in people
        )
    )
    return 0

"""`huddle init`: creates a team."""

from __future__ import annotations

import shlex
from argparse import ArgumentParser, Namespace
from pathlib import Path

from tui.commands.context import Context

NEXT_STEPS = (
    ("Add each person:", "huddle member add NAME"),
    ("Or import everyone from a file:", "huddle member import FILE.csv"),
    ("Split a team of more than 15 into groups:", "huddle group split"),
    ("Write the team goal:", "huddle goal add 'YOUR GOAL' --for team"),
    ("Start the first meeting:", "huddle meet"),
)
"""What to do after a team was made, and the command for each: on a line of its own, to be copied whole."""

SHARED_STEP = ("Add each person with their login (without it they are guests):", "huddle member add NAME --login LOGIN")
"""The first of them where others open the file too."""


def add(parser: ArgumentParser, word: str) -> None:
    parser.add_argument("name", metavar="NAME", help="the team's name")
    parser.add_argument("--members", metavar="FILE.csv", help="the members: name,role,kind,group,territory,email,login")
    parser.add_argument("--leader", metavar="NAME", help="the leader (default: the leader in the file, or you)")
    parser.add_argument(
        "--shared",
        metavar="GROUP",
        nargs="?",
        const="",
        help="for all in a group of this computer's users (default: yours); needs --db, in a folder of the team's own",
    )
    parser.add_argument("--currency", metavar="CODE", default="EUR", help="three letters, such as EUR or USD")


def run(args: Namespace, context: Context) -> int:
    from core.maintenance.seen import accept
    from core.settings.state import remember_team
    from core.team.members_csv import import_member_file, read_member_file
    from core.team.new_team_file import new_file, shared_file
    from core.team.record import get_team
    from core.team.team import create_team_file

    # Read before anything is created, so that a mistyped file name leaves no half-made team behind.
    people = read_member_file(Path(args.members)) if args.members else None
    leader, login = args.leader or context.member_name, context.login
    if leader is None and people is not None:
        leaders = [row.values["name"] for row in people.rows if row.values.get("role", "").casefold() == "leader"]
        leader = leaders[0] if leaders else None
    path = context.new_path(args.name)
    new = new_file(path) if args.shared is None else shared_file(path, args.shared)
    leader = leader or user_full_name(login)
    try:
        session = context.adopt_session(
            create_team_file(new, args.name, leader, login=login, currency=args.currency, clock=context.clock)
        )
        imported = import_member_file(session, people) if people is not None else None
    except BaseException:
        context.abandon()
        new.remove()
        raise
    remember_team(path)
    accept(path)  # the user's own act: another team may have lain here before
    context.print_text(f"Created team {get_team(session).name} in {path}. Leader: {session.me.name}.")
    if imported is not None:
        from tui.commands.member import print_members_import

        print_members_import(imported, context)
    context.print_text()
    context.print_text("Next steps:")
    # Without --db, the next command would ask for the file, or take another team.
    of_file = f" --db {shlex.quote(str(path))}" if context.db or not _is_meant(context, path) else ""
    steps = NEXT_STEPS if args.shared is None else (SHARED_STEP, *NEXT_STEPS[1:])
    for what, command in steps if people is None else steps[2:]:
        context.print_text(f"{what}\n  {command}{of_file}")
    return 0


def _is_meant(context: Context, path: Path) -> bool:
    """Return whether a command that names no team means this one. The settings, or HUDDLE_TEAM, may name another."""
    from core.errors import HuddleError

    try:
        return context.path == path
    except HuddleError:
        return False


def user_full_name(login: str | None) -> str:
    """Return the full name of this computer's user, else the login capitalised, else "Leader"."""
    full_name = ""
    try:
        import pwd
        from os import getuid

        full_name = pwd.getpwuid(getuid()).pw_gecos.partition(",")[0].strip()
    except (ImportError, KeyError):
        pass
    return full_name or (login or "leader").title()

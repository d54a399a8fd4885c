"""`huddle member erase`, which takes one person out of the team's file, and `huddle member export`: all about one."""

from __future__ import annotations

import sys
from argparse import Namespace
from typing import TYPE_CHECKING

from tui.commands.standard_streams import write_error

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.models import Member
    from tui.commands.context import Context


def erase(args: Namespace, context: Context) -> int:
    """Erase a member after a question that says what goes and what stays."""
    from core.maintenance.erasing import describe_erasure, erase_member, require_erasable
    from core.team.members import find_member

    session = context.session()
    member = require_erasable(session, find_member(session, args.member, include_left=True))
    if not args.yes:
        ask_for_name(describe_erasure(session, member), member, "To erase them", "was erased")
    done = erase_member(session, member)
    told = context.clear_if_due()
    context.print_text(
        " ".join(
            [
                f"{member.name} was erased and appears as {done.member.name} in the numbers. "
                f"Rewritten parts of the history: {done.parts}. huddle check verifies it and reports the erasure.",
                *told,
            ]
        )
    )
    return 0


def ask_for_name(sentences: Iterable[str], member: Member, purpose: str, done: str) -> None:
    """Raise `HuddleError` unless the member's name is typed after these sentences. They go to standard error."""
    from core.errors import HuddleError
    from core.values.text import clean
    from tui.commands.terminal import require_terminal_to_ask

    require_terminal_to_ask()
    for sentence in sentences:
        write_error(f"{sentence}\n")
    write_error(f"{purpose}, type their name, {member.name}: ")
    if clean(sys.stdin.readline()).casefold() != member.name.casefold():
        raise HuddleError(f"The name does not match. Nothing {done}.")


def export(args: Namespace, context: Context) -> int:
    """Write everything about one member to a new folder."""
    from core.maintenance.member_export import INDEX, export_member
    from core.team.members import find_member

    session = context.session()
    member = find_member(session, args.member, include_left=True) if args.member else session.me
    done = export_member(session, member, args.out)
    sealed = f" {done.sealed} texts in it are sealed and were not opened." if done.sealed else ""
    context.print_text(
        f"{done.rows} rows about {member.name} are in {done.folder}. Start with {done.folder / INDEX}.{sealed}"
    )
    return 0

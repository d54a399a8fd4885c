"""`huddle undo`: undoes your last step, or an earlier one, after a question; lists the last ones."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from tui.commands.context import Context

if TYPE_CHECKING:
    from core.access.session import Session
    from core.models import JournalEntry

LISTED = 10
"""How many steps are listed."""


def add(parser: ArgumentParser, word: str) -> None:
    parser.add_argument(
        "number",
        metavar="NUMBER",
        nargs="?",
        type=int,
        default=1,
        help="its number in the list (default: 1)",
    )
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--list", action="store_true", help=f"list your last {LISTED} steps, the latest first")
    how.add_argument("--yes", action="store_true", help="do not ask, for scripts")
    parser.add_argument("--json", action="store_true", help="for scripts")


def run(args: Namespace, context: Context) -> int:
    from core.errors import Conflict, HuddleError
    from tui.commands.terminal import is_confirmed

    session = context.session()
    steps = session.own_steps.list_older(LISTED)
    if args.list:
        return _list(session, steps, args, context)
    if not steps:
        raise HuddleError("You have nothing to undo.")
    if not 1 <= args.number <= len(steps):
        raise HuddleError(f"There is no step {args.number}. See the numbers with: huddle undo --list")
    chosen = steps[args.number - 1]
    step = _describe(session, chosen)
    which = "last step" if args.number == 1 else f"step {args.number}"
    if not args.yes and not is_confirmed(f"Your {which}, {_when(session, chosen)}: {step}. Undo it?"):
        raise HuddleError("Nothing was undone.")
    try:
        session.undo(entry=chosen)
    except Conflict as conflict:
        raise Conflict(f"{conflict} To undo an earlier step: huddle undo --list") from conflict
    if args.json:
        context.print_json({"id": chosen.id, "step": step})
    else:
        context.print_text(f"Undone: {step}.")
    return 0


def _list(session: Session, steps: list[JournalEntry], args: Namespace, context: Context) -> int:
    from tui.commands.table import format_table

    if args.json:
        context.print_json([{"id": entry.id, "at": entry.at, "step": _describe(session, entry)} for entry in steps])
    elif steps:
        context.print_text(
            format_table(
                (str(number), _when(session, entry), _describe(session, entry))
                for number, entry in enumerate(steps, start=1)
            )
        )
    else:
        context.print_text("You have nothing to undo.")
    return 0


def _describe(session: Session, entry: JournalEntry) -> str:
    from core.access.steps import describe_step

    return describe_step(session.viewer, session.store, entry)


def _when(session: Session, entry: JournalEntry) -> str:
    """Return day and time of a step, as `today 14:05`."""
    from core.values.clock import parse_timestamp
    from core.values.periods import relative_day

    at = parse_timestamp(entry.at, session.now)
    return f"{relative_day(at.date(), session.today)} {at:%H:%M}"

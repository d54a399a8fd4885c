"""`huddle hurdle TEXT`, `huddle hurdle list` and `huddle hurdle --solve`: names, lists and solves hurdles."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from tui.commands.commit import is_whole_team
from tui.commands.context import Context
from tui.commands.day_option import read_day
from tui.commands.table import format_table
from tui.widgets.signs import RESOLVED, as_shown, write_sign

if TYPE_CHECKING:
    from core.access.session import Session
    from core.outcomes.hurdles import Hurdle

LIST_WORDS = ["list"]
"""The only text that lists hurdles instead of naming one."""


def add(parser: ArgumentParser, word: str) -> None:
    parser.add_argument("text", nargs="*", metavar="TEXT", help="the hurdle; leave it out to list hurdles")
    parser.add_argument(
        "--for",
        dest="whose",
        metavar="NAME|team",
        help="whose hurdle it is, if you type for them; with --solve: who acts",
    )
    parser.add_argument(
        "--solve",
        type=int,
        metavar="NUMBER",
        help="resolve it: TEXT becomes a commitment due --due; or use one of these",
    )
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument("--talk", metavar="NAME", help="with --solve: a one-on-one with this member on --due")
    ways.add_argument(
        "--not-ours", metavar="WHO", help="with --solve: hand it to a department; TEXT is what you ask of them"
    )
    parser.add_argument("--due", metavar="DAY", help="with --solve: friday, 30 Nov, 2026-11-30")
    parser.add_argument("--json", action="store_true", help="print it as JSON")


def run(args: Namespace, context: Context) -> int:
    from core.errors import HuddleError
    from core.outcomes import hurdles
    from core.team import members

    session = context.session()
    if args.solve is not None:
        return _solve(session, args, context)
    if args.talk or args.not_ours or args.due:
        raise HuddleError("Which hurdle? Add its number: huddle hurdle --solve NUMBER …")
    if args.text in ([], LIST_WORDS):
        listed = hurdles.list_hurdles(session)
        if args.json:
            context.print_json([_values(hurdle) for hurdle in listed])
        elif listed:
            context.print_text(format_table(_cells(hurdle) for hurdle in listed))
        else:
            context.print_text("No open hurdles. Add one with: huddle hurdle TEXT")
        return 0
    author = members.find_member(session, args.whose) if args.whose else None
    card = hurdles.add_hurdle(session, " ".join(args.text), author=author)
    if args.json:
        context.print_json(card)
    else:
        from core.values.text import capitalize, format_count

        unsolved = len(hurdles.list_unsolved(session))
        context.print_text(f"“{card.text}”\n{capitalize(format_count(unsolved, 'open hurdle'))}")
    return 0


def _solve(session: Session, args: Namespace, context: Context) -> int:
    from core.errors import HuddleError
    from core.outcomes import hurdles
    from core.team import members

    card = hurdles.find_hurdle(session, args.solve).card
    text, due = " ".join(args.text), read_day(args.due, session.today)
    if args.whose and (args.talk or args.not_ours):
        raise HuddleError("--for names who acts on it. Leave it out with --talk and --not-ours.")
    if args.not_ours:
        hurdles.hand_on(session, card, args.not_ours, text)
    elif args.talk:
        if due is None:
            raise HuddleError("Add the day of the talk: --due friday")
        hurdles.settle_by_conversation(session, card, members.find_member(session, args.talk), due)
    else:
        if not text:
            raise HuddleError(
                f"How is “{card.text}” resolved? Add TEXT --due DAY, --talk NAME, or --not-ours DEPARTMENT."
            )
        for_team = is_whole_team(args.whose)
        member = members.find_member(session, args.whose) if args.whose and not for_team else None
        hurdles.settle_by_commitment(session, card, member=member, team=for_team, text=text, due=due)
    solved = next(iter(hurdles.make_hurdles(session, [card])))
    if args.json:
        context.print_json(_values(solved))
    else:
        context.print_text(f"{write_sign(RESOLVED)} “{solved.card.text}” {as_shown(solved.outcome_text)}")
    return 0


def _cells(hurdle: Hurdle) -> tuple[str, ...]:
    from core.values.text import format_count

    votes = "" if hurdle.votes is None else format_count(hurdle.votes, "vote")
    sign = write_sign("●" if hurdle.outcome is None else RESOLVED)
    return (
        f"{hurdle.card.id:>3}",
        sign,
        hurdle.author_name,
        hurdle.card.text,
        as_shown(hurdle.outcome_text) or " · ".join(filter(None, (votes, hurdle.times_text))),
    )


def _values(hurdle: Hurdle) -> dict[str, object]:
    """Return a hurdle for scripts; `by` is None if no name is kept, `way` is None until it is solved."""
    return {
        "id": hurdle.card.id,
        "text": hurdle.card.text,
        "by": hurdle.author_name or None,
        "times": hurdle.times_named,
        "votes": hurdle.votes,
        "solved": hurdle.outcome is not None,
        "ours": hurdle.outcome.ours if hurdle.outcome else None,
        "way": hurdle.outcome_text or None,
    }

"""`huddle hurdle TEXT` and `huddle hurdle list`: what stands in the way, and how it ended."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from tui.commands.context import Context
from tui.commands.table import table

if TYPE_CHECKING:
    from core.hurdles import Hurdle

LIST = ["list"]
"""The one word that is not a hurdle."""


def add(parser: ArgumentParser, word: str) -> None:
    parser.add_argument("text", nargs="*", metavar="TEXT", help="what stands in the way; `list`, or nothing, lists")
    parser.add_argument("--for", dest="author", metavar="NAME", help="who names it, when you type for somebody")
    parser.add_argument("--json", action="store_true", help="print it as JSON")


def run(args: Namespace, context: Context) -> int:
    from core import hurdles, members

    s = context.session()
    if args.text in ([], LIST):
        found = hurdles.hurdles(s)
        if args.json:
            context.json([_values(each) for each in found])
        elif found:
            context.out(table(_cells(each) for each in found))
        else:
            context.out("Nothing stands in the way. Name a hurdle with: huddle hurdle TEXT")
        return 0
    author = members.member(s, args.author) if args.author else None
    card = hurdles.state(s, " ".join(args.text), author=author)
    if args.json:
        context.json(card)
    else:
        still = len(hurdles.unsolved(s))
        context.out(f"“{card.text}”\n{still} {'stands' if still == 1 else 'stand'} in the way")
    return 0


def _cells(hurdle: Hurdle) -> tuple[str, ...]:
    votes = "" if hurdle.votes is None else "1 vote" if hurdle.votes == 1 else f"{hurdle.votes} votes"
    sign = "●" if hurdle.outcome is None else "✓"
    return sign, hurdle.by, hurdle.card.text, hurdle.way or " · ".join(filter(None, (votes, hurdle.again)))


def _values(hurdle: Hurdle) -> dict[str, object]:
    """A hurdle for scripts; `by` is null where nobody's name is kept, `way` until it has ended."""
    return {
        "id": hurdle.card.id,
        "text": hurdle.card.text,
        "by": hurdle.by or None,
        "times": hurdle.times,
        "votes": hurdle.votes,
        "solved": hurdle.outcome is not None,
        "ours": hurdle.outcome.ours if hurdle.outcome else None,
        "way": hurdle.way or None,
    }

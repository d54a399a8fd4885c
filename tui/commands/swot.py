"""`huddle swot`: prints the team's SWOT of a year, and counts of the year before."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.outcomes.swot import Swot, SwotItem
    from tui.commands.context import Context


def add(parser: ArgumentParser, word: str) -> None:
    """Add the options of `huddle swot`."""
    parser.add_argument("--year", type=int, metavar="Y", help="the year (default: this one)")
    parser.add_argument("--json", action="store_true", help="for scripts")


def run(args: Namespace, context: Context) -> int:
    """Print the SWOT of the year in priority order, with the number of items of the year before."""
    from core.outcomes.swot import FIRST_YEAR, read_swot

    session = context.session()
    year = session.today.year if args.year is None else args.year
    now, before = read_swot(session, year), read_swot(session, max(FIRST_YEAR, year - 1))
    if args.json:
        context.print_json({"year": now.year, "quadrants": now.quadrants, "year_before": before.quadrants})
    elif not now.items:
        context.print_text(
            f"No SWOT for {now.year} yet. The host chooses it as the topic in a meeting's collect stage."
        )
    else:
        context.print_text(_format_swot(now, before))
    return 0


def _format_swot(now: Swot, before: Swot) -> str:
    lines = []
    for quadrant, quadrant_before in zip(now.quadrants, before.quadrants, strict=True):
        before_note = f" ({len(quadrant_before.items)} in {before.year})" if quadrant_before.items else ""
        lines.append(f"{quadrant.kind.upper()}{before_note}")
        lines += [f"  {number:>2}  {_line(item)}" for number, item in enumerate(quadrant.items, start=1)]
        lines += [] if quadrant.items else ["      nothing yet"]
        lines.append("")
    return "\n".join(lines[:-1])


def _line(item: SwotItem) -> str:
    from core.values.text import format_count

    votes = "" if not item.votes else format_count(item.votes, "vote")
    state = "committed" if item.became else f"for {item.addressee}" if item.addressee else "ours" if item.ours else ""
    notes = ", ".join(word for word in (votes, state) if word)
    return f"{item.text} ({notes})" if notes else item.text

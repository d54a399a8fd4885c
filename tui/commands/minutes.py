"""`huddle minutes [MEETING]`: what a meeting decided, also while it runs."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from tui.commands.context import Context


def add(parser: ArgumentParser, word: str) -> None:
    parser.add_argument(
        "meeting",
        nargs="*",
        metavar="MEETING",
        help="its number, kind and number, or day (14, kickoff 1, 2026-11-23); without it the open or the last one",
    )
    parser.add_argument("--format", choices=("md", "html", "json"), default="md", help="md (Markdown) or json")
    parser.add_argument("--json", action="store_const", const="json", dest="format", help="the same as --format json")


def run(args: Namespace, context: Context) -> int:
    from core.errors import HuddleError
    from core.minutes import as_markdown, find, minutes

    if args.format == "html":
        raise HuddleError("Minutes are not written as HTML yet. Use --format md or --format json.")
    s = context.session()
    told = minutes(s, find(s, " ".join(args.meeting)) if args.meeting else None)
    if args.format == "json":
        context.json(told)
    else:
        context.out(as_markdown(told).rstrip("\n"))
    return 0

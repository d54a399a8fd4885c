"""`huddle minutes [MEETING]`: prints the minutes of a meeting, also while it runs."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path

from tui.commands.context import Context


def add(parser: ArgumentParser, word: str) -> None:
    parser.add_argument(
        "meeting",
        nargs="*",
        metavar="MEETING",
        help="e.g. 14, kickoff 1 or 2026-11-23 (default: the current or last meeting)",
    )
    parser.add_argument(
        "--format", choices=("md", "html", "json"), default="md", help="md (Markdown), html (one page) or json"
    )
    parser.add_argument("--json", action="store_const", const="json", dest="format", help="the same as --format json")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write them to FILE; replaces its content")


def run(args: Namespace, context: Context) -> int:
    from core.access.paths import require_other_file
    from core.outgoing.minutes import build_minutes, find_meeting, format_minutes_json
    from core.outgoing.minutes_html import format_minutes_html
    from core.outgoing.minutes_markdown import format_minutes_markdown

    session = context.session()
    if args.out is not None:
        require_other_file(args.out, session.store.path)
    record = build_minutes(session, find_meeting(session, " ".join(args.meeting)) if args.meeting else None)
    if args.out is not None:
        text = {"md": format_minutes_markdown, "html": format_minutes_html, "json": format_minutes_json}[args.format](
            record
        )
        _write(args.out, text)
        context.print_text(f"The minutes of the {record.kind} meeting {record.number} are in {args.out}.")
    elif args.format == "json":
        context.print_json(json.loads(format_minutes_json(record)))
    else:
        context.print_text(
            (format_minutes_html if args.format == "html" else format_minutes_markdown)(record).rstrip("\n")
        )
    return 0


def _write(path: Path, text: str) -> None:
    """Write the text to a file in one step, so that on failure the old content stays. Raises `HuddleError`."""
    from core.errors import HuddleError
    from core.outgoing.private_output import replace_content

    try:
        replace_content(path, (text if text.endswith("\n") else f"{text}\n").encode())
    except OSError as error:
        raise HuddleError(
            f"{path} cannot be written ({error.strerror or error}). Name another file, or make room."
        ) from error

"""`huddle digest`: prints what is open, a member's progress and what comes next, to send by mail or chat."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from tui.commands.context import Context


def add(parser: ArgumentParser, word: str) -> None:
    parser.add_argument(
        "--for", dest="whose", metavar="MEMBER", help="for another member (leader only): what you both can see"
    )
    parser.add_argument("--format", choices=("text", "md", "html"), default="text", help="text, md (Markdown) or html")
    parser.add_argument("--json", action="store_const", const="json", dest="format", help="for scripts")


def run(args: Namespace, context: Context) -> int:
    from core.outgoing.digest import build_digest
    from core.outgoing.digest_formats import format_digest_html, format_digest_markdown, format_digest_text
    from core.team.members import find_member

    session = context.session()
    summary = build_digest(session, find_member(session, args.whose) if args.whose else None)
    if args.format == "json":
        context.print_json(summary)
    else:
        render = {"text": format_digest_text, "md": format_digest_markdown, "html": format_digest_html}[args.format]
        context.print_text(render(summary).rstrip("\n"))
    return 0

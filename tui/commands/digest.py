"""`huddle digest`: prints what is open, a member's progress and what comes next, to send by mail or chat."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from tui.commands.context import Context


def add(parser: ArgumentParser, word: str) -> None:
    parser.add_argument(
        "--for", dest="whose", metavar="MEMBER", help="the leader makes it for somebody: with what both may see"
    )
    parser.add_argument("--format", choices=("text", "md", "html"), default="text", help="text, md (Markdown) or html")
    parser.add_argument("--json", action="store_const", const="json", dest="format", help="for scripts")


def run(args: Namespace, context: Context) -> int:
    from core.digest import as_html, as_markdown, as_text, digest
    from core.members import member

    s = context.session()
    summary = digest(s, member(s, args.whose) if args.whose else None)
    if args.format == "json":
        context.json(summary)
    else:
        render = {"text": as_text, "md": as_markdown, "html": as_html}[args.format]
        context.out(render(summary).rstrip("\n"))
    return 0

"""`huddle misunderstanding TEXT`: raises one with the host or the leader, and lists the open ones."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from tui.commands.context import Context
from tui.widgets.signs import NEXT, write_sign

if TYPE_CHECKING:
    from core.access.session import Session
    from core.models import Conversation


def add(parser: ArgumentParser, word: str) -> None:
    parser.add_argument("text", nargs="*", metavar="TEXT", help="your question; leave it out to list messages")
    parser.add_argument("--to", choices=("host", "leader"), help="who gets it (default: the leader)")
    parser.add_argument("--talked-over", type=int, metavar="NUMBER", help="mark a message as resolved")
    parser.add_argument("--json", action="store_true", help="for scripts")


def run(args: Namespace, context: Context) -> int:
    from core.conversations import misunderstandings
    from core.errors import HuddleError
    from core.models import Conversation

    session = context.session()
    if args.talked_over is not None:
        to_close = session.get(Conversation, args.talked_over)
        if to_close is None:
            raise HuddleError(f"There is no message {args.talked_over}. See: huddle misunderstanding")
        changed = misunderstandings.mark_talked_over(session, to_close)
        if args.json:
            context.print_json(changed)
        else:
            context.print_text("Message resolved.")
        return 0
    if args.text:
        changed = misunderstandings.report_misunderstanding(session, " ".join(args.text), args.to)
        if args.json:
            context.print_json(changed)
        else:
            context.print_text(f"Message sent. Visible to you and {_member_name(session, changed.to_id)}.")
        return 0
    received = misunderstandings.list_received_misunderstandings(session)
    raised = misunderstandings.list_reported(session)
    if args.json:
        context.print_json([*received, *raised])
        return 0
    if not received and not raised:
        context.print_text("No private messages. Ask with: huddle misunderstanding TEXT")
    for item in received:
        context.print_text(_line(session, item, f"{_member_name(session, item.from_id)} to you"))
    for item in raised:
        context.print_text(_line(session, item, f"you to {_member_name(session, item.to_id)}"))
    return 0


def _line(session: Session, raised: Conversation, people: str) -> str:
    return (
        f"{raised.id}  {people}: “{raised.text}”  {write_sign(NEXT)} huddle misunderstanding --talked-over {raised.id}"
    )


def _member_name(session: Session, member_id: int) -> str:
    from core.models import Member

    row = session.get(Member, member_id)
    return row.name if row else "somebody"

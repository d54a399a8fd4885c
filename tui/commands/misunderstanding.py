"""`huddle misunderstanding TEXT`: raises it quietly to the host or the leader, and lists what waits."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from tui.commands.context import Context

if TYPE_CHECKING:
    from core.models import Conversation
    from core.session import Session


def add(parser: ArgumentParser, word: str) -> None:
    parser.add_argument("text", nargs="*", metavar="TEXT", help="what was misunderstood; without it, what waits")
    parser.add_argument("--to", choices=("host", "leader"), help="who is told, and nobody else; usually the leader")
    parser.add_argument("--talked-over", type=int, metavar="NUMBER", help="the two have talked it over: it goes")
    parser.add_argument("--json", action="store_true", help="for scripts")


def run(args: Namespace, context: Context) -> int:
    from core import misunderstandings
    from core.errors import HuddleError
    from core.models import Conversation

    s = context.session()
    if args.talked_over is not None:
        found = s.get(Conversation, args.talked_over)
        if found is None:
            raise HuddleError(f"There is no misunderstanding {args.talked_over}. See: huddle misunderstanding")
        told = misunderstandings.talked_over(s, found)
        if args.json:
            context.json(told)
        else:
            context.out("Talked over. It is on nobody's list any more.")
        return 0
    if args.text:
        told = misunderstandings.raise_one(s, " ".join(args.text), args.to)
        if args.json:
            context.json(told)
        else:
            context.out(f"{_name(s, told.to_id)} has it on their list. Only the two of you see it.")
        return 0
    mine, own = misunderstandings.waiting(s), misunderstandings.raised(s)
    if args.json:
        context.json([*mine, *own])
        return 0
    if not mine and not own:
        context.out("Nothing waits. Raise one with: huddle misunderstanding TEXT")
    for each in mine:
        context.out(_line(s, each, f"{_name(s, each.from_id)} to you"))
    for each in own:
        context.out(_line(s, each, f"you to {_name(s, each.to_id)}"))
    return 0


def _line(s: Session, each: Conversation, who: str) -> str:
    return f"{each.id}  {who}: “{each.text}”  → huddle misunderstanding --talked-over {each.id}"


def _name(s: Session, member_id: int) -> str:
    from core.models import Member

    found = s.get(Member, member_id)
    return found.name if found else "somebody"

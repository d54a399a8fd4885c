"""`huddle praise MEMBER TEXT`: praises a member; without arguments it lists praise you received."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from core.models import Conversation
from tui.commands.context import Context
from tui.commands.table import format_table


def add(parser: ArgumentParser, word: str) -> None:
    parser.add_argument(
        "member", nargs="?", metavar="MEMBER", help="who you praise; leave it out to list praise you received"
    )
    parser.add_argument("text", nargs="*", metavar="TEXT", help="the reason")
    parser.add_argument("--json", action="store_true", help="print it as JSON")


def run(args: Namespace, context: Context) -> int:
    from core.conversations import praise
    from core.team import members

    session = context.session()
    if args.member is None:
        received = praise.received_praise(session)
        names = {member.id: member.name for member in members.list_members(session, include_left=True)}
        if args.json:
            context.print_json([_values(conversation, names) for conversation in received])
        elif received:
            context.print_text(
                format_table(
                    (f"{conversation.held_on}", names.get(conversation.from_id, ""), conversation.text)
                    for conversation in received
                )
            )
        else:
            context.print_text("No praise for you in the last weeks. Praise someone with: huddle praise MEMBER TEXT")
        return 0
    receiver = members.find_member(session, args.member)
    given = praise.give_praise(session, receiver, " ".join(args.text))
    if args.json:
        context.print_json(_values(given, {session.me.id: session.me.name}))
    else:
        context.print_text(
            f"“{given.text}”\n{receiver.name} sees it on their home screen. Visible to you and {receiver.name}."
        )
    return 0


def _values(conversation: Conversation, names: dict[int, str]) -> dict[str, object]:
    return {
        "id": conversation.id,
        "from": names.get(conversation.from_id),
        "text": conversation.text,
        "on": conversation.held_on,
        "visibility": conversation.visibility,
    }

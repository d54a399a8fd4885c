"""`huddle praise MEMBER TEXT`: praise that reaches its person; alone it lists what you received."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from core.models import Conversation
from tui.commands.context import Context
from tui.commands.table import table


def add(parser: ArgumentParser, word: str) -> None:
    parser.add_argument("member", nargs="?", metavar="MEMBER", help="whom you praise; nothing lists yours")
    parser.add_argument("text", nargs="*", metavar="TEXT", help="what for")
    parser.add_argument("--json", action="store_true", help="print it as JSON")


def run(args: Namespace, context: Context) -> int:
    from core import members, praise

    s = context.session()
    if args.member is None:
        found = praise.received(s)
        names = {member.id: member.name for member in members.members(s, include_left=True)}
        if args.json:
            context.json([_values(each, names) for each in found])
        elif found:
            context.out(table((f"{each.held_on}", names.get(each.from_id, ""), each.text) for each in found))
        else:
            context.out("No praise for you in the last weeks. Praise somebody with: huddle praise MEMBER TEXT")
        return 0
    to = members.member(s, args.member)
    given = praise.praise(s, to, " ".join(args.text))
    if args.json:
        context.json(_values(given, {s.me.id: s.me.name}))
    else:
        context.out(f"“{given.text}”\n{to.name} finds it on their home screen. Only the two of you see it.")
    return 0


def _values(given: Conversation, names: dict[int, str]) -> dict[str, object]:
    return {
        "id": given.id,
        "from": names.get(given.from_id),
        "text": given.text,
        "on": given.held_on,
        "visibility": given.visibility,
    }

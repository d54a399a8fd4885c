"""`huddle rotation`: prints who hosts next and why, and changes the order."""

from __future__ import annotations

from argparse import SUPPRESS, ArgumentParser, Namespace
from typing import TYPE_CHECKING

from core.models import Meeting, by_id
from tui.commands.context import Context
from tui.commands.table import format_table

if TYPE_CHECKING:
    from core.access.session import Session
    from core.models import Turn


def add(parser: ArgumentParser, word: str) -> None:
    parser.add_argument("--json", action="store_true", help="print it as JSON")
    verbs = parser.add_subparsers(dest="verb", metavar="swap|skip|move|history")

    swapping = verbs.add_parser("swap", help="swap two members", allow_abbrev=False)
    swapping.add_argument("one", metavar="NAME")
    swapping.add_argument("other", metavar="NAME")

    skipping = verbs.add_parser("skip", help="skip a turn in this round", allow_abbrev=False)
    skipping.add_argument("member", metavar="NAME")
    skipping.add_argument("--reason", required=True, metavar="TEXT", help="why; everyone can see it")

    moving = verbs.add_parser("move", help="move a member to a place in the order", allow_abbrev=False)
    moving.add_argument("member", metavar="NAME")
    moving.add_argument("position", type=int, metavar="POSITION", help="1 is next")

    history = verbs.add_parser("history", help="list past turns, newest first", allow_abbrev=False)
    for verb in (swapping, skipping, moving, history):
        # Without SUPPRESS the default of the verb would override a --json before it.
        verb.add_argument("--json", action="store_true", default=SUPPRESS, help="print it as JSON")


def run(args: Namespace, context: Context) -> int:
    from core.hosting import rotation
    from core.meeting.next_meeting import following_host_or_none
    from core.team.members import find_member

    session = context.session()
    match args.verb:
        case "history":
            return _history(session, args, context)
        case "swap":
            rotation.swap(session, find_member(session, args.one), find_member(session, args.other))
        case "skip":
            rotation.skip(session, find_member(session, args.member), args.reason)
        case "move":
            rotation.move(session, find_member(session, args.member), args.position)
    places = rotation.coming_hosts(session)
    if args.json:
        context.print_json(
            [
                {"position": place.position, "member": place.member.name, "round": place.round, "because": place.reason}
                for place in places
            ]
        )
    elif places:
        following = following_host_or_none(session)
        if following is not None and following.id != places[0].member.id:
            context.print_text(f"{following.name} was asked to host the next meeting. After that:")
        context.print_text(format_table((f"{place.position:>2}", place.member.name, place.reason) for place in places))
    else:
        context.print_text("No one can host yet. Add a member with: huddle member add NAME")
    return 0


def _history(session: Session, args: Namespace, context: Context) -> int:
    from core.hosting import rotation

    meetings = by_id(session.all(Meeting))
    rows = [_values(session, turn, meetings.get(turn.meeting_id or 0)) for turn in rotation.turn_history(session)]
    if args.json:
        context.print_json(rows)
    elif rows:
        context.print_text(
            format_table(
                (
                    str(row["day"]),
                    f"round {row['round']}",
                    str(row["member"]),
                    str(row["outcome"]),
                    str(row["meeting"] or ""),
                    str(row["reason"] or ""),
                )
                for row in rows
            )
        )
    else:
        context.print_text("No turns yet. The first is recorded when a meeting ends.")
    return 0


def _values(session: Session, turn: Turn, meeting: Meeting | None) -> dict[str, object]:
    from core.models import Member
    from core.values.clock import day_of_timestamp

    member = session.get(Member, turn.member_id)
    return {
        "day": meeting.day if meeting else day_of_timestamp(turn.at, session.now),
        "round": turn.round,
        "member": member.name if member else None,
        "outcome": turn.outcome,
        "meeting": f"{meeting.kind} {meeting.number}" if meeting else None,
        "reason": turn.reason,
    }

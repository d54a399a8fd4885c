"""`huddle feedback`: asks for, gives, declines, shares and lists feedback; its receiver decides who else reads it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, get_args

from core.models import Conversation, Visibility
from tui.commands.context import Context
from tui.widgets.signs import NEXT, write_sign

if TYPE_CHECKING:
    from core.access.session import Session


def add(parser: ArgumentParser, word: str) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="ask|give|decline|show|list")

    asking = verbs.add_parser("ask", help="ask a colleague for feedback on one thing", allow_abbrev=False)
    asking.add_argument("member", metavar="MEMBER")
    asking.add_argument("about", nargs="+", metavar="ABOUT", help="what you want feedback on")

    giving = verbs.add_parser(
        "give", help="give feedback: what you saw, what it led to, what you would try", allow_abbrev=False
    )
    giving.add_argument("member", metavar="MEMBER")
    giving.add_argument("saw", nargs="+", metavar="WHAT YOU SAW")
    giving.add_argument("--did", metavar="TEXT", default="", help="what it led to")
    giving.add_argument("--try", dest="would_try", metavar="TEXT", default="", help="what you would try")

    declining = verbs.add_parser("decline", help="decline a request; it is deleted", allow_abbrev=False)
    declining.add_argument("member", metavar="MEMBER", help="who asked you")

    showing = verbs.add_parser("show", help="choose who can read feedback you received", allow_abbrev=False)
    showing.add_argument("number", type=int, metavar="NUMBER", help="its number in `huddle feedback list`")
    showing.add_argument("to", choices=get_args(Visibility), help="me: you and the author")

    verbs.add_parser("list", help="list requests and feedback you can read", allow_abbrev=False)
    for verb in verbs.choices.values():
        verb.add_argument("--json", action="store_true", help="for scripts")


def run(args: Namespace, context: Context) -> int:
    from core.conversations import feedback
    from core.team.members import find_member

    session = context.session()
    match args.verb:
        case "list":
            return _list(session, args, context)
        case "ask":
            colleague = find_member(session, args.member)
            done = feedback.ask(session, colleague, " ".join(args.about))
            sentence = f"{colleague.name} was asked. Visible to you and {colleague.name}."
        case "give":
            receiver = find_member(session, args.member)
            request = next(
                (talk for talk in feedback.list_requests_to_viewer(session) if talk.to_id == receiver.id), None
            )
            done = feedback.give(session, receiver, " ".join(args.saw), args.did, args.would_try, request=request)
            sentence = f"{receiver.name} received it and decides who else can read it."
        case "show":
            done = feedback.set_visibility(session, _find_received(session, args.number), args.to)
            sentence = _SEEN_BY[args.to]
        case _:
            done = _find_request(session, args.member)
            feedback.decline(session, done)
            sentence = "Request declined and deleted."
    if args.json:
        context.print_json(_values(session, done))
    else:
        context.print_text(sentence)
    return 0


_SEEN_BY = {
    "me": "Visible to you and the author.",
    "leader": "The leader can read it too.",
    "group": "Your group can read it too.",
    "everyone": "Everyone on the team can read it.",
}
"""Who may read feedback, in words for its receiver."""


def _find_received(session: Session, number: int) -> Conversation:
    from core.conversations import feedback
    from core.errors import HuddleError

    for talk in feedback.received_feedback(session, session.me):
        if talk.id == number:
            return talk
    raise HuddleError(f"You have received no feedback {number}. See the numbers with: huddle feedback list")


def _find_request(session: Session, name: str) -> Conversation:
    from core.conversations import feedback
    from core.errors import HuddleError
    from core.team.members import find_member

    author = find_member(session, name)
    for talk in feedback.list_requests_to_viewer(session):
        if talk.to_id == author.id:
            return talk
    raise HuddleError(f"{author.name} has not asked you for feedback. See who has with: huddle feedback list")


def _list(session: Session, args: Namespace, context: Context) -> int:
    from core.conversations import feedback
    from core.team.members import list_members

    asked, received, shared = (
        feedback.list_requests_to_viewer(session),
        feedback.received_feedback(session, session.me),
        feedback.list_shared_with_viewer(session),
    )
    if args.json:
        lists = {"asked": asked, "received": received, "shared": shared}
        context.print_json({name: [_values(session, talk) for talk in talks] for name, talks in lists.items()})
        return 0
    names = {member.id: member.name for member in list_members(session, include_left=True)}
    for talk in asked:
        step = f"{write_sign(NEXT)} huddle feedback give {names[talk.to_id]!r} …"
        context.print_text(f"{names[talk.to_id]} asks you: {talk.about}   {step}")
    for talk in received:
        about = f" · {talk.about}" if talk.about else ""
        context.print_text(f"{talk.id:>3}  {talk.held_on}  {names[talk.from_id]}{about} · {_SEEN_BY[talk.visibility]}")
        for label, words in _form_lines(session, talk):
            context.print_text(f"       {label}: {words}")
    for talk in shared:
        context.print_text(f"     {talk.held_on}  {names[talk.from_id]} to {names[talk.to_id]}, shared with you")
        for label, words in _form_lines(session, talk):
            context.print_text(f"       {label}: {words}")
    if not asked and not received and not shared:
        context.print_text("No feedback yet. Ask for some with: huddle feedback ask MEMBER ABOUT")
    return 0


def _form_lines(session: Session, talk: Conversation) -> list[tuple[str, str]]:
    from core.conversations.conversations import list_points
    from core.conversations.feedback import FORM_LABELS

    return [(FORM_LABELS[point.kind].lower(), point.text) for point in list_points(session, talk, *FORM_LABELS)]


def _values(session: Session, talk: Conversation) -> dict[str, object]:
    from core.team.members import list_members

    names = {member.id: member.name for member in list_members(session, include_left=True)}
    return {
        "id": talk.id,
        "from": names[talk.from_id],
        "to": names[talk.to_id],
        "about": talk.about,
        "on": talk.held_on,
        "status": talk.status,
        "seen_by": talk.visibility,
        **dict(_form_lines(session, talk)),
    }

"""`huddle steps`: shows, documents, signs and prints the steps with one member; only the two of them see these."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from core.models import Conversation, LadderStep, Member
from tui.commands.context import Context
from tui.commands.day_option import read_day
from tui.commands.standard_streams import write_error

if TYPE_CHECKING:
    from core.access.session import Session


def add(parser: ArgumentParser, word: str) -> None:
    verbs = parser.add_subparsers(
        dest="verb", required=True, metavar="show|step|down|check-in|sign|answer|print|receipt"
    )

    showing = verbs.add_parser("show", help="show the steps so far and the next one", allow_abbrev=False)
    stepping = verbs.add_parser("step", help="document the next step (leader only)", allow_abbrev=False)
    down = verbs.add_parser("down", help="things improved: go back a step, or end the steps", allow_abbrev=False)
    checking = verbs.add_parser("check-in", help="record a check-in", allow_abbrev=False)
    signing = verbs.add_parser("sign", help="sign that you have read the step, not that you agree", allow_abbrev=False)
    answering = verbs.add_parser("answer", help="answer the step in writing", allow_abbrev=False)
    printing = verbs.add_parser("print", help="print all steps as one document", allow_abbrev=False)
    receipt = verbs.add_parser("receipt", help="print what you signed, as JSON to keep elsewhere", allow_abbrev=False)
    receipt.add_argument("--out", metavar="FILE", help="into a new file")
    printing.add_argument("--out", metavar="FILE", help="into a new file: .html is a page to print, else Markdown")

    for verb in (stepping, down, checking):
        verb.add_argument("member", metavar="MEMBER")
    for verb in (showing, printing, receipt):
        verb.add_argument("member", metavar="MEMBER", nargs="?", help="(default: you)")
    for verb in (stepping, down, checking, answering):
        verb.add_argument("text", nargs="+", metavar="TEXT", help="in your own words")
    stepping.add_argument("--in-the-way", metavar="TEXT", default="", help="direct talk: the hurdle")
    stepping.add_argument("--help-offered", metavar="TEXT", default="", help="direct talk: what help you offer")
    stepping.add_argument("--until", metavar="DATE", help="by when")
    stepping.add_argument("--every", choices=("day", "week", "month"), help="close follow-up: how often you meet")
    down.add_argument("--to", metavar="STEP", help="the earlier step (without it the steps end)")
    answering.add_argument("--sign", action="store_true", help="sign the answer: asks for your passphrase")
    for verb in (showing, stepping, down, checking, signing, answering):
        verb.add_argument("--json", action="store_true", help="for scripts")


def run(args: Namespace, context: Context) -> int:
    from core.conversations import ladder_document

    session = context.session()
    member = _choose_member(session, args)
    if args.verb == "receipt":
        return _give_receipt(args, context, member)
    if args.verb == "print" and args.out:
        context.print_text(
            f"Written to {ladder_document.write_document(session, member, args.out)}. Only you can read the file."
        )
        return 0
    if args.verb == "print":
        context.print_text(ladder_document.format_markdown(session, member).rstrip("\n"))
        return 0
    _apply_verb(session, args, member)
    if args.json:
        context.print_json(_values(session, member))
    else:
        context.print_text("\n".join(_lines(session, member)))
    return 0


def _give_receipt(args: Namespace, context: Context, member: Member) -> int:
    """Print the receipts for what the acting member has signed, or write them to a new file; first what has changed
    since."""
    from core.conversations.ladder_document import write_text
    from core.conversations.receipts import find_changed, format_receipts, make_receipts

    session = context.session()
    receipts = make_receipts(session, member)
    for sentence in find_changed(session, receipts):
        write_error(f"huddle: {sentence}\n")
    text = format_receipts(receipts)
    if args.out:
        path = write_text(text, args.out)
        context.print_text(f"Written to {path}. Keep it apart from the team file. Compare the two with:")
        context.print_text(f"  huddle check --receipt {path}")
    else:
        context.print_text(text.rstrip("\n"))
    return 0


def _choose_member(session: Session, args: Namespace) -> Member:
    from core.team.members import find_member

    name = getattr(args, "member", None)
    return find_member(session, name, include_left=True) if name else session.me


def _apply_verb(session: Session, args: Namespace, member: Member) -> None:
    from core.conversations import ladder
    from core.conversations.ladder import StepDetails
    from core.conversations.signatures import signing_key

    match args.verb:
        case "step":
            named_step, text = _step_and_text(args.text)
            next_step = ladder.read_ladder(session, member).next_step or ladder.STEPS[-1]
            until = read_day(args.until, session.today)
            details = StepDetails(
                obstacle=args.in_the_way, help_offered=args.help_offered, until=until, every=args.every
            )
            ladder.take_step(session, member, named_step or next_step, text, **details)
        case "down":
            to = ladder.parse_step(args.to) if args.to else None
            ladder.step_down(session, member, " ".join(args.text), to)
        case "check-in":
            ladder.record_check_in(session, member, " ".join(args.text))
        case "sign":
            from getpass import getpass

            from core.conversations import ladder_document

            current_step = _require_current_step(session, member)
            # Printed first, so that the step is read before it is signed.
            print(f"{ladder_document.format_step(session, current_step)}\n")  # noqa: T201
            print("You sign that you have read it, not that you agree.")  # noqa: T201
            ladder.sign(session, current_step, getpass("Your passphrase: "))
        case "answer":
            current_step = _require_current_step(session, member)
            if args.sign:
                signing_key(session)  # asked for where it is locked
            ladder.answer(session, current_step, " ".join(args.text))


def _step_and_text(words: list[str]) -> tuple[LadderStep | None, str]:
    """Split the typed words into the step they begin with, if any, and the text.

    The next step is the default and needs no name. A typed name must not be taken for text of the next step, since
    what is documented cannot be removed.
    """
    from core.conversations.ladder import STEPS

    for count in (1, 2):  # “direct talk” is two words unless it is quoted
        named_step = next((step for step in STEPS if step == " ".join(words[:count])), None)
        if named_step is not None:
            return named_step, " ".join(words[count:])
    return None, " ".join(words)


def _require_current_step(session: Session, member: Member) -> Conversation:
    from core.conversations import ladder
    from core.errors import HuddleError

    current_step = ladder.read_ladder(session, member).current_step
    if current_step is None:
        raise HuddleError("Nothing to sign or answer here.")
    return current_step


def _lines(session: Session, member: Member) -> list[str]:
    from core.conversations import ladder
    from core.values.clock import day_of_timestamp

    state = ladder.read_ladder(session, member)
    if not state.steps:
        return [f"No formal steps between you and {member.name}."]
    lines = []
    for talk in state.steps:
        signed = f" · read and signed {day_of_timestamp(talk.sealed_at, session.now)}" if talk.sealed_at else ""
        words = " ".join(talk.text.split())
        lines.append(f"{talk.held_on}  {talk.step or 'ended'}{signed} · {words}")
    if (check_in := ladder.next_check_in(state)) is not None:
        lines.append(f"next check-in: {check_in}")
    if session.viewer.is_leader and state.current_step is not None and state.next_step is not None:
        lines.append(f"next step: {state.next_step}. {ladder.STEP_PROMPTS[state.next_step]}")
    return lines


def _values(session: Session, member: Member) -> dict[str, object]:
    from core.conversations import ladder
    from core.conversations.conversations import list_points
    from core.conversations.signatures import list_signatures

    state = ladder.read_ladder(session, member)
    names = {person.id: person.name for person in session.all(Member)}
    return {
        "member": member.name,
        "now": state.current_step.step if state.current_step else None,
        "next": state.next_step,
        "next_check_in": ladder.next_check_in(state),
        "steps": [
            {
                "on": talk.held_on,
                "step": talk.step,
                "text": talk.text,
                "every": talk.every,
                "signed_at": talk.sealed_at,
                "seal": talk.seal,
                "signatures": [
                    {"kind": signature.kind, "on": signature.signed_at, "by": names[signature.member_id]}
                    for signature in list_signatures(session, talk)
                ],
                "answers": [point.text for point in list_points(session, talk, "answer")],
            }
            for talk in state.steps
        ],
        "check_ins": [{"on": talk.held_on, "text": talk.text} for talk in state.check_ins],
    }

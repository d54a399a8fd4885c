"""`huddle ladder`: the documented steps with one member, seen by the leader who takes them and by that member alone."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from core.models import Conversation, LadderStep, Member
from tui.commands.context import Context

if TYPE_CHECKING:
    from core.session import Session


def add(parser: ArgumentParser, word: str) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="show|step|down|check-in|sign|answer|print")

    showing = verbs.add_parser("show", help="where it stands, and what comes next", allow_abbrev=False)
    stepping = verbs.add_parser("step", help="document the next step; the leader does", allow_abbrev=False)
    down = verbs.add_parser("down", help="things have improved: go down, or leave the ladder", allow_abbrev=False)
    checking = verbs.add_parser("check-in", help="you have met while it is monitored", allow_abbrev=False)
    signing = verbs.add_parser("sign", help="you have read the step and sign it", allow_abbrev=False)
    answering = verbs.add_parser("answer", help="answer the step in writing", allow_abbrev=False)
    printing = verbs.add_parser("print", help="all of it as one document", allow_abbrev=False)
    printing.add_argument("--out", metavar="FILE", help="into a new file: .html is a page to print, else Markdown")

    for verb in (stepping, down, checking):
        verb.add_argument("member", metavar="MEMBER")
    for verb in (showing, printing):
        verb.add_argument("member", metavar="MEMBER", nargs="?", help="(default: you)")
    for verb in (stepping, down, checking, answering):
        verb.add_argument("text", nargs="+", metavar="TEXT", help="in your own words")
    stepping.add_argument("--in-the-way", metavar="TEXT", default="", help="direct talk: what stands in the way")
    stepping.add_argument("--help-offered", metavar="TEXT", default="", help="direct talk: what help you offer")
    stepping.add_argument("--until", metavar="DATE", help="by when")
    stepping.add_argument("--every", choices=("day", "week", "month"), help="monitoring: how often you meet over it")
    down.add_argument("--to", metavar="STEP", help="the earlier step (without it the ladder is left)")
    for verb in (showing, stepping, down, checking, signing, answering):
        verb.add_argument("--json", action="store_true", help="for scripts")


def run(args: Namespace, context: Context) -> int:
    from core import ladder_document

    s = context.session()
    member = _whose(s, args)
    if args.verb == "print" and args.out:
        context.out(f"Written to {ladder_document.write(s, member, args.out)}. Only you can read the file.")
        return 0
    if args.verb == "print":
        context.out(ladder_document.document(s, member).rstrip("\n"))
        return 0
    _changed(s, args, member)
    if args.json:
        context.json(_values(s, member))
    else:
        context.out("\n".join(_lines(s, member)))
    return 0


def _whose(s: Session, args: Namespace) -> Member:
    from core.members import member

    name = getattr(args, "member", None)
    return member(s, name, include_left=True) if name else s.me


def _changed(s: Session, args: Namespace, member: Member) -> None:
    from core import ladder, typed

    match args.verb:
        case "step":
            named, text = _step_and_text(args.text)
            due = ladder.ladder(s, member).next or ladder.STEPS[-1]
            ladder.take_step(
                s,
                member,
                named or due,
                text,
                in_the_way=args.in_the_way,
                help_offered=args.help_offered,
                until=typed.day(args.until, s.today) if args.until else None,
                every=args.every,
            )
        case "down":
            ladder.step_down(s, member, " ".join(args.text), ladder.step_named(args.to) if args.to else None)
        case "check-in":
            ladder.check_in(s, member, " ".join(args.text))
        case "sign":
            from getpass import getpass

            now = _now(s, member)
            # Read before it is signed.
            print(f"{now.step}, {now.held_on}\n\n{now.text}\n")  # noqa: T201
            ladder.sign(s, now, getpass("Your passphrase: "))
        case "answer":
            ladder.answer(s, _now(s, member), " ".join(args.text))


def _step_and_text(words: list[str]) -> tuple[LadderStep | None, str]:
    """Which step is meant, where its name was typed first as a word of its own, and the text.

    The next step follows by itself and needs no name; but who types another's is not to document the next one by it,
    since what is documented stays.
    """
    from core.ladder import STEPS

    for count in (1, 2):  # “direct talk” is two words where nobody quotes them
        named = next((step for step in STEPS if step == " ".join(words[:count])), None)
        if named is not None:
            return named, " ".join(words[count:])
    return None, " ".join(words)


def _now(s: Session, member: Member) -> Conversation:
    from core import ladder
    from core.errors import HuddleError

    now = ladder.ladder(s, member).now
    if now is None:
        raise HuddleError("Nothing is to be signed or answered here.")
    return now


def _lines(s: Session, member: Member) -> list[str]:
    from core import ladder

    standing = ladder.ladder(s, member)
    if not standing.steps:
        return [f"Nothing is documented between you and {member.name}."]
    lines = []
    for talk in standing.steps:
        signed = f" · signed {talk.sealed_at[:10]}" if talk.sealed_at else ""
        words = " ".join(talk.text.split())
        lines.append(f"{talk.held_on}  {talk.step or 'left the ladder'}{signed} · {words}")
    if (due := ladder.next_check_in(standing)) is not None:
        lines.append(f"next check-in: {due}")
    if s.viewer.is_leader and standing.now is not None and standing.next is not None:
        lines.append(f"next would be: {standing.next}. {ladder.WHAT_IT_ASKS[standing.next]}")
    return lines


def _values(s: Session, member: Member) -> dict[str, object]:
    from core import ladder
    from core.conversations import points

    standing = ladder.ladder(s, member)
    return {
        "member": member.name,
        "now": standing.now.step if standing.now else None,
        "next": standing.next,
        "next_check_in": ladder.next_check_in(standing),
        "steps": [
            {
                "on": talk.held_on,
                "step": talk.step,
                "text": talk.text,
                "every": talk.every,
                "signed_at": talk.sealed_at,
                "seal": talk.seal,
                "answers": [point.text for point in points(s, talk, "answer")],
            }
            for talk in standing.steps
        ],
        "check_ins": [{"on": talk.held_on, "text": talk.text} for talk in standing.check_ins],
    }

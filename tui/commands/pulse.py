"""`huddle pulse SCORE WORD`: says how the meeting felt; without a score, tells what everybody's add up to."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from tui.commands.context import Context

if TYPE_CHECKING:
    from core.pulse import Felt
    from core.session import Session

SCORES = range(1, 6)


def add(parser: ArgumentParser, word: str) -> None:
    parser.add_argument("score", nargs="?", type=int, choices=SCORES, metavar="SCORE", help="how it felt, 1 to 5")
    parser.add_argument("text", nargs="*", metavar="WORD", help="and a word")
    parser.add_argument(
        "--held", type=int, choices=SCORES, metavar="N", help="how it felt to hold each other to it, 1 to 5"
    )
    parser.add_argument("--worth", type=int, choices=SCORES, metavar="N", help="whether the time was worth it, 1 to 5")
    parser.add_argument("--json", action="store_true", help="for scripts")


def run(args: Namespace, context: Context) -> int:
    from core import pulse
    from core.errors import HuddleError
    from core.meeting import current, meetings

    s = context.session()
    if args.score is not None:
        given = pulse.give(s, args.score, " ".join(args.text), held=args.held, worth=args.worth)
        if not args.json:
            context.out(
                "Said. Nobody's name is kept with it, so it cannot be changed from here; said again, it counts twice."
                if given.member_id is None
                else "Said. You and the leader read it; again, and it is changed."
            )
    elif args.held is not None or args.worth is not None:
        raise HuddleError("Say first how the meeting felt: huddle pulse SCORE --held N --worth N")
    now = current(s)
    held = [each for each in meetings(s) if each.kind != "one-on-one"]
    shown = now if now is not None and now.kind != "one-on-one" else next(iter(held), None)
    if shown is None:
        raise HuddleError("No meeting was held yet. Its pulse is said when one is open: huddle meet")
    told, weeks = pulse.felt(s, shown), pulse.over_the_weeks(s, shown)
    if args.json:
        context.json(_values(s, told, weeks))
    else:
        context.out(_words(s, told, weeks))
    return 0


def _words(s: Session, told: Felt, weeks: list[Felt]) -> str:
    from core import pulse
    from tui.commands.table import table
    from tui.widgets.felt import QUESTIONS, average, line

    head = f"{told.meeting.kind} meeting {told.meeting.number}: {told.answered} of {told.people} have said how it was"
    lines = [head + ("; nobody's name is kept" if told.anonymous else "")]
    if 0 < told.counted < told.answered:
        lines.append(f"  The numbers are of the first {told.counted}; of all once the meeting is closed.")
    if told.score is None:
        lines.append("  The numbers are told from three answers on.")
    else:
        rows = [
            (f"  {words}", average(getattr(told, name)), line([getattr(each, name) for each in weeks]))
            for name, words in QUESTIONS.items()
        ]
        lines.append(table(rows))
    if told.words:
        lines.append("  " + " · ".join(told.words))
    for member, one in pulse.answers(s, told.meeting):
        rest = [f"held {one.held}" if one.held else "", f"worth {one.worth}" if one.worth else ""]
        lines.append(f"  {member.name}: " + ", ".join(filter(None, (str(one.score), one.word or "", *rest))))
    return "\n".join(lines)


def _values(s: Session, told: Felt, weeks: list[Felt]) -> dict[str, object]:
    from core import pulse

    def numbers(each: Felt) -> dict[str, object]:
        return {
            "meeting": f"{each.meeting.kind} {each.meeting.number}",
            "day": each.meeting.day,
            "answered": each.answered,
            "counted": each.counted,
            "people": each.people,
            "score": each.score,
            "held": each.held,
            "worth": each.worth,
        }

    return numbers(told) | {
        "anonymous": told.anonymous,
        "words": told.words,
        "answers": [
            {"member": member.name, "score": one.score, "word": one.word, "held": one.held, "worth": one.worth}
            for member, one in pulse.answers(s, told.meeting)
        ],
        "weeks": [numbers(each) for each in weeks],
    }

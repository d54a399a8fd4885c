"""`huddle pulse SCORE WORD`: gives the pulse of the meeting; without a score, prints the summary of all."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from tui.commands.context import Context

if TYPE_CHECKING:
    from core.access.session import Session
    from core.meeting.pulse import PulseSummary
    from core.models import Pulse

SCORES = range(1, 6)
"""The scores that can be given, 1 to 5."""


def add(parser: ArgumentParser, word: str) -> None:
    parser.add_argument(
        "score", nargs="?", type=int, choices=SCORES, metavar="SCORE", help="how the meeting felt, 1 to 5"
    )
    parser.add_argument("text", nargs="*", metavar="WORD", help="a comment (optional)")
    parser.add_argument(
        "--held", type=int, choices=SCORES, metavar="N", help="how well you held each other accountable, 1 to 5"
    )
    parser.add_argument("--worth", type=int, choices=SCORES, metavar="N", help="how well the time was spent, 1 to 5")
    parser.add_argument("--json", action="store_true", help="for scripts")


def run(args: Namespace, context: Context) -> int:
    from core.errors import HuddleError
    from core.meeting import pulse
    from core.meeting.lifecycle import last_ended_meeting, open_meeting_or_none

    session = context.session()
    if args.score is not None:
        given = pulse.give_pulse(session, args.score, " ".join(args.text), held=args.held, worth=args.worth)
        if not args.json:
            context.print_text(_describe_saved(session, given))
    elif args.held is not None or args.worth is not None:
        raise HuddleError("Add the first rating: huddle pulse SCORE --held N --worth N")
    running = open_meeting_or_none(session)
    is_running = running is not None and running.kind != "one-on-one"
    shown_meeting = running if is_running else last_ended_meeting(session)
    if shown_meeting is None:
        raise HuddleError("No meeting yet. Start one with: huddle meet")
    summary, weeks = pulse.summarize(session, shown_meeting), pulse.pulse_history(session, shown_meeting)
    if args.json:
        context.print_json(_values(session, summary, weeks))
    else:
        context.print_text(_format_summary(session, summary, weeks))
    return 0


def _describe_saved(session: Session, given: Pulse) -> str:
    from core.models import Meeting

    meeting = session.get(Meeting, given.meeting_id)
    if meeting is None or meeting.status == "open":
        return (
            "Saved anonymously. It can't be changed; answering again counts twice."
            if given.member_id is None
            else "Saved. You and the leader can see it. Answer again to change it."
        )
    which = f"the {meeting.kind} meeting {meeting.number}"
    return f"Saved for {which}, which has ended. Late ratings are added three at a time."


def _format_summary(session: Session, summary: PulseSummary, weeks: list[PulseSummary]) -> str:
    from core.meeting import pulse
    from tui.commands.table import format_table
    from tui.widgets.mood_line import QUESTIONS, format_average, mood_sparkline

    meeting = f"{summary.meeting.kind} meeting {summary.meeting.number}"
    heading = f"{meeting}: {summary.answer_count} of {summary.participant_count} answered"
    lines = [heading + ("; anonymous" if summary.anonymous else "")]
    if 0 < summary.counted_answers < summary.answer_count:
        rest = (
            "All count once the meeting ends."
            if summary.meeting.status == "open"
            else "Late ones are added three at a time."
        )
        lines.append(f"  Averages of the first {summary.counted_answers} answers. {rest}")
    if summary.score is None:
        lines.append("  Averages appear after three answers.")
    else:
        rows = [
            (
                f"  {words}",
                format_average(getattr(summary, name)),
                mood_sparkline([getattr(week, name) for week in weeks]),
            )
            for name, words in QUESTIONS.items()
        ]
        lines.append(format_table(rows))
    if summary.words:
        lines.append("  " + " · ".join(summary.words))
    for member, answer in pulse.pulses(session, summary.meeting):
        scores = [f"held {answer.held}" if answer.held else "", f"worth {answer.worth}" if answer.worth else ""]
        lines.append(f"  {member.name}: " + ", ".join(filter(None, (str(answer.score), answer.word or "", *scores))))
    return "\n".join(lines)


def _values(session: Session, summary: PulseSummary, weeks: list[PulseSummary]) -> dict[str, object]:
    from core.meeting import pulse

    def numbers(meeting_pulse: PulseSummary) -> dict[str, object]:
        return {
            "meeting": f"{meeting_pulse.meeting.kind} {meeting_pulse.meeting.number}",
            "day": meeting_pulse.meeting.day,
            "answered": meeting_pulse.answer_count,
            "counted": meeting_pulse.counted_answers,
            "people": meeting_pulse.participant_count,
            "score": meeting_pulse.score,
            "held": meeting_pulse.held,
            "worth": meeting_pulse.worth,
        }

    return numbers(summary) | {
        "anonymous": summary.anonymous,
        "words": summary.words,
        "answers": [
            {
                "member": member.name,
                "score": answer.score,
                "word": answer.word,
                "held": answer.held,
                "worth": answer.worth,
            }
            for member, answer in pulse.pulses(session, summary.meeting)
        ],
        "weeks": [numbers(week) for week in weeks],
    }

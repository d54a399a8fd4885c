"""What the room view shows in the close stage: the meeting in a few numbers, who hosts next, and why."""

from __future__ import annotations

from core.access.session import Session
from core.commitments import commitments
from core.errors import HuddleError
from core.hosting import rotation
from core.meeting import boards, pulse
from core.meeting import lifecycle as meetings
from core.models import Meeting
from tui.room.stage_content import StageContent
from tui.widgets.big_figures import Figure
from tui.widgets.mood_line import format_average, mood_sparkline


def close_content(session: Session, meeting: Meeting) -> StageContent:
    """Return the next host and why, the pulse, and the meeting in three numbers."""
    made = commitments.list_commitments(session, meeting=meeting)
    present = sum(row.present for row in meetings.list_attendances(session, meeting))
    cards = sum(boards.count_cards_by_kind(session, meeting).values())
    figures = (
        *_pulse_figures(session, meeting),
        Figure(str(present), "people"),
        Figure(str(cards), "cards said"),
        Figure(str(len(made)), "commitments"),
    )
    coming = next_host_or_none(session)
    if coming is None:
        return StageContent("That was our meeting", figures=figures, is_statement=True)
    because = f"{coming.member.name.split()[0]} {coming.reason}"
    return StageContent(f"{coming.member.name} hosts next", because, figures, is_statement=True, is_subtitle_plain=True)


def _pulse_figures(session: Session, meeting: Meeting) -> tuple[Figure, ...]:
    """Return the pulse in numbers, with the weeks before as a line; no words, which could reveal their author."""
    summary = pulse.summarize(session, meeting)
    if summary.score is None:
        return (
            (Figure(str(summary.answer_count), f"of {summary.participant_count} have said how it was"),)
            if summary.answer_count
            else ()
        )
    weeks = mood_sparkline([week.score for week in pulse.pulse_history(session, meeting)])
    return (
        Figure(format_average(summary.score), f"how it felt  {weeks}"),
        Figure(format_average(summary.held), "holding to it"),
        Figure(format_average(summary.worth), "worth the time"),
    )


def next_host_or_none(session: Session) -> rotation.NextHost | None:
    """Return who hosts next; None where nobody can."""
    try:
        return rotation.next_host(session)
    except HuddleError:
        return None

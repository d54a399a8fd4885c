"""What the room view shows in the close stage: the meeting in a few numbers, who hosts next, and why."""

from __future__ import annotations

from core import boards, commitments, pulse, rotation
from core import meeting as meetings
from core.errors import HuddleError
from core.models import Meeting
from core.session import Session
from tui.screens.room_parts import Shown
from tui.widgets.felt import average, line
from tui.widgets.figures import Figure


def ending(session: Session, now: Meeting) -> Shown:
    """Return the next host and why, the pulse, and the meeting in three numbers."""
    made = commitments.commitments(session, meeting=now)
    present = sum(row.present for row in meetings.attendances(session, now))
    cards = sum(boards.said(session, now).values())
    figures = (
        *_pulse_figures(session, now),
        Figure(str(present), "people"),
        Figure(str(cards), "cards said"),
        Figure(str(len(made)), "commitments"),
    )
    coming = next_host(session)
    if coming is None:
        return Shown("That was our meeting", figures=figures, calm=True)
    because = f"{coming.member.name.split()[0]} {coming.because}"
    return Shown(f"{coming.member.name} hosts next", because, figures, calm=True, aside=True)


def _pulse_figures(session: Session, meeting: Meeting) -> tuple[Figure, ...]:
    """Return the pulse in numbers, with the weeks before as a line; no words, which could reveal their author."""
    summary = pulse.felt(session, meeting)
    if summary.score is None:
        return (Figure(str(summary.answered), f"of {summary.people} have said how it was"),) if summary.answered else ()
    weeks = line([week.score for week in pulse.over_the_weeks(session, meeting)])
    return (
        Figure(average(summary.score), f"how it felt  {weeks}"),
        Figure(average(summary.held), "holding to it"),
        Figure(average(summary.worth), "worth the time"),
    )


def next_host(session: Session) -> rotation.NextHost | None:
    """Return who hosts next; None where nobody can."""
    try:
        return rotation.next_host(session)
    except HuddleError:
        return None

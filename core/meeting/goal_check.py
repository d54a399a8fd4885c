"""The goal check: whether each participant has understood the goal, before anybody states a card."""

from __future__ import annotations

from dataclasses import dataclass

from core.access.session import Session
from core.errors import HuddleError
from core.meeting.lifecycle import (
    current_stage,
    list_attendances,
    list_stages,
    require_open_meeting,
    require_participant,
)
from core.models import Attendance, Meeting, Member, by_id
from core.values.text import require_text
from data.change import Change

# One event for both answers, without a name: everybody reads the journal, and only host and leader may know who asked.
ANSWERED_EVENT = "goalcheck.answered"


@dataclass(frozen=True, slots=True)
class GoalCheck:
    """How far the participants have understood the goal."""

    understood_count: int
    """How many have."""
    questions: list[tuple[Member, str]]
    """The open questions and who asked them: all of them for the host and the leader, else the viewer's own."""
    participant_count: int
    """How many members are present and take part."""


def confirm_understood(session: Session) -> Attendance:
    """Record that the acting member has understood the goal; removes a question they had asked."""
    return _store_answer(session, understood=True, question=None)


def ask_question(session: Session, question: str) -> Attendance:
    """Record the acting member's question about the goal. Only the host and the leader see it.

    Raises `HuddleError` when the question is empty or longer than 500 characters.
    """
    return _store_answer(session, understood=False, question=require_text(question, "The question"))


def goal_check(session: Session) -> GoalCheck:
    """Return how far the open meeting has understood its goal. Raises `HuddleError` when no meeting is open."""
    meeting = require_open_meeting(session)
    participants = by_id(session.all(Member, "role <> 'watcher' AND left_on IS NULL", order="name"))
    rows = {
        row.member_id: row
        for row in list_attendances(session, meeting)
        if row.present and row.member_id in participants
    }
    asked = [
        (member, rows[key].question or "") for key, member in participants.items() if key in rows and rows[key].question
    ]
    return GoalCheck(
        understood_count=sum(row.understood is True for row in rows.values()),
        questions=asked,
        participant_count=len(rows),
    )


def reset_answers(session: Session, change: Change, meeting: Meeting) -> None:
    """Clear all answers, inside the change that sets a new goal: nobody has confirmed that one yet."""
    for row in session.store.read(Attendance, "meeting_id = ? AND understood IS NOT NULL", (meeting.id,)):
        change.update(row, understood=None, question=None)


def _store_answer(session: Session, *, understood: bool, question: str | None) -> Attendance:
    with session.change(ANSWERED_EVENT, meeting_id=require_open_meeting(session).id, anonymous=True) as change:
        meeting = require_open_meeting(session)
        me = require_participant(session)
        collect = next((step for step in list_stages(session, meeting) if step.name == "collect"), None)
        if collect is None:
            raise HuddleError(f"A {meeting.kind} meeting has no goal stage. Ask in the next weekly meeting.")
        if current_stage(session, meeting).position > collect.position:
            raise HuddleError("The goal stage is over. Ask the host to go back to it.")
        own_rows = session.store.read(Attendance, "meeting_id = ? AND member_id = ?", (meeting.id, me.id))
        row = own_rows[0] if own_rows else change.insert(Attendance(meeting_id=meeting.id, member_id=me.id))
        return change.update(row, present=True, understood=understood, question=question)

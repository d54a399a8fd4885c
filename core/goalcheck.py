"""Before anybody states anything: has each one understood the goal?"""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import HuddleError
from core.meeting import attendances, must_take_part, stage, stages, the_open_one
from core.session import Session
from core.wording import stated
from data.changing import Change
from data.models import Attendance, Meeting, Member

# One name for both answers, and nobody's in the journal, which is everyone's: who asked is for the host and the leader.
ANSWERED = "goalcheck.answered"


@dataclass(frozen=True, slots=True)
class GoalCheck:
    """Who has understood the goal."""

    understood: int
    asked: list[tuple[Member, str]]
    """Who asked, and what, as far as the viewer may see: all for the host and the leader, else one's own."""
    total: int
    """Who is present and takes part."""


def understood(s: Session) -> Attendance:
    """The member who acts says that they understood the goal; a question they had asked is answered."""
    return _answer(s, understood=True, question=None)


def ask(s: Session, question: str) -> Attendance:
    """The member who acts asks about the goal. Only the host and the leader see it.

    Raises `HuddleError` when the question is empty or longer than 500 characters.
    """
    return _answer(s, understood=False, question=stated(question, "The question"))


def goal_check(s: Session) -> GoalCheck:
    """How far the open meeting has understood its goal. Raises `HuddleError` when no meeting is open."""
    meeting = the_open_one(s)
    part = {member.id: member for member in s.all(Member, "role <> 'watcher' AND left_on IS NULL", order="name")}
    rows = {row.member_id: row for row in attendances(s, meeting) if row.present and row.member_id in part}
    asked = [(member, rows[key].question or "") for key, member in part.items() if key in rows and rows[key].question]
    return GoalCheck(understood=sum(row.understood is True for row in rows.values()), asked=asked, total=len(rows))


def ask_again(s: Session, change: Change, meeting: Meeting) -> None:
    """Within the change that sets a new goal: nobody has understood that one yet."""
    for row in s.store.read(Attendance, "meeting_id = ? AND understood IS NOT NULL", (meeting.id,)):
        change.update(row, understood=None, question=None)


def _answer(s: Session, *, understood: bool, question: str | None) -> Attendance:
    with s.change(ANSWERED, meeting_id=the_open_one(s).id, anonymous=True) as change:
        meeting = the_open_one(s)
        me = must_take_part(s)
        collect = next((step for step in stages(s, meeting) if step.name == "collect"), None)
        if collect is None:
            raise HuddleError(f"A {meeting.kind} meeting has no goal stage. Ask in the next weekly meeting.")
        if stage(s, meeting).position > collect.position:
            raise HuddleError("The goal was talked about before collecting. Ask the host to go back to the goal.")
        mine = s.store.read(Attendance, "meeting_id = ? AND member_id = ?", (meeting.id, me.id))
        row = mine[0] if mine else change.insert(Attendance(meeting_id=meeting.id, member_id=me.id))
        return change.update(row, present=True, understood=understood, question=question)

"""The wall of a kickoff: one person at a time shows the personal goals that they share with everyone.

Nobody is put there by another, and nobody pushes another away: it is theirs until they are done, the host clears it,
or the meeting moves on.
"""

from __future__ import annotations

from core.errors import HuddleError
from core.meeting import current, must_host, must_take_part, stage, the_open_one
from core.models import Goal, Meeting, Member
from core.personal_goals import personal_goals
from core.session import Session


def is_open(s: Session) -> bool:
    """Whether goals may go on the wall now: in the goal stage of a kickoff."""
    meeting = current(s)
    return meeting is not None and _has_wall(s, meeting)


def on_wall(s: Session) -> Member | None:
    """Who shows their goals just now; None while nobody does, and once nothing of theirs is everyone's."""
    meeting = current(s)
    if meeting is None or meeting.wall_member_id is None or not _has_wall(s, meeting):
        return None
    member = s.get(Member, meeting.wall_member_id)
    return member if member is not None and member.left_on is None and shown_by(s, member) else None


def shown_by(s: Session, member: Member) -> list[Goal]:
    """The goals of a member that may stand on a wall: shared with everyone, and not ended."""
    return [goal for goal in personal_goals(s, member) if goal.visibility == "everyone"]


def take_wall(s: Session) -> Meeting:
    """Puts the acting member's own shared goals on the wall.

    Raises `HuddleError` outside a kickoff's goal stage, while somebody else stands there, and where nothing of theirs
    is shared with everyone.
    """
    with s.change("meeting.wall_taken", meeting_id=the_open_one(s).id) as change:
        meeting, me = the_open_one(s), must_take_part(s)
        if not _has_wall(s, meeting):
            raise HuddleError("Personal goals go on the wall in the goal stage of a kickoff. Wait until it is there.")
        there = on_wall(s)
        if there is not None and there.id != me.id:
            raise HuddleError(f"{there.name} shows their goals just now. Wait until they are done.")
        if not shown_by(s, me):
            raise HuddleError("None of your goals is shared with everyone. In 0 Goals, v says who sees which.")
        return change.update(meeting, wall_member_id=me.id)


def leave_wall(s: Session) -> Meeting:
    """Takes one's goals off the wall; of somebody else's, only the host does. Nothing happens where nobody is."""
    with s.change("meeting.wall_left", meeting_id=the_open_one(s).id) as change:
        meeting = the_open_one(s)
        if meeting.wall_member_id is not None and not s.viewer.is_member(meeting.wall_member_id):
            must_host(s, meeting)
        return change.update(meeting, wall_member_id=None)


def _has_wall(s: Session, meeting: Meeting) -> bool:
    return meeting.kind == "kickoff" and stage(s, meeting).name == "goal"

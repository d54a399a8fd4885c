"""The kickoff wall: one member at a time shows the personal goals that they share with everyone.

Only members themselves put their goals on it. They stay until the member takes them off, the host clears the wall, or
the meeting moves on.
"""

from __future__ import annotations

from core.access.session import Session
from core.errors import HuddleError
from core.goals.personal import list_personal_goals
from core.meeting.lifecycle import (
    current_stage,
    open_meeting_or_none,
    require_host,
    require_open_meeting,
    require_participant,
)
from core.models import Goal, Meeting, Member


def is_wall_open(session: Session) -> bool:
    """Return whether goals may be shown on the wall now: in the goal stage of a kickoff."""
    meeting = open_meeting_or_none(session)
    return meeting is not None and _has_wall(session, meeting)


def member_on_wall(session: Session) -> Member | None:
    """Return the member who shows their goals now; None when nobody does, or when none of theirs is shared any more."""
    meeting = open_meeting_or_none(session)
    if meeting is None or meeting.wall_member_id is None or not _has_wall(session, meeting):
        return None
    member = session.get(Member, meeting.wall_member_id)
    return member if member is not None and member.left_on is None and shared_goals_of(session, member) else None


def shared_goals_of(session: Session, member: Member) -> list[Goal]:
    """Return a member's goals that may be shown on the wall: shared with everyone and not ended."""
    return [goal for goal in list_personal_goals(session, member) if goal.visibility == "everyone"]


def take_wall(session: Session) -> Meeting:
    """Show the acting member's shared goals on the wall.

    Raises `HuddleError` outside a kickoff's goal stage, while another member uses the wall, and when none of their
    goals is shared with everyone.
    """
    with session.change("meeting.wall_taken", meeting_id=require_open_meeting(session).id) as change:
        meeting, me = require_open_meeting(session), require_participant(session)
        if not _has_wall(session, meeting):
            raise HuddleError("You can show personal goals in the goal stage of a kickoff.")
        shown_member = member_on_wall(session)
        if shown_member is not None and shown_member.id != me.id:
            raise HuddleError(f"{shown_member.name} is showing goals right now. Wait until they are done.")
        if not shared_goals_of(session, me):
            raise HuddleError("None of your goals is shared with everyone. Share one first.", action="goals.show_to")
        return change.update(meeting, wall_member_id=me.id)


def leave_wall(session: Session) -> Meeting:
    """Take the goals off the wall: the member's own, or as the host another's. Does nothing when the wall is empty."""
    with session.change("meeting.wall_left", meeting_id=require_open_meeting(session).id) as change:
        meeting = require_open_meeting(session)
        if meeting.wall_member_id is not None and not session.viewer.is_member(meeting.wall_member_id):
            require_host(session, meeting)
        return change.update(meeting, wall_member_id=None)


def _has_wall(session: Session, meeting: Meeting) -> bool:
    return meeting.kind == "kickoff" and current_stage(session, meeting).name == "goal"

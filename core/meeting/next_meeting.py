"""The end of a meeting: who hosts next, why and when; and its minutes written to a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.access.session import Session
from core.errors import HuddleError
from core.hosting import rotation
from core.meeting.agenda import WEEK, first_working_day
from core.meeting.lifecycle import next_planned_meeting, plan_meeting, require_host, require_open_meeting
from core.models import Meeting, Member
from core.team.record import get_team


@dataclass(frozen=True, slots=True)
class FollowingMeeting:
    """The meeting after the open one."""

    host: Member
    """Its host."""
    reason: str
    """Why it is their turn, as the rest of a sentence; empty when the rotation did not choose them."""
    day: date


def following_meeting(session: Session) -> FollowingMeeting:
    """Return who hosts next, why, and on which day. Raises `HuddleError` when nobody can host."""
    planned_meeting = next_planned_meeting(session)
    day = (
        planned_meeting.day
        if planned_meeting and planned_meeting.day > session.today
        else first_working_day(session.today + WEEK, get_team(session).working_days)
    )
    in_turn = rotation.next_host(session, day)
    planned_host = session.get(Member, planned_meeting.host_id) if planned_meeting else None
    if planned_host is None or planned_host.left_on is not None or planned_host.id == in_turn.member.id:
        return FollowingMeeting(in_turn.member, in_turn.reason, day)
    return FollowingMeeting(planned_host, "", day)


def following_host_or_none(session: Session) -> Member | None:
    """Return who hosts the next meeting: who was asked to, else whose turn it is; None when nobody can host."""
    return following_meeting(session).host if rotation.coming_hosts(session) else None


def set_next_day(session: Session, day: date) -> Meeting:
    """Set the day of the next meeting, as the host of the open one. Raises `HuddleError` for a day that is not after
    today."""
    with session.change("meeting.planned", meeting_id=require_open_meeting(session).id):
        require_host(session, require_open_meeting(session))
        if day <= session.today:
            raise HuddleError(f"{day} is not after today. Choose a later day for the next meeting.")
        planned_meeting = next_planned_meeting(session)
        return plan_meeting(session, planned_meeting.kind if planned_meeting else "weekly", day)

"""Who may record a commitment, and who may say whether it was kept."""

from __future__ import annotations

from core.access.session import Session
from core.errors import HuddleError
from core.meeting.lifecycle import open_meeting_or_none
from core.models import Attendance, Commitment, Conversation, Group, Member


def may_record(session: Session, owner: Member | None) -> bool:
    """Return whether the viewer may record a commitment of `owner`, or of the team when `owner` is None."""
    if session.viewer.is_room or session.viewer.role == "watcher" or (owner is not None and owner.role == "watcher"):
        return False
    meeting = open_meeting_or_none(session)
    hosting = meeting is not None and session.viewer.is_member(meeting.host_id)
    if owner is None:
        return session.viewer.is_leader or hosting
    if session.viewer.is_member(owner.id) or is_meeting_today(session, owner):
        return True
    group = session.get(Group, owner.group_id)
    scribe = group is not None and session.viewer.is_member(group.scribe_id)
    return meeting is not None and (hosting or scribe) and _is_present(session, meeting.id, owner)


def may_answer(session: Session, commitment: Commitment) -> bool:
    """Return whether the viewer may say whether a commitment was kept.

    That is its owner (the host or the leader for the team's); for help, the member who is helped, or once they have
    left, the member who promised it.
    """
    if (answering_id := _answering_member_id(session, commitment)) is not None:
        return session.viewer.is_member(answering_id)
    return may_record(session, None)


def require_may_record(session: Session, owner: Member | None) -> None:
    """Raise `HuddleError`, saying who may, when the viewer may not record a commitment of `owner`."""
    if may_record(session, owner):
        return
    if owner is None:
        raise HuddleError("Only the host or the leader can add team commitments.")
    if owner.role == "watcher":
        raise HuddleError(f"{owner.name} is a watcher and can't have commitments.")
    raise HuddleError(f"Only {owner.name} can add this. The host or scribe can, while {owner.name} is in the meeting.")


def require_may_answer(session: Session, commitment: Commitment) -> None:
    """Raise `HuddleError`, saying who may, when the viewer may not say whether the commitment was kept."""
    if may_answer(session, commitment):
        return
    owner = session.get(Member, _answering_member_id(session, commitment))
    who = owner.name if owner else "the host or the leader"
    raise HuddleError(f"Only {who} can mark this as kept or missed.")


def _answering_member_id(session: Session, commitment: Commitment) -> int | None:
    """Return the id of the member who says whether it was kept; None for the team's."""
    helped = session.get(Member, commitment.helps_id)
    return helped.id if helped is not None and helped.left_on is None else commitment.member_id


def _is_present(session: Session, meeting_id: int, member: Member) -> bool:
    rows = session.all(Attendance, "meeting_id = ? AND member_id = ?", (meeting_id, member.id))
    return any(row.present for row in rows)


def is_meeting_today(session: Session, member: Member) -> bool:
    """Return whether the viewer, a leader, has an open one-on-one or review with the member that began today."""
    return session.viewer.is_leader and bool(
        session.all(
            Conversation,
            "status = 'open' AND kind IN ('one-on-one', 'review') AND held_on = ? AND from_id = ? AND to_id = ?",
            (session.today.isoformat(), session.viewer.member_id, member.id),
        )
    )

"""Misunderstandings that a member reports quietly to the host or to the leader.

Only the reporter and the receiver see them. The journal entry has no author either: that a certain member reported
something would already tell the others who it was.
"""

from __future__ import annotations

from typing import Literal

from core.conversations import conversations, fresh
from core.errors import HuddleError
from core.meeting import current, host, must_take_part
from core.models import Conversation, Meeting, Member
from core.session import Session
from core.wording import stated

To = Literal["host", "leader"]
"""Who receives a misunderstanding."""

RAISED = "conversation.raised"


def receivers(session: Session) -> dict[To, Member]:
    """Return whom the viewer can report to now: the host of the open team meeting and the leader, if it is not them."""
    meeting = _team_meeting(session)
    meeting_host = host(session, meeting) if meeting else None
    leader = next((member for member in session.all(Member, "role = 'leader' AND left_on IS NULL")), None)
    receivers_by_role: dict[To, Member] = {}
    if meeting_host is not None and not session.viewer.is_member(meeting_host.id):
        receivers_by_role["host"] = meeting_host
    if leader is not None and not session.viewer.is_member(leader.id):
        receivers_by_role["leader"] = leader
    return receivers_by_role


def raise_one(session: Session, text: str, to: To | None = None) -> Conversation:
    """Report to the host or the leader that something was misunderstood, and return the conversation.

    Without `to`, the leader receives it, or the host when no other leader exists. Raises `HuddleError` when the text is
    empty, when nobody but the viewer could receive it, and for watchers.
    """
    text = stated(text, "The misunderstanding")
    meeting = _team_meeting(session)
    with session.change(RAISED, meeting_id=meeting.id if meeting else None, anonymous=True) as change:
        me = must_take_part(session)
        by_role = receivers(session)
        if to is not None and to not in by_role:
            raise HuddleError(_no_receiver(to, by_role, meeting is None))
        receiver = by_role.get(to) if to else by_role.get("leader") or by_role.get("host")
        if receiver is None:
            raise HuddleError("There is nobody but you to raise it to. Say it to the team, in the meeting.")
        return change.insert(
            Conversation(
                kind="misunderstanding",
                from_id=me.id,
                to_id=receiver.id,
                meeting_id=meeting.id if meeting else None,
                held_on=session.today,
                text=text,
                status="open",
                written_at=session.moment,
            )
        )


def talked_over(session: Session, raised: Conversation) -> Conversation:
    """Mark a misunderstanding as talked over, which takes it off both lists.

    Raises `HuddleError` unless the acting member is one of its two people.
    """
    with session.change("conversation.talked_over", anonymous=True) as change:
        raised = fresh(session, raised)
        if raised.kind != "misunderstanding":
            raise HuddleError("This is another kind of talk. It is closed where it is held.")
        return change.update(raised, status="held")


def waiting(session: Session) -> list[Conversation]:
    """Return the open misunderstandings that the viewer received, oldest first."""
    return [
        conversation
        for conversation in _open_misunderstandings(session)
        if session.viewer.is_member(conversation.to_id)
    ]


def raised(session: Session) -> list[Conversation]:
    """Return the open misunderstandings that the viewer reported, oldest first."""
    return [
        conversation
        for conversation in _open_misunderstandings(session)
        if session.viewer.is_member(conversation.from_id)
    ]


def _team_meeting(session: Session) -> Meeting | None:
    """Return the open meeting, or None when none is open or it is a one-on-one, which has no host to report to."""
    meeting = current(session)
    return None if meeting is None or meeting.kind == "one-on-one" else meeting


def _open_misunderstandings(session: Session) -> list[Conversation]:
    if session.viewer.member_id is None:
        return []
    return sorted(conversations(session, "misunderstanding", status="open"), key=lambda conversation: conversation.id)


def _no_receiver(to: To, by_role: dict[To, Member], between: bool) -> str:
    if to == "host" and between:
        return "No meeting is open, so nobody hosts. Raise it to the leader: --to leader"
    other = next(iter(by_role), None)
    instead = f" Raise it to the {other}: --to {other}" if other else ""
    return f"You are the {to} yourself, or there is none.{instead}"

"""Misunderstandings that a member reports quietly to the host or to the leader.

Only the reporter and the receiver see them. The journal entry has no author either: that a certain member reported
something would already tell the others who it was.
"""

from __future__ import annotations

from typing import Literal

from core.access.session import Session
from core.conversations.conversations import list_conversations, reload_conversation
from core.errors import HuddleError
from core.meeting.lifecycle import host_of, open_meeting_or_none, require_participant
from core.models import Conversation, Meeting, Member
from core.values.text import require_text

Receiver = Literal["host", "leader"]
"""Who receives a misunderstanding."""

RAISED_EVENT = "conversation.raised"


def receivers(session: Session) -> dict[Receiver, Member]:
    """Return whom the viewer can report to now: the host of the open team meeting and the leader, if it is not them."""
    meeting = _team_meeting(session)
    meeting_host = host_of(session, meeting) if meeting else None
    leader = next((member for member in session.all(Member, "role = 'leader' AND left_on IS NULL")), None)
    receivers_by_role: dict[Receiver, Member] = {}
    if meeting_host is not None and not session.viewer.is_member(meeting_host.id):
        receivers_by_role["host"] = meeting_host
    if leader is not None and not session.viewer.is_member(leader.id):
        receivers_by_role["leader"] = leader
    return receivers_by_role


def report_misunderstanding(session: Session, text: str, to: Receiver | None = None) -> Conversation:
    """Report to the host or the leader that something was misunderstood, and return the conversation.

    Without `to`, the leader receives it, or the host when no other leader exists. Raises `HuddleError` when the text is
    empty, when nobody but the viewer could receive it, and for watchers.
    """
    text = require_text(text, "The message")
    meeting = _team_meeting(session)
    with session.change(RAISED_EVENT, meeting_id=meeting.id if meeting else None, anonymous=True) as change:
        me = require_participant(session)
        by_role = receivers(session)
        if to is not None and to not in by_role:
            raise HuddleError(_no_receiver(to, by_role, meeting is None))
        receiver = by_role.get(to) if to else by_role.get("leader") or by_role.get("host")
        if receiver is None:
            raise HuddleError("There is no host or leader to ask but you. Ask the team in the meeting.")
        return change.insert(
            Conversation(
                kind="misunderstanding",
                from_id=me.id,
                to_id=receiver.id,
                meeting_id=meeting.id if meeting else None,
                held_on=session.today,
                text=text,
                status="open",
                written_at=session.timestamp,
            )
        )


def mark_talked_over(session: Session, misunderstanding: Conversation) -> Conversation:
    """Mark a misunderstanding as talked over, which takes it off both lists.

    Raises `HuddleError` unless the acting member is one of its two people.
    """
    with session.change("conversation.talked_over", anonymous=True) as change:
        misunderstanding = reload_conversation(session, misunderstanding)
        if misunderstanding.kind != "misunderstanding":
            raise HuddleError("This is another kind of conversation.")
        return change.update(misunderstanding, status="held")


def list_received_misunderstandings(session: Session) -> list[Conversation]:
    """Return the open misunderstandings that the viewer received, oldest first."""
    return [
        conversation
        for conversation in _open_misunderstandings(session)
        if session.viewer.is_member(conversation.to_id)
    ]


def list_reported(session: Session) -> list[Conversation]:
    """Return the open misunderstandings that the viewer reported, oldest first."""
    return [
        conversation
        for conversation in _open_misunderstandings(session)
        if session.viewer.is_member(conversation.from_id)
    ]


def _team_meeting(session: Session) -> Meeting | None:
    """Return the open meeting, or None when none is open or it is a one-on-one, which has no host to report to."""
    meeting = open_meeting_or_none(session)
    return None if meeting is None or meeting.kind == "one-on-one" else meeting


def _open_misunderstandings(session: Session) -> list[Conversation]:
    if session.viewer.member_id is None:
        return []
    return sorted(
        list_conversations(session, "misunderstanding", status="open"), key=lambda conversation: conversation.id
    )


def _no_receiver(to: Receiver, by_role: dict[Receiver, Member], between: bool) -> str:
    if to == "host" and between:
        return "No meeting is running, so there is no host. Ask the leader: --to leader"
    other = next(iter(by_role), None)
    instead = f" Ask the {other}: --to {other}" if other else ""
    return f"You are the {to} yourself, or there is none.{instead}"

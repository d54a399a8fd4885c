"""Praise: one member gives it to another. Only the two can read it, until the receiver shares it."""

from __future__ import annotations

from datetime import timedelta

from core.access.session import Session
from core.conversations.conversations import list_conversations
from core.errors import HuddleError
from core.meeting.lifecycle import require_participant
from core.models import Conversation, Member, Visibility
from core.team.current_members import reload_member
from core.values.text import require_text

PRAISE_DAYS = 28
"""For how many days the receiver's screens show praise, and the wall shows shared praise: a month of meetings."""


def give_praise(session: Session, to: Member, text: str) -> Conversation:
    """Give praise to a member.

    Raises `HuddleError` for the giver as receiver, a member who has left, watchers, and an empty text.
    """
    text = require_text(text, "The praise")
    with session.change("praise.given") as change:
        me = require_participant(session)
        to = reload_member(session, to)
        if to.id == me.id:
            raise HuddleError("You can't praise yourself. Add it as a win instead.")
        if to.left_on is not None:
            raise HuddleError(f"{to.name} has left the team and would not see it.")
        return change.insert(
            Conversation(
                kind="praise",
                from_id=me.id,
                to_id=to.id,
                held_on=session.today,
                text=text,
                written_at=session.timestamp,
                status="held",
            )
        )


def received_praise(session: Session) -> list[Conversation]:
    """Return the praise that the viewer received in the last `PRAISE_DAYS` days, latest first."""
    return [conversation for conversation in _recent_praise(session) if session.viewer.is_member(conversation.to_id)]


def list_shared(session: Session) -> list[Conversation]:
    """Return the praise of the last `PRAISE_DAYS` days that its receivers share with everyone, latest first."""
    return [conversation for conversation in _recent_praise(session) if conversation.visibility == "everyone"]


def share(session: Session, given_praise: Conversation, visibility: Visibility) -> Conversation:
    """Set who else may read a praise. Raises `HuddleError` unless the acting member received it."""
    with session.change("praise.shared") as change:
        current = session.reload(given_praise, "This praise was removed.", lambda stored: stored.kind == "praise")
        if not session.viewer.is_member(current.to_id):
            raise HuddleError("Only the receiver can share this praise.")
        return change.update(current, visibility=visibility)


def _recent_praise(session: Session) -> list[Conversation]:
    since = session.today - timedelta(days=PRAISE_DAYS)
    return [conversation for conversation in list_conversations(session, "praise") if conversation.held_on > since]

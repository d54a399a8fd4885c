"""Praise: it goes to a person and reaches them. Only the two know of it, until its receiver shares it."""

from __future__ import annotations

from datetime import timedelta

from core.conversations import conversations
from core.errors import Conflict, HuddleError
from core.meeting import must_take_part
from core.models import Conversation, Member, Visibility
from core.session import Session
from core.wording import stated

PRAISE_DAYS = 28
"""How long praise stands on its receiver's screens, and on the wall where they share it: a month of meetings."""


def praise(s: Session, to: Member, text: str) -> Conversation:
    """Praises a member. Raises `HuddleError` for oneself, for who has left, for watchers, and without words."""
    text = stated(text, "The praise")
    with s.change("praise.given") as change:
        me = must_take_part(s)
        to = s.get(Member, to.id) or to
        if to.id == me.id:
            raise HuddleError("Praise goes to somebody else. What you did well yourself is a win: state it as one.")
        if to.left_on is not None:
            raise HuddleError(f"{to.name} has left the team, and would not see it. Tell them yourself.")
        return change.insert(
            Conversation(
                kind="praise",
                from_id=me.id,
                to_id=to.id,
                held_on=s.today,
                text=text,
                written_at=s.moment,
                status="held",
            )
        )


def received(s: Session) -> list[Conversation]:
    """The praise that the viewer received in the last weeks, the latest first."""
    return [each for each in _lately(s) if s.viewer.is_member(each.to_id)]


def shared(s: Session) -> list[Conversation]:
    """The praise of the last weeks that its receivers share with everyone, the latest first."""
    return [each for each in _lately(s) if each.visibility == "everyone"]


def share(s: Session, given: Conversation, visibility: Visibility) -> Conversation:
    """Its receiver decides who else reads it. Raises `HuddleError` for anybody else."""
    with s.change("praise.shared") as change:
        standing = s.get(Conversation, given.id)
        if standing is None or standing.kind != "praise":
            raise Conflict("This praise is not there any more.")
        if not s.viewer.is_member(standing.to_id):
            raise HuddleError("Whoever received it decides who else reads it. Ask them.")
        return change.update(standing, visibility=visibility)


def _lately(s: Session) -> list[Conversation]:
    since = s.today - timedelta(days=PRAISE_DAYS)
    return [each for each in conversations(s, "praise") if each.held_on > since]

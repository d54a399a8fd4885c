"""Who an outgoing document (a digest, a calendar) is made for, and which rows it may contain.

Both the member who makes it and the member it is sent to read it, so it holds only what both may see: no private amount
in the leader's copy, no help that the member promised to somebody else.
"""

from __future__ import annotations

from typing import TypeVar

from core.access.session import Session
from core.access.viewer import Viewer
from core.access.visibility import narrow_to
from core.errors import HuddleError
from core.models import Member, Row

R = TypeVar("R", bound=Row)


def resolve_recipient(session: Session, member: Member | None, what: str) -> Member:
    """Return the member the document is for: the acting member, or `member` if the leader acts.

    `what` names the document in the refusal: `a digest`. Raises `HuddleError` when anybody but the leader names another
    member, and for a member who has left.
    """
    me = session.me
    if member is None or member.id == me.id:
        return me
    if not session.viewer.is_leader:
        raise HuddleError(f"Only the leader can make {what} for someone else. Leave out --for to make your own.")
    if member.left_on is not None and member.left_on <= session.today:
        raise HuddleError(f"{member.name} has left the team. Choose someone else.")
    return member


def also_visible_to(session: Session, member: Member, rows: list[R]) -> list[R]:
    """Return those of the `rows`, which the viewer has already read, that `member` may see too."""
    if not rows or session.viewer.is_member(member.id):
        return rows
    return narrow_to(Viewer(member_id=member.id, role=member.role), session.store, rows)

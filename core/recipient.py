"""Whom something is made for that leaves Huddle, a digest or a calendar, and what may be in it.

It is read by whoever makes it and by whom it is sent to, so it holds what both of them may see, and nothing that
only one of them may: no private number in the leader's copy, no help that the member promised to a third.
"""

from __future__ import annotations

from typing import TypeVar

from core.errors import HuddleError
from core.models import Member, Row
from core.session import Session
from core.visibility import Viewer, visible

R = TypeVar("R", bound=Row)


def recipient(s: Session, member: Member | None, what: str) -> Member:
    """Whom it is for: the member who acts, or `member`, for whom only the leader may make one.

    `what` names it in the refusal: `a digest`. Raises `HuddleError` for anybody else, and for who has left.
    """
    me = s.me
    if member is None or member.id == me.id:
        return me
    if not s.viewer.is_leader:
        raise HuddleError(f"Only the leader makes {what} for somebody else. Leave out --for to make your own.")
    if member.left_on is not None and member.left_on <= s.today:
        raise HuddleError(f"{member.name} has left the team. Make {what} for somebody who is on it.")
    return member


def both_see(s: Session, member: Member, rows: list[R]) -> list[R]:
    """Those of the rows, which the viewer has read already, that `member` may see too."""
    if not rows or s.viewer.is_member(member.id):
        return rows
    return visible(Viewer(member_id=member.id, role=member.role), s.store, type(rows[0]), rows)

"""Members as they are stored now: they may have changed since a screen showed them."""

from __future__ import annotations

from core import models
from core.access.session import Session
from core.errors import HuddleError


def reload_member(session: Session, member: models.Member) -> models.Member:
    """Return a member as stored now. Raises `Conflict` when they were removed."""
    return session.reload(member, f"{member.name} is no longer a member.")


def require_not_left(member: models.Member) -> None:
    """Raise `HuddleError` when a member, as read, has left the team."""
    if member.left_on is not None:
        raise _left_error(member)


def require_on_team(session: Session, member: models.Member) -> models.Member:
    """Return a member as stored now. Raises `HuddleError` when they were removed or have left."""
    current = session.get(models.Member, member.id)
    if current is None:
        raise _left_error(member)
    require_not_left(current)
    return current


def _left_error(member: models.Member) -> HuddleError:
    return HuddleError(f"{member.name} has left the team. Choose someone else.")

"""Who may change the team, and who takes part in its meetings."""

from __future__ import annotations

from core.access.session import Session
from core.errors import HuddleError
from core.models import Member


def is_leader(session: Session) -> bool:
    """Return whether the acting member is a leader now. Their role may have changed since the session began."""
    me = session.me
    return me.role == "leader" and me.left_on is None


def require_leader(session: Session, what: str) -> None:
    """Raise `HuddleError` unless the leader acts; `what` completes “Only the leader may …”."""
    if not is_leader(session):
        leaders = " or ".join(person.name for person in session.all(Member, "role = 'leader' AND left_on IS NULL"))
        raise HuddleError(f"Only the leader may {what}. Ask {leaders or 'the leader'}.")


def takes_part(session: Session) -> bool:
    """Return whether the viewer has commitments and numbers of their own: watchers and the room have none."""
    return session.viewer.takes_part

"""Who may change the team, and who takes part in its meetings."""

from __future__ import annotations

from core import models
from core.access.guests import describe_guest
from core.access.session import Session
from core.errors import HuddleError
from core.values.text import join_words


def require_leader(session: Session, what: str) -> None:
    """Raise `HuddleError` unless a leader acts, by the role that is stored now; `what` completes “Only the leader can
    …”."""
    session.refresh_role()  # inside a change it is as stored; also for what is asked outside of one
    if session.viewer.is_guest and session.viewer.role == "leader":
        raise HuddleError(describe_guest(session.store, session.me))
    if not session.viewer.is_leader:
        leaders = join_words(
            (person.name for person in session.all(models.Member, "role = 'leader' AND left_on IS NULL")), "or"
        )
        raise HuddleError(f"Only the leader can {what}. Ask {leaders or 'the leader'}.")


def takes_part(session: Session) -> bool:
    """Return whether the viewer has commitments and numbers of their own: watchers and the room have none."""
    return session.viewer.takes_part


def describe_no_part(session: Session, watchers: str) -> str:
    """Return why the viewer, who takes no part, has nothing of their own in a place: `watchers`, what watchers are told
    there, or that they have left the team."""
    viewer = session.viewer
    member = session.get(models.Member, viewer.member_id)
    has_left = viewer.member_id is not None and (member is None or member.left_on is not None)
    return "You have left the team. The leader can add you again." if has_left else watchers

"""Read the team's own record."""

from __future__ import annotations

from core.access.session import Session
from core.errors import HuddleError
from core.models import Team


def get_team(session: Session) -> Team:
    """Return the team of this file. Raises `HuddleError` when it has none."""
    teams = session.all(Team)
    if not teams:
        raise HuddleError(
            f"{session.store.path} has no team yet. Make one with: huddle init NAME --db {session.store.path}"
        )
    return teams[0]

"""Read the team's own record."""

from __future__ import annotations

from core import models
from core.access.session import Session
from core.errors import HuddleError


def get_team(session: Session) -> models.Team:
    """Return the team of this file. Raises `HuddleError` when it has none."""
    teams = session.all(models.Team)
    if not teams:
        raise HuddleError(
            f"{session.store.path} has no team yet. Make one with: huddle init NAME --db {session.store.path}"
        )
    return teams[0]

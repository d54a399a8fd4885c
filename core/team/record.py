"""Read the team's own record; and, without the models, what the first frame says of the team and of the viewer."""

from __future__ import annotations

from typing import Any

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


def team_name(session: Session) -> str:
    """Return the name of the team of this file. Raises `HuddleError` when it has none."""
    rows = session.query("SELECT name FROM visible_team")
    return str(rows[0]["name"]) if rows else get_team(session).name


def own_name(session: Session) -> str:
    """Return the name of the acting member. Raises `HuddleError` as `Session.me` does."""
    own = _own_row(session)
    return str(own["name"]) if own else session.me.name


def has_left(session: Session) -> bool:
    """Return whether the acting member has left the team; False for the room, and for who was taken back."""
    own = _own_row(session)
    return own is not None and own["left_on"] is not None


def _own_row(session: Session) -> dict[str, Any] | None:
    rows = session.query("SELECT name, left_on FROM visible_member WHERE id = ?", (session.viewer.member_id,))
    return next(iter(rows), None)

"""What a command says where this user has several teams."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.access.paths import list_team_files
from core.values.text import join_words

if TYPE_CHECKING:
    from core.access.session import Session


def describe_unclear_team() -> str:
    """Return why nothing may be written if nobody said which team is meant; empty if this user has one at most."""
    teams = [path.stem for path in list_team_files()]
    if len(teams) < 2:
        return ""
    return (
        f"You have several teams: {join_words(teams)}. Say which one with --team, e.g. --team {teams[0]}, "
        "or once for all in your settings: huddle config edit"
    )


def name_team(session: Session) -> str:
    """Return which team a command has changed; empty if it changed none, or if this user has no other."""
    if not session.has_stored or len(list_team_files()) < 2:
        return ""
    from core.team.record import get_team

    return f"Team: {get_team(session).name}"

"""What Huddle remembers of its last run on this computer: theme and team. It is no part of the settings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from data.file_modes import write_private_file
from data.home import data_home, state_home

STATE_NAME = "state.json"

THEME, TEAM = "theme", "team"
"""What is remembered: the name of the theme; the name of the team's file in this user's folder."""


def state_path(env: Mapping[str, str] | None = None) -> Path:
    """Return the path of the file. It may not exist."""
    return state_home(env) / STATE_NAME


def read_state(path: Path) -> dict[str, str]:
    """Return what is remembered, by `THEME` and `TEAM`; nothing of a file that is missing, unreadable or damaged."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {name: value for name in (THEME, TEAM) if isinstance(value := found.get(name), str)}


def remember(name: str, value: str, path: Path) -> None:
    """Remember one thing beside the others. Does nothing where that cannot be written: it is a convenience."""
    state = read_state(path)
    if state.get(name) != value:
        with suppress(OSError, ValueError):
            write_private_file(path, json.dumps({**state, name: value}, ensure_ascii=False, indent=2) + "\n")


def remember_team(team_file: Path, env: Mapping[str, str] | None = None) -> None:
    """Remember the team as the one that was opened last, if it is one of this user's folder."""
    if team_file.absolute().parent == data_home(env).absolute():
        remember(TEAM, team_file.name, state_path(env))


def last_team(team_files: list[Path], env: Mapping[str, str] | None = None) -> Path | None:
    """Return the one of these files that was opened last, if it is known and among them."""
    name = read_state(state_path(env)).get(TEAM)
    return next((file for file in team_files if file.name == name), None)

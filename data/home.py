"""This user's folder on this computer: teams, drafts and automatic copies are kept in it."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path


def data_home(env: Mapping[str, str] | None = None) -> Path:
    """Return the folder of this user's teams: HUDDLE_HOME, else the system's folder for application data. It may not
    exist."""
    env = os.environ if env is None else env
    if env.get("HUDDLE_HOME"):
        return Path(env["HUDDLE_HOME"]).expanduser()
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "Huddle"
    if sys.platform == "win32":
        return Path(env.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "Huddle"
    return Path(env.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "huddle"


def folder_name_of(team_file: Path | str) -> str:
    """Return the name of the folders in `data_home` that belong to a team's file: readable, and no other file's."""
    import hashlib  # not needed by most who ask for the folder of teams

    file = Path(team_file).absolute().resolve()
    return f"{file.stem[:40]}-{hashlib.sha256(os.fsencode(file)).hexdigest()[:12]}"

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

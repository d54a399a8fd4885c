"""This user's folder on this computer: teams, drafts and automatic copies are kept in it."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from data.errors import HuddleError


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


def list_folder(folder: Path) -> list[Path]:
    """Return what lies in the folder, sorted by name; nothing where there is no folder. Raises `HuddleError` when it
    may not be looked into: what is in it is not known then."""
    try:
        names = os.listdir(folder)
        os.stat(f"{folder}/.")  # the right to look at the files, besides that to their names
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise HuddleError(
            f"The folder {folder} cannot be read ({error.strerror or error}). Check who may read it, or name another "
            "in HUDDLE_HOME."
        ) from error
    return [folder / name for name in sorted(names)]


def folder_name_of(team_file: Path | str) -> str:
    """Return the name of the folders in `data_home` that belong to a team's file: readable, and no other file's."""
    import hashlib  # not needed by most who ask for the folder of teams

    file = Path(team_file).absolute().resolve()
    return f"{file.stem[:40]}-{hashlib.sha256(os.fsencode(file)).hexdigest()[:12]}"

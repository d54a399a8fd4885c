"""This user's folders on this computer: teams, drafts and automatic copies are kept in one; settings and what is
remembered of the last run in two others."""

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


def config_home(env: Mapping[str, str] | None = None) -> Path:
    """Return the folder of this user's settings file: the system's folder for configuration. It may not exist."""
    return _home_for("XDG_CONFIG_HOME", (".config",), env)


def state_home(env: Mapping[str, str] | None = None) -> Path:
    """Return the folder of what is remembered between two runs, such as the theme. It may not exist."""
    return _home_for("XDG_STATE_HOME", (".local", "state"), env)


def _home_for(variable: str, below_home: tuple[str, ...], env: Mapping[str, str] | None) -> Path:
    """Return Huddle's folder in the one that `variable` names, else in the one that the system has for it."""
    env = os.environ if env is None else env
    named = env.get(variable, "")
    if os.path.isabs(named):  # the specification of these variables says to ignore any other
        return Path(named) / "huddle"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "Huddle"
    if sys.platform == "win32":
        return Path(env.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "Huddle"
    return Path.home().joinpath(*below_home) / "huddle"


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
            f"Can't read the folder {folder} ({error.strerror or error}). Check its rights, or choose another "
            "in HUDDLE_HOME."
        ) from error
    return [folder / name for name in sorted(names)]


def folder_name_of(team_file: Path | str) -> str:
    """Return the name of the folders in `data_home` that belong to a team's file: readable, and no other file's."""
    import hashlib  # not needed by most who ask for the folder of teams

    file = Path(team_file).absolute().resolve()
    return f"{file.stem[:40]}-{hashlib.sha256(os.fsencode(file)).hexdigest()[:12]}"

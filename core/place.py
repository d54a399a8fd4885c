"""Where the teams' files lie, and which one is meant. On the quick path: the standard library only."""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from core.errors import HuddleError

SUFFIX = ".huddle"


def data_home(env: Mapping[str, str] | None = None) -> Path:
    """The folder of this user's teams: HUDDLE_HOME, else where the system keeps a program's data. May not exist."""
    env = os.environ if env is None else env
    if env.get("HUDDLE_HOME"):
        return Path(env["HUDDLE_HOME"]).expanduser()
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "Huddle"
    if sys.platform == "win32":
        return Path(env.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "Huddle"
    return Path(env.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "huddle"


def slug(name: str) -> str:
    """A team's name as a file's: lower case, letters and digits of any script, hyphens between; never empty."""
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(letter)
    )
    words = "".join(letter if letter.isalnum() else " " for letter in plain).split()
    # 60 letters of any script stay below the 255 bytes that a file's name may have.
    return unicodedata.normalize("NFC", "-".join(words))[:60].strip("-") or "team"


def new_path(name: str, env: Mapping[str, str] | None = None) -> Path:
    """Where a new team of that name is kept when nobody says otherwise."""
    return data_home(env) / f"{slug(name)}{SUFFIX}"


def teams(env: Mapping[str, str] | None = None) -> list[Path]:
    """The files of this user's teams, by name."""
    home = data_home(env)
    return sorted(path for path in home.glob(f"*{SUFFIX}") if path.is_file()) if home.is_dir() else []


def team_path(db: str | None, team: str | None, env: Mapping[str, str] | None = None) -> Path:
    """The file that is meant: what was typed (a path, or a team's name), else HUDDLE_DB, HUDDLE_TEAM, else the
    only team in the user's folder or the one changed last.

    Raises `HuddleError` when there is none, or none of that name. The path itself may not exist.
    """
    env = os.environ if env is None else env
    if db:
        return Path(db).expanduser()
    if not team and env.get("HUDDLE_DB"):
        return Path(env["HUDDLE_DB"]).expanduser()
    team = team or env.get("HUDDLE_TEAM")
    there = teams(env)
    if team:
        return _named(team, there, env)
    if not there:
        raise HuddleError("There is no team yet. Make yours with: huddle init NAME, or look at one with: huddle demo")
    return max(there, key=_changed)


def _named(team: str, there: list[Path], env: Mapping[str, str]) -> Path:
    wanted = slug(team)
    exact = [path for path in there if path.stem == wanted]
    found = exact or [path for path in there if path.stem.startswith(wanted)]
    if len(found) == 1:
        return found[0]
    names = ", ".join(path.stem for path in found or there)
    if found:
        raise HuddleError(f"“{team}” could be {names}. Type more of the name after --team.")
    if there:
        raise HuddleError(f"There is no team “{team}” in {data_home(env)}. There are: {names}.")
    raise HuddleError(f"There is no team “{team}” yet. Make it with: huddle init '{team}'")


def _changed(path: Path) -> float:
    """When something was last committed: the write-ahead log and the doorbell are touched before the file itself."""
    times = []
    for file in (path, path.with_name(path.name + "-bell"), path.with_name(path.name + "-wal")):
        try:
            times.append(file.stat().st_mtime)
        except OSError:
            continue
    return max(times, default=0.0)

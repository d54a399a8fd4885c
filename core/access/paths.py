"""Where the team files are stored and which one a command means.

`huddle me` imports it, which answers at once: the standard library and what is small of `data`.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from core.errors import HuddleError
from data.home import data_home, list_folder
from data.saved_copies import SAVED_MARK, list_saved
from data.side_files import find_owner
from data.sqlite import log_file_of, notify_file_of

TEAM_FILE_SUFFIX = ".huddle"


def file_slug(name: str) -> str:
    """Return a file name for a team: lower case, letters and digits of any script, hyphens between words; never
    empty."""
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(letter)
    )
    words = "".join(letter if letter.isalnum() else " " for letter in plain).split()
    # 60 letters of any script stay below the 255 bytes that file systems allow for a name.
    return unicodedata.normalize("NFC", "-".join(words))[:60].strip("-") or "team"


def default_team_path(name: str, env: Mapping[str, str] | None = None) -> Path:
    """Return the default path for a new team of that name."""
    return data_home(env) / f"{file_slug(name)}{TEAM_FILE_SUFFIX}"


def list_team_files(env: Mapping[str, str] | None = None) -> list[Path]:
    """Return the paths of this user's team files, sorted by name. Raises `HuddleError` when their folder may not be
    read."""
    return [path for path in list_folder(data_home(env)) if path.suffix == TEAM_FILE_SUFFIX and path.is_file()]


def resolve_team_path(db: str | None, team: str | None, env: Mapping[str, str] | None = None) -> Path:
    """Return the team file that a command means: `db` (a path) or `team` (a name), else HUDDLE_DB, HUDDLE_TEAM, else
    the one in the user's folder that was opened last on a screen, else the one that changed last.

    Raises `HuddleError` when there is no team, or none of that name. The path itself may not exist.
    """
    env = os.environ if env is None else env
    if db:
        return Path(db).expanduser()
    if not team and env.get("HUDDLE_DB"):
        return Path(env["HUDDLE_DB"]).expanduser()
    team = team or env.get("HUDDLE_TEAM")
    files = list_team_files(env)
    if team:
        return _named_team_file(team, files, env)
    if not files:
        if removed := _list_removed(env):
            return removed[0]
        raise HuddleError("No team yet. Make one with: huddle init NAME, or try: huddle demo")
    if len(files) > 1:
        from core.settings.state import last_team  # only where it is not clear which team is meant

        if (last := last_team(files, env)) is not None:
            return last
    return max(files, key=_last_change)


def _named_team_file(team: str, files: list[Path], env: Mapping[str, str]) -> Path:
    wanted = file_slug(team)
    exact = [path for path in files if path.stem == wanted]
    matches = exact or [path for path in files if path.stem.startswith(wanted)]
    if len(matches) == 1:
        return matches[0]
    if not matches and (removed := [path for path in _list_removed(env) if path.stem == wanted]):
        return removed[0]
    names = ", ".join(path.stem for path in matches or files)
    if matches:
        raise HuddleError(f"“{team}” could be {names}. Type more of the name after --team.")
    if files:
        raise HuddleError(f"No team named “{team}” in {data_home(env)}. Teams: {names}.")
    raise HuddleError(f"No team named “{team}” yet. Make it with: huddle init '{team}'")


def require_other_file(target: Path, path: Path) -> None:
    """Raise `HuddleError` when `target`, which is to be written, is the team's file at `path`, or what is kept beside a
    team's file while it is open: overwritten, it would damage the team's file."""
    if path.exists() and target.exists() and target.samefile(path):
        raise HuddleError(f"{target} is the team's own file. Choose another.")
    if (owner := find_owner(target, path)) is not None:
        raise HuddleError(f"{target} belongs to {owner}. Choose another file.")


def is_removed(path: Path) -> bool:
    """Return whether the team's file was removed while it was open, and lies in a copy beside its place."""
    return not path.exists() and bool(list_saved(path))


def _list_removed(env: Mapping[str, str]) -> list[Path]:
    """Return the paths of this user's team files that were removed while they were open, and lie in a copy beside."""
    copies = data_home(env).glob(f"*{TEAM_FILE_SUFFIX}{SAVED_MARK}*")
    paths = {copy.with_name(copy.name.partition(SAVED_MARK)[0]) for copy in copies}
    return sorted(path for path in paths if is_removed(path))


def _last_change(path: Path) -> float:
    """Return when something was last committed, in seconds since the epoch.

    The write-ahead log and the notify file are touched before the database file itself.
    """
    times = []
    for file in (path, notify_file_of(path), log_file_of(path)):
        try:
            times.append(file.stat().st_mtime)
        except OSError:
            continue
    return max(times, default=0.0)

"""Backups of a team's file: made at any time, listed, and put back in its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.access.paths import default_team_path, list_team_files, resolve_team_path
from core.errors import HuddleError, UnreadableFile
from data.automatic_copies import KEPT_COPIES, AutomaticCopy, is_temporary, keep_daily_copy, list_copies
from data.checkpoint import fold_log
from data.file_check import check_copy, prepare_file
from data.moved_file import REPLACED_MARK
from data.presence import read_present
from data.replaced_file import replace_file
from data.sqlite import SCHEMA_VERSION
from data.whole_copy import publish, whole_copy

__all__ = [
    "KEPT_COPIES",
    "AutomaticCopy",
    "Restored",
    "back_up",
    "choose_restored_path",
    "fold_log",
    "keep_todays_copy",
    "list_backups",
    "restore",
]


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did."""

    path: Path
    """The team's file, which is the backup now."""
    kept: Path | None
    """Where the file is that it replaced; None when there was none."""
    size: int
    """In bytes."""
    migrated_from: int | None
    """The backup's schema version, if it was an older one."""


def back_up(path: Path, target: Path, *, replace: bool = False) -> int:
    """Copy the team's file at `path` to `target` and return the copy's size in bytes.

    The copy holds everything that was committed when it began, also while others write; they do not wait for it. Only
    this user can read it. `target` appears when it is whole. Raises `HuddleError` when it is there already, unless
    `replace`, and when the team's file is damaged.
    """
    if target.is_dir():
        raise HuddleError(f"{target} is a folder. Name a file in it, e.g. {target / path.name}.")
    if target.exists() and path.exists() and target.samefile(path):
        raise HuddleError(f"{target} is the team's file itself. Name another file for the backup.")
    if target.exists() and not replace:
        raise HuddleError(f"{target} is there already. Name a new file, or replace it with --replace.")
    with whole_copy(path, target, is_live=True) as new:
        size = new.stat().st_size
        publish(new, target, replace=replace)
    return size


def list_backups(path: Path | None = None) -> list[AutomaticCopy]:
    """Return the automatic copies of the team's file, or without one those of all teams, the newest change first."""
    return list_copies(path)


def keep_todays_copy(path: Path, now: datetime) -> Path | None:
    """Make today's automatic copy if it is due: a file changed, and no copy was made today. Return it, or None.

    Files in the folder for temporary files, such as the sample team's, are not copied. Raises `HuddleError` when the
    file cannot be copied.
    """
    return None if is_temporary(path) else keep_daily_copy(path, now.date())


def choose_restored_path(db: str | None, team: str | None, env: Mapping[str, str]) -> Path:
    """Return the path that a backup is restored to: like `resolve_team_path`, but the file may be gone.

    A name is taken as it is, and never for the beginning of another team's: that one's file would be replaced. Raises
    `HuddleError` when no team is named and there are several: a restore must not hit the wrong one.
    """
    if db or (not team and env.get("HUDDLE_DB")):
        return resolve_team_path(db, None, env)
    files, named = list_team_files(env), team or env.get("HUDDLE_TEAM")
    if named:
        return default_team_path(named, env)
    if len(files) != 1:
        names = ", ".join(path.stem for path in files)
        raise HuddleError(
            f"Name the team to restore: huddle restore --from FILE TEAM. There are: {names}."
            if files
            else "Name the team to restore: huddle restore --from FILE TEAM, or its file with --db."
        )
    return files[0]


def restore(source: Path, path: Path, *, now: datetime, stop_screens: bool = False) -> Restored:
    """Put the backup `source` in the place of the team's file at `path`, brought to today's schema.

    What was there is kept beside it, with SQLite's log, under a name with the date. Raises `HuddleError`, with
    everything as it was, when the backup is damaged, not a team's or of a newer Huddle, and, unless `stop_screens`,
    when a screen or another program has the file open. Those are refused their next change, and keep it as a draft.
    """
    path = path.resolve()
    if path.is_dir() or (path.exists() and not path.is_file()):
        raise UnreadableFile(f"{path} is not a file. Name another with --db.")
    if path.exists() and source.exists() and source.samefile(path):
        raise HuddleError(f"{source} is the team's file itself. Name a backup after --from.")
    screens = len(read_present(path))
    if screens and not stop_screens:
        raise HuddleError(
            f"{screens} {'screen has' if screens == 1 else 'screens have'} {path} open. Close them first, or restore "
            "all the same with --stop-screens: they then stop writing, and keep what is typed."
        )
    _make_folder(path.parent)
    with whole_copy(source, path, is_live=False, rights_of=path if path.exists() else None) as new:
        version = check_copy(new, of=source)
        if version < SCHEMA_VERSION:
            prepare_file(new, create=False)
        size = new.stat().st_size
        kept = _new_name(path, now)
        was_there = replace_file(path, new, kept, even_if_open=stop_screens)
    return Restored(path, kept if was_there else None, size, version if version < SCHEMA_VERSION else None)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise HuddleError(f"{folder} cannot be made ({error.strerror or error}). Name another place.") from error


def _new_name(path: Path, now: datetime) -> Path:
    """Return a name beside `path` that is free, for what is replaced."""
    stamp = now.strftime("%Y-%m-%d-%H%M%S")
    names = (
        f"{path.name}{REPLACED_MARK}{stamp}{number}" for number in ("", *(f"-{count}" for count in range(2, 1000)))
    )
    return next(free for name in names if not (free := path.with_name(name)).exists())

"""The copies of a team's file that Huddle makes by itself: before each migration, and one a day when something changed.

They lie in this user's folder, and not beside the file: they survive when the file's folder is deleted, and only this
user can read them. A copy is named after the moment of the last change in it, so two processes that copy the same
state make one copy.
"""

from __future__ import annotations

import os
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from data.errors import HuddleError
from data.file_modes import make_private_folder
from data.home import data_home, folder_name_of, list_folder
from data.read_only import connect_to_read
from data.sqlite import log_file_of, sqlite3
from data.whole_copy import publish, whole_copy

KEPT_COPIES = 14
"""How many copies of one file are kept, the newest: two weeks in which somebody may notice."""

_STAMP = "%Y-%m-%d-%H%M%SZ"
_STAMP_LENGTH = len("2026-11-23-140000Z")
_ENDING = ".huddle"
_PATH_FILE = "path.txt"
"""Says in each folder of copies which file they are copies of, for when that is gone."""

_LEFT_OVER_SECONDS = 3600.0
"""Half a copy that nobody has written to for so long is not being made any more."""


@dataclass(frozen=True, slots=True)
class AutomaticCopy:
    """One automatic copy."""

    path: Path
    team_file: Path
    """The file that it is a copy of. It may not exist any more."""
    changed_at: datetime
    """When the last change in it was made, in UTC."""
    size: int
    """In bytes."""
    is_before_migration: bool


def copies_folder(path: Path | str) -> Path:
    """Return the folder with the copies of a team's file. It may not exist."""
    return data_home() / "backups" / folder_name_of(path)


def list_copies(path: Path | str | None = None) -> list[AutomaticCopy]:
    """Return the copies of a team's file, or without one those of all files, the newest change first. Raises
    `HuddleError` when the folder with the copies may not be read."""
    folders = list_folder(data_home() / "backups")
    if path is not None:
        folders = [copies_folder(path)]
    copies = [copy for folder in folders for copy in _list_folder(folder)]
    return sorted(copies, key=lambda copy: (copy.changed_at, copy.path.name), reverse=True)


def keep_daily_copy(path: Path | str, today: date) -> Path | None:
    """Copy the file if it has changed since the last copy and none was made today. Return the copy, or None.

    While a vote is open, and while words without names wait to be told, there is none: the copy is made afterwards.

    When nothing is to be done this costs a look at the folder. Raises `HuddleError` when the file cannot be copied.
    """
    path = Path(path).resolve()
    changed_at = _last_change(path)
    # Not whether a copy is newer: one that was made while the clock was wrong must not stop those of the days since.
    if changed_at is None or any(
        copy.changed_at == changed_at or _made_on(copy.path) == today for copy in list_copies(path)
    ):
        return None
    if _has_unrevealed(path):
        return None  # they are deleted when they are told, and would stay in the copy
    return _keep(path, changed_at, "", today)


def replace_copies(path: Path | str, today: date) -> int:
    """Copy the file as it is now, and then remove all copies from before. Return how many; where there are none, no
    copy is made.

    Raises `HuddleError` when the file cannot be copied, with all copies as they were, and when one cannot be removed.
    """
    path = Path(path).resolve()
    before, changed_at = list_copies(path), _last_change(path)
    if not before or changed_at is None:
        return 0
    new = _keep(path, changed_at, "", today)
    for copy in before:
        try:
            if copy.path != new:  # of the same second: it was replaced
                copy.path.unlink(missing_ok=True)
        except OSError as error:
            raise HuddleError(f"Can't delete {copy.path} ({error.strerror or error}). Delete it yourself.") from error
    return len(before)


def _has_unrevealed(path: Path) -> bool:
    """Return whether the file holds ballots, or words without names, that are not told yet."""
    with closing(connect_to_read(path)) as connection, suppress(sqlite3.OperationalError):  # an older file has none
        row = connection.execute("SELECT EXISTS (SELECT 1 FROM vote) OR EXISTS (SELECT 1 FROM mailbox)").fetchone()
        return bool(row[0])
    return False


def keep_copy_before_migration(path: Path, version: int) -> None:
    """Copy a file of an older schema `version`, unless it lies in the folder for temporary files.

    Raises `HuddleError` when that cannot be done: no file is migrated without a copy.
    """
    changed_at = _last_change(path)
    if changed_at is not None and not is_temporary(path):
        _keep(path.resolve(), changed_at, f"-schema-{version}")


def is_temporary(path: Path | str) -> bool:
    """Return whether the file lies in the system's folder for temporary files, as the sample team's does."""
    import tempfile  # slow, and not needed before the first screen

    return Path(path).resolve().is_relative_to(Path(tempfile.gettempdir()).resolve())


def _keep(path: Path, changed_at: datetime, reason: str, today: date | None = None) -> Path:
    folder = copies_folder(path)
    target = folder / f"{changed_at.strftime(_STAMP)}{reason}{_ENDING}"
    try:
        make_private_folder(folder)
        (folder / _PATH_FILE).write_bytes(os.fsencode(path))
    except OSError as error:
        raise HuddleError(
            f"Can't write to the backup folder {folder} ({error.strerror or error}). Free some space, or "
            "choose another folder in HUDDLE_HOME."
        ) from error
    with whole_copy(path, target, is_live=True) as new:
        publish(new, target, replace=True)
    _prune(folder, target, today or _made_on(target))
    return target


def _prune(folder: Path, newest: Path, today: date) -> None:
    """Remove all but the newest copies, and what a killed process has left of one.

    Copies of a later day than today were made while the clock was wrong, and go first.
    """
    others = [copy for copy in _list_folder(folder) if copy.path != newest]
    others.sort(key=lambda copy: copy.changed_at.astimezone().date() > today)
    for old in others[KEPT_COPIES - 1 :]:
        with suppress(OSError):
            old.path.unlink()
    with suppress(OSError):
        made_at = newest.stat().st_mtime
        for left in folder.glob(".*"):
            if left.stat().st_mtime < made_at - _LEFT_OVER_SECONDS:
                left.unlink()


def _list_folder(folder: Path) -> list[AutomaticCopy]:
    """Return the copies in one folder, the newest first."""
    copies = []
    names = [file.name for file in list_folder(folder)]
    try:
        team_file = Path(os.fsdecode((folder / _PATH_FILE).read_bytes()))
    except OSError:
        return []
    for name in reversed(names):
        stamp, reason = name[:_STAMP_LENGTH], name[_STAMP_LENGTH:].removesuffix(_ENDING)
        with suppress(ValueError, OSError):
            changed_at = datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)
            size = (folder / name).stat().st_size
            copies.append(AutomaticCopy(folder / name, team_file, changed_at, size, bool(reason)))
    return copies


def _last_change(path: Path) -> datetime | None:
    """Return when the file was last written, or its log if that holds anything. None when there is no file."""
    times = []
    for file in (path, log_file_of(path)):
        with suppress(OSError):
            stat = file.stat()
            if stat.st_size:
                times.append(stat.st_mtime)
    return datetime.fromtimestamp(int(max(times)), UTC) if times else None


def _made_on(copy: Path) -> date:
    try:
        return datetime.fromtimestamp(copy.stat().st_mtime, UTC).astimezone().date()
    except OSError:
        return date.min

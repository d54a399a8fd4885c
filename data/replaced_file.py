"""Puts a new file in the place of a team's file, and keeps the old one, whole, under another name."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from data.errors import HuddleError
from data.sqlite import notify_file_of, touch_notify_file
from data.whole_copy import LOG_ENDINGS, flush_folder

try:
    import fcntl
except ImportError:  # Windows, which does not let an open file be renamed
    fcntl = None  # type: ignore[assignment]

_SQLITE_LOCKS_START, _SQLITE_LOCKS_LENGTH = 0x40000000, 512
"""The bytes of a file on which SQLite holds its locks, beyond what is stored in it."""


def replace_file(path: Path, new: Path, kept: Path, *, even_if_open: bool) -> bool:
    """Rename `new` to `path` and return whether there was something to keep; that is then called `kept`.

    The logs of SQLite beside the old file go with it: left behind, they would be written into the new one. Whoever has
    the old file open goes on reading and writing it under its new name, and is refused by `Store.change`. Raises
    `HuddleError` when another process has it open, unless `even_if_open`, and when a file cannot be renamed; everything
    then is as it was.
    """
    if not even_if_open and _is_open_elsewhere(path):
        raise HuddleError(
            f"Another program has {path} open. Close it first, or restore all the same with --stop-screens."
        )
    moved: list[tuple[Path, Path]] = []
    try:
        if path.exists():
            moved.append((path, kept))
            _name_too(path, kept)
        for ending in LOG_ENDINGS:
            log, kept_log = path.with_name(path.name + ending), kept.with_name(kept.name + ending)
            if log.exists():
                moved.append((log, kept_log))
                log.rename(kept_log)
        os.replace(new, path)
    except OSError as error:
        for old_name, new_name in reversed(moved):
            _name_back(old_name, new_name)
        raise HuddleError(
            f"{path} cannot be replaced ({error.strerror or error}). Check who may write to its folder, and close the "
            "programs that have it open."
        ) from error
    flush_folder(path.parent)
    # Open screens look at the file after each touch.
    touch_notify_file(notify_file_of(path))
    return bool(moved)


def _name_too(path: Path, kept: Path) -> None:
    """Give the file a second name, so that there is a file at `path` at every moment; where there are no second names,
    rename it."""
    try:
        os.link(path, kept)
    except FileExistsError:
        raise
    except OSError:
        path.rename(kept)


def _name_back(path: Path, kept: Path) -> None:
    """Take back the second name, or the new one."""
    with suppress(OSError):
        if path.exists():
            kept.unlink(missing_ok=True)
        else:
            kept.rename(path)


def _is_open_elsewhere(path: Path) -> bool:
    """Return whether another process holds one of SQLite's locks on the file, as all do that have read from it.

    Only asked, and not held: who opens the file while it is renamed would wait for the lock, and then take the new
    file's log for that of the old one.
    """
    if fcntl is None:
        return False
    try:
        descriptor = os.open(path, os.O_RDWR)
    except OSError:  # nothing there, or not ours to write: renaming will say so
        return False
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, _SQLITE_LOCKS_LENGTH, _SQLITE_LOCKS_START)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False

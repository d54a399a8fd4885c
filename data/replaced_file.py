"""Puts a new file in the place of a team's file, and keeps the old one, whole, under another name."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from data.errors import HuddleError
from data.sqlite import LOG_ENDINGS
from data.whole_copy import flush_folder


def replace_file(path: Path, new: Path, kept: Path) -> bool:
    """Rename `new` to `path` and return whether there was a file, which is then called `kept`.

    The logs of SQLite beside the old file go with it, also those of a file that is gone: left behind, they would be
    written into the new one. Whoever has the old file open goes on reading and writing it under its new name, and is
    refused by `Store.change`. Raises `FileExistsError` when `kept` or a log of it is there, and `HuddleError` when a
    file cannot be renamed; everything then is as it was.
    """
    # A log of another file would be written into the one that is kept, or the other way round.
    if any(kept.with_name(kept.name + ending).exists() for ending in ("", *LOG_ENDINGS)):
        raise FileExistsError(kept)
    moved: list[tuple[Path, Path]] = []
    try:
        was_there = path.exists()
        if was_there:
            _name_too(path, kept)
            moved.append((path, kept))
        for ending in LOG_ENDINGS:
            log, kept_log = path.with_name(path.name + ending), kept.with_name(kept.name + ending)
            if log.exists():
                log.rename(kept_log)
                moved.append((log, kept_log))
        os.replace(new, path)
    except OSError as error:
        for old_name, new_name in reversed(moved):
            _name_back(old_name, new_name)
        if isinstance(error, FileExistsError):
            raise
        raise HuddleError(
            f"Can't replace {path} ({error.strerror or error}). Check the rights of its folder, and close "
            "programs that have it open."
        ) from error
    flush_folder(path.parent)
    return was_there


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
    """Take back the second name, or the new one, and lose no file."""
    with suppress(OSError):
        if not path.exists():
            kept.rename(path)
        elif kept.samefile(path):
            kept.unlink()

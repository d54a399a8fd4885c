"""What an empty file at a team's path may mean: no team was made in it yet, or another program has emptied it.

`huddle me` imports it, which answers at once: the standard library only.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from data.errors import UnreadableFile, describe_restore
from data.saved_copies import REPLACED_MARK, list_saved

_LOG_ENDING = "-wal"


def require_openable(path: Path | str) -> None:
    """Raise `UnreadableFile` when SQLite must not open what is at `path`: a pipe, on which it would wait for ever, or a
    file that was emptied, of which it would remove the log."""
    try:
        found = os.stat(path)
    except OSError:
        return
    if not stat.S_ISREG(found.st_mode) and not stat.S_ISDIR(found.st_mode):
        raise UnreadableFile(f"{path} is not a file. Choose another with --db.")
    if is_empty(Path(path)) and _filled_log(Path(path)) is not None:
        raise empty_file(Path(path))


def is_empty(path: Path) -> bool:
    """Return whether there is a file at `path` with nothing in it."""
    try:
        found = os.stat(path)
    except OSError:
        return False
    return stat.S_ISREG(found.st_mode) and found.st_size == 0


def empty_file(path: Path) -> UnreadableFile:
    """Return the error for an empty file. Where there is something beside it of what it held, that is named, and not
    how a team is made in it."""
    left = list_left(path)
    if not left:
        return UnreadableFile(f"{path} is empty. Make a team in it with: huddle init NAME --db {path}")
    files = ", ".join(str(file) for file in left)
    log = _filled_log(path)
    copies = [file for file in left if file != log]
    if copies:
        advice = f"Open the first of them with: huddle --db '{copies[0]}'. {describe_restore(path, copies[0])}"
    else:
        advice = (
            f"Keep it, close Huddle everywhere, and choose a backup with: huddle backup --list --db '{path}'. "
            f"{describe_restore(path)}"
        )
    return UnreadableFile(f"{path} is empty: another program emptied it. Remaining files beside it: {files}.", advice)


def list_left(path: Path) -> list[Path]:
    """Return what lies beside an empty file of what it held: copies made when it was removed, the files that a restore
    replaced, each the newest first, and SQLite's log if there is something in it."""
    from glob import escape  # not needed by commands that answer at once

    path = path.resolve()
    pattern = f"{escape(path.name)}{REPLACED_MARK}*[0-9]"
    replaced = sorted((file for file in path.parent.glob(pattern) if file.is_file()), reverse=True)
    log = _filled_log(path)
    return [*list_saved(path), *replaced, *([log] if log is not None else [])]


def _filled_log(path: Path) -> Path | None:
    path = path.resolve()
    log = path.with_name(path.name + _LOG_ENDING)
    try:
        return log if log.stat().st_size else None
    except OSError:
        return None

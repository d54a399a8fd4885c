"""Folds SQLite's log into the file, so that a copy of the one file holds everything."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from data.read_only import can_write_beside, log_size
from data.sqlite import connect, sqlite3


def fold_log(path: Path | str) -> bool:
    """Write what is in the log into the file and empty the log; return whether nothing is left for this process to do.

    Waits for nobody: where somebody reads or writes at this moment, what can be is folded, and the rest the next time.
    """
    path = Path(path).resolve()
    if not has_log(path) or not can_write_beside(path):
        return True
    try:
        with closing(connect(path, writable=True)) as connection:
            connection.execute("PRAGMA busy_timeout = 0")
            # As durable as a change: the log is emptied only when the file is on the disk.
            connection.execute("PRAGMA synchronous = FULL")
            is_busy: int = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            return not is_busy
    except sqlite3.DatabaseError:
        return False  # locked just now, read-only or damaged: the next read or change reports it


def has_log(path: Path) -> bool:
    """Return whether something is in the log of the file."""
    return path.is_file() and log_size(path) > 0

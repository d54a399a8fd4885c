"""The one SQLite library of a process, and how a team's file is opened with it.

SQLite's locks belong to the process and are dropped when *any* of its libraries closes the file, so every
part of Huddle must use the same one: pysqlite3 where it is installed (many Pythons carry an SQLite with the
rare WAL-reset bug), else the standard library's. sqlite-utils makes the same choice.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    import sqlite3
else:
    try:
        from pysqlite3 import dbapi2 as sqlite3
    except ImportError:
        import sqlite3

BUSY_SECONDS = 15.0
"""How long a writer waits for another: 15 people saying cards at once stay far below it."""

APPLICATION_ID = 0x48554444
"""`HUDD`, in the header of every team's file."""

SCHEMA_VERSION = 2
"""Raised by one with each migration; a file that carries a higher one is refused."""

__all__ = ["APPLICATION_ID", "BUSY_SECONDS", "SCHEMA_VERSION", "bell_of", "connect", "ring", "sqlite3"]


def bell_of(path: Path | str) -> Path:
    """The doorbell of a team's file: the file beside it that every writer touches after COMMIT.

    Whoever reaches the team through a symbolic link rings, and hears, the same one.
    """
    path = Path(path).resolve()
    return path.with_name(path.name + "-bell")


def ring(bell: Path) -> None:
    """Touches the bell. Where that cannot be done nobody is told, and nothing else is amiss."""
    with suppress(OSError):
        try:
            os.utime(bell)
        except FileNotFoundError:
            bell.touch()


def connect(path: Path | str, *, writable: bool = False, settled: bool = False) -> sqlite3.Connection:
    """A connection to the file at `path`, read-only unless `writable`. It may be used from any thread.

    `settled` reads the file as it lies, without SQLite's log: only for a file that nobody has open. It is the one
    way of reading that leaves nothing beside the file. Python's own transaction handling is off: transactions are
    begun and ended in words. Raises `sqlite3.OperationalError` when the file is not there or may not be opened.
    """
    mode = "rwc" if writable else "ro&immutable=1" if settled else "ro"
    # Long-lived connections serve a screen's event loop and its writing thread.
    connection = sqlite3.connect(
        f"file:{quote(os.fsencode(path))}?mode={mode}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.execute("PRAGMA foreign_keys = ON")
    if not writable:
        connection.execute("PRAGMA query_only = ON")
    return connection

"""The SQLite library that the whole process uses, and how a team's file is opened with it.

SQLite's locks belong to the process and are dropped when any SQLite library in it closes the file. All of Huddle must
therefore use the same one: pysqlite3 where it is installed (many Pythons have an SQLite with the rare WAL-reset bug),
else the standard library's. sqlite-utils makes the same choice.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from data.empty_file import require_openable
from data.file_modes import make_file_like, may_write

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Sized
else:
    try:
        from pysqlite3 import dbapi2 as sqlite3
    except ImportError:
        import sqlite3

Parameters = Sequence[object] | Mapping[str, object]
"""The values of a statement: by position, or by name."""

BUSY_SECONDS = 15.0
"""How long a writer waits for another; 15 people stating cards at once stay far below it."""

APPLICATION_ID = 0x48554444
"""`HUDD`, in the header of every team's file."""

SCHEMA_VERSION = 7
"""Raised by one with each migration; a file with a higher version is refused."""

NOTIFY_ENDING = "-bell"

LOG_ENDINGS = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a file while it is open: the write-ahead log, its index, and the older kind of log."""

__all__ = [
    "APPLICATION_ID",
    "BUSY_SECONDS",
    "LOG_ENDINGS",
    "NOTIFY_ENDING",
    "SCHEMA_VERSION",
    "Parameters",
    "connect",
    "connect_to_memory",
    "log_file_of",
    "notify_file_of",
    "placeholders",
    "sqlite3",
    "touch_notify_file",
]


def log_file_of(path: Path | str) -> Path:
    """Return SQLite's write-ahead log of the file at `path`: beside it, after symbolic links. It may not exist."""
    path = Path(path).resolve()
    return path.with_name(path.name + LOG_ENDINGS[0])


def notify_file_of(path: Path | str) -> Path:
    """Return the notify file of a team's file: every writer touches it after COMMIT.

    Symbolic links are resolved, so that all who open the team use the same file.
    """
    path = Path(path).resolve()
    return path.with_name(path.name + NOTIFY_ENDING)


def touch_notify_file(notify_file: Path) -> None:
    """Touch the notify file, which is made as the team's file is: for whom it may be written.

    Where that fails, listeners are not notified, and nothing else is affected.
    """
    with suppress(OSError):
        try:
            os.utime(notify_file)
        except FileNotFoundError:
            team_file = notify_file.with_name(notify_file.name.removesuffix(NOTIFY_ENDING))
            # Made by somebody who only reads it would bar those who write.
            if may_write(team_file):
                make_file_like(notify_file, team_file)


def connect(
    path: Path | str,
    *,
    writable: bool = False,
    immutable: bool = False,
    makes_files: bool = True,
    factory: Callable[..., sqlite3.Connection] | None = None,
) -> sqlite3.Connection:
    """Return a connection to the file at `path`, read-only unless `writable`. It may be used from any thread.

    `immutable` reads the file without SQLite's log, only for a file that no process has open; it is the only way of
    reading that leaves no file beside it. Without `makes_files` the log's index must be there already. `factory` makes
    the connection, in place of SQLite's own class. Transactions are begun and ended by explicit statements. Raises
    `sqlite3.OperationalError` when the file does not exist or may not be opened, and `UnreadableFile` when it is none,
    or was emptied and has a log.
    """
    require_openable(path)
    mode = "rw" if writable else "ro&immutable=1" if immutable else "ro"
    if not makes_files:
        mode += "&readonly_shm=1"
    # A long-lived connection is used by the event loop and by the writing thread.
    connection = sqlite3.connect(
        f"file:{quote(os.fsencode(path))}?mode={mode}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
        factory=factory or sqlite3.Connection,  # type: ignore[arg-type]  # any callable will do
    )
    connection.execute("PRAGMA foreign_keys = ON")
    # What is deleted is overwritten: a ballot whose sums were told, and the words that waited to be told without names.
    connection.execute("PRAGMA secure_delete = ON" if writable else "PRAGMA query_only = ON")
    return connection


def connect_to_memory() -> sqlite3.Connection:
    """Return a connection to an empty database in memory, for any thread."""
    return sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)


def placeholders(values: Sized) -> str:
    """Return the question marks that stand for these values in SQL: `?,?,?`."""
    return ",".join("?" * len(values))

"""Reads a team's file without leaving anything beside it that could bar its owner.

SQLite makes its log and the log's index also for whoever only reads. Made by another user they would belong to that
user, and the file's owner could not write to them.

`huddle me` imports it, which answers at once.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from data.file_modes import may_write
from data.sqlite import connect, log_file_of, sqlite3


def can_write_beside(path: Path | str) -> bool:
    """Return whether this process may write to the file and make files beside it, as SQLite does."""
    path = Path(path).resolve()
    return may_write(path) and (may_write(path.parent) or may_write(log_file_of(path)))


def connect_to_read(path: Path | str) -> sqlite3.Connection:
    """Return a read-only connection to the file at `path`, as `connect` does, which leaves nothing behind where this
    process may not write."""
    return ReaderConnection(path).connection


class ReaderConnection:
    """A read-only connection, opened so that it makes no file where this process may not write."""

    def __init__(self, path: Path | str, factory: Callable[..., sqlite3.Connection] | None = None) -> None:
        """`factory` makes the connection, in place of SQLite's own class."""
        self._path = Path(path)
        self._factory = factory
        self._fingerprint: tuple[int, ...] | None = None
        self.connection = self._open()

    def _open(self) -> sqlite3.Connection:
        if can_write_beside(self._path):
            return connect(self._path, factory=self._factory)
        if log_size(self._path):
            return connect(self._path, makes_files=False, factory=self._factory)
        # Without a log the file is whole. It is read as it stands, and again when somebody has written to it.
        self._fingerprint = _fingerprint(self._path)
        return connect(self._path, immutable=True, factory=self._factory)

    def renew(self) -> bool:
        """Open the file again if it was read without a log and has changed since; return whether it was opened.

        When it cannot be opened the error is raised, the old connection stays, and the next call tries again.
        """
        if self._fingerprint is None or self._fingerprint == _fingerprint(self._path):
            return False
        old, known = self.connection, self._fingerprint
        self._fingerprint = None
        try:
            self.connection = self._open()
        except BaseException:
            self._fingerprint = known
            raise
        old.close()
        return True


def log_size(path: Path) -> int:
    """Return how many bytes are in the log of the file at `path`; 0 without a log."""
    try:
        return log_file_of(path).stat().st_size
    except OSError:
        return 0


def _fingerprint(path: Path) -> tuple[int, ...]:
    """Return what changes when the file is written, or a log is begun beside it."""
    try:
        stat = path.stat()
    except OSError:
        return ()
    return stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns, log_size(path)

"""A team's file as one store has it open: one connection that writes, one that reads, and which file it is."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from data.errors import FileMoved, HuddleError
from data.explaining_connection import ExplainingConnection
from data.file_check import enable_write_ahead_log, translate_error
from data.file_identity import FileIdentity, file_id
from data.moved_file import leave_file, remove_empty_log
from data.read_only import ReaderConnection, can_write_beside
from data.sqlite import Parameters, connect, connect_to_memory, sqlite3

MAX_COPY_BYTES = 256 * 1024 * 1024
"""A file up to this size is copied to memory when it is left: the screens go on showing it."""


Guard = Callable[[sqlite3.Connection], None]
"""Makes a connection that reads refuse certain statements."""


class OpenFile:
    """The connections of one store. A file that this process may not write to is only read."""

    def __init__(self, path: Path) -> None:
        """Open the file, which exists and is of this schema. Raises `HuddleError` when it cannot be opened."""
        self._path = path
        self.reading_lock = threading.Lock()
        """Held while the connection that reads is used; see `Store.reading_lock`."""
        self._moved: FileMoved | None = None
        self._left: sqlite3.Connection | None = None
        """What was committed when the file was left."""
        self._guard: Guard | None = None
        self._writer: sqlite3.Connection | None = None
        opened_id = file_id(path)
        try:
            self._reader = ReaderConnection(path, partial(ExplainingConnection, path=path))
        except sqlite3.DatabaseError as error:
            raise translate_error(path, error) from error
        try:
            if can_write_beside(path):
                self._writer = connect(path, writable=True)
                enable_write_ahead_log(self._writer)
                # A card that was confirmed on screen must survive a power cut, not just a crash.
                self._writer.execute("PRAGMA synchronous = FULL")
            self._reader.connection.execute("SELECT 1 FROM journal LIMIT 1")
            self._identity = FileIdentity(path)
            if self._identity.id != opened_id:
                raise FileNotFoundError(path)
        except BaseException as error:
            self._close()
            if isinstance(error, OSError):
                raise FileMoved(f"{path} was moved while Huddle was opening it.", "Open it again.") from error
            translated = translate_error(path, error)
            if translated is error:
                raise
            raise translated from error

    def close(self) -> None:
        """Close the connections."""
        with self.reading_lock:
            self._close()

    def _close(self) -> None:
        # The writer last: closing it writes SQLite's log into the file and removes it.
        for connection in (self._left, self._reader.connection):
            if connection is not None:
                connection.close()
        if self._writer is not None:
            self._writer.close()
        if self._moved is not None and self._moved.place is not None:
            remove_empty_log(self._identity, self._moved.place)

    # -- reading

    @property
    def reader(self) -> sqlite3.Connection:
        """Return the connection that reads."""
        return self._reader.connection if self._left is None else self._left

    def fetch(self, sql: str, params: Parameters) -> list[dict[str, Any]]:
        """Return the rows of a SELECT that reads what is committed."""
        # One at a time: a read that begins while another runs would share its older snapshot of the file.
        with self.reading_lock:
            if not self.is_left and self._reader.renew() and self._guard is not None:
                self._guard(self._reader.connection)
            return fetch_dicts(self.reader, sql, params)

    def guard_reads(self, guard: Guard) -> None:
        """Have `guard` called with the connection that reads, and with each that takes its place."""
        with self.reading_lock:
            # Once only: SQLite prepares every statement anew after it.
            if self._guard is not guard:
                self._guard = guard
                guard(self.reader)

    # -- writing

    @property
    def is_writable(self) -> bool:
        """Return whether this process may write to the file."""
        return self._writer is not None

    @property
    def writer(self) -> sqlite3.Connection:
        """Return the connection that writes. Raises `HuddleError` when the file may only be read, and `FileMoved` when
        it has been left."""
        if self._moved is not None:
            raise self._moved
        if self._writer is None:
            raise HuddleError(f"{self._path} is read-only. Ask its owner for write access to the file and its folder.")
        return self._writer

    # -- a file that is no longer where it was

    @property
    def is_left(self) -> bool:
        """Return whether the file was removed, renamed or replaced, and is not written to any more."""
        return self._moved is not None

    @property
    def is_cut(self) -> bool:
        """Return whether another program has emptied the file, or cut it short: SQLite's errors speak of damage."""
        return self._identity.is_cut()

    def require_in_place(self) -> None:
        """Raise `FileMoved`, to be answered by `leave`, unless the path still names the file that is open."""
        if not self._identity.is_in_place():
            raise FileMoved(f"{self._path} was moved.", "Open it again.")

    def leave(self) -> FileMoved:
        """Stop writing for good, bring everything that was committed to where it can be opened, and return the error
        that says so. What is read from now on is the file as it was left."""
        if self._moved is None:
            # First of all: from now on somebody else may write to the file, and to the log beside the path.
            self._left = self._copy_to_memory()
            self._moved = leave_file(self._writer, self._identity, self._newest_entry(), self._left)
            if self._left is not None and self._guard is not None:
                self._guard(self._left)  # only now: what is saved is copied from it
        return self._moved

    def _newest_entry(self) -> tuple[int, str] | None:
        """Return the id and the moment of the last entry in the journal; None when it cannot be read."""
        with self.reading_lock, suppress(sqlite3.Error, HuddleError):
            last, at = self.reader.execute("SELECT ifnull(max(id), 0), ifnull(max(at), '') FROM journal").fetchone()
            return last, at
        return None

    def _copy_to_memory(self) -> sqlite3.Connection | None:
        """Return a connection to a copy of what is committed; None when that is too much for the memory."""
        with self.reading_lock, suppress(sqlite3.Error, HuddleError):
            pages, page_size = (
                self.reader.execute(f"PRAGMA {what}").fetchone()[0] for what in ("page_count", "page_size")
            )
            if pages * page_size <= MAX_COPY_BYTES:
                copy = connect_to_memory()
                self.reader.backup(copy)
                return copy
        return None


def fetch_dicts(connection: sqlite3.Connection, sql: str, params: Parameters) -> list[dict[str, Any]]:
    """Return the rows of a SELECT as dictionaries."""
    cursor = connection.execute(sql, params)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

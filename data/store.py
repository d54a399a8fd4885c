"""Opening a team's file, reading from it, and the one door through which it is changed."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter
from sqlite_utils import Database

from data.changing import Change
from data.errors import Conflict, HuddleError
from data.models import JournalEntry, Row
from data.opening import damaged, prepare
from data.sqlite import BUSY_SECONDS, connect, sqlite3

R = TypeVar("R", bound=Row)


@cache
def _rows_of(model: type[R]) -> TypeAdapter[list[R]]:
    return TypeAdapter(list[model])  # type: ignore[valid-type]


@cache
def _select(model: type[Row]) -> str:
    columns = ", ".join(f'"{name}"' for name in model.model_fields)
    return f'SELECT {columns} FROM "{model.table}"'


class Store:
    """One team's file. Safe to use from several threads; changes wait for one another."""

    def __init__(self, path: Path | str, *, create: bool = False) -> None:
        """Opens the file at `path`, bringing its schema up to date; `create` makes it when it is not there.

        Raises `Unreadable`, with the file left as it was, when it is missing, of a newer Huddle, of another
        program, or damaged.
        """
        self.path = Path(path)
        self._lock = threading.RLock()
        self._open_change: Change | None = None
        prepare(self.path, create=create)
        self._writer = Database(connect(self.path, writable=True), execute_plugins=False)
        # A card whose Enter was answered must outlive a power cut, not just a crash.
        self._writer.execute("PRAGMA synchronous = FULL")
        self._reader = Database(connect(self.path), execute_plugins=False, recursive_triggers=False)

    @property
    def bell(self) -> Path:
        """The file beside the database whose modification time says that something was committed."""
        return self.path.with_name(self.path.name + "-bell")

    def close(self) -> None:
        """Lets go of the file. The store cannot be used afterwards."""
        with self._lock:
            self._reader.close()
            self._writer.close()

    # -- reading

    def read(
        self,
        model: type[R],
        where: str = "1",
        params: Sequence[object] | dict[str, object] = (),
        *,
        order: str = "id",
        limit: int = -1,
    ) -> list[R]:
        """The rows of `model` for which the SQL condition `where` holds, validated, in `order`.

        People's text goes into `params`, never into `where`. Inside a change it sees what that change wrote.
        """
        sql = f"{_select(model)} WHERE {where} ORDER BY {order} LIMIT {int(limit)}"
        return _rows_of(model).validate_python(self.query(sql, params))

    def get(self, model: type[R], row_id: int) -> R | None:
        """The row with that id, or None."""
        rows = self.read(model, "id = ?", (row_id,))
        return rows[0] if rows else None

    def query(self, sql: str, params: Sequence[object] | dict[str, object] = ()) -> list[dict[str, Any]]:
        """What a SELECT gives, as dictionaries, unvalidated: for sums and counts."""
        try:
            cursor = self._here().execute(sql, params)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        except sqlite3.DatabaseError as error:
            raise damaged(self.path, error) from error

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection that reads, for `data.numbers`."""
        connection: sqlite3.Connection = self._here().conn
        return connection

    def _here(self) -> Database:
        """The writer within the thread that is changing something, so that rules see what they just wrote."""
        change = self._open_change
        return self._writer if change and change.thread == threading.get_ident() else self._reader

    # -- changing

    @contextmanager
    def change(
        self,
        what: str,
        *,
        at: str,
        by: int | None = None,
        meeting_id: int | None = None,
        undoes: int | None = None,
    ) -> Iterator[Change]:
        """One transaction: the rows written inside, and the journal entry that tells of them, or neither.

        `what` is a fact in the past tense (`card.stated`), `at` a moment, `by` the member who acts. A change
        begun inside another joins it. A change that wrote nothing leaves no entry. Raises `HuddleError` when
        the file stays locked by another program or the disk is full.
        """
        with self._lock:
            if self._open_change is not None:
                yield self._open_change
                return
            self._begin()
            try:
                entry = JournalEntry(at=at, by=by, what=what, meeting_id=meeting_id, undoes=undoes)
                self._open_change = change = Change(self._writer, entry)
                yield change
                self._writer.execute("COMMIT" if change.touched else "ROLLBACK")
            except BaseException as error:
                self._writer.rollback()
                raise self._told(error) from error
            finally:
                self._open_change = None
        if change.touched:
            self._ring()

    def _begin(self) -> None:
        try:
            # IMMEDIATE: a transaction that reads first and writes later could not be retried by SQLite itself.
            self._writer.conn.execute("BEGIN IMMEDIATE")
        except sqlite3.DatabaseError as error:
            raise self._told(error) from error

    def _told(self, error: BaseException) -> BaseException:
        """The same error, or the sentence for it where SQLite alone knows what happened."""
        text = str(error)
        if isinstance(error, sqlite3.OperationalError) and "locked" in text:
            return HuddleError(
                f"{self.path} has been locked by another program for {BUSY_SECONDS:.0f} seconds. "
                "Close that program and say it again; nothing was changed."
            )
        if isinstance(error, sqlite3.OperationalError) and "full" in text:
            return HuddleError(f"The disk that holds {self.path} is full. Make room and say it again.")
        if isinstance(error, sqlite3.OperationalError) and "readonly" in text:
            return HuddleError(f"{self.path} may only be read. Ask its owner for the right to write to it.")
        if type(error) is sqlite3.DatabaseError:
            return damaged(self.path, error)
        return error

    def _ring(self) -> None:
        try:
            os.utime(self.bell)
        except FileNotFoundError:
            self.bell.touch()
        except OSError:
            # Committed is committed: listeners find it at their next look, within a second.
            return

    # -- the journal

    def undo(self, journal_id: int, *, at: str, by: int | None = None) -> JournalEntry:
        """Takes the change back and returns the entry that says so.

        Raises `Conflict`, having changed nothing, when it was taken back already or when a row it touched has
        been changed since.
        """
        entry = self.get(JournalEntry, journal_id)
        if entry is None:
            raise Conflict("There is no such change to take back.")
        try:
            with self.change(
                f"{entry.what}.undone", at=at, by=by, meeting_id=entry.meeting_id, undoes=journal_id
            ) as change:
                change.take_back(journal_id)
        except sqlite3.IntegrityError as error:
            # The journal lets each change be undone once, also when two people press the key together.
            raise Conflict("This has been taken back already.") from error
        return change.entry

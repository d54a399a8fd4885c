"""The store: opens a team's file, reads from it, and changes it through `Store.change` only."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from data.change import Change
from data.errors import Conflict, FileMoved, damaged
from data.file_check import prepare_file, require_this_schema, translate_error
from data.open_file import Guard, OpenFile, fetch_dicts
from data.sqlite import Parameters, notify_file_of, sqlite3, touch_notify_file

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from data.models import JournalEntry, Row

R = TypeVar("R", bound="Row")


@cache
def _list_adapter(model: type[R]) -> TypeAdapter[list[R]]:
    from pydantic import TypeAdapter

    return TypeAdapter(list[model])  # type: ignore[valid-type]


@cache
def _select(model: type[Row]) -> str:
    columns = ", ".join(f'"{name}"' for name in model.model_fields)
    return f'SELECT {columns} FROM "{model.table}"'


def _copy_before_migration(path: Path, version: int) -> None:
    from data.automatic_copies import keep_copy_before_migration  # not needed before the first screen

    keep_copy_before_migration(path, version)


class Store:
    """One team's file. Safe to use from several threads; changes wait for one another."""

    def __init__(self, path: Path | str, *, create: bool = False) -> None:
        """Open the file at `path`, bringing its schema up to date; `create` makes it when it does not exist.

        Raises `UnreadableFile`, with the file left as it was, when it is missing, of a newer version, of another
        program, or damaged.
        """
        self.path = Path(path)
        self.notify_file = notify_file_of(self.path)
        """The notify file beside the database: its modification time shows that something was committed."""
        self._lock = threading.RLock()
        self._open_change: Change | None = None
        prepare_file(self.path, create=create, before_migration=_copy_before_migration)
        try:
            self._file = OpenFile(self.path)
        except FileMoved:
            # Replaced at this moment: by a restore, or by a file system that copies a file when it is first written to.
            self._file = OpenFile(self.path)

    def close(self) -> None:
        """Close the file. The store cannot be used afterwards."""
        with self._lock:
            self._file.close()

    # -- reading

    def read(
        self,
        model: type[R],
        where: str = "1",
        params: Parameters = (),
        *,
        order: str = "id",
        limit: int = -1,
    ) -> list[R]:
        """Return the rows of `model` for which the SQL condition `where` holds, validated, in `order`, at most `limit`.

        Values that people typed go into `params`, never into `where`. Inside a change it sees what that change wrote.
        """
        return self.select(model, f"{_select(model)} WHERE {where} ORDER BY {order} LIMIT {int(limit)}", params)

    def select(self, model: type[R], sql: str, params: Parameters = ()) -> list[R]:
        """Return the rows of a SELECT whose columns are those of `model`, validated."""
        from pydantic import ValidationError  # like the models: not needed before the first frame

        rows = self.query(sql, params)
        try:
            return _list_adapter(model).validate_python(rows)
        except ValidationError as error:
            # Without pydantic's own words, which would show what is in the row.
            number = rows[int(error.errors()[0]["loc"][0])].get("id")
            raise damaged(self.path, f"row {number} of {model.table} has data that Huddle did not write") from error

    def get(self, model: type[R], row_id: int) -> R | None:
        """Return the row with that id, or None."""
        rows = self.read(model, "id = ?", (row_id,))
        return rows[0] if rows else None

    def query(self, sql: str, params: Parameters = ()) -> list[dict[str, Any]]:
        """Return the rows of a SELECT as dictionaries, not validated: for sums and counts."""
        try:
            if self.is_changing:
                return fetch_dicts(self._file.writer, sql, params)
            return self._file.fetch(sql, params)
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            raise self._translate_error(error) from error

    @property
    def connection(self) -> sqlite3.Connection:
        """Return the reading connection, inside a change the writing one: for functions that take a connection because
        they also run without a store.

        Outside a change other threads read through it too: hold `reading_lock` from the start of a statement until its
        rows are fetched.
        """
        return self._file.writer if self.is_changing else self._file.reader

    @property
    def reading_lock(self) -> threading.Lock | None:
        """Return the lock of the reading connection; None inside a change, whose connection no other thread reads.

        SQLite asks Python's authorizer while it holds the connection, and Python enters SQLite while it holds its
        interpreter lock. Two threads on one connection would wait for each other for ever.
        """
        return None if self.is_changing else self._file.reading_lock

    @property
    def is_changing(self) -> bool:
        """Whether this thread has a change open. It then reads through the writer, to see what it has just written."""
        change = self._open_change
        return change is not None and change.thread_id == threading.get_ident()

    def guard_reads(self, guard: Guard) -> None:
        """Have `guard` called with the connection that reads, and with each that takes its place: it makes the
        connection refuse statements. What is read inside a change is not guarded."""
        self._file.guard_reads(guard)

    # -- changes

    @contextmanager
    def change(
        self,
        what: str,
        *,
        at: str,
        by: int | None = None,
        via: str | None = None,
        typed_by: int | None = None,
        meeting_id: int | None = None,
        undoes: int | None = None,
    ) -> Iterator[Change]:
        """Open one transaction that writes rows and their journal entry together, or neither.

        `what` is a fact in the past tense (`card.stated`), `at` a moment, `by` the id of the acting member; for
        `via` and `typed_by` see `JournalEntry`. A change
        that is opened inside another joins it; when it fails, only its own rows are rolled back. A change that wrote
        nothing that is journaled leaves no entry, and touches no notify file. Raises `HuddleError` when the file stays
        locked by another program, may only be read or is of another schema by now, and when the disk is full;
        `FileMoved` when the path no longer names the file, and from then on; and `Conflict` when the change that it
        `undoes` has been undone already.
        """
        from data.models import JournalEntry

        with self._lock:
            if self._open_change is not None:
                with self._join(self._open_change, undoes) as change:
                    yield change
                return
            writer = self._file.writer
            try:
                # IMMEDIATE: SQLite cannot wait for the lock in a transaction that reads first and writes later.
                writer.execute("BEGIN IMMEDIATE")
                require_this_schema(writer, self.path)
                entry = JournalEntry(
                    at=at, by=by, what=what, meeting_id=meeting_id, undoes=undoes, typed_by=typed_by, via=via
                )
                self._open_change = change = Change(writer, entry)
                yield change
                change.add_to_chain()
                # Before COMMIT, so that nothing is written to a file that was taken away; and after it, since a change
                # that went there in between must not be answered as stored.
                self._require_in_place(change)
                writer.execute("COMMIT" if change.has_written else "ROLLBACK")
                self._require_in_place(change)
            except BaseException as error:
                writer.rollback()
                if isinstance(error, FileMoved) or (isinstance(error, Exception) and self._file.is_cut):
                    raise self._file.leave() from error
                translated = self._translate_error(error)
                if translated is error:
                    raise
                raise translated from error
            finally:
                self._open_change = None
        if change.is_journaled:
            # Where the notify file cannot be touched, listeners find the change at their next poll.
            touch_notify_file(self.notify_file)

    def _require_in_place(self, change: Change) -> None:
        if change.has_written:
            self._file.require_in_place()

    @contextmanager
    def _join(self, change: Change, undoes: int | None) -> Iterator[Change]:
        if undoes is not None:
            raise RuntimeError("An undo must not be opened inside another change.")
        writer, before = self._file.writer, change.state()
        writer.execute("SAVEPOINT joined")
        try:
            yield change
        except BaseException:
            if writer.in_transaction:  # a full disk ends it by itself
                writer.execute("ROLLBACK TO joined")
                writer.execute("RELEASE joined")
            change.return_to(before)
            raise
        writer.execute("RELEASE joined")

    # -- the file itself

    @property
    def is_writable(self) -> bool:
        """Return whether this process may write to the file."""
        return self._file.is_writable

    @property
    def is_left(self) -> bool:
        """Return whether the file was removed, renamed or replaced, so that nothing is written to it any more."""
        return self._file.is_left

    def open_again(self) -> Store:
        """Return another store on the same file. Raises `FileMoved` when the path no longer names it."""
        moved = self.leave_if_moved()
        if moved is not None:
            raise moved
        return Store(self.path)

    def leave_if_moved(self) -> FileMoved | None:
        """Stop writing for good when the path no longer names the file that is open. Returns the error that says what
        happened and what to do; None when the file is where it was."""
        with self._lock:
            try:
                if not self._file.is_left:
                    self._file.require_in_place()
                    return None
            except FileMoved:
                pass
            return self._file.leave()

    def _translate_error(self, error: BaseException) -> BaseException:
        return translate_error(self.path, error)

    # -- the journal

    def undo(self, journal_id: int, *, at: str, by: int | None = None) -> JournalEntry:
        """Undo the change and return the journal entry of the undoing.

        Raises `Conflict`, having changed nothing, when it was undone already, or when a row that it wrote has been
        changed since.
        """
        from data.models import JournalEntry

        entry = self.get(JournalEntry, journal_id)
        if entry is None:
            raise Conflict("There is no such change to undo.")
        what = f"{entry.what}.undone"
        with self.change(what, at=at, by=by, meeting_id=entry.meeting_id, undoes=journal_id) as change:
            change.undo(journal_id)
        return change.entry

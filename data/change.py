"""Writes rows together with the journal, and undoes changes.

Ballots and what waits to be said without names are in no journal. Writing them changes a mark, by which other processes
see that something is new, and nothing else of it.
"""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from data.chain import SALT_BYTES, NewLinks, hash_row
from data.errors import Conflict
from data.journal_rewrite import rewrite_rows, rewrite_via
from data.sealing import Sealing
from data.sqlite import sqlite3

if TYPE_CHECKING:
    from data.models import JournalEntry, JournalRow, Row

R = TypeVar("R", bound="Row")


@cache
def _columns(model: type[Row]) -> tuple[str, ...]:
    return tuple(model.model_fields)


@cache
def _insert_sql(model: type[Row]) -> str:
    names = ", ".join(f'"{name}"' for name in _columns(model))
    values = ", ".join("nullif(:id, 0)" if name == "id" else f":{name}" for name in _columns(model))
    return f'INSERT INTO "{model.table}" ({names}) VALUES ({values})'


@cache
def _select_sql(model: type[Row], where: str) -> str:
    names = ", ".join(f'"{name}"' for name in _columns(model))
    return f'SELECT {names} FROM "{model.table}" WHERE {where}'


_JOURNAL_INSERT_SQL = (
    "INSERT INTO journal_row (journal_id, row_table, row_id, before, after, salt) VALUES (?, ?, ?, ?, ?, ?)"
)


_State = tuple["JournalEntry", bool, bool, NewLinks]


class Change:
    """An open change: writes rows, and journals each with its state before and after."""

    def __init__(self, connection: sqlite3.Connection, entry: JournalEntry) -> None:
        self._connection = connection
        self._sealing: Sealing | None = None
        self.thread_id = threading.get_ident()
        """The identifier of the thread that opened the change."""
        self.has_written = False
        """Whether anything was written."""
        self.is_journaled = False
        """Whether an entry was written to the journal."""
        self.entry = entry
        """The entry in the journal; its id is 0 until something of it is to be journaled."""
        self._links = NewLinks()
        if entry.undoes is not None:
            try:
                self._journal_id()
            except sqlite3.IntegrityError as error:
                # A unique index lets each change be undone once, even when two people press the key at the same time.
                raise Conflict("This was already undone.") from error

    def _journal_id(self) -> int:
        """Return the id of the journal entry, which is written when it is first needed."""
        if self.entry.id == 0:
            self.entry = self.entry.model_copy(update={"id": self._write(self.entry)})
            self._links.add_entry(self.entry)
            self.is_journaled = True
        return self.entry.id

    def write_entry(self) -> None:
        """Write the journal entry, also where no row in the journal belongs to it."""
        self._journal_id()
        self.has_written = True

    @contextmanager
    def apart(self, entry: JournalEntry) -> Iterator[None]:
        """Journal what is written inside under an entry of its own, in the same transaction."""
        outer, self.entry = self.entry, entry
        try:
            yield
        finally:
            self.entry = outer

    def state(self) -> _State:
        """Return what a savepoint that is rolled back must bring back; see `return_to`."""
        return self.entry, self.has_written, self.is_journaled, self._links.copy()

    def return_to(self, state: _State) -> None:
        """Be again as at that time: what was written since is rolled back."""
        self.entry, self.has_written, self.is_journaled, self._links = state

    def add_to_chain(self) -> None:
        """Add the entries that were written to the chain over the journal. It is the last thing before COMMIT."""
        self._links.store(self._connection)

    def write_unjournaled(self, table: str, sql: str, params: Sequence[object] | dict[str, object] = ()) -> int:
        """Run a statement that writes to a table which is in no journal. Returns how many rows it wrote."""
        count = self._connection.execute(sql, params).rowcount
        self._mark_written(table)
        return count

    def _mark_written(self, table: str) -> None:
        # A random mark, and no counter, which would tell how often somebody voted or spoke.
        self._connection.execute("UPDATE unjournaled SET mark = randomblob(8) WHERE row_table = ?", (table,))
        self.has_written = True

    def insert(self, row: R) -> R:
        """Store a new row and return it with its id."""
        if (sealing := self._sealing_of(row)) is not None and sealing.seals(row):
            # The words are bound to the id under which they are stored.
            plain = row.model_copy(update={"id": self._next_id(row.table)})
            self._insert(sealing.seal(plain))
            return plain
        return self._insert(row)

    def _insert(self, row: R) -> R:
        values = row.model_dump(mode="json")
        row_id = self._connection.execute(_insert_sql(type(row)), values).lastrowid or 0
        if not row.is_journaled:
            self._mark_written(row.table)
            return row.model_copy(update={"id": row_id})
        # Without building a model for the journal row: an import inserts a million rows.
        after = json.dumps(values | {"id": row_id}, ensure_ascii=False, separators=(",", ":"))
        self._write_journaled(row.table, row_id, None, after)
        self.has_written = True
        return row.model_copy(update={"id": row_id})

    def insert_many(self, rows: Iterable[Row]) -> int:
        """Store new rows, which may be of several tables, and return how many."""
        count = 0
        for row in rows:
            self.insert(row)
            count += 1
        return count

    def update(self, row: R, **values: object) -> R:
        """Set columns of a stored row, as it is now in the database, and return it. Writes nothing when nothing
        differs.

        Raises `Conflict` when the row is gone, and pydantic's `ValidationError` for a value the column cannot hold.
        """
        model, sealing = type(row), self._sealing_of(row)
        before = self._read_row(model, row.id)
        if before is None:
            raise Conflict("Someone removed this in the meantime.")
        if sealing is not None:
            sealing.require_sealed(before)
            values = {name: sealing.stored(value) for name, value in values.items()}
        after = model.model_validate(before.model_dump() | values)
        if sealing is not None:
            after = sealing.seal(after, before)
        if after != before:
            self._set(after, [name for name in _columns(model) if getattr(after, name) != getattr(before, name)])
            self._journal_row(model, row.id, before, after)
        return after if sealing is None else sealing.open(after)

    def delete(self, row: Row) -> None:
        """Delete a stored row. Raises `Conflict` when it is gone already, or when other rows refer to it."""
        before = self._read_row(type(row), row.id)
        if before is None:
            raise Conflict("Someone removed this in the meantime.")
        self._require_sealed(before)
        self._remove(before)
        self._journal_row(type(row), row.id, before, None)

    def undo(self, journal_id: int) -> None:
        """Undo everything that the change `journal_id` wrote, the last row first.

        Raises `Conflict` when a row is no longer as that change left it.
        """
        from data.models import MODELS, JournalRow

        names = _columns(JournalRow)
        touched = self._connection.execute(_select_sql(JournalRow, "journal_id = ? ORDER BY id DESC"), (journal_id,))
        for values in touched.fetchall():
            journaled = JournalRow.model_validate(dict(zip(names, values, strict=True)))
            try:
                self._take_back_row(MODELS[journaled.row_table], journaled)
            except sqlite3.IntegrityError as error:
                # A row that it refers to is gone, or its unique name or position is taken.
                raise Conflict("Someone changed this in the meantime. Check it and try again.") from error

    def _take_back_row(self, model: type[Row], journaled: JournalRow) -> None:
        before = model.model_validate_json(journaled.before) if journaled.before else None
        after = model.model_validate_json(journaled.after) if journaled.after else None
        restored = before
        current = self._read_row(model, journaled.row_id)
        for state in (current, before):
            if state is not None:
                self._require_sealed(state)
        if after is None:
            assert before is not None
            if current is not None:
                raise Conflict("This was replaced in the meantime. Check it and try again.")
            self._write(before)
        elif current is None:
            raise Conflict("Someone removed this in the meantime.")
        elif before is None:
            if current != after:
                raise Conflict("Someone changed this in the meantime.")
            self._remove(current)
        else:
            # Only the columns that the change set are restored: another change may have set other columns of the row.
            names = [name for name in _columns(model) if getattr(before, name) != getattr(after, name)]
            if any(getattr(current, name) != getattr(after, name) for name in names):
                raise Conflict("Someone changed this in the meantime.")
            restored = current.model_copy(update={name: getattr(before, name) for name in names})
            self._set(restored, names)
        self._journal_row(model, journaled.row_id, current, restored)

    # -- sealed words

    def seal_with(self, sealing: Sealing) -> None:
        """Seal from now on what is for one member alone. Changes that join this one have the same."""
        self._sealing = self._sealing or sealing

    def replace_stored(self, row: Row, replaced: Row) -> None:
        """Put another state in place of a row's, without a word of either in the journal: the same words sealed, or
        what stands for erased ones. The caller rewrites the journal to fit."""
        self._set(replaced, [name for name in _columns(type(row)) if getattr(row, name) != getattr(replaced, name)])
        self.has_written = True

    def rewrite_journal(self, rows: Iterable[tuple[int, str | None, str | None]]) -> int:
        """Replace what journaled rows were before and after, each given by its id, and forget their salts; return how
        many."""
        self.has_written = True
        return rewrite_rows(self._connection, rows)

    def rewrite_via(self, ids: Iterable[int], via: str) -> None:
        """Replace in these entries of the journal how the acting member was known."""
        self.has_written = True
        rewrite_via(self._connection, ids, via)

    def _sealing_of(self, row: Row) -> Sealing | None:
        return self._sealing if self._sealing is not None and row.table in self._sealing.tables else None

    def _require_sealed(self, row: Row) -> None:
        sealing = self._sealing_of(row)
        if sealing is not None:
            sealing.require_sealed(row)

    def _next_id(self, table: str) -> int:
        """Return the id that the next row of the table gets. Nobody else takes it: this change holds the lock."""
        found = self._connection.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
        return 1 + (found[0] if found else 0)

    # -- SQL statements

    def _read_row(self, model: type[R], row_id: int) -> R | None:
        """Return the row as it is stored now, or None."""
        cursor = self._connection.execute(_select_sql(model, "id = ?"), (row_id,))
        values = cursor.fetchone()
        return model.model_validate(dict(zip(_columns(model), values, strict=True))) if values else None

    def _write(self, row: Row) -> int:
        return self._connection.execute(_insert_sql(type(row)), row.model_dump(mode="json")).lastrowid or 0

    def _set(self, row: Row, names: Iterable[str]) -> None:
        dumped: dict[str, Any] = row.model_dump(mode="json")
        assignments = ", ".join(f'"{name}" = :{name}' for name in names)
        self._connection.execute(f'UPDATE "{row.table}" SET {assignments} WHERE id = :id', dumped)

    def _remove(self, row: Row) -> None:
        try:
            self._connection.execute(f'DELETE FROM "{row.table}" WHERE id = ?', (row.id,))
        except sqlite3.IntegrityError as error:
            raise Conflict("Other changes depend on this now. Undo those first.") from error

    def _journal_row(self, model: type[Row], row_id: int, before: Row | None, after: Row | None) -> None:
        if not model.is_journaled:
            self._mark_written(model.table)
            return
        self._write_journaled(
            model.table,
            row_id,
            before.model_dump_json() if before else None,
            after.model_dump_json() if after else None,
        )
        self.has_written = True

    def _write_journaled(self, table: str, row_id: int, before: str | None, after: str | None) -> None:
        journal_id, salt = self._journal_id(), secrets.token_bytes(SALT_BYTES)
        values = (journal_id, table, row_id, before, after, salt)
        journaled = self._connection.execute(_JOURNAL_INSERT_SQL, values).lastrowid or 0
        self._links.add_row(journal_id, hash_row(journaled, table, row_id, before, after, salt))

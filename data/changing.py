"""Writing rows and the journal together, and taking a change back."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable
from functools import cache
from typing import Any, TypeVar

from data.errors import Conflict
from data.models import MODELS, JournalEntry, JournalRow, Row
from data.sqlite import sqlite3

R = TypeVar("R", bound=Row)


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


_ADDED_SQL = "INSERT INTO journal_row (journal_id, row_table, row_id, after) VALUES (?, ?, ?, ?)"


class Change:
    """What may be written inside `Store.change`. Each row is journaled with what it was and what it became."""

    def __init__(self, connection: sqlite3.Connection, entry: JournalEntry) -> None:
        self._connection = connection
        self.thread = threading.get_ident()
        self.touched = False
        try:
            self.entry = entry.model_copy(update={"id": self._write(entry)})
        except sqlite3.IntegrityError as error:
            # The journal lets each change be undone once, also when two people press the key together.
            raise Conflict("This has been taken back already.") from error

    def insert(self, row: R) -> R:
        """Stores a new row and returns it with its id."""
        values = row.model_dump(mode="json")
        row_id = self._connection.execute(_insert_sql(type(row)), values).lastrowid or 0
        # What `_note` would write, without making a row of it: an import inserts a million.
        after = json.dumps(values | {"id": row_id}, ensure_ascii=False, separators=(",", ":"))
        self._connection.execute(_ADDED_SQL, (self.entry.id, row.table, row_id, after))
        self.touched = True
        return row.model_copy(update={"id": row_id})

    def insert_many(self, rows: Iterable[Row]) -> int:
        """Stores new rows, which may be of several tables, and returns how many there were."""
        count = 0
        for row in rows:
            self.insert(row)
            count += 1
        return count

    def update(self, row: R, **values: object) -> R:
        """Sets columns of a stored row, as it stands now, and returns it. Writes nothing if nothing differs.

        Raises `Conflict` when the row is gone, and pydantic's `ValidationError` for a value the column cannot hold.
        """
        model = type(row)
        before = self._now(model, row.id)
        if before is None:
            raise Conflict("Somebody has removed this in the meantime.")
        after = model.model_validate(before.model_dump() | values)
        if after == before:
            return before
        self._set(after, [name for name in values if getattr(after, name) != getattr(before, name)])
        self._note(model, row.id, before, after)
        return after

    def delete(self, row: Row) -> None:
        """Removes a stored row. Raises `Conflict` when it is gone already or other rows stand on it."""
        before = self._now(type(row), row.id)
        if before is None:
            raise Conflict("Somebody has removed this in the meantime.")
        self._remove(before)
        self._note(type(row), row.id, before, None)

    def take_back(self, journal_id: int) -> None:
        """Writes the opposite of everything that change wrote, last first.

        Raises `Conflict` when a row no longer stands as that change left it.
        """
        names = _columns(JournalRow)
        touched = self._connection.execute(_select_sql(JournalRow, "journal_id = ? ORDER BY id DESC"), (journal_id,))
        for values in touched.fetchall():
            past = JournalRow.model_validate(dict(zip(names, values, strict=True)))
            try:
                self._take_back_row(MODELS[past.row_table], past)
            except sqlite3.IntegrityError as error:
                # What it stood on is gone, or its name or place was taken.
                raise Conflict("Somebody has changed since what this belongs to.") from error

    def _take_back_row(self, model: type[Row], past: JournalRow) -> None:
        was = model.model_validate_json(past.before) if past.before else None
        became = model.model_validate_json(past.after) if past.after else None
        now = self._now(model, past.row_id)
        if became is None:
            assert was is not None
            if now is not None:
                raise Conflict("Something else stands in its place now.")
            self._write(was)
        elif now is None:
            raise Conflict("Somebody has removed this since.")
        elif was is None:
            if now != became:
                raise Conflict("Somebody has changed this since.")
            self._remove(now)
        else:
            # Only the columns that the change set go back: another may have moved what this one renamed.
            names = [name for name in _columns(model) if getattr(was, name) != getattr(became, name)]
            if any(getattr(now, name) != getattr(became, name) for name in names):
                raise Conflict("Somebody has changed this since.")
            was = now.model_copy(update={name: getattr(was, name) for name in names})
            self._set(was, names)
        self._note(model, past.row_id, now, was)

    # -- the statements themselves

    def _now(self, model: type[R], row_id: int) -> R | None:
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
            raise Conflict("Somebody has built on this since.") from error

    def _note(self, model: type[Row], row_id: int, before: Row | None, after: Row | None) -> None:
        self._write(
            JournalRow(
                journal_id=self.entry.id,
                row_table=model.table,
                row_id=row_id,
                before=before.model_dump_json() if before else None,
                after=after.model_dump_json() if after else None,
            )
        )
        self.touched = True

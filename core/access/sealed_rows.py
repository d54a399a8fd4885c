"""Which rows only their owner can open, also in the file: private notes, and goals that only their owner sees.

Their text columns are sealed when they are stored and opened when they are read, here and nowhere else. SQL must not
look into these columns: it would find ciphertext.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, TypeVar

from core import models
from core.access.key_ring import KeyNeeded, KeyRing
from core.errors import HuddleError
from core.keys.sealed_text import BROKEN_WORDS, MARK, SEALED_WORDS, SealedText, is_sealed

R = TypeVar("R", bound="models.Row")

SEALED_COLUMNS: dict[str, tuple[str, ...]] = {
    "goal": ("text", "why", "reaching", "missing", "reason"),
    "point": ("text",),
}
"""The columns that are sealed, by table."""

_ESCAPED_MARK = json.dumps(MARK)[1:-1]
"""How a sealed text begins in JSON."""


def sealed_for(row: models.Row) -> int | None:
    """Return the member who alone can open the words of this row; None where they are not sealed."""
    match row:
        case models.Point(kind="note", by_id=owner_id):
            return owner_id
        case models.Goal(level="personal", visibility="me", member_id=owner_id):
            return owner_id
        case _:
            return None


def place_of(table: str, row_id: int, column: str) -> str:
    """Return where a sealed text stands: it opens nowhere else."""
    return f"{table}|{row_id}|{column}"


class RowSealing:
    """Seals the rows that a change writes, and opens those that it returns."""

    tables = frozenset(SEALED_COLUMNS)

    def __init__(self, keys: KeyRing) -> None:
        """`keys` are locked where their member's newest key has ended: the session sees to it under the write lock."""
        self._keys = keys

    def seals(self, row: models.Row) -> bool:
        """Return whether the words of this row are sealed."""
        return sealed_for(row) is not None

    def stored(self, value: object) -> object:
        """Return what a text that was not opened is stored as, and every other value as it is."""
        return value.stored if isinstance(value, SealedText) else value

    def seal(self, row: R, before: R | None = None) -> R:
        """Return the row as it is to be stored. A text that is the same as `before` keeps its ciphertext, so that
        nothing has changed.

        Raises `KeyNeeded` while the key that this needs is locked.
        """
        owner_id = sealed_for(row)
        if owner_id is None and before is not None and sealed_for(before) is None and _has_sealed(before):
            raise HuddleError("Another program changed who may read this, so nothing was changed. See: huddle check")
        update = {
            column: self._stored_text(row, column, owner_id, getattr(before, column, None))
            for column in SEALED_COLUMNS.get(row.table, ())
            if getattr(row, column) is not None
        }
        return row.model_copy(update=update) if update else row

    def _stored_text(self, row: models.Row, column: str, owner_id: int | None, before: str | None) -> str:
        text, place = str(self.stored(getattr(row, column))), place_of(row.table, row.id, column)
        if owner_id is None:
            return self._opened(text, place)
        if is_sealed(text):
            return text
        if before is not None and is_sealed(before) and text in (SEALED_WORDS, BROKEN_WORDS):
            return before  # a form that was filled in while the key was locked
        key = self._keys.newest
        if key.public.member_id != owner_id:
            raise KeyNeeded("Only its owner can change this: it is sealed.")
        if before is not None and is_sealed(before) and self._opened(before, place) == text:
            return before
        return key.seal(text, place)

    def _opened(self, text: str, place: str) -> str:
        opened = self._keys.open(text, place) if is_sealed(text) else text
        if isinstance(opened, SealedText):
            raise KeyNeeded
        return opened

    def open(self, row: R) -> R:
        """Return a stored row with the texts that the keys open; the others are `SealedText`."""
        return open_row(self._keys, row)

    def require_sealed(self, row: models.Row) -> None:
        """Raise `KeyNeeded` when the words of a stored row are to be sealed and are not: its owner has no key yet, and
        a change would put the words into the journal."""
        if self.seals(row) and any(
            isinstance(text := getattr(row, column), str) and not is_sealed(text)
            for column in SEALED_COLUMNS[row.table]
        ):
            raise KeyNeeded


def _has_sealed(row: models.Row) -> bool:
    return any(is_sealed(getattr(row, column)) for column in SEALED_COLUMNS.get(row.table, ()))


def open_row(keys: KeyRing, row: R) -> R:
    """Return a stored row with the texts that the keys open; the others are `SealedText`."""
    update = {
        column: keys.open(text, place_of(row.table, row.id, column))
        for column in SEALED_COLUMNS.get(row.table, ())
        if is_sealed(text := getattr(row, column))
    }
    return row.model_copy(update=update) if update else row


def open_rows(keys: KeyRing, rows: Sequence[R]) -> list[R]:
    """Return rows as they are stored with all texts opened that the keys open. A text that was changed by another
    program stays closed; `huddle check` names it."""
    if not rows:
        return []
    if isinstance(rows[0], models.JournalRow):
        return [_open_journal_row(keys, row) for row in rows]
    if rows[0].table not in SEALED_COLUMNS:
        return list(rows)
    return [open_row(keys, row) for row in rows]


def _open_journal_row(keys: KeyRing, row: R) -> R:
    """Return a journaled row with the texts opened in what it was before and after; those stay JSON."""
    assert isinstance(row, models.JournalRow)
    if row.row_table not in SEALED_COLUMNS:
        return row
    update = {
        moment: _open_json(keys, row, text)
        for moment in ("before", "after")
        if (text := getattr(row, moment)) is not None and _ESCAPED_MARK in text
    }
    return row.model_copy(update=update) if update else row


def _open_json(keys: KeyRing, row: models.JournalRow, text: str) -> str:
    values: dict[str, Any] = json.loads(text)
    for column in SEALED_COLUMNS[row.row_table]:
        if is_sealed(values.get(column)):
            values[column] = str(keys.open(values[column], place_of(row.row_table, row.row_id, column)))
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))

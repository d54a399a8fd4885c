"""The key by which a row is known again in a later file: the file's own, or one made of all that tells rows apart."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal

from core.importing.mapped_rows import MappedRow
from core.importing.member_lookup import first_name_first, fold_name
from data.sqlite import sqlite3

MAX_KEY_LENGTH = 200
"""The most characters of a key that is stored as the file has it; a longer one is stored as its hash."""

_MARK = "~"
"""How a hash begins, so that it is no key of a file."""


def shorten_key(key: str) -> str:
    """Return the key of a file as it is stored."""
    return key if len(key) <= MAX_KEY_LENGTH else _hash(key)


def identify_row(row: MappedRow, day: date, amount: int, scale: int) -> str:
    """Return the hash of what tells a row without a key apart: customer, name, member, day and amount.

    It is the same however the file writes them: a later export may write days and amounts in another way.
    """
    number = Decimal(amount).scaleb(-scale).normalize()
    owner = fold_name(first_name_first(row.member))
    return _hash("\x1f".join([row.account.casefold(), row.name.casefold(), owner, day.isoformat(), f"{number:f}"]))


def number_key(identity: str, number: int) -> str:
    """Return the key of the row that is the `number`th of those with this identity, from 1."""
    return f"{identity}.{number}"


def _hash(text: str) -> str:
    return _MARK + hashlib.sha256(text.encode()).hexdigest()[:40]


class EqualRows:
    """Counts the rows of a file that nothing tells apart, by [[entry]]: four equal sales of a day are four.

    It spills to disk: a million identities would take 100 MB as Python objects.
    """

    def __init__(self) -> None:
        self._connection = sqlite3.connect("", isolation_level=None)
        for statement in (
            "PRAGMA journal_mode = OFF",
            "BEGIN",
            "CREATE TABLE equal (part INTEGER, identity TEXT, taken INTEGER, others INTEGER, "
            "PRIMARY KEY (part, identity)) WITHOUT ROWID",
        ):
            self._connection.execute(statement)

    def number(self, part: int, identity: str) -> int:
        """Count a row that gives an entry, and return which one of those with its identity it is, from 1."""
        return int(self._count(part, identity, 1, 0))

    def add_other(self, part: int, identity: str) -> None:
        """Count a row that gives no entry, such as a deal that was opened again."""
        self._count(part, identity, 0, 1)

    def _count(self, part: int, identity: str, taken: int, others: int) -> int:
        rows = self._connection.execute(
            "INSERT INTO equal VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET taken = taken + excluded.taken, "
            "others = others + excluded.others RETURNING taken",
            (part, identity, taken, others),
        ).fetchall()
        return int(rows[0][0])

    def surplus(self) -> list[tuple[int, str]]:
        """Return the part and key of entries that an earlier import may have made of rows that now give none."""
        rows = self._connection.execute("SELECT part, identity, taken, others FROM equal WHERE others > 0")
        return [
            (part, number_key(identity, number))
            for part, identity, taken, others in rows
            for number in range(taken + 1, taken + others + 1)
        ]

    def close(self) -> None:
        """Drop what was counted."""
        self._connection.close()

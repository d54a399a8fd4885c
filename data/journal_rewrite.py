"""Rewrites old versions of rows in the journal: the only exception to its being append-only.

Only for words that are sealed when their owner gets a key, for what is erased for a person, and for migrations.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from data.sqlite import sqlite3

_JOURNAL = ("journal", "journal_row")


@contextmanager
def writable_journal(connection: sqlite3.Connection) -> Iterator[None]:
    """Let the journal be written to inside a transaction that is open, and protect it again."""
    triggers = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN (?, ?)", _JOURNAL
    ).fetchall()
    for name, _ in triggers:
        connection.execute(f'DROP TRIGGER "{name}"')
    yield  # an error rolls the transaction back, with the triggers
    for _, sql in triggers:
        connection.execute(sql)


def rewrite_rows(connection: sqlite3.Connection, rows: Iterable[tuple[int, str | None, str | None]]) -> int:
    """Replace what journaled rows were before and after, each given by its id, and forget their salts, so that a hash
    that was kept does not tell what stood there; return how many."""
    with writable_journal(connection):
        return connection.executemany(
            "UPDATE journal_row SET before = ?, after = ?, salt = NULL WHERE id = ?",
            [(before, after, row_id) for row_id, before, after in rows],
        ).rowcount


def rewrite_via(connection: sqlite3.Connection, ids: Iterable[int], via: str) -> None:
    """Replace how the acting member of these entries was known."""
    with writable_journal(connection):
        connection.executemany("UPDATE journal SET via = ? WHERE id = ?", [(via, id_) for id_ in ids])

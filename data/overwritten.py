"""Overwrites what is left in a file of content that was replaced: in pages that are free, and between rows."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from data.checkpoint import fold_log
from data.file_check import translate_error
from data.sqlite import connect, sqlite3


def overwrite_old_content(path: Path | str) -> bool:
    """Write the whole file anew, so that nothing is left in it of what was replaced or deleted.

    Return whether the log is empty too. Where somebody has the file open, old content stays in the log until they have
    closed it. It takes about a second for 100 MB, and waits for whoever writes. Raises `HuddleError` when the file
    stays locked, may only be read, or the disk is full.
    """
    path = Path(path).resolve()
    try:
        _write_anew(path)
    except sqlite3.DatabaseError as error:
        raise translate_error(path, error) from error
    return fold_log(path)


def _write_anew(path: Path) -> None:
    with closing(connect(path, writable=True)) as connection:
        # The log is folded in only after the file has its old size again: a file that becomes shorter while it is open
        # is taken for one that another program has cut.
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        before = _pages(connection)
        connection.execute("VACUUM")
        missing = before - _pages(connection)
        if missing > 0:
            page_size = connection.execute("PRAGMA page_size").fetchone()[0]
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("CREATE TABLE filler (content BLOB)")
            connection.execute("INSERT INTO filler VALUES (zeroblob(?))", (missing * page_size,))
            connection.execute("DROP TABLE filler")
            connection.execute("COMMIT")


def _pages(connection: sqlite3.Connection) -> int:
    pages: int = connection.execute("PRAGMA page_count").fetchone()[0]
    return pages

"""Telling a team's file from everything else, and bringing it to this Huddle's schema."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlite_utils import Database

from data.errors import Unreadable
from data.schema import APPLICATION_ID, SCHEMA_VERSION, migrations
from data.sqlite import BUSY_SECONDS, connect, sqlite3

QUICK_CHECK_BYTES = 32 * 1024 * 1024
"""Up to this size every page is looked at when the file is opened (about 30 ms); `huddle check` does any size."""


class _Immediate(Database):
    """sqlite-utils begins a deferred transaction; with 20 processes at once that one cannot be upgraded."""

    @contextmanager
    def atomic(self) -> Iterator[Database]:
        if self.conn.in_transaction:
            with super().atomic():
                yield self
            return
        self.conn.execute("BEGIN IMMEDIATE")
        try:
            yield self
            self.conn.execute("COMMIT")
        except BaseException:
            self.rollback()
            raise


def prepare(path: Path, *, create: bool) -> None:
    """Makes sure that the file at `path` is a team's, whole, and of this schema.

    With `create` a missing or empty file becomes one. Raises `Unreadable` otherwise, with the file untouched.
    """
    if not path.exists():
        if not create:
            raise Unreadable(f"There is no team at {path}. Make one with: huddle init NAME --db {path}")
        path.parent.mkdir(parents=True, exist_ok=True)
    elif path.is_dir():
        raise Unreadable(f"{path} is a folder. Name the team's file in it.")
    try:
        version = _look(path) if path.exists() else 0
        if version == 0 and not create and not _being_made(path):
            raise Unreadable(f"{path} is empty. Make a team in it with: huddle init NAME --db {path}")
        if version < SCHEMA_VERSION:
            _bring_up(path)
    except sqlite3.DatabaseError as error:
        raise damaged(path, error) from error


def damaged(path: Path, error: Exception) -> Unreadable:
    """The sentence for a file that SQLite could not read."""
    if isinstance(error, sqlite3.OperationalError) and "unable to open" in str(error):
        return Unreadable(f"{path} may not be opened. Check who may read that file and its folder.")
    if "not a database" in str(error):
        return Unreadable(f"{path} is not a Huddle file. Name another with --db, or make a team with: huddle init NAME")
    return Unreadable(
        f"{path} is damaged ({error}). It was left untouched. Put your last backup in its place, "
        f"or save what can be read with: sqlite3 '{path}' .recover"
    )


def _look(path: Path) -> int:
    """The schema's number, 0 for an empty file. Raises `Unreadable` for what is not a team's file."""
    with closing(connect(path)) as connection:
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        version: int = connection.execute("PRAGMA user_version").fetchone()[0]
        if application != APPLICATION_ID:
            if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0:
                return 0
            raise Unreadable(
                f"{path} is a database of another program. "
                "Name another file with --db, or make a team with: huddle init NAME"
            )
        if version > SCHEMA_VERSION:
            raise Unreadable(
                f"{path} was written by a newer Huddle (its schema is {version}, this one knows {SCHEMA_VERSION}). "
                "Bring this one up to date with: pip install --upgrade huddle-tui"
            )
        if path.stat().st_size <= QUICK_CHECK_BYTES:
            verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            if verdict != "ok":
                raise damaged(path, sqlite3.DatabaseError(verdict))
        return version


def _being_made(path: Path) -> bool:
    """Whether another process is at making this team right now: SQLite's log lies beside an empty file."""
    return path.with_name(path.name + "-wal").exists()


def _bring_up(path: Path) -> None:
    with closing(connect(path, writable=True)) as connection:
        _write_ahead(connection)
        db = _Immediate(connection, execute_plugins=False)
        with db.atomic():
            migrations.apply(db)
            db.execute(f"PRAGMA application_id = {APPLICATION_ID:d}")
            db.execute(f"PRAGMA user_version = {SCHEMA_VERSION:d}")


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Turns the write-ahead log on. SQLite does not wait for its turn here, so this does."""
    give_up = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > give_up:
                raise
            # Random, so that 20 processes that began together do not meet again.
            time.sleep(random.uniform(0.002, 0.02))
        else:
            return

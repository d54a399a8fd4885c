"""Checks that a file is a team's, and brings it to this version's schema."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from data.empty_file import empty_file, is_empty
from data.errors import HuddleError, UnreadableFile, damaged
from data.file_system import ALLOW_NETWORK, refused_network_type
from data.new_file import NewFile
from data.read_only import can_write_beside, connect_to_read
from data.saved_copies import list_saved, missing_file
from data.sqlite import APPLICATION_ID, BUSY_SECONDS, SCHEMA_VERSION, connect, sqlite3

QUICK_CHECK_BYTES = 32 * 1024 * 1024
"""Files up to this size are checked page by page when they are opened (about 30 ms); `huddle check` does any size."""

BeforeMigration = Callable[[Path, int], None]
"""Called with the path and the schema version of a file that is about to be migrated, while nobody may write to it."""


def prepare_file(path: Path, *, create: bool, before_migration: BeforeMigration | None = None) -> None:
    """Make sure that the file at `path` is a team's file, undamaged, and of this schema.

    With `create` a missing or empty file becomes one. `before_migration` is called before an older file is migrated.
    Raises `UnreadableFile` otherwise, with the file untouched and nothing left beside it.
    """
    try:
        exists = _exists(path, create)
        require_local(path)
        if not exists:
            NewFile(path).make()
        version = _check_file(path) if exists else 0
        if version == 0 and not create and not _in_use(path):
            raise empty_file(path)
        if version == 0 and exists and list_saved(path):
            raise empty_file(path)
        if version < SCHEMA_VERSION:
            _require_writable(path)
            _migrate(path, before_migration)
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        raise translate_error(path, error) from error
    except OSError as error:
        raise UnreadableFile(
            f"Can't reach {path} ({error.strerror}). Check the path and the rights of its folder."
        ) from error


def translate_error(path: Path, error: BaseException) -> BaseException:
    """Return a `HuddleError` for an SQLite error that concerns the file; any other error is returned as it is."""
    if isinstance(error, UnicodeDecodeError):  # even the words of SQLite's error hold damaged text
        return damaged(path, "a text in it is not UTF-8")
    text = str(error)
    if isinstance(error, sqlite3.DatabaseError) and is_empty(path):
        return empty_file(path)
    if type(error) is sqlite3.DatabaseError:
        if "prohibited" in text or "not authorized" in text:
            return HuddleError(
                f"Huddle tried to read something you may not see ({text}). This is a bug in Huddle. "
                "Nothing was shown or changed. Please report it, and what you did."
            )
        if "not a database" in text:
            return UnreadableFile(
                f"{path} is not a Huddle file.", "Choose another with --db, or make a team with: huddle init NAME"
            )
        return damaged(path, text)
    if not isinstance(error, sqlite3.OperationalError):
        return error
    if "decode to UTF-8" in text:  # SQLite's own words would show the text
        return damaged(path, "a text in it is not UTF-8")
    if "malformed" in text:
        return damaged(path, text)
    if "is locked" in text:
        return HuddleError(f"{path} is locked by another program. Nothing was changed. Close it and try again.")
    if "disk is full" in text:
        return HuddleError(f"The disk is full ({path}). Nothing was changed. Free some space and try again.")
    if "readonly database" in text:
        return HuddleError(f"{path} is read-only. Ask its owner for write access to the file and its folder.")
    if "unable to open" in text:
        return UnreadableFile(f"Can't open {path}. Check that you can read the file and write to its folder.")
    if "disk I/O" in text:
        return HuddleError(f"The disk of {path} reports an error ({text}). Check the disk first.")
    return error


def require_local(path: Path) -> None:
    """Raise `UnreadableFile` when the file lies on a network file system, unless that is allowed or the file is only
    read, without a log."""
    type_ = refused_network_type(path)
    if type_ is None:
        return
    if path.exists() and not can_write_beside(path) and not _in_use(path):
        return
    raise UnreadableFile(
        f"{path} is on a network file system ({type_}), where two computers would damage it. "
        "Keep it on one computer where everyone logs in. If only one computer ever opens it, allow it with "
        f"{ALLOW_NETWORK}=1."
    )


def _require_writable(path: Path) -> None:
    if not can_write_beside(path):
        raise UnreadableFile(
            f"{path} needs an update but is read-only. Copy it to your own folder, and open the copy with --db."
        )


def require_this_schema(connection: sqlite3.Connection, path: Path) -> None:
    """Raise `HuddleError` when the file has been brought to another schema since it was opened."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > SCHEMA_VERSION:
        raise HuddleError(
            f"A newer Huddle has updated {path}. Nothing was changed. Quit this Huddle, update "
            "it with: pip install --upgrade huddle-tui, and open the team again."
        )
    if version < SCHEMA_VERSION:
        raise HuddleError(f"{path} now belongs to an older Huddle. Nothing was changed. Quit Huddle and open it again.")


def check_copy(path: Path, *, of: Path) -> int:
    """Return the schema version of a copy that no process has open. Raises `UnreadableFile`, naming the file that it
    is a copy `of`, when that is no team's file, empty, of a newer version, or damaged anywhere."""
    with closing(connect(path, immutable=True)) as connection:
        version = schema_version_of(connection, of)
        if version == 0:
            raise UnreadableFile(f"{of} is empty. Choose another file.")
        _check_pages(connection)
        return version


def read_schema_version(path: Path) -> int:
    """Return the schema version of a copy that has been checked, and that no process has open."""
    with closing(connect(path, immutable=True)) as connection:
        return schema_version_of(connection, path)


def enable_write_ahead_log(connection: sqlite3.Connection) -> None:
    """Turn the write-ahead log on. SQLite's busy timeout does not apply here, so this waits and retries itself."""
    give_up = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "is locked" not in str(error) or time.monotonic() > give_up:
                raise
            # Random, so that processes that began together do not retry together.
            time.sleep(random.uniform(0.002, 0.02))
        else:
            return


def _exists(path: Path, create: bool) -> bool:
    """Return whether the file exists. Raises `UnreadableFile` when it may not be created, and when it is not a file."""
    if path.is_file():
        return True
    if path.exists() or not create:
        raise missing_file(path)
    return False


def _check_file(path: Path) -> int:
    """Return the schema version, 0 for an empty file.

    Raises `UnreadableFile` when it is not an undamaged team's file.
    """
    if path.stat().st_size == 1:  # SQLite would take it for an empty file and overwrite it
        raise sqlite3.DatabaseError("file is not a database")
    if not _in_use(path):
        before = _fingerprint(path)
        try:
            return _check_undamaged(path, settled=True)
        except (UnreadableFile, sqlite3.DatabaseError):
            # A writer may have begun in the meantime; then the check is repeated with SQLite's log.
            if _fingerprint(path) == before and not _in_use(path):
                raise
    return _check_undamaged(path, settled=False)


def _in_use(path: Path) -> bool:
    """Return whether SQLite's logs exist beside the file: it is open, being created, or was not closed properly."""
    path = path.resolve()
    return any(path.with_name(path.name + ending).exists() for ending in ("-wal", "-journal"))


def _fingerprint(path: Path) -> tuple[int, int, int]:
    """Return what changes when the file is written: inode, size and modification time."""
    stat = path.stat()
    return stat.st_ino, stat.st_size, stat.st_mtime_ns


def _check_undamaged(path: Path, *, settled: bool) -> int:
    """Return the schema version after a check for damage. `settled` reads the file without SQLite's log."""
    with closing(connect(path, immutable=True) if settled else connect_to_read(path)) as connection:
        connection.execute("BEGIN")  # one consistent view: another process may be creating the team meanwhile
        version = schema_version_of(connection, path)
        if version and path.stat().st_size <= QUICK_CHECK_BYTES:
            _check_pages(connection)
        return version


def _check_pages(connection: sqlite3.Connection) -> None:
    """Raise `sqlite3.DatabaseError` when a page of the file is damaged."""
    verdict: str = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if verdict != "ok":
        raise sqlite3.DatabaseError(describe_damage(verdict.splitlines()[-1]))


def describe_damage(verdict: str) -> str:
    """Return what SQLite's check says of the file, without the names of SQLite's own functions."""
    page = re.match(r"(?:Tree \d+ )?[Pp]age (\d+)\b.*(?:error code|\(\))", verdict)
    return f"page {page[1]} cannot be read" if page else verdict


def schema_version_of(connection: sqlite3.Connection, path: Path) -> int:
    """Return the schema version, 0 for an empty file. Raises `UnreadableFile` for another program's or a newer
    version's."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if application != APPLICATION_ID:
        if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0:
            return 0
        raise UnreadableFile(
            f"{path} belongs to another program.",
            "Choose another file with --db, or make a team with: huddle init NAME",
        )
    if version > SCHEMA_VERSION:
        raise UnreadableFile(
            f"{path} was written by a newer Huddle (its schema is {version}, this one knows {SCHEMA_VERSION}). "
            "Update this one with: pip install --upgrade huddle-tui"
        )
    return version


def _migrate(path: Path, before_migration: BeforeMigration | None) -> None:
    # Imported here: sqlite-utils is the slowest import before the first screen, and is needed only to migrate.
    from data.schema.migrations import immediate_transaction, migrations

    with closing(connect(path, writable=True)) as connection:
        enable_write_ahead_log(connection)
        with immediate_transaction(connection) as db:
            # Another process, possibly a newer version, may have migrated the file while this one waited.
            if (version := schema_version_of(connection, path)) < SCHEMA_VERSION:
                if version and before_migration is not None:
                    before_migration(path, version)
                try:
                    migrations.apply(db)
                except sqlite3.OperationalError as error:
                    if translate_error(path, error) is not error:
                        raise
                    raise UnreadableFile(
                        f"{path} can't be updated ({error}). Nothing was changed: "
                        "use the Huddle that wrote it, and report this."
                    ) from error
                db.execute(f"PRAGMA application_id = {APPLICATION_ID:d}")
                db.execute(f"PRAGMA user_version = {SCHEMA_VERSION:d}")

"""Copies a team's file whole, as it is at one moment, while others write to it."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from data.errors import HuddleError, UnreadableFile
from data.file_check import check_copy, translate_error
from data.read_only import can_write_beside, connect_to_read
from data.sqlite import LOG_ENDINGS, connect, sqlite3

_STEP_PAGES = 4096
"""Pages copied in one step. Other threads of this process run between two steps."""


@contextmanager
def whole_copy(source: Path, target: Path, *, is_live: bool, rights_of: Path | None = None) -> Iterator[Path]:
    """Yield a new file in the folder of `target` with everything that is committed in `source`, checked for damage.

    It is for the caller to rename; what still has its first name at the end is removed. Nobody who writes to `source`
    waits: the copy is read in one transaction, beside the log. `is_live` says that others may have it open; a source
    that nobody has open is only read, and nothing is left beside it. Only this user may read the new file, or who may
    read the file `rights_of`. Raises `UnreadableFile` when `source` is no team's
    file, of a newer version, empty or damaged, and `HuddleError` when the copy cannot be written.
    """
    if source.is_dir():
        raise UnreadableFile(f"{source} is a folder. Choose a file in it.")
    if source.exists() and not source.is_file():
        raise UnreadableFile(f"{source} is not a file. Choose another.")
    if not source.is_file():
        raise UnreadableFile(f"There is no file at {source}. Check the path.")
    new = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        # Private before SQLite writes to it.
        os.close(os.open(new, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        if rights_of is not None:
            _give_rights(new, rights_of)
        try:
            _copy_pages(source.resolve(), new, is_live=is_live)
            check_copy(new, of=source)
            flush_to_disk(new)
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            raise translate_error(target if "disk is full" in str(error) else source, error) from error
        yield new
    except OSError as error:
        raise HuddleError(f"Can't write {target} ({error.strerror or error}). Choose another place.") from error
    finally:
        for ending in ("", *LOG_ENDINGS):
            with suppress(OSError):
                new.with_name(new.name + ending).unlink()


def take_out_ballots(copy: Path) -> bool:
    """Delete the votes that are not revealed from a copy, so that they are in no file once they are; return whether
    there were any. They are in no journal, so the copy stays whole. A file from before the third schema is left as it
    is: it has them in its journal too."""
    with closing(connect(copy, writable=True)) as connection:
        try:
            taken = connection.execute("DELETE FROM vote WHERE EXISTS (SELECT 1 FROM unjournaled)").rowcount
        except sqlite3.OperationalError:  # an older file has no such tables
            return False
    if taken:
        flush_to_disk(copy)
    return bool(taken)


def _give_rights(new: Path, like: Path) -> None:
    """Give the file the group and access rights of another, as far as this user may."""
    stat = like.stat()
    with suppress(OSError, AttributeError):  # Windows has no groups
        os.chown(new, -1, stat.st_gid)
        new.chmod(stat.st_mode & 0o777)


def publish(new: Path, target: Path, *, replace: bool) -> None:
    """Rename `new` to `target`, whole or not at all. Raises `HuddleError` when that is there and not to be replaced.

    A log that is left of a file of that name counts as one: SQLite would write it into the new file.
    """
    logs = [log for ending in LOG_ENDINGS if (log := target.with_name(target.name + ending)).exists()]
    try:
        if replace:
            for log in logs:
                log.unlink(missing_ok=True)
            os.replace(new, target)
        elif logs and not target.exists():
            raise HuddleError(
                f"{logs[0]} is left from a removed file. Choose a new file, or replace it with --replace."
            )
        else:
            _rename_to_new_name(new, target)
    except FileExistsError as error:
        raise HuddleError(f"{target} exists already. Choose a new file, or replace it with --replace.") from error
    flush_folder(target.parent)


def flush_to_disk(file: Path) -> None:
    """Wait until the content of the file is on the disk."""
    descriptor = os.open(file, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def flush_folder(folder: Path) -> None:
    """Wait until the names in the folder are on the disk, where the system can do that."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _rename_to_new_name(new: Path, target: Path) -> None:
    """Rename to a name that nobody has. Raises `FileExistsError` otherwise."""
    try:
        os.link(new, target)  # unlike a rename it never replaces a file
    except FileExistsError:
        raise
    except OSError:  # this file system has no second names
        if target.exists():
            raise FileExistsError(target) from None
        new.rename(target)
    else:
        new.unlink()


def _copy_pages(source: Path, new: Path, *, is_live: bool) -> None:
    with closing(_connect_to(source, is_live)) as reader, closing(connect(new, writable=True)) as writer:
        # Without a journal and without waiting for the disk: nobody knows the file yet.
        writer.execute("PRAGMA journal_mode = OFF")
        writer.execute("PRAGMA synchronous = OFF")
        # One transaction: otherwise SQLite would begin again whenever somebody commits.
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM sqlite_master").fetchone()
        reader.backup(writer, pages=_STEP_PAGES, sleep=0)
        reader.execute("COMMIT")


def _connect_to(source: Path, is_live: bool) -> sqlite3.Connection:
    if is_live and can_write_beside(source):
        # Not read-only: the last one to close folds the log in, and the others leave it where it is.
        return connect(source, writable=True)
    has_logs = any(source.with_name(source.name + ending).exists() for ending in LOG_ENDINGS)
    return connect_to_read(source) if is_live or has_logs else connect(source, immutable=True)

"""Leaves a team's file that was removed, renamed or replaced while it was open, so that no committed change is lost.

SQLite goes on writing to the file that it has opened, under its new name, and to a log at the old name. Opened again
under the new name, the file would lack what is only in that log.
"""

from __future__ import annotations

import os
import secrets
import time
from contextlib import closing, suppress
from pathlib import Path

from data.empty_file import is_empty
from data.errors import FileMoved, HuddleError, describe_restore
from data.file_identity import FileIdentity, file_id
from data.file_modes import PRIVATE_FILE
from data.saved_copies import REPLACED_MARK, SAVED_MARK, describe_put_back, list_saved
from data.sqlite import LOG_ENDINGS, connect, log_file_of, notify_file_of, sqlite3
from data.sqlite_locks import alone_with

SAVED_SECONDS = 3.0
"""How long one who cannot copy a removed file waits for the copy of another."""

RESTORE_SECONDS = 2.0
"""How long it waits for a restore that has begun, and has still to put the backup in its place."""

FOLD_SECONDS = 2.0
"""How long folding the log in waits for those who are reading it, or folding it in themselves."""


def leave_file(
    writer: sqlite3.Connection | None,
    identity: FileIdentity,
    newest: tuple[int, str] | None = None,
    memory: sqlite3.Connection | None = None,
) -> FileMoved:
    """Bring everything that was committed to where it can be opened, and return an error that says what happened,
    where everything is now, and what to do.

    The log is folded into the file, where that lies elsewhere by now; of a removed file a copy is made. Without a
    `writer` neither can be done; a copy that another makes is found by `newest`, the id and the moment of the last
    entry in the journal. Of a file that was emptied, a copy is made if this process has still all of it, also in the
    `memory` to which it was copied.
    """
    _wait_for_restore(identity)
    place, is_removed = identity.find()
    saved, is_cut = place, identity.is_cut()
    if is_cut:
        # Its log stays as it is: folded in, it would make half a file.
        saved = _save_copy(writer, identity) if writer is not None else None
        if saved is None and memory is not None:
            saved = _save_copy(memory, identity)
    elif writer is not None:
        # Where somebody has opened the file under its new name, a change behind their back would damage it.
        is_opened_there = place is not None and file_id(log_file_of(place)) not in (None, identity.log_id)
        if is_removed or is_opened_there:
            saved = _save_copy(writer, identity)
        is_folded = not is_opened_there and _fold_safely(writer, identity)
        if not is_folded and place is not None and saved == place:
            saved = _save_copy(writer, identity) or place
        if is_folded or (saved is not None and saved != place):
            remove_left_files(identity)
    is_gone = is_cut or not identity.real_path.exists()
    if saved is None and newest is not None and is_gone:
        saved = _wait_for_saved(identity.real_path, *newest)
        is_removed = is_removed or (saved is not None and not is_cut)
    if is_cut:
        return FileMoved(*_describe_cut(identity.path, saved), saved)
    return FileMoved(*_describe(identity, place, saved, is_removed), saved)


def _wait_for_restore(identity: FileIdentity) -> None:
    """Wait while a restore is at work, which names the file and its log anew before the backup is in its place: what
    is found before that would be called something else."""
    path, give_up = identity.real_path, time.monotonic() + RESTORE_SECONDS
    while identity.is_file_in_place() or not path.exists():
        kept = identity.find_other_name()
        if kept is None or not _is_replaced(path, kept) or time.monotonic() > give_up:
            return
        time.sleep(0.01)


def _wait_for_saved(path: Path, last: int, at: str) -> Path | None:
    """Return the copy of the removed file that another makes at this moment, or None."""
    give_up = time.monotonic() + SAVED_SECONDS
    while True:
        for copy in list_saved(path):
            if _has_all(copy, last, at):
                return copy
        if time.monotonic() > give_up:
            return None
        time.sleep(0.05)


def _is_replaced(path: Path, place: Path) -> bool:
    """Return whether the file at `place` has the name of one that a restore has replaced."""
    return place.name.startswith(f"{path.name}{REPLACED_MARK}")


def _fold_safely(writer: sqlite3.Connection, identity: FileIdentity) -> bool:
    """Fold the log in unless it may be another file's by now, and return whether all of it is in the file.

    Also for a removed file: what stayed in the log would be taken for a part of the next file with that name.
    """
    path = identity.real_path
    if identity.is_file_in_place() or not path.exists():
        return _fold(writer)
    if file_id(identity.log_path) != identity.log_id:
        # It was moved with the file, or whoever opened the new file is done with it.
        return _fold(writer) if identity.find_log() is not None else False
    with alone_with(path) as is_alone:
        return is_alone and _fold(writer)


def _describe(identity: FileIdentity, place: Path | None, saved: Path | None, is_removed: bool) -> tuple[str, str]:
    """Return what happened to the file, which lies at `place` now, and what to do, a text each; everything is in
    `saved`."""
    path = identity.path
    if place == path:
        happened, todo = f"The log beside {path} was removed", "Close Huddle everywhere, and open it again."
    elif identity.real_path.exists():
        is_restored = place is not None and _is_replaced(identity.real_path, place)
        what = "A backup" if is_restored else "Another file"
        happened, todo = f"{what} replaced {path}", "Close Huddle, and open it again."
    elif saved is None:
        happened = f"{path} was removed" if is_removed else f"{path} was moved or removed"
        todo = "Close Huddle, put the file or a backup back, and open it again."
    elif is_removed:
        happened = f"{path} was removed"
        todo = f"Close Huddle, put it back with: {describe_put_back(path, saved)}, and open it again."
    else:
        happened, todo = f"{path} was moved", f"Close Huddle, and open it again with: huddle --db '{saved}'"
    where = f" Everything until then is in {'it' if saved == path else saved}." if saved else ""
    return f"{happened} while Huddle had it open.{where} Nothing more is stored here.", todo


def _describe_cut(path: Path, saved: Path | None) -> tuple[str, str]:
    """Return what happened to a file that was emptied or cut short, and what to do, a text each."""
    what = "emptied" if is_empty(path) else "cut"
    happened = f"Another program {what} {path} while Huddle had it open."
    if saved is not None:
        return f"{happened} Everything until then is in {saved}. Nothing more is stored here.", (
            f"Close Huddle everywhere. {describe_restore(path, saved)}"
        )
    return f"{happened} Nothing more is stored here.", (
        f"Close Huddle everywhere, and choose a backup with: huddle backup --list --db '{path}'. "
        f"{describe_restore(path)}"
    )


def remove_left_files(identity: FileIdentity) -> None:
    """Remove SQLite's log, its index and the notify file at the old name, unless a file is there again."""
    path = identity.real_path
    if path.exists():
        return
    for file in (identity.log_path, path.with_name(path.name + "-shm"), notify_file_of(path)):
        with suppress(OSError):
            file.unlink()


def remove_empty_log(identity: FileIdentity, path: Path) -> None:
    """Remove SQLite's log and its index beside the file at `path`, which a restore has replaced, once nobody has it
    open and all is in it: SQLite does so only under the name by which it has opened the file."""
    if not _is_replaced(identity.real_path, path):
        return  # this process may have it open under its new name
    log, index = log_file_of(path), path.with_name(path.name + "-shm")
    with suppress(OSError):
        if log.stat().st_size:
            return
        with alone_with(path) as is_alone:
            if is_alone:
                log.unlink()
                index.unlink()


def _fold(writer: sqlite3.Connection) -> bool:
    """Write the log into the file, empty it, and return whether all of it is in the file.

    Others who leave do the same at this moment. SQLite does not wait for them, so this does.
    """
    give_up = time.monotonic() + FOLD_SECONDS
    try:
        writer.execute("PRAGMA busy_timeout = 100")
        while True:
            is_busy, in_log, folded = writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if not is_busy or time.monotonic() > give_up:
                return bool(in_log == folded != -1)
            time.sleep(0.01)
    except sqlite3.Error:
        return False


def _save_copy(writer: sqlite3.Connection, identity: FileIdentity) -> Path | None:
    """Copy what the connection sees to a new file beside the path, and return where that is; None when it cannot be
    written. Processes that leave the same file, as all screens do at one moment, share one copy.

    The copy gets its name when it is whole: what has that name is trusted by the others, and the log is removed then.
    """
    path = identity.real_path
    new = path.with_name(f".{path.name}-saved.{secrets.token_hex(4)}")
    try:
        last, at = writer.execute("SELECT ifnull(max(id), 0), ifnull(max(at), '') FROM journal").fetchone()
        stamp = "".join(character for character in at[:19] if character.isdigit())
        saved = path.with_name(f"{path.name}{SAVED_MARK}{stamp}-{last}")
        if _has_all(saved, last, at):
            return saved
        os.close(os.open(new, os.O_RDWR | os.O_CREAT | os.O_EXCL, PRIVATE_FILE))
        writer.execute("VACUUM INTO ?", (os.fspath(new),))
        os.chmod(new, identity.mode & 0o666)
        return _give_name(new, saved, last, at) if _has_all(new, last, at) else None
    except (OSError, sqlite3.Error):
        return None
    finally:
        for ending in ("", *LOG_ENDINGS):
            with suppress(OSError):
                new.with_name(new.name + ending).unlink()


def _give_name(new: Path, saved: Path, last: int, at: str) -> Path:
    """Rename the whole copy to `saved`, or to one like it where that is no such copy, and return the name that a whole
    copy has now."""
    from data.whole_copy import flush_to_disk, publish

    flush_to_disk(new)
    for name in (saved.name, *(f"{saved.name}-{count}" for count in range(2, 100))):
        with suppress(HuddleError):  # the name is taken
            publish(new, saved.with_name(name), replace=False)
            return saved.with_name(name)
        if _has_all(saved.with_name(name), last, at):
            return saved.with_name(name)
    raise FileExistsError(saved)


def _has_all(copy: Path, last: int, at: str) -> bool:
    """Return whether the file is whole, with the journal up to the entry `last`; the newest was made at `at`."""
    try:
        with closing(connect(copy, immutable=True)) as connection:
            if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                return False
            newest = "SELECT ifnull(max(id), 0), ifnull(max(at), '') FROM journal WHERE id <= ?"
            return bool(connection.execute(newest, (last,)).fetchone() == (last, at))
    except (OSError, sqlite3.Error):
        return False

"""Which sessions are open now. It is not stored in the journal or in a table, and ends with a crash.

Each open session has one small file in a folder beside the team's file, and holds a lock on it. The system releases the
lock when the process ends, in whatever way; an unlocked file was left by a crash and is removed.
"""

from __future__ import annotations

import json
import os
import secrets
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from data.file_modes import PRIVATE_FILE, make_folder_like, may_write
from data.sqlite import notify_file_of, touch_notify_file

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

STALE_SECONDS = 10.0
"""Where files cannot be locked, a file that was not touched for so long is treated as left over."""

_UNFINISHED_PREFIX = "."
"""The prefix of a file that is not yet locked and written."""


def presence_folder(path: Path | str) -> Path:
    """Return the folder beside a team's file that holds the presence files."""
    path = Path(path).resolve()
    return path.with_name(path.name + "-here")


class PresenceFile:
    """The presence file of one open session. The caller ends it with `remove`; the end of the process does so too.

    Where the folder cannot be written, this session is not shown to others, and everything else works.
    """

    def __init__(self, path: Path | str) -> None:
        """`path` is the team's file."""
        self._team = Path(path).resolve()
        self._folder = presence_folder(path)
        self._name = secrets.token_hex(8)
        self._changes = 0
        self._file: Path | None = None
        self._lock_file: int | None = None

    @property
    def name(self) -> str:
        """The name of this session, which no other has."""
        return self._name

    def publish(self, payload: dict[str, Any]) -> None:
        """Publish `payload`, which must be small and fit JSON, to all readers, and notify them.

        Does nothing for a user who may only read the team's file: a folder of theirs would bar the others.
        """
        if not may_write(self._team):
            return
        self._changes += 1
        # A new name each time: a reader sees the old or the new file, never half of one, and a process that removes a
        # stale file can never remove a current one.
        name = f"{self._name}-{self._changes}"
        old_file, old_lock = self._file, self._lock_file
        try:
            self._lock_file, self._file = self._write_locked(name, json.dumps(payload).encode())
        except OSError:
            return
        self._remove(old_file, old_lock)
        touch_notify_file(notify_file_of(self._team))

    def update(self, payload: dict[str, Any]) -> None:
        """Publish `payload` in place of the earlier one, and notify the readers."""
        self.publish(payload)

    def touch(self) -> None:
        """Touch the file where files cannot be locked, so that it is not taken for stale: to be called every few
        seconds."""
        if fcntl is None and self._file is not None:
            with suppress(OSError):
                os.utime(self._file)

    def remove(self) -> None:
        """Remove the file and notify the readers. A second call does nothing."""
        if self._file is None:
            return
        file, descriptor = self._file, self._lock_file
        self._file = self._lock_file = None
        self._remove(file, descriptor)
        with suppress(OSError):
            self._folder.rmdir()  # succeeds for the last session only
        touch_notify_file(notify_file_of(self._team))

    def _write_locked(self, name: str, text: bytes) -> tuple[int | None, Path]:
        unfinished, file = self._folder / f"{_UNFINISHED_PREFIX}{name}", self._folder / name
        # The same access rights as the team's file, whichever session makes the folder and the file.
        mode = self._team.stat().st_mode & 0o666
        while True:
            make_folder_like(self._folder, self._team)
            with suppress(FileNotFoundError):  # another session has just removed the folder
                descriptor = os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
                break
        try:
            unfinished.chmod(mode)
            # Locked before it gets its final name: readers take an unlocked file for a stale one.
            if fcntl is not None:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.write(descriptor, text)
            if fcntl is None:
                os.close(descriptor)  # an open file cannot be renamed on Windows
                unfinished.rename(file)
                return None, file
            unfinished.rename(file)
        except OSError:
            with suppress(OSError):
                os.close(descriptor)
            with suppress(OSError):
                unfinished.unlink()
            raise
        return descriptor, file

    def _remove(self, file: Path | None, descriptor: int | None) -> None:
        if file is not None:
            with suppress(OSError):
                file.unlink()
        if descriptor is not None:
            os.close(descriptor)


def read_present(path: Path | str) -> list[dict[str, Any]]:
    """Return the payloads of all open sessions, in no order; `path` is the team's file. Removes stale files."""
    newest: dict[str, tuple[int, dict[str, Any]]] = {}
    folder = presence_folder(path)
    try:
        names = os.listdir(folder)
    except OSError:  # no folder: no session
        return []
    for name in names:
        text = _read_or_remove(folder / name)
        if text is None or name.startswith(_UNFINISHED_PREFIX):
            continue
        session_name, _, number_text = name.rpartition("-")
        with suppress(ValueError):
            payload, number = json.loads(text), int(number_text)
            # Of two files of one session the newer one counts.
            if isinstance(payload, dict) and number > newest.get(session_name, (0, {}))[0]:
                newest[session_name] = (number, payload)
    return [payload for _, payload in newest.values()]


def _read_or_remove(file: Path) -> bytes | None:
    """Return the content of the file; when it is stale, remove it and return None."""
    try:
        descriptor = os.open(file, os.O_RDONLY)
    except OSError:  # removed in the meantime
        return None
    try:
        if not _is_stale(file, descriptor):
            return os.read(descriptor, 65536)
    finally:
        os.close(descriptor)
    with suppress(OSError):
        file.unlink()
    return None


def _is_stale(file: Path, descriptor: int) -> bool:
    # The computer's clock, like the file's time, and not the session's, which tests freeze.
    age = time.time() - os.fstat(descriptor).st_mtime
    if fcntl is None or file.name.startswith(_UNFINISHED_PREFIX):
        return age > STALE_SECONDS
    try:
        # A shared lock, so that two readers do not take each other for the owner.
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return False
    return True

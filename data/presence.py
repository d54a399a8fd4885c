"""Who is here now. That is no history: it is in no journal and no table, and a crash ends it.

Each session that is open holds one small file in a folder beside the team's file, and a lock on it. The system drops
the lock when the process ends, in whatever way; a file that nobody holds locked tells of a crash and is removed.
"""

from __future__ import annotations

import json
import os
import secrets
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from data.sqlite import bell_of, ring

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

BEAT_SECONDS = 10.0
"""Where files cannot be locked, who has not been heard of for so long is gone."""

_COMING = "."
"""How the name of a file begins that is not locked and written yet."""


def here_of(path: Path | str) -> Path:
    """The folder beside a team's file that tells who is here."""
    path = Path(path).resolve()
    return path.with_name(path.name + "-here")


class Here:
    """One open session's mark. Whoever makes one ends it with `leave`; a crash does so too.

    Where the folder cannot be written to nobody sees this one here, and everything else goes on.
    """

    def __init__(self, path: Path | str) -> None:
        """`path` is the team's file."""
        self._team = Path(path).resolve()
        self._folder = here_of(path)
        self._name = secrets.token_hex(8)
        self._changes = 0
        self._file: Path | None = None
        self._held: int | None = None

    def enter(self, payload: dict[str, Any]) -> None:
        """Shows `payload`, which must be small and fit JSON, to everybody who looks, and rings the bell."""
        self._changes += 1
        # A name of its own each time: who reads while it changes meets the old or the new one, never half of it, and
        # who removes a dead one can never hit a living one.
        name = f"{self._name}-{self._changes}"
        old_file, old_held = self._file, self._held
        try:
            self._held, self._file = self._put(name, json.dumps(payload).encode())
        except OSError:
            return
        self._drop(old_file, old_held)
        ring(bell_of(self._team))

    def update(self, payload: dict[str, Any]) -> None:
        """Shows `payload` in place of what was shown, and rings the bell."""
        self.enter(payload)

    def beat(self) -> None:
        """Says that it is still alive, where files cannot be locked: to be called every few seconds."""
        if fcntl is None and self._file is not None:
            with suppress(OSError):
                os.utime(self._file)

    def leave(self) -> None:
        """Is not here any more, and rings the bell. A second call does nothing."""
        if self._file is None:
            return
        file, held = self._file, self._held
        self._file = self._held = None
        self._drop(file, held)
        with suppress(OSError):
            self._folder.rmdir()  # the last one; it stays where others are
        ring(bell_of(self._team))

    def _put(self, name: str, text: bytes) -> tuple[int | None, Path]:
        coming, file = self._folder / f"{_COMING}{name}", self._folder / name
        # As open to others as the team's file is, whoever comes first.
        mode = self._team.stat().st_mode & 0o666
        while True:
            with suppress(FileExistsError):
                self._folder.mkdir()
                self._folder.chmod(mode | 0o700 | (mode & 0o444) >> 2)
            with suppress(FileNotFoundError):  # the last one here has just removed the folder
                held = os.open(coming, os.O_RDWR | os.O_CREAT | os.O_EXCL)
                break
        try:
            coming.chmod(mode)
            # Locked before it has a name that readers look at: an unlocked file is a dead one to them.
            if fcntl is not None:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.write(held, text)
            if fcntl is None:
                os.close(held)  # an open file could not be renamed there
                coming.rename(file)
                return None, file
            coming.rename(file)
        except OSError:
            with suppress(OSError):
                os.close(held)
            with suppress(OSError):
                coming.unlink()
            raise
        return held, file

    def _drop(self, file: Path | None, held: int | None) -> None:
        if file is not None:
            with suppress(OSError):
                file.unlink()
        if held is not None:
            os.close(held)


def present(path: Path | str) -> list[dict[str, Any]]:
    """What each session that is open now shows, in no order; `path` is the team's file. Removes what the dead left."""
    shown: dict[str, tuple[int, dict[str, Any]]] = {}
    folder = here_of(path)
    try:
        names = os.listdir(folder)
    except OSError:  # nobody is
        return []
    for name in names:
        text = _living(folder / name)
        if text is None or name.startswith(_COMING):
            continue
        who, _, change = name.rpartition("-")
        with suppress(ValueError):
            payload, number = json.loads(text), int(change)
            # Between two files of one session the newer one tells.
            if isinstance(payload, dict) and number > shown.get(who, (0, {}))[0]:
                shown[who] = (number, payload)
    return [payload for _, payload in shown.values()]


def _living(file: Path) -> bytes | None:
    """What the file holds; None, and the file removed, where nobody alive holds it."""
    try:
        opened = os.open(file, os.O_RDONLY)
    except OSError:  # it has just left
        return None
    try:
        if not _is_dead(file, opened):
            return os.read(opened, 65536)
    finally:
        os.close(opened)
    with suppress(OSError):
        file.unlink()
    return None


def _is_dead(file: Path, opened: int) -> bool:
    # The clock of the computer, as a file's time is too, and not the session's, which a test may have stopped.
    age = time.time() - os.fstat(opened).st_mtime
    if fcntl is None or file.name.startswith(_COMING):
        return age > BEAT_SECONDS
    try:
        # Shared, so that two who look at once do not take each other for its owner.
        fcntl.flock(opened, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return False
    return True

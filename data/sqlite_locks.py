"""Whether another process has a team's file open, by SQLite's own locks on it.

Only for a file that this process has not open: closing it here would drop the locks that SQLite holds.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows, which does not let an open file be renamed
    fcntl = None  # type: ignore[assignment]

_SHARED_FIRST, _SHARED_BYTES = 0x40000002, 510
"""The bytes of a file on which everybody who has it open holds a lock: where they are is part of SQLite's format."""


@contextmanager
def alone_with(path: Path) -> Iterator[bool]:
    """Keep others from opening the file, and yield whether nobody has it open; False where that cannot be asked."""
    with _ask(path) as is_alone:
        yield is_alone is True


def is_open_elsewhere(path: Path) -> bool:
    """Return whether another process has the file open, as far as that can be asked.

    Only asked, and not held: who opens the file while it is renamed would wait for the lock, and then take the new
    file's log for that of the old one.
    """
    with _ask(path) as is_alone:
        return is_alone is False


@contextmanager
def _ask(path: Path) -> Iterator[bool | None]:
    """Yield whether nobody else has it open, and let nobody open it meanwhile; None where that cannot be asked."""
    descriptor = None
    try:
        if fcntl is not None:
            descriptor = _open(path)
        yield None if descriptor is None else _lock(descriptor)
    finally:
        if descriptor is not None:
            os.close(descriptor)


def _open(path: Path) -> int | None:
    try:
        return os.open(path, os.O_RDWR)
    except OSError:  # nothing there, or not ours to write
        return None


def _lock(descriptor: int) -> bool:
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, _SHARED_BYTES, _SHARED_FIRST)
    except OSError:
        return False
    return True

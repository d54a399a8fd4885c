"""Which file is open, whatever its name has become: the device and inode of a team's file and of its log."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

from data.sqlite import log_file_of

FileId = tuple[int, int]
"""Device and inode."""


def file_id(path: Path) -> FileId | None:
    """Return what identifies the file at that path, or None when there is none."""
    try:
        stat = os.stat(path)
    except OSError:
        return None
    return stat.st_dev, stat.st_ino


class FileIdentity:
    """The file at a path as it was opened. While a connection has it open, its inode is given to no other file."""

    def __init__(self, path: Path | str) -> None:
        """Remember the file at `path` and the log beside it, which the caller has just opened."""
        self.path = Path(path).absolute()
        self.real_path = self.path.resolve()
        """Where it lies, after symbolic links: SQLite's log is beside it."""
        self.log_path = log_file_of(self.real_path)
        stat = self.path.stat()
        self.id = stat.st_dev, stat.st_ino
        self.mode = stat.st_mode
        self._size = stat.st_size
        self.log_id = file_id(self.log_path)

    def is_in_place(self) -> bool:
        """Return whether the path still names the file that was opened, and its log too. Costs a few µs."""
        return (
            self.is_file_in_place()
            and not self.is_cut()
            and (self.log_id is None or file_id(self.log_path) == self.log_id)
        )

    def is_cut(self) -> bool:
        """Return whether another program has emptied the file in its place, or cut it short: SQLite goes on, and what
        it writes is lost. SQLite itself makes a file shorter only when it is told to."""
        try:
            return os.stat(self.path).st_size < self._size and self.is_file_in_place()
        except OSError:
            return False

    def is_file_in_place(self) -> bool:
        """Return whether the path still names the file that was opened."""
        return file_id(self.path) == self.id and (self.real_path == self.path or file_id(self.real_path) == self.id)

    def find(self) -> tuple[Path | None, bool]:
        """Return where the open file lies now, if that can be known, and whether it has been removed for certain."""
        if self.is_file_in_place():
            return self.path, False
        place, is_removed = _find(self.id)
        return (place if place is not None or is_removed else _find_beside(self.real_path, self.id)), is_removed

    def find_other_name(self) -> Path | None:
        """Return another name of the open file in its folder, or None."""
        return _find_beside(self.real_path, self.id, but=self.real_path)

    def find_log(self) -> Path | None:
        """Return where the log lies now; None when it was removed, or that cannot be known."""
        return _find(self.log_id)[0] if self.log_id is not None else None


def _find(wanted: FileId) -> tuple[Path | None, bool]:
    """Return where a file lies that this process has open, and whether it has been removed for certain."""
    if not sys.platform.startswith("linux"):
        return None, False
    descriptors = Path("/proc/self/fd")
    with suppress(OSError):
        for name in os.listdir(descriptors):
            with suppress(OSError):
                stat = os.stat(descriptors / name)
                if (stat.st_dev, stat.st_ino) == wanted:
                    place = Path(os.readlink(descriptors / name))
                    # Where it was reached by a second name that is gone, Linux does not know the first.
                    return (place if file_id(place) == wanted else None), stat.st_nlink == 0
    return None, False


def _find_beside(path: Path, wanted: FileId, *, but: Path | None = None) -> Path | None:
    """Return the file in the folder of `path` that is `wanted`, other than `but`, or None: a restore gives the old file
    a second name there before the first is gone."""
    with suppress(OSError), os.scandir(path.parent) as entries:
        for entry in entries:
            place = path.with_name(entry.name)
            if entry.inode() == wanted[1] and place != but and file_id(place) == wanted:
                return place
    return None

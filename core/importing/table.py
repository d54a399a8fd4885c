"""What every kind of file is to an import: columns with names, and rows with the lines on which they begin."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core.errors import HuddleError
from core.wording import clean

LARGEST_FILE = 1024**3
"""Bytes of the largest file that is looked at: ten million rows. Beyond it is no export of one team."""

_HEAD = 8
_NOT_TEXT = (
    (b"PK\x03\x04", "a zip or a spreadsheet (XLSX)"),
    (b"PK\x05\x06", "an empty zip"),
    (b"\x1f\x8b", "compressed (gzip)"),
    (b"\xd0\xcf\x11\xe0", "an old spreadsheet (XLS)"),
    (b"%PDF", "a PDF"),
    (b"SQLite f", "a database"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a file."""

    number: int
    """The line of the file on which it begins, counted from 1; in a spreadsheet its row."""
    cells: tuple[str, ...]
    fault: str | None = None
    """Why it could not be told apart into cells; then `cells` holds the one piece of text that it is."""


class Table(ABC):
    """A file of rows. It may be read as often as one likes."""

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self.names: tuple[str, ...] = ()
        """The header's columns."""

    @property
    @abstractmethod
    def kind(self) -> str:
        """How the file was read, as a sentence; empty where that was plain to see."""

    @property
    @abstractmethod
    def share(self) -> float:
        """How much of the file the reading has come through, from 0 to 1."""

    @abstractmethod
    def lines(self) -> Iterator[Line]:
        """Every row below the header; blank ones are left out. Raises `HuddleError` for an unusable file."""

    def place(self, name: str) -> int:
        """Which column has that name, upper and lower case being the same.

        Raises `HuddleError`, listing the file's columns, when none has or two have.
        """
        wanted = clean(name).casefold()
        places = [place for place, column in enumerate(self.names) if column.casefold() == wanted]
        if not places:
            raise HuddleError(
                f"{self.path.name} has no column “{clean(name)}”. Its columns are {', '.join(self.names)}. "
                "Put the right name into the map."
            )
        if len(places) > 1:
            raise HuddleError(f"{self.path.name} has {len(places)} columns “{clean(name)}”. Rename one of them.")
        return places[0]


def beginning(path: Path) -> bytes:
    """The first bytes of the file. Raises `HuddleError` when it is not there, is no file or is too large."""
    if not path.exists():
        raise HuddleError(f"There is no file {path}. Look at its name and folder.")
    if not path.is_file():
        raise HuddleError(f"{path} is not a file. Name the file that your CRM exported.")
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise HuddleError(
                f"{path.name} has {size / 1024**3:.1f} GB, and {LARGEST_FILE // 1024**3} GB is the most. "
                "Export a shorter time; nothing was changed."
            )
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError as error:
        raise unreadable(path, error) from error


def check(path: Path) -> None:
    """Raises `HuddleError` when the file can be no text, saying what it is instead."""
    head = beginning(path)
    for start, kind in _NOT_TEXT:
        if head.startswith(start):
            raise HuddleError(f"{path.name} is {kind}, whatever its name says. Export or save it as CSV.")


def unreadable(path: Path, error: OSError) -> HuddleError:
    """The sentence for a file that the system does not give."""
    return HuddleError(f"{path} cannot be read ({error.strerror or error}). Check who may read it.")

"""The common interface of every kind of file: named columns, and rows with their line numbers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.errors import HuddleError
from core.values.encoding import detect_encoding
from core.values.text import clean

MAX_FILE_BYTES = 1024**3
"""The most bytes of a file: ten million rows. No export of one team is larger."""

_HEAD = 8
"""How many bytes decide what a file is."""
_NOT_TEXT = (
    (b"PK\x03\x04", "a zip or a spreadsheet (XLSX)"),
    (b"PK\x05\x06", "an empty zip"),
    (b"\x1f\x8b", "compressed (gzip)"),
    (b"\xd0\xcf\x11\xe0", "an old spreadsheet (XLS)"),
    (b"%PDF", "a PDF"),
    (b"SQLite f", "a database"),
)
"""First bytes of files that are no text, with what they are."""


@dataclass(frozen=True, slots=True)
class FileRow:
    """One row of a file."""

    number: int
    """The line on which it begins, counted from 1; in a spreadsheet its row."""
    cells: tuple[str, ...]
    problem: str | None = None
    """Why it could not be split into cells; then `cells` holds its text in one piece."""


class Table(ABC):
    """A file of rows. It may be read as often as needed."""

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self.column_names: tuple[str, ...] = ()
        """The column names."""
        self.sheets: tuple[str, ...] = ()
        """The names of the sheets that the file has; empty for a file without sheets."""

    @property
    @abstractmethod
    def format_note(self) -> str:
        """Return how the file was read, as a sentence; empty when that is obvious."""

    @property
    @abstractmethod
    def share_read(self) -> float:
        """Return how much of the file has been read, from 0 to 1."""

    @abstractmethod
    def read_rows(self) -> Iterator[FileRow]:
        """Return every row below the header, without blank ones. Raises `HuddleError` for an unusable file."""

    def column_index(self, name: str) -> int:
        """Return the index of the column of that name, ignoring case.

        Raises `HuddleError`, listing the file's columns, when none or two have it.
        """
        wanted = clean(name).casefold()
        places = [place for place, column in enumerate(self.column_names) if column.casefold() == wanted]
        if not places:
            raise HuddleError(
                f"{self.path.name} has no column “{clean(name)}”. Columns: {', '.join(self.column_names)}. "
                "Correct the name in the map."
            )
        if len(places) > 1:
            raise HuddleError(f"{self.path.name} has {len(places)} columns “{clean(name)}”. Rename one of them.")
        return places[0]


def read_beginning(path: Path) -> bytes:
    """Return the first bytes of the file. Raises `HuddleError` when it does not exist, is no file or is too large."""
    if not path.exists():
        raise HuddleError(f"There is no file {path}. Check the path.")
    if not path.is_file():
        raise HuddleError(f"{path} is not a file. Choose the file that your CRM exported.")
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise too_large_error(path, size)
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError as error:
        raise unreadable_error(path, error) from error


def detect_file_encoding(path: Path, names: Sequence[str]) -> str:
    """Return the encoding of the file. Raises `HuddleError` when it is no text, and `OSError`."""
    with path.open("rb") as file:
        return detect_encoding(file, path.name, names)


def require_text_file(path: Path) -> None:
    """Raise `HuddleError` when the file cannot be text, saying what it is instead."""
    head = read_beginning(path)
    for start, kind in _NOT_TEXT:
        if head.startswith(start):
            raise HuddleError(f"{path.name} is {kind}. Export or save it as CSV.")


def too_large_error(path: Path, size: int) -> HuddleError:
    """Return the error for a file of more than `MAX_FILE_BYTES`."""
    return HuddleError(
        f"{path.name} is too large ({size / 1024**3:.1f} GB; at most {MAX_FILE_BYTES // 1024**3} GB). "
        "Nothing was changed. Export a shorter period."
    )


def unreadable_error(path: Path, error: OSError) -> HuddleError:
    """Return the error for a file that the system cannot read."""
    return HuddleError(f"Can't read {path} ({error.strerror or error}). Check its rights.")

"""A delimited text file as rows: how it is encoded and delimited, and on which line each row begins.

A reader of another kind of file stands beside this one and gives the same: `names`, and `Line`s from `lines()`.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import TextIO

from core.errors import HuddleError
from core.importing.map import FilePart
from core.wording import clean

LONGEST_LINE = 1_000_000
"""Characters of one line. A longer one is no row of a CRM's export."""

_SAMPLE = 64 * 1024
_BLOCK = 1024 * 1024
_DELIMITERS = (",", ";", "\t", "|")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_NOT_TEXT = (
    (b"PK\x03\x04", "a zip or a spreadsheet (XLSX)"),
    (b"PK\x05\x06", "an empty zip"),
    (b"\x1f\x8b", "compressed (gzip)"),
    (b"\xd0\xcf\x11\xe0", "an old spreadsheet (XLS)"),
    (b"%PDF", "a PDF"),
    (b"SQLite format 3\x00", "a database"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a file."""

    number: int
    """The line of the file on which it begins, counted from 1."""
    cells: tuple[str, ...]
    fault: str | None = None
    """Why it could not be told apart into cells; then `cells` holds the one piece of text that it is."""


class TextFile:
    """A file of delimited text. It is read as a stream, as often as one likes."""

    def __init__(self, path: Path | str, part: FilePart | None = None, wanted: tuple[str, ...] = ()) -> None:
        """Looks at the file and guesses what `part` does not say; `wanted` columns help to guess the delimiter.

        Raises `HuddleError` when it is no text or has no header.
        """
        self.path = Path(path)
        part = part or FilePart()
        self._skip = part.skip
        try:
            self.encoding = part.encoding or _encoding(self.path)
        except OSError as error:
            raise _unreadable(self.path, error) from error
        self.delimiter = part.delimiter or ","
        head = self._head()
        if part.delimiter is None:
            self.delimiter = _delimiter(head, wanted)
        names = next((line.cells for line in self._rows()), None)
        if names is None:
            raise HuddleError(f"{self.path.name} is empty. Export it again, with its header.")
        self.names = tuple(clean(name) for name in names)
        """The header's columns."""

    def lines(self) -> Iterator[Line]:
        """Every row below the header; blank ones are left out.

        Raises `HuddleError` for what makes the whole file unusable: a null byte, an endless line, a quote that
        is never closed, bytes that are not of its encoding.
        """
        rows = self._rows()
        next(rows, None)
        return rows

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

    # -- reading

    def _rows(self) -> Iterator[Line]:
        try:
            with self.path.open(encoding=self.encoding, newline="") as file:
                yield from _Rows(file, self.path.name, self.delimiter, self._skip)
        except OSError as error:
            raise _unreadable(self.path, error) from error
        except UnicodeError as error:
            raise HuddleError(
                f"{self.path.name} is not written in {self.encoding}. Say how with encoding under [file] of the map, "
                'for example encoding = "cp1252".'
            ) from error

    def _head(self) -> str:
        try:
            with self.path.open(encoding=self.encoding, newline="") as file:
                for _ in range(self._skip):
                    file.readline(LONGEST_LINE)
                return file.read(_SAMPLE)
        except OSError as error:
            raise _unreadable(self.path, error) from error
        except UnicodeError:
            return ""  # told with its sentence when the rows are read


class _Rows:
    """The rows of an open file, and the physical lines they are made of."""

    def __init__(self, file: TextIO, name: str, delimiter: str, skip: int) -> None:
        self._file = file
        self._name = name
        self._delimiter = delimiter
        self._skip = skip
        self._number = 0
        self._taken: list[str] = []
        """The physical lines of the row that is being read."""

    def __iter__(self) -> Iterator[Line]:
        physical = self._physical()
        for _ in range(self._skip):
            next(physical, None)
        self._taken.clear()
        reader = csv.reader(physical, delimiter=self._delimiter, strict=True)
        while True:
            first = self._number + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                if "unexpected end" in str(error) or "field larger" in str(error):
                    raise HuddleError(
                        f"{self._name} has a quote on line {first} that is never closed. "
                        "Correct that line and import again; nothing was changed."
                    ) from error
                text = "".join(self._taken).rstrip("\r\n")
                yield Line(first, (text,), "Its quotes are broken: text goes on after a closing quote.")
            else:
                if any(cells) and any(cell.strip() for cell in cells):
                    yield Line(first, tuple(cells))
            self._taken.clear()

    def _physical(self) -> Iterator[str]:
        while text := self._file.readline(LONGEST_LINE + 1):
            self._number += 1
            if len(text) > LONGEST_LINE:
                raise HuddleError(
                    f"Line {self._number} of {self._name} is longer than {LONGEST_LINE:,} characters. "
                    "Is it an export with one row on each line? Nothing was changed."
                )
            if "\0" in text:
                raise HuddleError(
                    f"Line {self._number} of {self._name} has a null byte: the file is damaged or is no text. "
                    "Export it again as CSV; nothing was changed."
                )
            self._taken.append(text)
            yield text


# -- guessing


def _encoding(path: Path) -> str:
    """How the bytes are to be read: as their mark says, else UTF-8 if all of them are, else Windows' Latin."""
    if not path.exists():
        raise HuddleError(f"There is no file {path}. Look at its name and folder.")
    if not path.is_file():
        raise HuddleError(f"{path} is not a file. Name the file that your CRM exported.")
    beyond_ascii = False
    with path.open("rb") as file:
        head = file.read(_SAMPLE)
        for beginning, kind in _NOT_TEXT:
            if head.startswith(beginning):
                raise HuddleError(f"{path.name} is {kind}, whatever its name says. Export or save it as CSV.")
        for mark, encoding in _BOMS:
            if head.startswith(mark):
                return encoding
        if len(head) > 3 and head.count(0) > len(head) // 4:
            return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
        decoders = {name: codecs.getincrementaldecoder(name)() for name in ("utf-8", "cp1252")}
        block = head
        while decoders:
            for name, decoder in list(decoders.items()):
                try:
                    told = decoder.decode(block, final=not block)
                except UnicodeDecodeError as error:
                    if name == "utf-8" and (beyond_ascii or not error.object[: error.start].isascii()):
                        return name  # Damaged: no other encoding begins with letters that are UTF-8's.
                    del decoders[name]
                else:
                    beyond_ascii = beyond_ascii or (name == "utf-8" and not told.isascii())
            if not block:
                break
            block = file.read(_BLOCK)
    return next(iter(decoders), "latin-1")


def _delimiter(head: str, wanted: tuple[str, ...]) -> str:
    """The one that finds most of the wanted columns in the header, else the one that makes most columns."""
    names = {clean(name).casefold() for name in wanted}

    def found(delimiter: str) -> tuple[int, int]:
        try:
            cells = next((row for row in csv.reader(StringIO(head, newline=""), delimiter=delimiter) if row), [])
        except csv.Error:
            return (0, 0)
        return (sum(clean(cell).casefold() in names for cell in cells), len(cells))

    return max(_DELIMITERS, key=found)


def _unreadable(path: Path, error: OSError) -> HuddleError:
    return HuddleError(f"{path} cannot be read ({error.strerror or error}). Check who may read it.")

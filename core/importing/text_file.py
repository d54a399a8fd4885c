"""Read a delimited text file as rows: its encoding, its delimiter, and the line on which each row begins."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import TextIO

from core.errors import HuddleError
from core.importing.header import HEADER_SEARCH_ROWS, find_header, name_header
from core.importing.mapping import FilePart
from core.importing.table import FileRow, Table, detect_file_encoding, require_text_file, unreadable_error
from core.values.encoding import SAMPLE_BYTES
from core.values.text import clean

MAX_LINE_LENGTH = 1_000_000
"""The most characters of one line. A longer one is no row of a CRM export."""

_DELIMITERS = (",", ";", "\t", "|")
_UNICODE = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")


class TextFile(Table):
    """A file of delimited text, read as a stream, as often as needed."""

    def __init__(
        self,
        path: Path | str,
        part: FilePart | None = None,
        wanted: Sequence[str] = (),
        names: Sequence[str] = (),
    ) -> None:
        """Open the file and guess what `part` does not give; `wanted` columns help to find its header, and `names` of
        people its encoding.

        Raises `HuddleError` when it is no text or has no header.
        """
        super().__init__(path)
        part = part or FilePart()
        self._skip = part.skip
        self._header_line = 0
        require_text_file(self.path)
        try:
            self.encoding = part.encoding or detect_file_encoding(self.path, names)
            self._size = self.path.stat().st_size
        except OSError as error:
            raise unreadable_error(self.path, error) from error
        self._file: TextIO | None = None
        self.delimiter = part.delimiter or ","
        head = self._head()
        if part.delimiter is None:
            self.delimiter = _guess_delimiter(head, wanted)
        self._line_ending = ""
        """Extra delimiters of another kind at the end of every line."""
        if part.header:
            rows = list(islice(self._rows(), HEADER_SEARCH_ROWS))
            if not rows:
                raise HuddleError(f"{self.path.name} is empty. Export it again with its header.")
            # With `skip`, the header is the next line.
            header = rows[0 if part.skip else find_header([row.cells for row in rows], wanted)]
            self._header_line = header.number
            below = [row.cells for row in rows if row.number > header.number and not row.problem]
            self.column_names = name_header(header.cells, below)
            last = self.column_names[-1]
            bare = last.rstrip("".join(_DELIMITERS))
            if bare and bare != last:
                self._line_ending = last[len(bare) :]
                self.column_names = (*self.column_names[:-1], bare.rstrip())
        else:
            first = next(self._rows(), None)
            if first is None:
                raise HuddleError(f"{self.path.name} is empty. Export it again.")
            self.column_names = name_columns(part.names, len(first.cells))

    @property
    def format_note(self) -> str:
        """Return how the file was read, as a sentence; empty for Unicode with commas."""
        shown = {"\t": "tab"}.get(self.delimiter, self.delimiter)
        if self.encoding in _UNICODE and self.delimiter == ",":
            return ""
        return f"Read as {self.encoding}, with {shown} between the cells."

    @property
    def share_read(self) -> float:
        if self._file is None or not self._size:
            return 0.0
        try:
            return min(1.0, self._file.buffer.tell() / self._size)
        except (OSError, ValueError):
            return 0.0

    def read_rows(self) -> Iterator[FileRow]:
        """Return every row below the header, without blank ones.

        Raises `HuddleError` for what makes the whole file unusable: a null byte, an endless line, a quote that is never
        closed, bytes that are not of its encoding.
        """
        rows = self._rows()
        if self._header_line:
            while (row := next(rows, None)) is not None and row.number < self._header_line:
                pass
        if not self._line_ending:
            return rows
        return (
            FileRow(row.number, (*row.cells[:-1], row.cells[-1].removesuffix(self._line_ending)), row.problem)
            for row in rows
        )

    # -- reading

    def _rows(self) -> Iterator[FileRow]:
        try:
            with self.path.open(encoding=self.encoding, newline="") as file:
                self._file = file
                yield from _Rows(file, self.path.name, self.delimiter, self._skip)
        except OSError as error:
            raise unreadable_error(self.path, error) from error
        except UnicodeError as error:
            raise HuddleError(
                f"{self.path.name} is not written in {self.encoding}. Set encoding under [file] of the map, "
                'e.g. encoding = "cp1252".'
            ) from error

    def _head(self) -> str:
        try:
            with self.path.open(encoding=self.encoding, newline="") as file:
                for _ in range(self._skip):
                    file.readline(MAX_LINE_LENGTH)
                return file.read(SAMPLE_BYTES)
        except OSError as error:
            raise unreadable_error(self.path, error) from error
        except UnicodeError:
            return ""  # reported when the rows are read


class _Rows:
    """The rows of an open file, and the physical lines they consist of."""

    def __init__(self, file: TextIO, name: str, delimiter: str, skip: int) -> None:
        self._file = file
        self._name = name
        self._guess_delimiter = delimiter
        self._skip = skip
        self._number = 0
        self._physical_lines: list[str] = []
        """The physical lines of the current row."""

    def __iter__(self) -> Iterator[FileRow]:
        physical = self._physical()
        for _ in range(self._skip):
            next(physical, None)
        self._physical_lines.clear()
        reader = csv.reader(physical, delimiter=self._guess_delimiter, strict=True)
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
                        "Nothing was changed. Correct that line and import again."
                    ) from error
                text = "".join(self._physical_lines).rstrip("\r\n")
                yield FileRow(first, (text,), "The quotes are broken: there is text after a closing quote.")
            else:
                if any(cells) and any(cell.strip() for cell in cells):
                    yield FileRow(first, tuple(cells))
            self._physical_lines.clear()

    def _physical(self) -> Iterator[str]:
        while text := self._file.readline(MAX_LINE_LENGTH + 1):
            self._number += 1
            if len(text) > MAX_LINE_LENGTH:
                raise HuddleError(
                    f"Line {self._number} of {self._name} is longer than {MAX_LINE_LENGTH:,} characters. "
                    "Nothing was changed. Check that each row is on its own line."
                )
            if "\0" in text:
                raise HuddleError(
                    f"Line {self._number} of {self._name} has a null byte: the file is damaged or not text. "
                    "Nothing was changed. Export it again as CSV."
                )
            self._physical_lines.append(text)
            yield text


def name_columns(names: Sequence[str] | None, width: int) -> tuple[str, ...]:
    """Return the column names of a table without a header: the given ones, then `column 3` and so on."""
    given = [clean(name) for name in names or ()]
    return tuple(given + [f"column {number}" for number in range(len(given) + 1, width + 1)])


def _guess_delimiter(head: str, wanted: Sequence[str]) -> str:
    """Return the delimiter with most wanted columns in one line, else with most columns in most lines."""
    names = {clean(name).casefold() for name in wanted}

    def quality(delimiter: str) -> tuple[int, int, int]:
        rows = []
        try:
            for row in csv.reader(StringIO(head, newline=""), delimiter=delimiter):
                if row:
                    rows.append(row)
                if len(rows) == HEADER_SEARCH_ROWS:
                    break
        except csv.Error:
            pass  # a row cut by the end of the sample, or a damaged one
        if not rows:
            return (0, 0, 0)
        most_wanted = max(sum(clean(cell).casefold() in names for cell in row) for row in rows) if names else 0
        widths = sorted(len(row) for row in rows)
        return (most_wanted, widths[len(widths) // 2], len(rows[0]))

    return max(_DELIMITERS, key=quality)

"""Read a spreadsheet as rows: XLSX, XLSB, XLS and ODS, with dates and numbers as stored, not as formatted."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import HuddleError
from core.importing.amount_parsing import NativeCell
from core.importing.header import HEADER_SEARCH_ROWS, find_header, trim_names
from core.importing.mapping import FilePart
from core.importing.table import FileRow, Table, read_beginning, unreadable_error
from core.importing.text_file import name_columns
from core.values.text import clean

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

MAX_SHEET_BYTES = 40 * 1024**2
"""The most bytes of a spreadsheet, which is read whole: a million rows, and half a gigabyte of memory."""

MAX_UNPACKED_BYTES = 1024**3
"""The most bytes of its parts when unpacked: a zip can hold far more than its own size."""

_SIGNIFICANT_DIGITS = 15
"""The significant digits of a stored number; further ones come from its binary form."""


class SpreadsheetFile(Table):
    """One sheet of a spreadsheet."""

    def __init__(self, path: Path | str, part: FilePart | None = None, wanted: Sequence[str] = ()) -> None:
        """Open the sheet that `part` names, else the one with most `wanted` columns, else the first with rows.

        Raises `HuddleError` when the file is no spreadsheet, is protected or has no such sheet.
        """
        super().__init__(path)
        part = part or FilePart()
        size = len(read_beginning(self.path)) and self.path.stat().st_size
        if size > MAX_SHEET_BYTES:
            raise HuddleError(
                f"{self.path.name} has {size / 1024**2:,.0f} MB, and {MAX_SHEET_BYTES // 1024**2} MB is the most for a "
                "spreadsheet. Save it as CSV; nothing was changed."
            )
        self._require_sane_zip()
        self._read = 0
        with self._readable_errors():
            from python_calamine import CalamineWorkbook

            book = CalamineWorkbook.from_path(self.path)
            names = [name for name in book.sheet_names if part.sheet is None or name == part.sheet]
            if part.sheet is not None and not names:
                raise HuddleError(
                    f"{self.path.name} has no sheet “{part.sheet}”. It has {', '.join(book.sheet_names)}."
                )
            self._sheet, self.sheet = self._choose([(name, book.get_sheet_by_name(name)) for name in names], wanted)
        rows = list(islice(self._rows(), part.skip, part.skip + HEADER_SEARCH_ROWS))
        if not rows:
            raise HuddleError(f"{self.path.name} is empty. Export it again, with its header.")
        if part.header:
            header = rows[0 if part.skip else find_header([row.cells for row in rows], wanted)]
            self._first = header.number + 1
            self.column_names = trim_names(header.cells)
        else:
            self._first = rows[0].number
            self.column_names = name_columns(part.names, len(rows[0].cells))

    @property
    def format_note(self) -> str:
        return f"Read from the sheet “{clean(self.sheet)}”."

    @property
    def share_read(self) -> float:
        return min(1.0, self._read / max(1, self._sheet.total_height))

    def read_rows(self) -> Iterator[FileRow]:
        for line in self._rows():
            if line.number >= self._first:
                yield line

    def _rows(self) -> Iterator[FileRow]:
        # Leading empty rows are not returned by the reader, but count in row numbers.
        above = self._sheet.start[0] if self._sheet.start else 0
        with self._readable_errors():
            for number, cells in enumerate(self._sheet.iter_rows(), start=above + 1):
                self._read = number
                texts = tuple([cell if type(cell) is str else _text(cell) for cell in cells])
                # Rows of nothing but white space count as blank.
                if any(text and not text.isspace() for text in texts):
                    yield FileRow(number, texts)

    def _choose(self, sheets: list[tuple[str, CalamineSheet]], wanted: Sequence[str]) -> tuple[CalamineSheet, str]:
        names = {clean(name).casefold() for name in wanted}
        best: tuple[int, int, int] | None = None
        chosen = None
        for position, (name, sheet) in enumerate(sheets):
            if not sheet.height:
                continue
            rows = [
                {clean(str(cell)).casefold() for cell in row} for row in islice(sheet.iter_rows(), HEADER_SEARCH_ROWS)
            ]
            matching = max((len(names & row) for row in rows), default=0)
            if best is None or (matching, 0, -position) > best:
                best, chosen = (matching, 0, -position), (sheet, name)
        if chosen is None:
            raise HuddleError(f"{self.path.name} is empty. Export it again, with its header.")
        return chosen

    def _require_sane_zip(self) -> None:
        if not zipfile.is_zipfile(self.path):
            return
        try:
            with zipfile.ZipFile(self.path) as archive:
                names = [part.filename for part in archive.infolist()]
                unpacked = sum(part.file_size for part in archive.infolist())
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise self._damaged() from error
        if not any(name == "content.xml" or name.startswith("xl/") for name in names):
            raise HuddleError(
                f"{self.path.name} is a zip or a spreadsheet (XLSX) that is damaged, whatever its name says. "
                "Unpack it, and import the CSV that is in it."
            )
        if unpacked > MAX_UNPACKED_BYTES:
            raise HuddleError(
                f"{self.path.name} holds {unpacked / 1024**3:.1f} GB when it is unpacked. "
                "Save it as CSV, with a shorter time; nothing was changed."
            )

    def _damaged(self) -> HuddleError:
        return HuddleError(f"{self.path.name} is a damaged spreadsheet. Save it again, or as CSV; nothing was changed.")

    @contextmanager
    def _readable_errors(self) -> Iterator[None]:
        """Raise errors of the spreadsheet reader as `HuddleError`; its Rust panics are no `Exception`."""
        try:
            yield
        except HuddleError:
            raise
        except OSError as error:
            raise unreadable_error(self.path, error) from error
        except BaseException as error:
            name = type(error).__name__
            if name == "PasswordError":
                raise HuddleError(f"{self.path.name} is protected by a password. Save it without one.") from error
            if isinstance(error, Exception) or name == "PanicException":
                raise self._damaged() from error
            raise


def _text(cell: object) -> str:
    """Return the cell as text: numbers with a point, dates in ISO form."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, datetime):
        return NativeCell(cell.isoformat(" ") if cell.time() != time() else cell.date().isoformat())
    if isinstance(cell, date):
        return NativeCell(cell.isoformat())
    if isinstance(cell, int):
        return NativeCell(str(cell) if abs(cell) < 10**30 else "∞")
    if isinstance(cell, float):
        if cell != cell or abs(cell) > 1e30:
            return "∞"
        return NativeCell(plain_number(f"{cell:.{_SIGNIFICANT_DIGITS}g}"))
    if isinstance(cell, timedelta | time):
        return str(cell)
    return "" if cell is None else str(cell)


def plain_number(text: str) -> str:
    """Return the number without an exponent and without trailing zeros."""
    plain = format(Decimal(text), "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain

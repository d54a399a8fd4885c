"""Reads one sheet of a spreadsheet in a process of its own, which may take only so much memory, time and space.

`core.importing.spreadsheet_file` runs this file as a script: it imports nothing of Huddle, and whatever a spreadsheet
does to the reader ends this process and not Huddle. What to read comes as JSON on standard input (`ReadRequest`); the
rows go to standard output as JSON lines: a `ReadHeader`, lists of `[row number, cells]`, and null at the end. A cell
that was a number or a date in the file is a list of its text.
"""

from __future__ import annotations

import json
import sys
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import chain, islice
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

OUT_OF_MEMORY, OUT_OF_SPACE = 3, 4
"""Exit codes: the sheet needs more memory than allowed; its rows take more space on disk than allowed."""

SIGNIFICANT_DIGITS = 15
"""The significant digits of a stored number; further ones come from its binary form."""

MAX_DIGITS = 60
"""A number with more digits, or a larger exponent, is left as it is written."""

ROWS_IN_LINE = 200
"""How many rows a line of output has."""


WIDE_ROW = 3
"""How many cells a row of data has at least: an owner, a day and an amount."""


class ReadRequest(TypedDict):
    """What to read, and what that may take."""

    path: str
    sheet: str | None
    """The name of the sheet; None for the one with most `wanted` columns, else the one that looks most like data."""
    wanted: list[str]
    """Names of columns, casefolded."""
    header_rows: int
    """How many rows from the top are searched for the wanted columns."""
    unpacked_bytes: int
    memory_bytes: int
    cpu_seconds: int
    output_bytes: int


class ReadHeader(TypedDict, total=False):
    """The first line of output."""

    problem: str
    """Why there are no rows: `password`, `damaged`, `empty`, `no sheet`, `no spreadsheet`, `too large` (when unpacked)
    or `unreadable`."""
    detail: str
    """The names of the sheets that there are, how large it is, or why it cannot be read."""
    sheet: str
    """The name of the sheet that is read."""
    sheets: list[str]
    """The names of all sheets."""
    height: int
    """How many rows the sheet has, with empty ones."""


def main() -> int:
    """Read what standard input says to standard output, and return the exit code."""
    request: ReadRequest = json.load(sys.stdin)
    _limit(request)
    try:
        header, sheet = _open(request)
        try:
            _write(header, sheet)
        except OSError:
            return OUT_OF_SPACE
    except MemoryError:
        return OUT_OF_MEMORY
    return 0


def _limit(request: ReadRequest) -> None:
    """Limit what this process may take, where the system can."""
    try:
        import resource
    except ImportError:  # Windows
        return
    for kind, most in (
        (resource.RLIMIT_AS, request["memory_bytes"]),
        (resource.RLIMIT_CPU, request["cpu_seconds"]),
        (resource.RLIMIT_FSIZE, request["output_bytes"]),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):  # a lower limit is set already, or the system knows none of this kind
            resource.setrlimit(kind, (most, most))


def _open(request: ReadRequest) -> tuple[ReadHeader, CalamineSheet | None]:
    """Return the header of the output, and the sheet to read; None where there is none."""
    try:
        if problem := _problem_of_zip(request["path"], request["unpacked_bytes"]):
            return problem, None

        from python_calamine import CalamineWorkbook

        return _choose(CalamineWorkbook.from_path(request["path"]), request)
    except MemoryError:
        raise
    except OSError as error:
        return {"problem": "unreadable", "detail": error.strerror or str(error)}, None
    except BaseException as error:  # the reader's Rust panics are no `Exception`
        return {"problem": "password" if type(error).__name__ == "PasswordError" else "damaged"}, None


def _problem_of_zip(path: str, most_unpacked: int) -> ReadHeader | None:
    """Return why a zip is no spreadsheet that can be read, or None; also None for files that are no zip."""
    if not zipfile.is_zipfile(path):
        return None
    try:
        with zipfile.ZipFile(path) as archive:
            names = [part.filename for part in archive.infolist()]
            unpacked = sum(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return {"problem": "damaged"}
    if not any(name == "content.xml" or name.startswith("xl/") for name in names):
        return {"problem": "no spreadsheet"}
    if unpacked > most_unpacked:
        return {"problem": "too large", "detail": f"{unpacked / 1024**3:.1f} GB"}
    return None


def _choose(book: CalamineWorkbook, request: ReadRequest) -> tuple[ReadHeader, CalamineSheet | None]:
    """Return the header of the output, and the sheet to read; None where there is none."""
    names = [name for name in book.sheet_names if request["sheet"] in (None, name)]
    if request["sheet"] is not None and not names:
        return {"problem": "no sheet", "detail": ", ".join(book.sheet_names)}, None
    wanted = set(request["wanted"])
    best: tuple[tuple[int, int], str, CalamineSheet] | None = None
    for name in names:
        sheet = book.get_sheet_by_name(name)
        if not sheet.height:
            continue
        top = list(islice(sheet.iter_rows(), request["header_rows"]))
        matching = max((len(wanted & {_column_name(cell) for cell in row}) for row in top), default=0)
        # Data has several cells in a row; a page with a text or a logo has one.
        wide = sum(sum(cell != "" for cell in row) >= WIDE_ROW for row in top)
        if best is None or (matching, wide) > best[0]:
            best = (matching, wide), name, sheet
    if best is None:
        return {"problem": "empty"}, None
    _, name, sheet = best
    return {"sheet": name, "sheets": book.sheet_names, "height": sheet.total_height}, sheet


def _write(header: ReadHeader, sheet: CalamineSheet | None) -> None:
    """Write the output. Raises `OSError` when it takes more space than there is."""
    with open(sys.stdout.fileno(), "w", encoding="utf-8", newline="\n", closefd=False) as output:
        rows = _rows(sheet) if sheet is not None else iter(())
        for value in chain([header], iter(lambda: list(islice(rows, ROWS_IN_LINE)), []), [None]):
            output.write(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
            output.write("\n")


def _column_name(cell: object) -> str:
    return unicodedata.normalize("NFC", " ".join(str(cell).split())).casefold()


def _rows(sheet: CalamineSheet) -> Iterator[list[object]]:
    """Yield the rows that are not blank, each as its number and its cells."""
    # Leading empty rows are not returned by the reader, but count in row numbers.
    above = sheet.start[0] if sheet.start else 0
    for number, cells in enumerate(sheet.iter_rows(), start=above + 1):
        row = [cell if type(cell) is str else _to_text(cell) for cell in cells]
        if not _is_blank(row):
            yield [number, row]


def _is_blank(row: Iterable[str | list[str]]) -> bool:
    """Return whether a row has nothing but white space."""
    return all(not cell or (type(cell) is str and cell.isspace()) for cell in row)


def _to_text(cell: object) -> str | list[str]:
    """Return the cell as text, in a list if it is a number or a date: numbers with a point, dates in ISO form."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, datetime):
        return [cell.isoformat(" ") if cell.time() != time() else cell.date().isoformat()]
    if isinstance(cell, date):
        return [cell.isoformat()]
    if isinstance(cell, int):
        return [str(cell)]
    if isinstance(cell, float):
        return [plain_number(f"{cell:.{SIGNIFICANT_DIGITS}g}")]
    if isinstance(cell, timedelta | time):
        return str(cell)
    return "" if cell is None else str(cell)


def plain_number(text: str) -> str:
    """Return the number without an exponent and without trailing zeros; as it is where that would be very long.

    No amount is so large or small, and the digits of 1e999999999 would not fit into the memory.
    """
    exponent = text.lower().partition("e")[2] or "0"
    if len(text) > MAX_DIGITS or not exponent.lstrip("+-").isdigit() or abs(int(exponent)) > MAX_DIGITS:
        return text
    plain = format(Decimal(text), "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


if __name__ == "__main__":
    sys.exit(main())

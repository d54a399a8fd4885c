"""Read a spreadsheet as rows: XLSX, XLSB, XLS and ODS, with dates and numbers as stored, not as formatted.

A small file can unpack to any size, and one far cell makes a sheet of billions. So it is read by `sheet_reader` in a
process of its own, with limits, into a temporary file.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import weakref
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from core.errors import HuddleError
from core.importing import sheet_reader
from core.importing.amount_parsing import NativeCell
from core.importing.header import HEADER_SEARCH_ROWS, find_header, name_header
from core.importing.mapping import FilePart
from core.importing.sheet_reader import ReadHeader, ReadRequest
from core.importing.table import FileRow, Table, read_beginning
from core.importing.text_file import name_columns
from core.values.text import clean

MAX_SHEET_BYTES = 40 * 1024**2
"""The most bytes of a spreadsheet, which is read whole: a million rows, and half a gigabyte of memory."""

MAX_UNPACKED_BYTES = 1024**3
"""The most bytes of its parts when unpacked: a zip can hold far more than its own size."""

MAX_MEMORY_BYTES = 3 * 1024**3 // 2
"""The most memory that reading may take: three times what the largest ordinary spreadsheet does."""

MAX_ROWS_BYTES = 1024**3
"""The most bytes that the rows may take on disk while they are imported."""

MAX_CPU_SECONDS = 120
"""The most computing time that reading may take: ten times what the largest ordinary spreadsheet does."""

MAX_SECONDS = 900
"""The most time that reading may take, on however busy a machine."""

_NOTHING_CHANGED = "Nothing was changed. Save it as CSV."


class SpreadsheetFile(Table):
    """One sheet of a spreadsheet."""

    def __init__(self, path: Path | str, part: FilePart | None = None, wanted: Sequence[str] = ()) -> None:
        """Open the sheet that `part` names, else the one with most `wanted` columns, else the first with rows.

        Raises `HuddleError` when the file is no spreadsheet, is protected, has no such sheet, or takes too much to
        read.
        """
        super().__init__(path)
        part = part or FilePart()
        size = len(read_beginning(self.path)) and self.path.stat().st_size
        if size > MAX_SHEET_BYTES:
            raise HuddleError(
                f"{self.path.name} is too large ({size / 1024**2:,.0f} MB; at most {MAX_SHEET_BYTES // 1024**2} "
                f"MB for a spreadsheet). {_NOTHING_CHANGED}"
            )
        self._read = 0
        self._open_rows(part, wanted)
        rows = list(islice(self._rows(), part.skip, part.skip + HEADER_SEARCH_ROWS))
        if not rows:
            raise HuddleError(f"{self.path.name} is empty. Export it again with its header.")
        if part.header:
            header = rows[0 if part.skip else find_header([row.cells for row in rows], wanted)]
            self._first = header.number + 1
            self.column_names = name_header(header.cells, [row.cells for row in rows if row.number > header.number])
        else:
            self._first = rows[0].number
            self.column_names = name_columns(part.names, len(rows[0].cells))

    @property
    def format_note(self) -> str:
        return f"Read from the sheet “{clean(self.sheet)}”."

    @property
    def share_read(self) -> float:
        return min(1.0, self._read / max(1, self._height))

    def read_rows(self) -> Iterator[FileRow]:
        for line in self._rows():
            if line.number >= self._first:
                yield line

    def _rows(self) -> Iterator[FileRow]:
        at = self._rows_start
        while True:
            self._rows_file.seek(at)
            rows = json.loads(self._rows_file.readline())
            at = self._rows_file.tell()
            if rows is None:
                return
            for number, cells in rows:
                self._read = number
                yield FileRow(number, tuple([cell if type(cell) is str else NativeCell(cell[0]) for cell in cells]))

    # -- reading

    def _open_rows(self, part: FilePart, wanted: Sequence[str]) -> None:
        """Read the sheet into a temporary file."""
        self._rows_file: IO[bytes] = TemporaryFile()  # noqa: SIM115 (closed with this object)
        weakref.finalize(self, self._rows_file.close)
        exit_code = self._run_reader(
            {
                "path": str(self.path.absolute()),
                "sheet": part.sheet,
                "wanted": [clean(name).casefold() for name in wanted],
                "header_rows": HEADER_SEARCH_ROWS,
                "unpacked_bytes": MAX_UNPACKED_BYTES,
                "memory_bytes": MAX_MEMORY_BYTES,
                "cpu_seconds": MAX_CPU_SECONDS,
                "output_bytes": MAX_ROWS_BYTES,
            }
        )
        if exit_code:
            raise self._refusal(exit_code)
        self._rows_file.seek(0)
        header: ReadHeader = json.loads(self._rows_file.readline())
        if "problem" in header:
            raise self._problem(header, part)
        self._rows_start = self._rows_file.tell()
        self.sheet, self._height = header["sheet"], header["height"]
        self.sheets = tuple(header["sheets"])

    def _run_reader(self, request: ReadRequest) -> int:
        """Run the reader with its output in the temporary file, and return its exit code, below 0 for a signal."""
        # With -P the folder of the script is no place to import from: its `header.py` and so on are not Python's.
        command = [sys.executable, "-P", sheet_reader.__file__]
        try:
            return subprocess.run(
                command,
                input=json.dumps(request).encode(),
                stdout=self._rows_file,
                stderr=subprocess.DEVNULL,
                timeout=MAX_SECONDS,
                check=False,
            ).returncode
        except subprocess.TimeoutExpired:
            return -signal.SIGTERM
        except OSError as error:
            raise HuddleError(
                f"Can't read {self.path.name}: no process could be started ({error.strerror or error}). "
                f"{_NOTHING_CHANGED}"
            ) from error

    def _refusal(self, exit_code: int) -> HuddleError:
        """Return the error for a reader that did not end by itself."""
        name = self.path.name
        if exit_code in (-signal.SIGTERM, -getattr(signal, "SIGXCPU", signal.SIGTERM)):
            return HuddleError(f"{name} takes too long to read. {_NOTHING_CHANGED}")
        if exit_code == sheet_reader.OUT_OF_SPACE:
            most = f"{MAX_ROWS_BYTES // 1024**3} GB"
            return HuddleError(f"{name} has more rows than {most} or the disk can hold. {_NOTHING_CHANGED}")
        return HuddleError(
            f"{name} takes too much memory to read: often one cell is far below or beside the others. Delete the "
            "empty rows and columns after the table, or save it as CSV. Nothing was changed."
        )

    def _problem(self, header: ReadHeader, part: FilePart) -> HuddleError:
        """Return the error for what the reader found."""
        name = self.path.name
        match header["problem"]:
            case "password":
                return HuddleError(f"{name} is protected by a password. Save it without one.")
            case "no sheet":
                return HuddleError(f"{name} has no sheet “{part.sheet}”. It has {header['detail']}.")
            case "empty":
                return HuddleError(f"{name} is empty. Export it again with its header.")
            case "unreadable":
                return HuddleError(f"Can't read {self.path} ({header['detail']}). Check its rights.")
            case "no spreadsheet":
                return HuddleError(
                    f"{name} is a zip file or a damaged spreadsheet (XLSX). Unpack it, and import the CSV in it."
                )
            case "too large":
                return HuddleError(
                    f"{name} is too large when unpacked ({header['detail']}). "
                    "Nothing was changed. Save it as CSV with a shorter period."
                )
            case _:
                return HuddleError(f"{name} is a damaged spreadsheet. Nothing was changed. Save it again, or as CSV.")

"""Collect the rows that an import refused, and write them to a file beside the input."""

from __future__ import annotations

import csv
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO, cast

from core.values.csv_safety import escape_formula
from data.file_modes import private_opener

MAX_KEPT = 1000
"""How many refusals are kept in memory; the file beside the input has all."""

_IN_MEMORY = 1_000_000
"""Bytes of the report that are kept in memory before it spills to disk."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that was not imported."""

    line: int
    """The line of the file on which the row begins, counted from 1."""
    reason: str


class RefusalReport:
    """Collects refusals while the file is read, and writes them out at the end."""

    def __init__(self, columns: Sequence[str]) -> None:
        self.first_refusals: list[Refusal] = []
        """The first `MAX_KEPT` refusals."""
        self.count = 0
        spool = tempfile.SpooledTemporaryFile(_IN_MEMORY, "w+", encoding="utf-8", newline="")  # noqa: SIM115 (`close`)
        self._spool = cast(TextIO, spool)
        self._csv = csv.writer(self._spool)
        self._csv.writerow(["line", "reason", *(escape_formula(column) for column in columns)])

    def add(self, line: int, reason: str, cells: Sequence[str]) -> None:
        """Add one row, with its cells as the file has them."""
        self.count += 1
        if len(self.first_refusals) < MAX_KEPT:
            self.first_refusals.append(Refusal(line, reason))
        self._csv.writerow([line, escape_formula(reason), *(escape_formula(cell) for cell in cells)])

    def write(self, beside: Path) -> Path | None:
        """Write `NAME.refused.csv` beside the input and return its path; remove an older one when nothing was refused.

        Returns None then, and also when the folder cannot be written to.
        """
        path = refusals_path(beside)
        with suppress(OSError):
            if not self.count:
                path.unlink(missing_ok=True)
                return None
            self._spool.seek(0)
            # With a byte order mark, so that spreadsheets read it as UTF-8.
            with open(path, "w", encoding="utf-8-sig", newline="", opener=private_opener) as file:
                shutil.copyfileobj(self._spool, file)
            return path
        return None

    def close(self) -> None:
        """Release the temporary file."""
        self._spool.close()


def refusals_path(file: Path) -> Path:
    """Return the path of the file that lists the refused rows of `file`."""
    return file.with_name(f"{file.stem}.refused.csv")

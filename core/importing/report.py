"""The rows that an import could not take, in a file beside the input."""

from __future__ import annotations

import csv
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO, cast

from core.formulas import neutral

SHOWN = 1000
"""So many refusals are kept in memory; the file beside the input has all."""

_IN_MEMORY = 1_000_000


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that was not taken."""

    line: int
    """The line of the file on which it begins."""
    reason: str


class Report:
    """Collects refusals while the file is read, and writes them out when the import stands."""

    def __init__(self, columns: Sequence[str]) -> None:
        self.first: list[Refusal] = []
        """The first 1,000."""
        self.count = 0
        spool = tempfile.SpooledTemporaryFile(_IN_MEMORY, "w+", encoding="utf-8", newline="")  # noqa: SIM115 (`close`)
        self._spool = cast(TextIO, spool)
        self._csv = csv.writer(self._spool)
        self._csv.writerow(["line", "reason", *(neutral(column) for column in columns)])

    def refuse(self, line: int, reason: str, cells: Sequence[str]) -> None:
        """Notes one row, with its cells as the file has them."""
        self.count += 1
        if len(self.first) < SHOWN:
            self.first.append(Refusal(line, reason))
        self._csv.writerow([line, neutral(reason), *(neutral(cell) for cell in cells)])

    def write(self, beside: Path) -> Path | None:
        """Writes `NAME.refused.csv` beside the input and returns it, or removes an older one when nothing was refused.

        None also where the folder may not be written to.
        """
        path = report_path(beside)
        with suppress(OSError):
            if not self.count:
                path.unlink(missing_ok=True)
                return None
            self._spool.seek(0)
            # With a mark, so that spreadsheets read it as UTF-8.
            with path.open("w", encoding="utf-8-sig", newline="") as file:
                shutil.copyfileobj(self._spool, file)
            return path
        return None

    def close(self) -> None:
        """Lets go of the memory."""
        self._spool.close()


def report_path(file: Path) -> Path:
    """Where the rows of `file` that could not be taken are listed."""
    return file.with_name(f"{file.stem}.refused.csv")

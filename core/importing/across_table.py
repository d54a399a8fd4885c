"""A table with periods across: each of their cells is read as a row of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.errors import HuddleError
from core.importing.table import FileRow, Table

PERIOD, AMOUNT = "period", "amount"
"""The columns that stand for those across."""


class AcrossTable(Table):
    """Another table, whose columns `across` become rows with a period and an amount."""

    def __init__(self, table: Table, across: Sequence[str]) -> None:
        """Raises `HuddleError` when one of the columns is missing, or when another has the name of a made one."""
        super().__init__(table.path)
        self.sheets = table.sheets
        self._table = table
        self._places = [table.column_index(name) for name in across]
        self._kept = [place for place in range(len(table.column_names)) if place not in self._places]
        names = [table.column_names[place] for place in self._kept]
        if {name.casefold() for name in names} & {PERIOD, AMOUNT}:
            raise HuddleError(
                f"{self.path.name} has months across and a column “{PERIOD}” or “{AMOUNT}”. Rename that column."
            )
        self.column_names = (*names, PERIOD, AMOUNT)

    @property
    def format_note(self) -> str:
        note = f"Read {len(self._places)} periods across."
        return f"{self._table.format_note} {note}".strip()

    @property
    def share_read(self) -> float:
        return self._table.share_read

    def read_rows(self) -> Iterator[FileRow]:
        width = len(self._table.column_names)
        for line in self._table.read_rows():
            if line.problem:
                yield line
                continue
            cells = line.cells + ("",) * (width - len(line.cells))
            kept = tuple(cells[place] for place in self._kept)
            for place in self._places:
                if cells[place].strip():
                    yield FileRow(line.number, (*kept, self._table.column_names[place], cells[place]))

"""What the columns of a file hold: days, amounts, names, ids; by their cells alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from core.importing.amount_parsing import NativeCell, count_decimals, currency_of
from core.importing.currencies import is_currency
from core.importing.date_parsing import can_be_day, is_serial_day
from core.importing.period_parsing import parse_period
from core.importing.words import rank_name, stage_kind

_PERSON = re.compile(r"[^\W\d_][^\W\d_'’.-]*(?:[ '’.-]+[^\W\d_][^\W\d_'’.-]*){1,3}|[^\W\d_]+, [^\W\d_ ]+")
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True)
class ColumnProfile:
    """One column: its name, and its cells in the first rows, without empty ones."""

    name: str
    cells: list[str]
    rows: int
    """How many rows were looked at."""

    def share(self, test: Callable[[str], bool]) -> float:
        """Return the share of the filled cells that pass the test; 0 without any."""
        return sum(map(test, self.cells)) / len(self.cells) if self.cells else 0.0

    @cached_property
    def filled(self) -> float:
        """The share of rows with a value."""
        return len(self.cells) / self.rows if self.rows else 0.0

    @cached_property
    def days(self) -> float:
        """The share of days; days that spreadsheets count are some where the name of the column is that of a day."""
        counted = self.share(is_serial_day) if rank_name(self.name, "on") else 0.0
        return max(counted, self.share(can_be_day))

    @cached_property
    def periods(self) -> float:
        """The share of months, quarters and years."""
        return self.share(lambda cell: parse_period(cell) is not None)

    @cached_property
    def numbers(self) -> float:
        """The share of amounts."""
        return self.share(lambda cell: any(count_decimals(cell, mark) is not None for mark in (".", ",")))

    @cached_property
    def is_text(self) -> bool:
        """Whether it has words, and neither days nor amounts."""
        return bool(self.cells) and self.days <= 0.5 and self.numbers <= 0.5

    @cached_property
    def is_unique(self) -> bool:
        """Whether every row has a value, and no two have the same."""
        return bool(self.cells) and len(self.cells) == self.rows == len(set(self.cells))

    @cached_property
    def is_running_number(self) -> bool:
        """Whether it only numbers the rows of the file, from 0 or 1."""
        try:
            numbers = [int(cell) for cell in self.cells]
        except ValueError:
            return False
        return bool(numbers) and numbers[0] in (0, 1) and numbers == list(range(numbers[0], numbers[0] + self.rows))

    @cached_property
    def looks_like_money(self) -> bool:
        """Whether amounts have decimals or a currency."""
        return (
            self.share(lambda cell: bool(count_decimals(cell) or count_decimals(cell, ",") or currency_of(cell))) > 0.2
        )

    @cached_property
    def people(self) -> float:
        """The share of what is written like people's names or addresses."""
        return self.share(lambda cell: bool(_PERSON.fullmatch(cell) or _ADDRESS.fullmatch(cell)))

    @cached_property
    def currencies(self) -> float:
        """The share of codes of currencies."""
        return self.share(lambda cell: is_currency(cell.upper()))

    def stages(self, kind: str) -> list[str]:
        """Return its different values that are stages of a kind, such as `won`."""
        return [cell for cell in dict.fromkeys(self.cells) if stage_kind(cell) == kind]


def profile_columns(names: Sequence[str], rows: Sequence[Sequence[str]]) -> list[ColumnProfile]:
    """Return the profiles of the columns that have a name."""
    return [ColumnProfile(name, _cells(rows, index), len(rows)) for index, name in enumerate(names) if name]


def _cells(rows: Sequence[Sequence[str]], index: int) -> list[str]:
    cells = (row[index] for row in rows if index < len(row))
    return [cell if type(cell) is NativeCell else cell.strip() for cell in cells if cell.strip()]

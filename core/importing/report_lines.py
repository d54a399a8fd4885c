"""What a report writes for people: repeated headers, totals and footers, and an owner only once for a group."""

from __future__ import annotations

from collections.abc import Iterable

from core.importing.amount_parsing import count_decimals
from core.importing.header import is_closing_row
from core.importing.table import FileRow
from core.values.text import clean

Cells = tuple[str, ...]

_CLOSING_LETTERS = frozenset(" \t\"'*(©GgTtSsCcRrAaFfEe")
"""How a closing line of a report may begin; other lines need no closer test."""


class ReportLines:
    """Recognises the lines of a file that are no rows, whatever words they have."""

    def __init__(
        self,
        header: tuple[str, ...],
        *,
        on: tuple[int, ...],
        member: tuple[int, ...],
        key: tuple[int, ...],
        people: Iterable[str] = (),
    ) -> None:
        """`on`, `member` and `key` are indexes of the columns that every row fills, and a total does not; `people` are
        names on the team."""
        self._header = tuple(name.casefold() for name in header)
        self._required = (*on, *member, *key)
        self._on = on
        self._member = member
        self._key = key
        self._owners = set(people)
        """The owners of the rows so far: a line that names one of them is a row whose day is missing."""

    def is_no_row(self, line: FileRow) -> bool:
        """Return whether the line is a repeated header, a total or a footer. It is called for every line in order."""
        cells = line.cells
        first = cells[0].strip()
        if first.casefold() == self._header[0] or not first.isascii():
            names = tuple(clean(cell).casefold() for cell in cells)
            if names[: len(self._header)] == self._header:
                return True
        if line.problem:
            return False
        is_short = len(cells) <= max(self._required)
        if (not first or first[0] in _CLOSING_LETTERS or not first[0].isascii()) and is_closing_row(cells):
            return is_short or not all(cells[place].strip() for place in self._required)
        if not is_short and any(cells[place].strip() for place in self._on):
            if self._member and (owner := cells[self._member[0]].strip()):
                self._owners.add(owner)
            return False
        return self._is_total(cells)

    def _is_total(self, cells: Cells) -> bool:
        """Return whether a line without a day has but one text that is no known owner, beside numbers."""
        if any(_is_number(cells[place].strip()) for place in self._key if place < len(cells)):
            return False
        texts = [text for cell in cells if (text := cell.strip()) and not _is_number(text)]
        return len(texts) == 1 and texts[0] not in self._owners


class GroupedOwner:
    """Finds out whether an owner is given once for each group of rows, and then stands for those below."""

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self._repeats = False
        self._blank = 0
        self._current = ""

    def add(self, owner: str) -> None:
        """Add the owner of a row, in the order of the file; empty for none."""
        if not owner:
            # Nothing above the first row can stand for it.
            self._repeats = self._repeats or not self._seen
            self._blank += 1
        elif not self._repeats:
            self._repeats = owner in self._seen
            self._seen.add(owner)
            if self._repeats:
                self._seen.clear()

    @property
    def rows_without(self) -> int:
        """Return how many rows take the owner from above; 0 where owners are not given once for a group."""
        return 0 if self._repeats else self._blank

    def owner_of(self, owner: str) -> str:
        """Return the owner of the next row, which is the one above where it has none itself."""
        self._current = owner or self._current
        return self._current if self.rows_without else owner


def _is_number(text: str) -> bool:
    return any(count_decimals(text, mark) is not None for mark in (".", ","))

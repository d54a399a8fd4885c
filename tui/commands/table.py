"""Formats rows of text as aligned columns, also with letters that are two cells wide or none."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence


def width(text: str) -> int:
    """Return the width of `text` in terminal cells."""
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )


def table(rows: Iterable[Sequence[str]], gap: str = "  ") -> str:
    """Return the rows as lines, each column as wide as its widest cell, without columns that are empty in all rows."""
    all_rows = [list(row) for row in rows]
    columns = [column for column in zip(*all_rows, strict=True) if any(column)]
    widths = [max(map(width, column)) for column in columns]
    return "\n".join(
        gap.join(
            cell + " " * (column_width - width(cell)) for cell, column_width in zip(cells, widths, strict=True)
        ).rstrip()
        for cells in zip(*columns, strict=True)
    )

"""Formats rows of text as aligned columns, also with letters that are two cells wide or none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

ONE_CELL_RANGES = ((" ", "~"), ("\u00a0", "\u02ff"), ("\u2010", "\u2027"), ("\u20a0", "\u20bf"), ("\u2190", "\u22ff"))
"""Ranges of characters that take one cell each, so that `huddle due` does not load rich for them."""


def cell_width(text: str) -> int:
    """Return how many cells of a terminal `text` takes."""
    if all(any(first <= letter <= last for first, last in ONE_CELL_RANGES) for letter in text):
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def format_table(rows: Iterable[Sequence[str]], gap: str = "  ") -> str:
    """Return the rows as lines, each column as wide as its widest cell, without columns that are empty in all rows."""
    all_rows = [list(row) for row in rows]
    columns = [column for column in zip(*all_rows, strict=True) if any(column)]
    widths = [max(map(cell_width, column)) for column in columns]
    return "\n".join(
        gap.join(
            cell + " " * (column_width - cell_width(cell)) for cell, column_width in zip(cells, widths, strict=True)
        ).rstrip()
        for cells in zip(*columns, strict=True)
    )

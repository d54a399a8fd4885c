"""Columns of text on standard output, aligned also where a letter takes two places or none."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence


def width(text: str) -> int:
    """How many places of a terminal `text` takes."""
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )


def table(rows: Iterable[Sequence[str]], gap: str = "  ") -> str:
    """The rows as lines, each column as wide as its widest cell; columns that are empty throughout are left out."""
    there = [list(row) for row in rows]
    columns = [column for column in zip(*there, strict=True) if any(column)]
    widths = [max(map(width, column)) for column in columns]
    return "\n".join(
        gap.join(cell + " " * (wide - width(cell)) for cell, wide in zip(cells, widths, strict=True)).rstrip()
        for cells in zip(*columns, strict=True)
    )

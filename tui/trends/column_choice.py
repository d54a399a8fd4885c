"""Finding a column of the wall by its number or a part of its name, without any widget."""

from __future__ import annotations

from collections.abc import Sequence

from core.meeting.trends import TrendColumn


def matching_columns(typed: str, columns: Sequence[TrendColumn]) -> list[TrendColumn]:
    """Return the columns that `typed` can mean, the likeliest first: by number, else by name; all for an empty text."""
    typed = typed.strip().casefold()
    if typed.isdecimal():
        exact = [column for column in columns if column.number == int(typed)]
        return exact + [column for column in columns if str(column.number).startswith(typed) and column not in exact]
    begins = [column for column in columns if column.name.casefold().startswith(typed)]
    return begins + [column for column in columns if typed in column.name.casefold() and column not in begins]


def is_unambiguous(typed: str, columns: Sequence[TrendColumn]) -> bool:
    """Tell whether a column's number is typed that no further digit could turn into another one's."""
    return typed.strip().isdecimal() and len(matching_columns(typed, columns)) == 1


def format_columns(columns: Sequence[TrendColumn]) -> str:
    """Return the columns as in `1 Old customers · 2 Fast proposals`; 0 is the column of ungrouped cards."""
    return " · ".join(f"{column.number} {column.name}" for column in columns)

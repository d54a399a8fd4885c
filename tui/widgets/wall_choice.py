"""Choosing a column of a wall by its number or by a part of its name. Knows no screen."""

from __future__ import annotations

from collections.abc import Sequence

from core.trends import Column


def matching(typed: str, columns: Sequence[Column]) -> list[Column]:
    """The columns that `typed` can mean, the likeliest first: by number, else by name; all where nothing is typed."""
    typed = typed.strip().casefold()
    if typed.isdecimal():
        exact = [column for column in columns if column.number == int(typed)]
        return exact + [column for column in columns if str(column.number).startswith(typed) and column not in exact]
    begins = [column for column in columns if column.name.casefold().startswith(typed)]
    return begins + [column for column in columns if typed in column.name.casefold() and column not in begins]


def is_settled(typed: str, columns: Sequence[Column]) -> bool:
    """Whether a number is typed that no further digit could turn into another one's."""
    return typed.strip().isdecimal() and len(matching(typed, columns)) == 1


def listed(columns: Sequence[Column]) -> str:
    """`1 Old customers · 2 Fast proposals`; 0 stands for what is not grouped."""
    return " · ".join(f"{column.number} {column.name}" for column in columns)

"""Guess a map for an unknown file, from its column names and contents, and word an example of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from core.importing.amount_parsing import count_decimals
from core.importing.date_parsing import can_be_day

_WHO = (
    "owner",
    "agent",
    "seller",
    "salesperson",
    "member",
    "rep",
    "assigned",
    "verkäufer",
    "vendedor",
    "vendeur",
    "name",
)
"""Parts of the names of columns that give the member."""
_WHEN = ("close date", "close_date", "closedate", "date", "datum", "data", "day", "fecha", "closed")
"""Parts of the names of columns that give the day."""
_HOW_MUCH = ("value", "amount", "revenue", "total", "betrag", "umsatz", "valor", "montant")
"""Parts of the names of columns that give the amount."""
_STAGES = ("stage", "status", "phase")
"""Parts of the names of columns that give a deal's stage."""

_KEYS = {"id", "key", "nr", "no", "number", "nummer"}
"""Words in the names of key columns: whole words only, because “Quantidade” is no key."""

_WON = {"won", "closed won", "closedwon", "gewonnen", "ganado", "ganho", "gagné"}
"""Stages of won deals."""

_WORD = re.compile(r"[^\W\d_][^\WA-Z\d_]*|[A-Z]+(?![^\WA-Z\d_])")


@dataclass(frozen=True, slots=True)
class GuessedColumns:
    """The columns that seem to give member, day, key and amount."""

    member: str
    on: str
    key: tuple[str, ...]
    """The key column; when no column is unique, all but the amount together."""
    amount: str
    where: dict[str, list[str]] = field(default_factory=dict)
    """Which rows count, when some column shows what was won."""
    has_days: bool = True
    """False when there are rows, and none of their columns holds days."""


def guess_columns(columns: Sequence[str], rows: Sequence[Sequence[str]] = ()) -> GuessedColumns:
    """Return what the columns seem to be for, by the contents of `rows` and the column names."""
    cells_by_column = {name: _cells(rows, index) for index, name in enumerate(columns) if name}
    columns = [*cells_by_column] or columns
    days = [name for name in columns if _most_pass(cells_by_column[name], can_be_day)]
    amounts = [name for name in columns if name not in days and _most_pass(cells_by_column[name], _is_amount)]
    on = (
        _first_named(days, _WHEN)
        or next(iter(days), None)
        or _first_named(columns, _WHEN)
        or columns[min(1, len(columns) - 1)]
    )
    amount = _first_named(amounts, _HOW_MUCH) or _first_named(columns, _HOW_MUCH)
    named = [name for name in columns if _KEYS & {word.casefold() for word in _WORD.findall(name)}]
    key_column = next(
        (name for name in named if name not in (on, amount) and _is_unique(cells_by_column[name], len(rows))), None
    )
    amount = amount or next((name for name in amounts if name != key_column), columns[-1])
    unused = [name for name in columns if name not in (on, amount, key_column)]
    member = _first_named(unused, _WHO) or next((name for name in unused if name not in (*days, *amounts)), columns[0])
    key = (key_column,) if key_column else tuple(name for name in columns if name != amount) or (columns[0],)
    return GuessedColumns(member, on, key, amount, _won_condition(cells_by_column), bool(days) or not rows)


def _first_named(columns: Sequence[str], words: Sequence[str]) -> str | None:
    """Return the first column whose name contains one of the words, in the order of the words."""
    return next((name for word in words for name in columns if word in name.casefold()), None)


def _cells(rows: Sequence[Sequence[str]], index: int) -> list[str]:
    cells = (row[index].strip() for row in rows if index < len(row))
    return [cell for cell in cells if cell]


def _most_pass(cells: Sequence[str], test: Callable[[str], bool]) -> bool:
    """Return whether more than half of the cells pass the test: one mistyped cell must not change the result."""
    return 2 * sum(test(cell) for cell in cells) > len(cells)


def _is_unique(cells: Sequence[str], rows: int) -> bool:
    """Return whether every row has a value, and no two the same."""
    return len(cells) == rows == len(set(cells))


def _is_amount(cell: str) -> bool:
    return count_decimals(cell, ".") is not None or count_decimals(cell, ",") is not None


def _won_condition(cells_by_column: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return the stage column with its values for won deals; empty without one."""
    for word in _STAGES:
        for name, cells in cells_by_column.items():
            won = [cell for cell in dict.fromkeys(cells) if cell.casefold() in _WON]
            if word in name.casefold() and won:
                return {name: won}
    return {}


def explain_map(columns: Sequence[str], file: str, rows: Sequence[Sequence[str]] = ()) -> str:
    """Return a text that explains how to write a map, with an example made of the file's own columns."""
    names = ", ".join(columns)
    if any(can_be_day(name) for name in columns):
        return (
            f"{file} has no header line; it starts with: {names}. Name its columns in a small file "
            'such as map.toml with header = false and names = ["owner", "day", "amount", …] under [file], and import '
            "again with --map map.toml. docs/import.md shows a whole one."
        )
    columns_guessed = guess_columns(columns, rows)
    if not columns_guessed.has_days:
        return (
            f"No column of {file} has dates. Each row needs a date, an owner and an amount. Its "
            f"columns are {names}. Export it again with a date for each row."
        )
    key = ", ".join(_quoted(name) for name in columns_guessed.key)
    stage = _first_named(columns, _STAGES)
    where = columns_guessed.where or ({stage: ["Won"]} if stage else {})
    where_lines = "".join(
        f"\nwhere  = {{ {_quoted(name)} = [{', '.join(map(_quoted, values))}] }}" for name, values in where.items()
    )
    return (
        f"Name the columns of {file} to use in a small file such as map.toml, and import again with "
        f"--map map.toml. Its columns are {names}. For example:\n\n"
        f"[columns]\nmember = {_quoted(columns_guessed.member)}\non     = {_quoted(columns_guessed.on)}\n"
        f"key    = {key if len(columns_guessed.key) == 1 else f'[{key}]'}\n\n"
        f'[[entry]]\nmetric = "won revenue"\namount = {_quoted(columns_guessed.amount)}{where_lines}'
    )


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

"""A first map for a file that Huddle does not know, made of its own columns and of what stands in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from core.importing.days import is_day
from core.importing.numbers import decimals

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
_WHEN = ("close date", "close_date", "closedate", "date", "datum", "data", "day", "fecha", "closed")
_HOW_MUCH = ("value", "amount", "revenue", "total", "betrag", "umsatz", "valor", "montant")
_STAGES = ("stage", "status", "phase")
"""What the name of such a column has in it."""

_KEYS = {"id", "key", "nr", "no", "number", "nummer"}
"""Words that the name of a row's own key has: whole ones, for a “Quantidade” identifies nothing."""

_WON = {"won", "closed won", "closedwon", "gewonnen", "ganado", "ganho", "gagné"}

_WORD = re.compile(r"[^\W\d_][^\WA-Z\d_]*|[A-Z]+(?![^\WA-Z\d_])")


@dataclass(frozen=True, slots=True)
class Guess:
    """The columns that seem to say who, when, which row and how much."""

    member: str
    on: str
    key: tuple[str, ...]
    """The row's own key; where no column is one, all but the amount together."""
    amount: str
    where: dict[str, list[str]] = field(default_factory=dict)
    """Which rows count, where some column tells what was won."""
    has_days: bool = True
    """False where rows are there and no column of theirs holds days."""


def guess(columns: Sequence[str], rows: Sequence[Sequence[str]] = ()) -> Guess:
    """What the columns are for: by what the `rows` hold and what the columns are called."""
    held = {name: _cells(rows, at) for at, name in enumerate(columns) if name}
    columns = [*held] or columns
    days = [name for name in columns if _mostly(held[name], is_day)]
    amounts = [name for name in columns if name not in days and _mostly(held[name], _is_amount)]
    on = _called(days, _WHEN) or next(iter(days), None) or _called(columns, _WHEN) or columns[min(1, len(columns) - 1)]
    amount = _called(amounts, _HOW_MUCH) or _called(columns, _HOW_MUCH)
    named = [name for name in columns if _KEYS & {word.casefold() for word in _WORD.findall(name)}]
    own = next((name for name in named if name not in (on, amount) and _is_own(held[name], len(rows))), None)
    amount = amount or next((name for name in amounts if name != own), columns[-1])
    free = [name for name in columns if name not in (on, amount, own)]
    member = _called(free, _WHO) or next((name for name in free if name not in (*days, *amounts)), columns[0])
    key = (own,) if own else tuple(name for name in columns if name != amount) or (columns[0],)
    return Guess(member, on, key, amount, _won(held), bool(days) or not rows)


def _called(columns: Sequence[str], words: Sequence[str]) -> str | None:
    return next((name for word in words for name in columns if word in name.casefold()), None)


def _cells(rows: Sequence[Sequence[str]], at: int) -> list[str]:
    cells = (row[at].strip() for row in rows if at < len(row))
    return [cell for cell in cells if cell]


def _mostly(cells: Sequence[str], looks: Callable[[str], bool]) -> bool:
    """Whether more than half of what stands there looks so: a cell that somebody mistyped changes no column."""
    return 2 * sum(looks(cell) for cell in cells) > len(cells)


def _is_own(cells: Sequence[str], rows: int) -> bool:
    """Whether each row has one, and no two have the same."""
    return len(cells) == rows == len(set(cells))


def _is_amount(cell: str) -> bool:
    return decimals(cell, ".") is not None or decimals(cell, ",") is not None


def _won(held: dict[str, list[str]]) -> dict[str, list[str]]:
    """The column that tells a row's stage, with the words in which it tells that a deal was won."""
    for word in _STAGES:
        for name, cells in held.items():
            won = [cell for cell in dict.fromkeys(cells) if cell.casefold() in _WON]
            if word in name.casefold() and won:
                return {name: won}
    return {}


def example(columns: Sequence[str], file: str, rows: Sequence[Sequence[str]] = ()) -> str:
    """A sentence that says how to write a map, with an example made of the file's own columns."""
    there = ", ".join(columns)
    if any(is_day(name) for name in columns):
        return (
            f"The first line of {file} is a row already: {there}. Say what its columns are called, in a small file "
            'such as map.toml with header = false and names = ["owner", "day", "amount", …] under [file], and import '
            "again with --map map.toml. docs/import.md shows a whole one."
        )
    found = guess(columns, rows)
    if not found.has_days:
        return (
            f"No column of {file} holds days, and each row must say when it was, whose it is and how much. Its "
            f"columns are {there}. Export it again with the day on which each row counts."
        )
    key = ", ".join(_quoted(name) for name in found.key)
    stage = _called(columns, _STAGES)
    where = found.where or ({stage: ["Won"]} if stage else {})
    taken = "".join(
        f"\nwhere  = {{ {_quoted(name)} = [{', '.join(map(_quoted, values))}] }}" for name, values in where.items()
    )
    return (
        f"Say which columns of {file} are meant, in a small file such as map.toml, and import again with "
        f"--map map.toml. Its columns are {there}. For example:\n\n"
        f"[columns]\nmember = {_quoted(found.member)}\non     = {_quoted(found.on)}\n"
        f"key    = {key if len(found.key) == 1 else f'[{key}]'}\n\n"
        f'[[entry]]\nmetric = "won revenue"\namount = {_quoted(found.amount)}{taken}'
    )


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

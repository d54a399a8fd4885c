"""A first map for a file that Huddle does not know, made of its own columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from core.importing.days import is_day
from core.importing.numbers import decimals

_WORDS: dict[str, tuple[tuple[str, ...], int]] = {
    "member": (("owner", "agent", "seller", "member", "rep", "assigned", "vendedor", "name"), 0),
    "on": (("close date", "close_date", "closedate", "date", "datum", "data", "day", "fecha", "closed"), 1),
    "key": (("id", "key", "number", "nummer"), 0),
    "amount": (("value", "amount", "revenue", "total", "betrag", "umsatz", "valor", "montant"), -1),
}
"""By what a column is for, the words that such a column's name has in it, and which one it is when none has."""


def roles(columns: Sequence[str], rows: Sequence[Sequence[str]] = ()) -> dict[str, str]:
    """The columns that seem to say who, when, which row and how much: by their names, else by what the `rows` hold."""
    looks: dict[str, Callable[[str], bool]] = {
        "on": is_day,
        "amount": lambda cell: _is_amount(cell) and not is_day(cell),
    }
    found: dict[str, str] = {}
    for role, (words, default) in _WORDS.items():
        place = len(columns) - 1 if default < 0 else min(default, len(columns) - 1)
        named = (name for word in words for name in columns if word in name.casefold())
        held = (name for at, name in enumerate(columns) if role in looks and _holds(rows, at, looks[role]))
        free = (name for name in held if name not in found.values())
        found[role] = next(named, None) or next(free, columns[place])
    return found


def _holds(rows: Sequence[Sequence[str]], at: int, looks: Callable[[str], bool]) -> bool:
    """Whether all that stands in that column looks so, and something does."""
    cells = [row[at] for row in rows if at < len(row) and row[at].strip()]
    return bool(cells) and all(looks(cell.strip()) for cell in cells)


def _is_amount(cell: str) -> bool:
    return decimals(cell, ".") is not None or decimals(cell, ",") is not None


def example(columns: Sequence[str], file: str) -> str:
    """A sentence that says how to write a map, with an example made of the file's own columns."""

    def quoted(name: str) -> str:
        return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'

    found = {role: quoted(name) for role, name in roles(columns).items()}
    stage = next((name for word in ("stage", "status") for name in columns if word in name.casefold()), None)
    where = f'\nwhere  = {{ {quoted(stage)} = ["Won"] }}' if stage else ""
    return (
        f"Say which columns of {file} are meant, in a small file such as map.toml, and import again with "
        f"--map map.toml. Its columns are {', '.join(columns)}. For example:\n\n"
        f"[columns]\nmember = {found['member']}\non     = {found['on']}\nkey    = {found['key']}\n\n"
        f'[[entry]]\nmetric = "won revenue"\namount = {found["amount"]}{where}'
    )

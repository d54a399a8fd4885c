"""A first map for a file that Huddle does not know, made of its own columns."""

from __future__ import annotations

from collections.abc import Sequence

_WORDS: dict[str, tuple[tuple[str, ...], int]] = {
    "member": (("owner", "agent", "seller", "member", "rep", "assigned", "vendedor", "name"), 0),
    "on": (("close date", "close_date", "closedate", "date", "datum", "data", "day", "fecha"), 1),
    "key": (("id", "key", "number", "nummer"), 0),
    "amount": (("value", "amount", "revenue", "total", "betrag", "umsatz", "valor", "montant"), -1),
}
"""By what a column is for, the words that such a column's name has in it, and which one it is when none has."""


def roles(columns: Sequence[str]) -> dict[str, str]:
    """The columns that seem to say who, when, which row and how much."""
    found: dict[str, str] = {}
    for role, (words, default) in _WORDS.items():
        place = len(columns) - 1 if default < 0 else min(default, len(columns) - 1)
        found[role] = next((name for word in words for name in columns if word in name.casefold()), columns[place])
    return found


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

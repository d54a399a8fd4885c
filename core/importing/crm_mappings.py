"""Built-in maps: exports of well-known CRMs are recognised by their columns."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from core.errors import HuddleError
from core.importing.mapping import ImportMap, parse_map
from core.values.text import clean

_ROLES = ("member", "on", "key", "name", "account")


@dataclass(frozen=True, slots=True)
class BuiltInMap:
    """A built-in map. It names columns by role, with the names they have in different exports."""

    name: str
    """The name for `--map`: `salesforce-opportunities`."""
    title: str
    """What the file is, as text."""
    values: dict[str, Any]
    """The parsed TOML."""

    def count_matching_columns(self, columns: Sequence[str]) -> int:
        """Return how many of its columns the file has; 0 without a set of the columns that only this CRM writes."""
        present = {column.casefold() for column in columns}
        if not any(all(sign.casefold() in present for sign in signs) for signs in self.values["signs"]):
            return 0
        return sum(_first_present(names, columns) is not None for names in self.values["columns"].values())

    def build_map(self, columns: Sequence[str], member: str | None = None) -> ImportMap:
        """Return the map for a file with these columns; `member` owns all rows when the file has no such column.

        Raises `HuddleError` when a required column is missing.
        """
        column_by_role = {role: _first_present(names, columns) for role, names in self.values["columns"].items()}
        if column_by_role["key"] is not None:
            column_by_role.pop("name", None)  # only rows without a key need it
        for role, meaning in (("on", "date"), ("member", "owner")):
            if column_by_role[role] is None and not (role == "member" and member):
                names = " or ".join(f"“{name}”" for name in self.values["columns"][role][:2])
                instead = ", or import all rows for one member with --for NAME" if role == "member" else ""
                raise HuddleError(
                    f"This looks like {self.title}, but the {meaning} column is missing. "
                    f"Export it again with {names}{instead}."
                )
        entries = [entry for part in self.values["entry"] if (entry := self._entry(part, column_by_role))]
        if not entries:
            raise HuddleError(
                f"This looks like {self.title}, but it has no amounts. Write a map, as docs/import.md shows."
            )
        return parse_map(
            {
                "file": {"source": self.values["source"]} | ({"member": member} if member else {}),
                "columns": {role: column_by_role[role] for role in _ROLES if column_by_role.get(role) is not None},
                "entry": entries,
            },
            f"The map {self.name}",
        )

    def _entry(self, part: dict[str, Any], column_by_role: dict[str, str | None]) -> dict[str, Any] | None:
        optional = self.values.get("optional", ())
        where: dict[str, list[str]] = {}
        for role, wanted in part["where"].items():
            column = column_by_role[role]
            if column is not None:
                where[column] = wanted
            elif role not in optional:
                return None
        amount = part["amount"] if not isinstance(part["amount"], str) else column_by_role[part["amount"]]
        return None if amount is None else {"metric": part["metric"], "amount": amount, "where": where}


@cache
def list_built_in_maps() -> tuple[BuiltInMap, ...]:
    """Return all built-in maps, by name."""
    folder = files("data") / "importmaps"
    maps = []
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml"):
            values = tomllib.loads(file.read_text(encoding="utf-8"))
            maps.append(BuiltInMap(file.name.removesuffix(".toml"), values["title"], values))
    return tuple(maps)


def find_matching_map(columns: Sequence[str]) -> BuiltInMap | None:
    """Return the built-in map that recognises most of these columns, or None."""
    best = max(list_built_in_maps(), key=lambda built_in_map: built_in_map.count_matching_columns(columns))
    return best if best.count_matching_columns(columns) else None


def find_built_in_map(name: str) -> BuiltInMap | None:
    """Return the built-in map of that name, or None."""
    return next(
        (built_in_map for built_in_map in list_built_in_maps() if built_in_map.name == clean(name).casefold()), None
    )


def _first_present(names: Sequence[str], columns: Sequence[str]) -> str | None:
    """Return the column that has the first of the names that the file has, or None."""
    columns_by_name = {column.casefold(): column for column in reversed(columns)}
    return next((columns_by_name[name.casefold()] for name in names if name.casefold() in columns_by_name), None)

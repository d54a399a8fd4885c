"""Maps that come with Huddle: what the well-known CRMs export is recognised by its columns."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from core.errors import HuddleError
from core.importing.map import Map, as_map
from core.wording import clean

_ROLES = ("member", "on", "key", "account")


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """One of them. It names its columns by what they are for, with the names that they have in different exports."""

    name: str
    """As `--map` takes it: `salesforce-opportunities`."""
    title: str
    values: dict[str, Any]

    def recognises(self, columns: Sequence[str]) -> int:
        """How many of its columns there are, 0 unless a set of them is there that only this CRM writes."""
        there = {column.casefold() for column in columns}
        if not any(all(sign.casefold() in there for sign in signs) for signs in self.values["signs"]):
            return 0
        return sum(_first(names, columns) is not None for names in self.values["columns"].values())

    def map_for(self, columns: Sequence[str], member: str | None = None) -> Map:
        """The map for a file with these columns; `member` is whose all its rows are, where it does not say it.

        Raises `HuddleError` when a column is missing without which nothing can be taken.
        """
        found = {role: _first(names, columns) for role, names in self.values["columns"].items()}
        for role, what in (("on", "when"), ("key", "which one"), ("member", "whose")):
            if found[role] is None and not (role == "member" and member):
                names = " or ".join(f"“{name}”" for name in self.values["columns"][role][:2])
                instead = ", or say whose all its rows are with --for NAME" if role == "member" else ""
                raise HuddleError(
                    f"By its columns this is a {self.title}, but none says {what} a row is. "
                    f"Export it again with {names}{instead}."
                )
        entries = [entry for part in self.values["entry"] if (entry := self._entry(part, found))]
        if not entries:
            raise HuddleError(
                f"By its columns this is a {self.title}, but it has nothing to count. "
                "Write a map, as docs/import.md shows."
            )
        return as_map(
            {
                "file": {"source": self.values["source"]} | ({"member": member} if member else {}),
                "columns": {role: found[role] for role in _ROLES if found.get(role) is not None},
                "entry": entries,
            },
            f"The map {self.name}",
        )

    def _entry(self, part: dict[str, Any], found: dict[str, str | None]) -> dict[str, Any] | None:
        optional = self.values.get("optional", ())
        where: dict[str, list[str]] = {}
        for role, wanted in part["where"].items():
            column = found[role]
            if column is not None:
                where[column] = wanted
            elif role not in optional:
                return None
        amount = part["amount"] if not isinstance(part["amount"], str) else found[part["amount"]]
        return None if amount is None else {"metric": part["metric"], "amount": amount, "where": where}


@cache
def built_in() -> tuple[BuiltIn, ...]:
    """All of them, by name."""
    folder = files("data") / "importmaps"
    found = []
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml"):
            values = tomllib.loads(file.read_text(encoding="utf-8"))
            found.append(BuiltIn(file.name.removesuffix(".toml"), values["title"], values))
    return tuple(found)


def recognised(columns: Sequence[str]) -> BuiltIn | None:
    """The one that knows most of these columns; None when none of them knows the file."""
    best = max(built_in(), key=lambda each: each.recognises(columns))
    return best if best.recognises(columns) else None


def by_name(name: str) -> BuiltIn | None:
    """The one called so."""
    return next((each for each in built_in() if each.name == clean(name).casefold()), None)


def _first(names: Sequence[str], columns: Sequence[str]) -> str | None:
    by_name = {column.casefold(): column for column in reversed(columns)}
    return next((by_name[name.casefold()] for name in names if name.casefold() in by_name), None)

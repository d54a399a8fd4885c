"""Changing one thing of a map, as somebody does who looks at it; the whole is checked each time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.importing.map import Map, as_map

KEY_SHOWN = 3
"""Columns of a key that are marked as such: where nearly all of a row is its key, that would hide who and how much."""


def with_column(map_: Map, role: str, column: str) -> Map:
    """The map in which `column` says who (`member`), when (`on`) or which row it is (`key`) or which
    customer it is about (`account`)."""
    values = _values(map_)
    values["columns"][role] = column
    if role == "member":
        values["file"].pop("member", None)
    return as_map(values)


def with_entry(map_: Map, place: int, *, metric: str | None = None, amount: str | int | None = None) -> Map:
    """The map whose [[entry]] at `place` fills another metric, or from another column; 1 counts each row."""
    values = _values(map_)
    if metric is not None:
        values["entry"][place]["metric"] = metric
    if amount is not None:
        values["entry"][place]["amount"] = amount
    return as_map(values)


def with_where(map_: Map, place: int, where: Mapping[str, list[str]]) -> Map:
    """The map whose [[entry]] at `place` takes the rows that have these values."""
    values = _values(map_)
    values["entry"][place]["where"] = dict(where)
    return as_map(values)


def with_person(map_: Map, text: str, name: str) -> Map:
    """The map that knows who is meant by `text`."""
    values = _values(map_)
    values["people"][text] = name
    return as_map(values)


def roles_of(map_: Map) -> dict[str, str]:
    """By column, casefolded, what it is for: `whose`, `when`, `which one`, `customer`, `how much`, `which rows`."""
    found: dict[str, str] = {}
    for part in map_.entry + map_.target:
        found |= {column.casefold(): "which rows" for column in part.where}
        if isinstance(part.amount, str):
            found[part.amount.casefold()] = "how much"
    found |= {column.casefold(): "customer" for column in map_.columns.account or ()}
    key = map_.columns.key or ()
    if len(key) <= KEY_SHOWN:
        found |= {column.casefold(): "which one" for column in key}
    found[map_.columns.on.casefold()] = "when"
    if map_.file.member is None:
        found |= {column.casefold(): "whose" for column in map_.columns.member or ()}
    return found


def _values(map_: Map) -> dict[str, Any]:
    return map_.model_dump(exclude_none=True)

"""Change one thing of an import map, as a user does on the import screen; the whole map is validated each time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.importing.mapping import ImportMap, PeriodKind, parse_map
from core.importing.words import stage_kind

MAX_MARKED_KEY_COLUMNS = 3
"""The most key columns that are marked: when nearly the whole row is the key, that would hide who and how much."""


def with_column(map_: ImportMap, role: str, column: str | None) -> ImportMap:
    """Return the map with `column` in a role: `member`, `on` (the day), `key`, `account` or `currency`, or in none."""
    values = _values(map_)
    values["columns"][role] = column
    if role == "member":
        values["file"].pop("member", None)
    return parse_map(values)


def with_entry(map_: ImportMap, index: int, *, metric: str | None = None, amount: str | int | None = None) -> ImportMap:
    """Return the map with another metric or amount column in the part at index `index`; amount 1 counts rows."""
    values = _values(map_)
    if metric is not None:
        _part(values, index)["metric"] = metric
    if amount is not None:
        _part(values, index)["amount"] = amount
    return parse_map(values)


def with_period(map_: ImportMap, period: PeriodKind | None) -> ImportMap:
    """Return the map that gives targets for such periods in place of entries; with None entries in place of targets."""
    values = _values(map_)
    parts = values.pop("entry", []) + values.pop("target", [])
    for part in parts:
        part.pop("period", None)
        if period is not None:
            part["period"] = period
    values["entry" if period is None else "target"] = parts
    return parse_map(values)


def with_where(map_: ImportMap, index: int, where: Mapping[str, list[str]]) -> ImportMap:
    """Return the map with `where` as the condition of the part at index `index`."""
    values = _values(map_)
    _part(values, index)["where"] = dict(where)
    return parse_map(values)


def with_won_stages(map_: ImportMap, column: str, stages: Sequence[str]) -> ImportMap:
    """Return the map in which these values of `column` count wherever a won deal does."""
    values = _values(map_)
    for entry in values["entry"]:
        wanted = entry["where"].get(column, [])
        if any(stage_kind(str(value)) == "won" for value in wanted):
            wanted += [stage for stage in stages if stage not in wanted]
    return parse_map(values)


def with_person(map_: ImportMap, text: str, name: str) -> ImportMap:
    """Return the map in which the file's `text` stands for the member `name`."""
    values = _values(map_)
    values["people"][text] = name
    return parse_map(values)


def column_roles(map_: ImportMap) -> dict[str, str]:
    """Return the use of each column by casefolded name.

    The uses are `whose`, `when`, `which one`, `customer`, `how much` and `which rows`.
    """
    roles: dict[str, str] = {}
    for part in map_.entry + map_.target:
        roles |= {column.casefold(): "which rows" for column in part.where}
        if isinstance(part.amount, str):
            roles[part.amount.casefold()] = "how much"
    roles |= {column.casefold(): "customer" for column in map_.columns.account or ()}
    key = map_.columns.key or ()
    if len(key) <= MAX_MARKED_KEY_COLUMNS:
        roles |= {column.casefold(): "which one" for column in key}
    roles |= {column.casefold(): "when" for column in map_.columns.on}
    if map_.file.member is None:
        roles |= {column.casefold(): "whose" for column in map_.columns.member or ()}
    return roles


def _part(values: dict[str, Any], index: int) -> dict[str, Any]:
    """Return the [[entry]] or [[target]] at index `index`, entries first."""
    part: dict[str, Any] = [*values.get("entry", []), *values.get("target", [])][index]
    return part


def _values(map_: ImportMap) -> dict[str, Any]:
    return map_.model_dump(exclude_none=True)

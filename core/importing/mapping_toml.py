"""Maps as TOML: written out, and changed in a file that somebody wrote, whose comments, order and form are kept."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any

from core.errors import HuddleError
from core.importing.mapping import ImportMap


def format_map_toml(map_: ImportMap, text: str = "") -> str:
    """Return the map as a file that `read_map` reads back as the same.

    `text` is the file that it replaces: what stays the same in it is left as it was written. Raises `ValueError` when
    that is no TOML.
    """
    import tomlkit

    document = tomlkit.parse(text)
    _put(document, map_.model_dump(exclude_none=True), map_.model_dump(exclude_defaults=True))
    return tomlkit.dumps(document)


def write_map_answer(path: Path, key: str, value: str) -> None:
    """Write `key = value` under [file] of the map at `path`, and leave the rest as it is.

    Raises `HuddleError` when that file cannot be written.
    """
    import tomlkit

    try:
        document = tomlkit.parse(read_text(path))
        _add(document.setdefault("file", tomlkit.table()), key, value)
        path.write_text(tomlkit.dumps(document), encoding="utf-8", newline="")
    except (OSError, ValueError) as error:
        line = tomlkit.dumps({key: value}).strip()
        raise HuddleError(f"Can't write the answer into {path}. Put this under its [file]: {line}") from error


def read_text(path: Path) -> str:
    """Return the text of a map with its line ends as they are. Raises `OSError` or `ValueError`."""
    return path.read_bytes().decode("utf-8-sig")


def _put(there: MutableMapping[str, Any], values: Mapping[str, Any], needed: Mapping[str, Any]) -> None:
    """Makes `there` say these values. What is not among the `needed` is not added, since it is so without."""
    for key in [key for key in there if key not in values or values[key] in ([], {})]:
        del there[key]
    for key, value in values.items():
        if key not in there:
            if key in needed:
                _add(there, key, _item(needed[key], is_part=key in ImportMap.model_fields))
        elif isinstance(value, dict):
            _put(there[key], value, needed.get(key, {}))
        elif _is_parts(value):
            del there[key][len(value) :]
            for place, part in enumerate(value):
                if place < len(there[key]):
                    _put(there[key][place], part, needed[key][place])
                else:
                    there[key].append(_item(needed[key][place], is_part=True))
        elif _single(there[key]) != _single(value):
            there[key] = _single(value)


def _add(there: MutableMapping[str, Any], key: str, item: Any) -> None:
    """Adds it behind the last key: a comment below that belongs to what follows."""
    from tomlkit.items import Table

    below = []
    if isinstance(there, Table):
        while there.value.body and there.value.body[-1][0] is None:
            below.append(there.value.body.pop()[1])
    there[key] = item
    for each in reversed(below):
        there.add(each)  # type: ignore[attr-defined]  # a table here


def _item(value: Any, *, is_part: bool = False) -> Any:
    """The value as an item of TOML: a part of the map has lines of its own, and all below it is on one line."""
    import tomlkit

    if _is_parts(value):
        parts = tomlkit.aot()
        for part in value:
            parts.append(_item(part, is_part=True))
        return parts
    if isinstance(value, dict):
        table: Any = tomlkit.table() if is_part else tomlkit.inline_table()
        for key, each in value.items():
            table[key] = _item(each)
        return table
    return _single(value)


def _is_parts(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _single(value: Any) -> Any:
    """The one value of a list of one, which a map may say without the list."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value

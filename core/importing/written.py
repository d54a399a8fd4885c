"""Write import maps as TOML, and put an answer into an existing one."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

from core.errors import HuddleError
from core.importing.map import EntryPart, Map, TargetPart


def as_toml(map_: Map) -> str:
    """Return the map as TOML that `read_map` reads back as the same map."""
    lines: list[str] = []
    file = map_.file.model_dump(exclude_defaults=True)
    if file:
        lines += ["[file]", *(f"{key} = {_format_value(value)}" for key, value in file.items()), ""]
    columns = map_.columns.model_dump(exclude_none=True)
    lines += ["[columns]", *(f"{key} = {_format_value(value)}" for key, value in columns.items())]
    parts: list[EntryPart] = [*map_.entry, *map_.target]
    for part in parts:
        lines += ["", "[[target]]" if isinstance(part, TargetPart) else "[[entry]]"]
        lines += [f"metric = {_format_value(part.metric)}", f"amount = {_format_value(part.amount)}"]
        if isinstance(part, TargetPart):
            lines.append(f"period = {_format_value(part.period)}")
        if part.where:
            wanted = ", ".join(
                f"{_format_value(column)} = {_format_value(values)}" for column, values in part.where.items()
            )
            lines.append(f"where = {{ {wanted} }}")
        if part.won is not None:
            lines.append(f"won = {_format_value(part.won)}")
    if map_.people:
        lines += [
            "",
            "[people]",
            *(f"{_format_value(text)} = {_format_value(name)}" for text, name in map_.people.items()),
        ]
    return "\n".join(lines) + "\n"


def _format_value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        # JSON strings are valid TOML strings, except for one control character.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, list | tuple):
        return _format_value(value[0]) if len(value) == 1 else f"[{', '.join(_format_value(item) for item in value)}]"
    return str(value)


def put_answer(path: Path, key: str, value: str) -> None:
    """Write `key = value` under [file] of the map at `path`, and leave the rest as it is.

    Raises `HuddleError` when that file cannot be written.
    """
    line = f"{key} = {_format_value(value)}"
    try:
        text = path.read_text(encoding="utf-8-sig")
        if re.search(r"(?m)^\[file\]", text):
            new = re.sub(r"(?m)^(\[file\][^\n]*)$", lambda match: f"{match[1]}\n{line}", text, count=1)
        else:
            new = f"[file]\n{line}\n\n{text}"
        tomllib.loads(new)
        path.write_text(new, encoding="utf-8")
    except (OSError, ValueError) as error:
        raise HuddleError(f"The answer cannot be written into {path}. Put this under its [file]: {line}") from error

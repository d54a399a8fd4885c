"""The map that a file seems to want: one the team has used for such a file, one that comes with Huddle, or a guess."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.errors import HuddleError
from core.importing.builtin import built_in, by_name, recognised
from core.importing.example import guess
from core.importing.files import first_rows, open_table
from core.importing.map import FilePart, Map, as_map, read_map
from core.importing.table import Table
from core.importing.written import as_toml, put_answer
from core.session import Session
from core.wording import clean

FIRST_ROWS = 20
"""Rows of the file that a proposal shows."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A map for a file, and the file's beginning."""

    path: Path
    map: Map
    title: str
    """Where the map comes from, in words."""
    columns: tuple[str, ...]
    first: tuple[tuple[str, ...], ...]
    """The first rows."""
    kind: str
    """How the file was read, as a sentence; empty where that was plain to see."""
    is_known: bool = True
    """False where it is a guess that somebody should look at."""
    written: Path | None = None
    """The file that the map was read from."""


def propose(s: Session, path: Path | str, name: str | Path | None = None, *, member: str | None = None) -> Proposal:
    """The map called `name` (a TOML file, one of the team's, or one of Huddle's), else the one that the file's
    columns ask for; `member` is whose all rows are.

    Raises `HuddleError` when there is no map of that name, or the file cannot be read.
    """
    path = Path(path)
    if name is not None:
        return _named(s, path, str(name), member)
    table = open_table(path)
    for saved in _saved(s):
        map_ = _readable(saved)
        if map_ is not None and all(_has(table.names, column) for column in map_.names()):
            return _proposal(table, _of(map_, member), f"the team's map {saved.stem}", written=saved)
    known = recognised(table.names)
    if known is not None:
        return _proposal(table, known.map_for(table.names, member), known.title)
    return _proposal(table, _guessed(table, member), "a guess by its columns", is_known=False)


def map_named(s: Session, name: str, path: Path, *, member: str | None = None) -> Map:
    """The map called `name`, for the file at `path`. Raises `HuddleError` as `propose` does."""
    return propose(s, path, name, member=member).map


def keep_map(s: Session, proposal: Proposal, map_: Map) -> Path | None:
    """Remembers a map that somebody changed or answered a question of, for the next file with these columns.

    None where the folder beside the team's file cannot be written to.
    """
    folder = maps_folder(s)
    stem = re.sub(r"[^\w-]+", "-", re.sub(r"[\d\s()_-]+$", "", proposal.path.stem).casefold()).strip("-") or "import"
    path = folder / f"{stem}.toml"
    if proposal.written is not None and proposal.written.parent == folder:
        path = proposal.written
    try:
        folder.mkdir(exist_ok=True)
        path.write_text(as_toml(map_), encoding="utf-8")
    except OSError:
        return None
    return path


def answer(proposal: Proposal, key: str, value: str) -> None:
    """Writes an answer into the file that the map was read from, if it was."""
    if proposal.written is not None:
        put_answer(proposal.written, key, value)


def maps_folder(s: Session) -> Path:
    """Where the team keeps its maps: beside its file."""
    return s.store.path.with_name(s.store.path.name + "-maps")


def _named(s: Session, path: Path, name: str, member: str | None) -> Proposal:
    file = Path(name)
    saved = maps_folder(s) / f"{name}.toml"
    if not file.suffix and not file.exists():
        file = saved if "/" not in name and "\\" not in name and saved.is_file() else file
    known = by_name(name) if not file.is_file() else None
    if known is None:
        if not file.suffix and not file.is_file():
            names = [each.name for each in built_in()] + [each.stem for each in _saved(s)]
            raise HuddleError(f"There is no map {clean(name)}. Name a TOML file, or one of {', '.join(names)}.")
        map_ = _of(read_map(file), member)
        return _proposal(open_table(path, map_.file, map_.names()), map_, f"the map {file.name}", written=file)
    wanted = [column for columns in known.values["columns"].values() for column in columns]
    table = open_table(path, None, wanted)
    return _proposal(table, known.map_for(table.names, member), known.title)


def _proposal(table: Table, map_: Map, title: str, *, is_known: bool = True, written: Path | None = None) -> Proposal:
    return Proposal(table.path, map_, title, table.names, first_rows(table, FIRST_ROWS), table.kind, is_known, written)


def _of(map_: Map, member: str | None) -> Map:
    if member is None:
        return map_
    return map_.model_copy(update={"file": map_.file.model_copy(update={"member": member})})


def _guessed(table: Table, member: str | None) -> Map:
    found = guess(table.names, first_rows(table))
    entry = {"metric": "won revenue", "amount": found.amount, "where": found.where}
    values: dict[str, object] = {
        "file": FilePart(member=member).model_dump(exclude_none=True),
        "columns": {"member": found.member, "on": found.on, "key": list(found.key)},
        "entry": [entry],
    }
    return as_map(values)


def _saved(s: Session) -> list[Path]:
    try:
        return sorted(maps_folder(s).glob("*.toml"))
    except OSError:
        return []


def _readable(path: Path) -> Map | None:
    try:
        return read_map(path)
    except HuddleError:
        return None  # told when it is asked for by its name


def _has(columns: Sequence[str], name: str) -> bool:
    return clean(name).casefold() in {column.casefold() for column in columns}

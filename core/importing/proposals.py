"""Propose a map for a file: one the team has used for such a file, a built-in one, or a guess."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from core.access.session import Session
from core.errors import HuddleError
from core.importing.crm_mappings import find_built_in_map, find_matching_map, list_built_in_maps
from core.importing.guessed_mapping import guess_columns
from core.importing.mapping import FilePart, ImportMap, read_map
from core.importing.mapping_toml import format_map_toml, read_text, write_map_answer
from core.importing.member_lookup import list_names
from core.importing.open_file import open_table, read_first_rows
from core.importing.table import Table
from core.values.text import clean, join_words
from data.file_modes import make_file_like, make_folder_like

FIRST_ROWS = 20
"""How many rows of the file a proposal shows."""

_SAVED_AFTER = "# Saved after import {id}; undoing that import removes this file.\n\n"
"""How a map begins that was saved after an import, with the import's id in the journal."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A map for a file, and the file's first rows."""

    path: Path
    map: ImportMap
    origin: str
    """Where the map comes from, as text."""
    columns: tuple[str, ...]
    """The file's column names."""
    first_rows: tuple[tuple[str, ...], ...]
    """The first rows."""
    format_note: str
    """How the file was read, as a sentence; empty when that is obvious."""
    is_known: bool = True
    """False when it is a guess that somebody should check."""
    map_file: Path | None = None
    """The file that the map was read from; None for a built-in map or a guess."""
    missing: tuple[str, ...] = ()
    """What no column seems to give: `owner` or `date`. The map then names the first column."""
    sheets: tuple[str, ...] = ()
    """The names of the file's sheets, to choose another."""


def propose_map(
    session: Session,
    path: Path | str,
    name: str | Path | None = None,
    *,
    member: str | None = None,
    is_checked: bool = False,
) -> Proposal:
    """Return the map called `name`, else the one that fits the file's columns.

    `name` is a TOML file, one of the team's maps, or a built-in one. `member` owns all rows when the file does not say.
    Where somebody checks the map (`is_checked`), a file that is only half recognised is guessed.
    Raises `HuddleError` when there is no map of that name, or the file cannot be read.
    """
    path = Path(path)
    if name is not None:
        return _propose_by_name(session, path, str(name), member)
    table = open_table(path, names=list_names(session))
    for saved in _saved_maps(session):
        map_ = _read_or_none(saved)
        if map_ is not None and all(_has(table.column_names, column) for column in map_.column_names()):
            return _proposal(table, _with_member(map_, member), f"the team's map {saved.stem}", written=saved)
    return _recognise(session, table, member, is_checked=is_checked)


def propose_reading(session: Session, proposal: Proposal, part: FilePart) -> Proposal:
    """Return the proposal for the same file, read as `part` says: another sheet, heading row or encoding.

    Raises `HuddleError` when it cannot be read like that.
    """
    table = open_table(proposal.path, part, names=list_names(session))
    found = _recognise(session, table, part.member, is_checked=True)
    read_as = {"sheet": part.sheet, "skip": part.skip, "encoding": part.encoding}
    map_ = found.map.model_copy(update={"file": found.map.file.model_copy(update=read_as)})
    return replace(found, map=map_, is_known=False)


def save_map(session: Session, proposal: Proposal, map_: ImportMap, import_id: int | None = None) -> Path | None:
    """Save a map that somebody changed or completed, for the next file with these columns, and return its path.

    A map in the team's own folder keeps its comments. A new one goes again when the import with this journal id is
    undone. Returns None when that folder cannot be written to.
    """
    folder = maps_folder(session)
    stem = re.sub(r"[^\w-]+", "-", re.sub(r"[\d\s()_-]+$", "", proposal.path.stem).casefold()).strip("-") or "import"
    path = folder / f"{stem}.toml"
    try:
        make_folder_like(folder, session.store.path)
        text = ""
        if proposal.map_file is not None and proposal.map_file.parent == folder:
            path = proposal.map_file
            text = read_text(path)
        make_file_like(path, session.store.path)
        if not text and import_id is not None:
            text = _SAVED_AFTER.format(id=import_id)
        path.write_text(format_map_toml(map_, text), encoding="utf-8", newline="")
    except (OSError, ValueError):
        return None
    return path


def remove_maps_of(session: Session, import_id: int) -> None:
    """Remove the maps that were saved after the import with this journal id."""
    for path in _saved_maps(session):
        with suppress(OSError, ValueError):
            if read_text(path).startswith(_SAVED_AFTER.format(id=import_id)):
                path.unlink()


def save_answer(proposal: Proposal, key: str, value: str) -> None:
    """Write an answer into the file that the map was read from, if there is one."""
    if proposal.map_file is not None:
        write_map_answer(proposal.map_file, key, value)


def maps_folder(session: Session) -> Path:
    """Return the folder of the team's maps, beside its database file."""
    return session.store.path.with_name(session.store.path.name + "-maps")


def _propose_by_name(session: Session, path: Path, name: str, member: str | None) -> Proposal:
    file = Path(name)
    saved = maps_folder(session) / f"{name}.toml"
    if not file.suffix and not file.exists():
        file = saved if "/" not in name and "\\" not in name and saved.is_file() else file
    built_in_map = find_built_in_map(name) if not file.is_file() else None
    if built_in_map is None:
        if not file.suffix and not file.is_file():
            names = [candidate.name for candidate in list_built_in_maps()] + [
                candidate.stem for candidate in _saved_maps(session)
            ]
            raise HuddleError(f"No map named {clean(name)}. Choose a TOML file, or {join_words(names, 'or')}.")
        map_ = _with_member(read_map(file), member)
        return _proposal(
            open_table(path, map_.file, map_.column_names(), list_names(session)),
            map_,
            f"the map {file.name}",
            written=file,
        )
    wanted = [column for columns in built_in_map.values["columns"].values() for column in columns]
    table = open_table(path, None, wanted, list_names(session))
    return _proposal(table, built_in_map.build_map(table.column_names, member), built_in_map.title)


def _proposal(
    table: Table, map_: ImportMap, title: str, *, is_known: bool = True, written: Path | None = None
) -> Proposal:
    return Proposal(
        table.path,
        map_,
        title,
        table.column_names,
        read_first_rows(table, FIRST_ROWS),
        table.format_note,
        is_known,
        written,
        sheets=table.sheets,
    )


def _with_member(map_: ImportMap, member: str | None) -> ImportMap:
    if member is None:
        return map_
    return map_.model_copy(update={"file": map_.file.model_copy(update={"member": member})})


def _recognise(session: Session, table: Table, member: str | None, *, is_checked: bool) -> Proposal:
    """Return the proposal by a built-in map, else by a guess."""
    built_in_map = find_matching_map(table.column_names)
    if built_in_map is None:
        return _guess(session, table, member)
    try:
        return _proposal(table, built_in_map.build_map(table.column_names, member), built_in_map.title)
    except HuddleError:
        if not is_checked:
            raise
        return _guess(session, table, member)


def _guess(session: Session, table: Table, member: str | None) -> Proposal:
    guess = guess_columns(table.column_names, read_first_rows(table), people=list_names(session), title=table.path.stem)
    missing = [] if guess.on else ["date"]
    missing += [] if guess.member or member else ["owner"]
    first = [table.column_names[0]]
    map_ = replace(guess, on=guess.on or first, member=[] if member else guess.member or first).make_map(member)
    return replace(_proposal(table, map_, "a guess by its columns", is_known=False), missing=tuple(missing))


def _saved_maps(session: Session) -> list[Path]:
    try:
        return sorted(maps_folder(session).glob("*.toml"))
    except OSError:
        return []


def _read_or_none(path: Path) -> ImportMap | None:
    try:
        return read_map(path)
    except HuddleError:
        return None  # reported when it is asked for by name


def _has(columns: Sequence[str], name: str) -> bool:
    return clean(name).casefold() in {column.casefold() for column in columns}

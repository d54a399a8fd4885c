"""Members from a CSV file: valid rows are imported, the others are reported with their line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core.access.session import Session
from core.errors import HuddleError
from core.models import Member
from core.team.group_records import clear_scribe, find_or_make_group
from core.team.logins import require_login
from core.team.members import (
    clean_member_values,
    find_exact_name,
    require_another_leader,
    require_member_name,
    sync_rotation,
)
from core.team.permissions import require_leader
from core.values.encoding import detect_encoding
from core.values.text import clean, format_count, require_name
from data.change import Change

COLUMNS = ("name", "role", "kind", "group", "territory", "email", "login")
"""The columns that are imported; only `name` is required."""


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was refused."""

    line: int
    """Line in the file, the header being 1; the last one of a row that spans several lines."""
    reason: str


@dataclass(frozen=True, slots=True)
class MemberImportResult:
    """The result of importing a file."""

    added: int
    updated: int
    refused: list[RefusedRow]
    ignored: list[str]
    """Names of columns that are not imported."""


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A row as it was read: cleaned texts by column, without empty cells."""

    line: int
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class MemberFile:
    """A file as it was read, before it is imported."""

    rows: list[MemberRow]
    refused: list[RefusedRow]
    ignored: list[str]


def read_member_file(path: Path) -> MemberFile:
    """Read a CSV of members: commas, semicolons or tabs; columns in any order; in the encoding that
    fits it best.

    Raises `HuddleError` when the file cannot be read, has no column `name`, or has a column twice.
    """
    text = _decode(path)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t", key=first.count)
    rows = _rows(path, text, delimiter)
    _, header = next(rows, (0, []))
    columns = [clean(cell).casefold() for cell in header]
    if "name" not in columns:
        names = ", ".join(filter(None, columns)) or "nothing"
        raise HuddleError(
            f"{path} has no column “name” in its first line (found: {names}). "
            f"Name the columns: {','.join(COLUMNS)}; only name is needed."
        )
    repeated = sorted({name for name in columns if name in COLUMNS and columns.count(name) > 1})
    if repeated:
        raise HuddleError(f"{path} has the column “{repeated[0]}” twice. Remove one of them.")
    people, refused = [], []
    for line, cells in rows:
        if len(cells) > len(columns) and any(clean(cell) for cell in cells[len(columns) :]):
            refused.append(
                RefusedRow(
                    line,
                    f"it has {len(cells)} cells for {format_count(len(columns), 'column')}: put quotes around texts",
                )
            )
            continue
        values = {name: clean(cell) for name, cell in zip(columns, cells, strict=False) if name in COLUMNS}
        if any(values.values()):
            people.append(MemberRow(line, {name: text for name, text in values.items() if text}))
    return MemberFile(people, refused, [name for name in columns if name and name not in COLUMNS])


def _decode(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise HuddleError(f"Can't read {path} ({error.strerror}). Choose a CSV file with the members.") from error
    try:
        return raw.decode(detect_encoding(io.BytesIO(raw), path.name))
    except UnicodeDecodeError as error:
        raise HuddleError(f"{path} is not a text file. Save it as “CSV UTF-8” and import it again.") from error


def _rows(path: Path, text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the line number and the cells of each row that is not blank."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error as error:
        raise HuddleError(
            f"{path}, line {reader.line_num}: this is not CSV ({error}). Save it as “CSV UTF-8” and import it again."
        ) from error


def import_member_file(session: Session, file: MemberFile) -> MemberImportResult:
    """Add and update members from the rows, in one change. An empty cell leaves the stored value as it is.

    Raises `HuddleError` unless the leader acts.
    """
    added = updated = 0
    refused = list(file.refused)
    line_by_name: dict[str, int] = {}
    with session.change("member.imported") as change:
        require_leader(session, "import members")
        for row in file.rows:
            try:
                before, after = _apply_row(session, change, row, line_by_name)
            except HuddleError as error:
                refused.append(RefusedRow(row.line, str(error)))
                continue
            added += before is None
            updated += before is not None and after != before
        sync_rotation(session)
    return MemberImportResult(added, updated, sorted(refused, key=lambda refusal: refusal.line), file.ignored)


def _apply_row(
    session: Session, change: Change, row: MemberRow, line_by_name: dict[str, int]
) -> tuple[Member | None, Member]:
    """Import one row. All checks come first, so that a refused row has written nothing."""
    if "name" not in row.values:
        raise HuddleError("the name is missing")
    name = require_member_name(row.values["name"])
    earlier_line = line_by_name.get(name.casefold())
    if earlier_line is not None:
        raise HuddleError(f"{name} is already in line {earlier_line}")
    group = require_name(row.values["group"], "The group's name") if "group" in row.values else None
    values = clean_member_values(
        {column: text for column, text in row.values.items() if column not in ("name", "group")}
    )
    before = find_exact_name(session, name)
    if before is not None and before.left_on is not None:
        raise HuddleError(
            f"{before.name} left the team on {before.left_on}. Add them again with: huddle member add '{before.name}'"
        )
    if "login" in values:
        require_login(session, values["login"], before)
    if before is not None and values.get("role", before.role) != "leader" and before.role == "leader":
        require_another_leader(session, before)
    line_by_name[name.casefold()] = row.line
    if group is not None:
        values["group_id"] = find_or_make_group(session, group).id
    if before is None:
        return None, change.insert(Member.model_validate({"name": name, "joined_on": session.today} | values))
    if values.get("group_id", before.group_id) != before.group_id:
        clear_scribe(session, change, before)
    return before, change.update(before, **values)


def import_members(session: Session, path: Path | str) -> MemberImportResult:
    """Add and update members from a CSV file with the columns name, role, kind, group, territory, email, login.

    A second import of the same file changes nothing. Groups are made as needed. Raises `HuddleError` when the file
    cannot be read or the leader does not act; rows that are refused are listed in the result.
    """
    from core.team.members_csv import import_member_file, read_member_file

    return import_member_file(session, read_member_file(Path(path)))

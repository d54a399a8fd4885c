"""Members from a CSV file. What a row says is taken; what cannot be is told with its line, and the rest goes in."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core.errors import HuddleError
from core.groups import drop_scribe, named_group
from core.members import checked, free_login, not_the_last_leader, only_leader, same_name, turns_follow
from core.models import Member
from core.session import Session
from core.wording import clean, named
from data.changing import Change

COLUMNS = ("name", "role", "kind", "group", "territory", "email", "login")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that was not taken."""

    line: int
    """In the file, the header being 1; where a row spans several lines, its last."""
    reason: str


@dataclass(frozen=True, slots=True)
class MembersImported:
    """What became of a file."""

    added: int
    updated: int
    refused: list[Refusal]
    ignored: list[str]
    """Headers that say nothing about a member."""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A row as it was read: cleaned texts by column, absent where its cell is empty."""

    line: int
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class People:
    """A file as it was read, before any of it is taken."""

    rows: list[PersonRow]
    refused: list[Refusal]
    ignored: list[str]


def read_people(path: Path) -> People:
    """Reads a CSV of members: commas, semicolons or tabs; headers in any order; UTF-8, UTF-16 or Windows-1252.

    Raises `HuddleError` when the file cannot be read or has no column `name`.
    """
    text = _text(path)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t", key=first.count)
    rows = _rows(path, text, delimiter)
    _, header = next(rows, (0, []))
    columns = [clean(cell).casefold() for cell in header]
    if "name" not in columns:
        found = ", ".join(filter(None, columns)) or "nothing"
        raise HuddleError(
            f"{path} has no column “name” in its first line (found: {found}). "
            f"Name the columns: {','.join(COLUMNS)}; only name is needed."
        )
    twice = sorted({name for name in columns if name in COLUMNS and columns.count(name) > 1})
    if twice:
        raise HuddleError(f"{path} has the column “{twice[0]}” twice. Remove one of them.")
    people, refused = [], []
    for line, cells in rows:
        if len(cells) > len(columns) and any(clean(cell) for cell in cells[len(columns) :]):
            refused.append(
                Refusal(line, f"it has {len(cells)} cells and the header {len(columns)}: put quotes around the texts")
            )
            continue
        values = {name: clean(cell) for name, cell in zip(columns, cells, strict=False) if name in COLUMNS}
        if any(values.values()):
            people.append(PersonRow(line, {name: text for name, text in values.items() if text}))
    return People(people, refused, [name for name in columns if name and name not in COLUMNS])


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise HuddleError(f"{path} cannot be read ({error.strerror}). Name a CSV file with the members.") from error
    marked = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings: tuple[str, ...] = ("utf-16",) if marked else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise HuddleError(f"{path} is no text that can be read. Save it as “CSV UTF-8” and import it again.")


def _rows(path: Path, text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not blank, with their line."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error as error:
        raise HuddleError(
            f"{path}, line {reader.line_num}: this is no CSV ({error}). Save it as “CSV UTF-8” and import it again."
        ) from error


def take_people(s: Session, people: People) -> MembersImported:
    """Adds and updates members as the rows say, in one change. An empty cell leaves what is known as it is.

    Raises `HuddleError` when it is not the leader who asks.
    """
    added = updated = 0
    refused = list(people.refused)
    seen: dict[str, int] = {}
    with s.change("member.imported") as change:
        only_leader(s, "import members")
        for row in people.rows:
            try:
                before, after = _take(s, change, row, seen)
            except HuddleError as error:
                refused.append(Refusal(row.line, str(error)))
                continue
            added += before is None
            updated += before is not None and after != before
        turns_follow(s)
    return MembersImported(added, updated, sorted(refused, key=lambda each: each.line), people.ignored)


def _take(s: Session, change: Change, row: PersonRow, seen: dict[str, int]) -> tuple[Member | None, Member]:
    """One row: every rule first, so that a refused row has written nothing."""
    if "name" not in row.values:
        raise HuddleError("it has no name")
    name = named(row.values["name"], "The member's name")
    earlier = seen.get(name.casefold())
    if earlier is not None:
        raise HuddleError(f"{name} is in line {earlier} already")
    group = named(row.values["group"], "The group's name") if "group" in row.values else None
    values = checked({column: text for column, text in row.values.items() if column not in ("name", "group")})
    before = same_name(s, name)
    if before is not None and before.left_on is not None:
        raise HuddleError(
            f"{before.name} left the team on {before.left_on}. Bring them back with: huddle member add '{before.name}'"
        )
    free_login(s, values.get("login"), before)
    if before is not None and values.get("role", before.role) != "leader" and before.role == "leader":
        not_the_last_leader(s, before)
    seen[name.casefold()] = row.line
    if group is not None:
        values["group_id"] = named_group(s, group).id
    if before is None:
        return None, change.insert(Member.model_validate({"name": name, "joined_on": s.today} | values))
    if values.get("group_id", before.group_id) != before.group_id:
        drop_scribe(s, change, before)
    return before, change.update(before, **values)

"""Writes everything that a team's file has about one person, as JSON with an index to read.

The member's own holds all that they may see; what they have sealed is opened where their key is unlocked. The one that
a leader makes holds what both of them may see, since both read it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from core.access.paths import file_slug, require_other_file
from core.access.recipient import also_visible_to
from core.access.session import Session
from core.errors import HuddleError
from core.keys.sealed_text import SEALED_WORDS
from core.models import MODELS, JournalEntry, JournalRow, Member, Row
from core.outgoing.export import at_one_moment, new_folder
from core.outgoing.private_output import write_new_file
from core.team.record import get_team
from core.values.markdown import escape_markdown
from core.values.periods import format_date

PEOPLE: Mapping[str, tuple[str, ...]] = {
    "group": ("scribe_id",),
    "member": ("id",),
    "meeting": ("host_id", "next_host_id", "wall_member_id"),
    "ready": ("member_id",),
    "attendance": ("member_id",),
    "card": ("member_id", "typed_by", "about_id"),
    "vote": ("member_id", "typed_by"),
    "commitment": ("member_id", "helps_id", "asked_id"),
    "goal": ("member_id",),
    "target": ("member_id", "proposed_by", "agreed_by"),
    "entry": ("member_id", "entered_by"),
    "alias": ("member_id",),
    "taken_file": ("taken_by",),
    "rotation": ("member_id",),
    "turn": ("member_id",),
    "conversation": ("from_id", "to_id"),
    "point": ("by_id",),
    "outcome": ("decided_by",),
    "celebration": ("planned_by",),
    "pulse": ("member_id",),
    "webhook": ("added_by",),
    "rating": ("by_id",),
    "pair": ("one_id", "other_id"),
    "account": ("member_id", "opened_by"),
    "handover": ("from_id", "to_id", "agreed_by"),
    "absence": ("member_id",),
    "member_key": ("member_id",),
    "member_lock": ("member_id",),
    "signature": ("member_id",),
}
"""The columns that name a member, by table."""

_PARTS = {
    "point": ("conversation_id", "conversation"),
    "rating": ("conversation_id", "conversation"),
    "signature": ("conversation_id", "conversation"),
    "occurrence": ("commitment_id", "commitment"),
}
"""Tables whose rows are also about the person where they belong to a row that is: the column, and that row's table."""

INDEX = "index.md"


@dataclass(frozen=True, slots=True)
class MemberExport:
    """What was written about one person."""

    folder: Path
    paths: list[Path]
    rows: int
    """How many rows, without the journal's."""
    sealed: int
    """How many texts are sealed, and were not opened."""


def export_member(session: Session, member: Member, folder: Path | None = None) -> MemberExport:
    """Write what the file has about a member to a new folder, by default one in the current folder, named after them.

    Raises `HuddleError` unless the member or a leader acts, and when the folder is not empty or cannot be written to.
    """
    if not session.viewer.is_member(member.id) and not session.viewer.is_leader:
        raise HuddleError(f"Only {member.name} and the leader can export everything about {member.name}.")
    if session.viewer.is_guest:
        raise HuddleError("You are a guest. Log in as yourself, or type your passphrase.")
    folder = folder or Path(f"{file_slug(member.name)}-{session.today}")
    require_other_file(folder, session.store.path)
    with new_folder(folder) as written, at_one_moment(session) as reading:
        about = _read_about(reading, member)
        tables = {table: [row.model_dump(mode="json") for row in rows] for table, rows in about.items()}
        counts = {table: len(rows) for table, rows in tables.items()}
        for table, rows in tables.items():
            path = folder / f"{table}.json"
            written.append(path)
            write_new_file(path, json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
        sealed = sum(text == SEALED_WORDS for rows in tables.values() for row in rows for text in row.values())
        written.append(folder / INDEX)
        write_new_file(folder / INDEX, _write_index(reading, member, counts, sealed))
    rows_written = sum(count for table, count in counts.items() if table not in ("journal", "journal_row"))
    return MemberExport(folder, written, rows_written, sealed)


def _read_about(session: Session, member: Member) -> dict[str, list[Row]]:
    """Return the rows about the member that are for this export, by table, without empty ones."""
    about: dict[str, list[Row]] = {}
    for table in sorted({*PEOPLE, *_PARTS}, key=lambda table: table in _PARTS):
        conditions = [f'"{column}" = :member' for column in PEOPLE.get(table, ())]
        params: dict[str, object] = {"member": member.id}
        if table in _PARTS:
            column, whole = _PARTS[table]
            conditions.append(f"{column} IN (SELECT value FROM json_each(:parts))")
            params["parts"] = json.dumps([row.id for row in about.get(whole, [])])
        rows = session.all(MODELS[table], " OR ".join(conditions), params)
        if rows := also_visible_to(session, member, rows):
            about[table] = rows
    for row_table, found in [
        ("journal_row", _old_versions(session, member, about)),
        ("journal", _steps(session, member)),
    ]:
        if found:
            about[row_table] = found
    return about


def _steps(session: Session, member: Member) -> list[Row]:
    """Return the entries of the journal for what the member did, or typed for others."""
    entries = session.all(JournalEntry, '"by" = :member OR typed_by = :member', {"member": member.id})
    return [*also_visible_to(session, member, entries)]


def _old_versions(session: Session, member: Member, about: Mapping[str, list[Row]]) -> list[Row]:
    """Return all that the journal has of these rows."""
    found: list[Row] = []
    for table, rows in about.items():
        ids = json.dumps([row.id for row in rows])
        versions = session.all(JournalRow, "row_table = ? AND row_id IN (SELECT value FROM json_each(?))", (table, ids))
        found += _narrowed(session, member, versions)
    return sorted(found, key=lambda row: row.id)


def _narrowed(session: Session, member: Member, versions: list[JournalRow]) -> Iterator[JournalRow]:
    """Yield the versions with what both the viewer and the member may see of them."""
    theirs = {row.id: row for row in also_visible_to(session, member, versions)}
    for own in versions:
        other = theirs.get(own.id)
        if other is not None:
            yield own.model_copy(
                update={moment: _common(getattr(own, moment), getattr(other, moment)) for moment in ("before", "after")}
            )


def _common(one: str | None, other: str | None) -> str | None:
    if one is None or other is None or one == other:
        return one if other is not None else None
    seen = json.loads(other)
    values = {name: value if seen.get(name) is not None else None for name, value in json.loads(one).items()}
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def _write_index(session: Session, member: Member, counts: Mapping[str, int], sealed: int) -> str:
    """Return the index in Markdown: what is in each file, and who and what the numbers in them are."""
    is_own = session.viewer.is_member(member.id)
    lines = [
        f"# Everything about {escape_markdown(member.name)}",
        "",
        f"From the team {escape_markdown(get_team(session).name)}, on {format_date(session.today)}, by "
        f"{escape_markdown(session.me.name)}. "
        + ("It has everything you can see." if is_own else "It has everything you both can see."),
        "",
    ]
    if sealed:
        opened = "Unlock it with your passphrase, and export again." if is_own else "Only its owner can open it."
        lines += [f"Where it says “{SEALED_WORDS}”, a text is sealed ({sealed}). {opened}", ""]
    for table, count in counts.items():
        about = (MODELS[table].__doc__ or "").partition("\n")[0]
        lines.append(f"- `{table}.json`: {count}. {about}")
    lines += ["", "## Members, by their number", ""]
    lines += [f"- {row.id}: {escape_markdown(row.name)}" for row in session.all(Member)]
    return "\n".join(lines) + "\n"

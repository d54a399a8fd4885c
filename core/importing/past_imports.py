"""The imports of a team that are in effect: listed, and taken out again as one change."""

from __future__ import annotations

import json
from dataclasses import dataclass

from core.access.session import Session
from core.errors import HuddleError
from core.importing.proposals import remove_maps_of
from core.models import JournalEntry, Member, by_id

IMPORTED = "entries.imported"
"""The journal event of an import."""


@dataclass(frozen=True, slots=True)
class PastImport:
    """One import."""

    number: int
    """Its place in the list, from 1 for the latest."""
    entry: JournalEntry
    by: str
    """The name of the member who imported."""
    added: int
    """Entries and targets added."""
    changed: int
    """Entries and targets changed."""
    removed: int
    """Entries and targets removed."""


def list_imports(session: Session) -> list[PastImport]:
    """Return the imports that are in effect, the latest first."""
    entries = session.all(
        JournalEntry,
        "what = ? AND undoes IS NULL AND NOT EXISTS (SELECT 1 FROM journal AS later WHERE later.undoes = journal.id)",
        (IMPORTED,),
        order="id DESC",
    )
    members = by_id(session.all(Member))
    counts = {
        row["journal_id"]: (int(row["added"]), int(row["changed"]), int(row["removed"]))
        for row in session.query(
            "SELECT journal_id, total(is_addition) AS added, total(is_removal) AS removed, "
            "total(NOT is_addition AND NOT is_removal) AS changed FROM exempt_imported_rows "
            "WHERE journal_id IN (SELECT value FROM json_each(?)) GROUP BY journal_id",
            (json.dumps([entry.id for entry in entries]),),
        )
    }
    return [
        PastImport(
            number,
            entry,
            members[entry.by].name if entry.by in members else "someone",
            *counts.get(entry.id, (0, 0, 0)),
        )
        for number, entry in enumerate(entries, start=1)
    ]


def find_own_import(session: Session, number: int = 1) -> PastImport:
    """Return the import of that number in `list_imports`, which the viewer can take out.

    Raises `HuddleError` when there is none, or when another member imported it.
    """
    imports = list_imports(session)
    if not imports:
        raise HuddleError("There is no import to undo.")
    if not 1 <= number <= len(imports):
        raise HuddleError(f"There is no import {number}. List them with: huddle import --list")
    chosen = imports[number - 1]
    if not session.viewer.is_member(chosen.entry.by):
        raise HuddleError(f"{chosen.by} imported this. Ask {chosen.by} to undo it with: huddle import --undo {number}")
    return chosen


def undo_import(session: Session, chosen: PastImport) -> None:
    """Take out this import, with the map that was kept after it.

    Raises `HuddleError` when it was undone already, or when its rows were changed since.
    """
    session.undo(entry=chosen.entry)
    remove_maps_of(session, chosen.entry.id)

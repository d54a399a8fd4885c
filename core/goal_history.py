"""How a goal came to be what it is: the journal tells when it was set, adjusted and ended, by whom and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from core.models import Goal, JournalEntry, JournalRow, Member
from core.session import Session

What = Literal["set", "adjusted", "reviewed", "ended", "taken back"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a goal, as the journal keeps it."""

    at: str
    """A moment."""
    by: str
    """The name of who did it."""
    what: What
    text: str
    due: date | None
    reason: str | None


def history(s: Session, goal: Goal) -> list[Step]:
    """The steps of a goal that the viewer may see, the earliest first. Empty for the room, which reads no journal."""
    rows = s.all(JournalRow, "row_table = 'goal' AND row_id = ?", (goal.id,))
    marks = ",".join("?" * len(rows))
    entries = {
        entry.id: entry for entry in s.all(JournalEntry, f"id IN ({marks})", tuple(row.journal_id for row in rows))
    }
    names = {member.id: member.name for member in s.all(Member)}
    steps = []
    for row in rows:
        entry = entries[row.journal_id]
        now = Goal.model_validate_json(row.after or row.before or "")
        what = _what(entry, row)
        if what is not None:
            steps.append(Step(entry.at, names.get(entry.by or 0, ""), what, now.text, now.due, now.reason))
    return steps


def _what(entry: JournalEntry, row: JournalRow) -> What | None:
    """Who sees it and which commitment serves it are no steps of the goal itself."""
    if entry.undoes is not None or row.after is None:
        return "taken back"
    match entry.what:
        case "goal.set":
            return "set"
        case "goal.ended":
            return "ended"
        case "goal.reviewed":
            return "reviewed"
        case "goal.adjusted" | "goal.changed":
            was, became = Goal.model_validate_json(row.before or row.after), Goal.model_validate_json(row.after)
            linked = became.model_copy(update={"commitment_id": was.commitment_id})
            return "adjusted" if linked != was else None
    return None

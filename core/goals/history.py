"""The history of a goal, from the journal: when it was set, adjusted and ended, by whom and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from core.access.session import Session
from core.models import Goal, JournalEntry, JournalRow

GoalStepKind = Literal["set", "adjusted", "reviewed", "ended", "taken back"]
"""The kinds of step."""


@dataclass(frozen=True, slots=True)
class GoalStep:
    """One step in the history of a goal."""

    at: str
    """When it happened, as a stored timestamp."""
    by: str
    """Who did it, in words; empty when unknown."""
    entry: JournalEntry
    kind: GoalStepKind
    text: str
    """The goal's text after the step."""
    due: date | None
    reason: str | None


def goal_history(session: Session, goal: Goal) -> list[GoalStep]:
    """Return the steps of a goal that the viewer may see, earliest first. Empty for the room, which may not read the
    journal."""
    steps = []
    for entry, row, by in session.history(goal):
        state = Goal.model_validate_json(row.after or row.before or "")
        what = _step_kind(entry, row)
        if what is not None:
            steps.append(GoalStep(entry.at, by, entry, what, state.text, state.due, state.reason))
    return steps


def _step_kind(entry: JournalEntry, row: JournalRow) -> GoalStepKind | None:
    """Return the kind of step; None for changes of visibility or of the linked commitment, which are not part of the
    history."""
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
            before, after = Goal.model_validate_json(row.before or row.after), Goal.model_validate_json(row.after)
            comparable = after.model_copy(update={"commitment_id": before.commitment_id})
            return "adjusted" if comparable != before else None
    return None

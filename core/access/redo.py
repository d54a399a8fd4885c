"""Redoes steps that a session has just undone."""

from __future__ import annotations

from core.access.session import Session
from core.access.undo_conflicts import undo_refusal
from core.errors import Conflict
from core.models import JournalEntry

UNDONE = ".undone"
"""Ends the `what` of the journal entry of an undo."""

NOT_REDONE = ("card", "board", "pulse")
"""Families that cannot be redone: a card keeps the privacy of its board, and the board may have changed since."""


def last_undone(session: Session, *families: str, meeting_id: int | None = None) -> JournalEntry | None:
    """Return the journal entry of the undo that `redo` would reverse; None where this session has undone nothing in
    these families, or has changed something since."""
    entry = session.own_steps.find_undone(families, meeting_id)
    return None if entry is None or entry.what.startswith(tuple(f"{family}." for family in NOT_REDONE)) else entry


def redo(session: Session, *families: str, meeting_id: int | None = None) -> JournalEntry:
    """Redo the step that this session undid last; called again, the one undone before.

    It is a new step, which can be undone again. Returns the journal entry of the undo that was reversed. Raises
    `Conflict` when there is none, when the rows have changed since, and when a rule forbids it by now.
    """
    undone = last_undone(session, *families, meeting_id=meeting_id)
    if undone is None:
        raise Conflict("There is nothing to redo here.")
    what = undone.what.removesuffix(UNDONE)
    with session.own_steps.redoing(), session.change(what, meeting_id=undone.meeting_id) as change:
        # The rules that keep a step from being undone hold for this change of rows too.
        refusal = undo_refusal(session.viewer, session.store, undone.model_copy(update={"what": what}))
        if refusal is not None:
            raise Conflict(refusal)
        change.undo(undone.id)
    return undone

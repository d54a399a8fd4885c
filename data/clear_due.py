"""Whether old content is still to be taken out of a team's file: it is stored in the file, until that was done."""

from __future__ import annotations

from data.change import Change
from data.store import Store


def mark_clear_due(change: Change) -> None:
    """Store in an open change that what it replaces is to be taken out of the file, its log, and the copies."""
    # Random: who has cleared the file must not take away the mark of what was replaced meanwhile.
    change.write_unjournaled("team_uid", "UPDATE team_uid SET clear_due = 1 + abs(random() % 1000000000)")


def read_clear_due(store: Store) -> int:
    """Return the mark of what is still to be taken out of the file; 0 when there is nothing."""
    due: int = store.query("SELECT clear_due FROM team_uid")[0]["clear_due"]
    return due


def mark_cleared(store: Store, due: int, at: str) -> None:
    """Take away the mark `due` at the moment `at`, unless more is to be taken out since. Raises as `Store.change`
    does."""
    with store.change("file.cleared", at=at) as change:
        change.write_unjournaled("team_uid", "UPDATE team_uid SET clear_due = 0 WHERE clear_due = ?", (due,))

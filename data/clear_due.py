"""Whether old content is still to be taken out of a team's file: it is stored in the file, until that was done."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from data.change import Change
from data.file_check import translate_error
from data.sqlite import connect, sqlite3


def mark_clear_due(change: Change) -> None:
    """Store in an open change that what it replaces is to be taken out of the file, its log, and the copies."""
    # Random: who has cleared the file must not take away the mark of what was replaced meanwhile.
    change.write_unjournaled("team_uid", "UPDATE team_uid SET clear_due = 1 + abs(random() % 1000000000)")


def read_clear_due(path: Path) -> int:
    """Return the mark of what is still to be taken out of a file that this process may write to; 0 when there is
    nothing, or no way to know."""
    try:
        # Writable, though it only reads: the last to close the file otherwise leaves an empty log beside it.
        with closing(connect(path, writable=True)) as connection:
            due: int = connection.execute("SELECT clear_due FROM team_uid").fetchone()[0]
            return due
    except (sqlite3.DatabaseError, TypeError):  # of an older Huddle, locked or damaged: opening it says so
        return 0


def mark_cleared(path: Path, due: int) -> None:
    """Take away the mark `due`, unless more is to be taken out since. Raises `HuddleError` when the file is locked."""
    try:
        with closing(connect(path, writable=True)) as connection:
            connection.execute("UPDATE team_uid SET clear_due = 0 WHERE clear_due = ?", (due,))
    except sqlite3.DatabaseError as error:
        raise translate_error(path, error) from error

"""Watch recurring commitments that entries keep, and report each as soon as it is kept."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path

from core.access.visible_connection import VisibleConnection, open_visible
from core.commitments.outcomes import OutcomeCalculator
from core.overview.win_notices import Win, read_current_names
from core.values.amounts import format_amount
from data.quick.commitment_queries import CommitmentRecord
from data.sqlite import sqlite3


class RecurringWatch:
    """Notices when a weekly, monthly or quarterly commitment is kept through entries.

    What is already kept at the first poll is not reported. Daily commitments are left out, so that nobody is celebrated
    every day.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._open: set[tuple[int, date]] = set()
        """Commitment ids and due days that were seen before they were kept."""
        self._reported: set[tuple[int, date]] = set()
        """What was reported: it is not reported again when an entry is removed and made anew."""

    def poll(self, today: date) -> list[Win]:
        """Return what was kept since the last poll, without anything private. May be called from any one thread.

        When the file cannot be read just now it returns nothing, and the next poll finds it.
        """
        try:
            # A connection of its own, for the same reason as in `TargetWatch`.
            with closing(open_visible(self._path)) as connection:
                return self._look(connection, today)
        except sqlite3.OperationalError:
            return []

    def _look(self, connection: VisibleConnection, today: date) -> list[Win]:
        wins = []
        calculator = OutcomeCalculator(connection, today)  # without a viewer it leaves out what is private
        for commitment in calculator.records.values():
            if commitment.every == "day" or not (
                calculator.is_open(commitment)
                and calculator.is_counted_from_entries(commitment)
                and calculator.may_see_amount(commitment)
            ):
                continue
            occurrence = calculator.running_occurrence(commitment)
            if occurrence is None:
                continue
            key = commitment.id, occurrence.day
            if occurrence.status != "kept":
                self._open.add(key)
            elif key in self._open and key not in self._reported:
                self._reported.add(key)
                wins += _win(connection, commitment, occurrence.actual, today)
        return wins


def _win(connection: VisibleConnection, commitment: CommitmentRecord, actual: int | None, today: date) -> list[Win]:
    """Return the win in words; nothing for a member who has left."""
    names = read_current_names(connection, today)
    if commitment.member_id is not None and commitment.member_id not in names:
        return []
    name, scale, unit = connection.execute(
        "SELECT name, scale, unit FROM metric WHERE id = ?", (commitment.metric_id,)
    ).fetchone()
    owner = names[commitment.member_id] if commitment.member_id is not None else "The team"
    progress = f"{format_amount(actual, scale, unit)} of {format_amount(commitment.amount, scale, unit)}"
    return [Win(f"{owner} kept: {commitment.text}", f"{progress} · {name}")]

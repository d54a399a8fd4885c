"""What comes again and ticks by its entries: noticed when it is kept, while one looks."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path

from core.amounts import shown
from core.celebrations import Win, first_name
from core.reckoning import Reckoning
from data.promised import Undertaking
from data.sqlite import connect, sqlite3


class TickWatch:
    """Notices when this week's, month's or quarter's is kept. What it sees for the first time is no news; and of what
    is for every day nobody is told every day."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._open: set[tuple[int, date]] = set()
        """Commitments and their days that were seen before they were kept."""
        self._told: set[tuple[int, date]] = set()
        """What has been told: it is not told again when an entry is taken back and made anew."""

    def look(self, today: date) -> list[Win]:
        """What ticked since the last look, as everybody may know it. May be called from any one thread.

        A file that cannot be read just now has no news; the next look finds it.
        """
        try:
            # Of its own, as `TargetWatch` has.
            with closing(connect(self._path)) as connection:
                return self._look(connection, today)
        except sqlite3.OperationalError:
            return []

    def _look(self, connection: sqlite3.Connection, today: date) -> list[Win]:
        wins = []
        reckoned = Reckoning(connection, today)  # with no viewer: nothing that is private
        for one in reckoned.all.values():
            if one.every == "day" or not (reckoned.is_open(one) and reckoned.ticks(one) and reckoned.may_tell(one)):
                continue
            running = reckoned.running(one)
            if running is None:
                continue
            key = one.id, running.day
            if running.status != "kept":
                self._open.add(key)
            elif key in self._open and key not in self._told:
                self._told.add(key)
                wins += _win(connection, one, running.actual, today)
        return wins


def _win(connection: sqlite3.Connection, one: Undertaking, actual: int | None, today: date) -> list[Win]:
    """Nothing of whoever has left."""
    here = connection.execute(
        "SELECT id, name FROM member WHERE left_on IS NULL OR left_on > ?", (today.isoformat(),)
    ).fetchall()
    names = dict(here)
    if one.member_id is not None and one.member_id not in names:
        return []
    name, scale, unit = connection.execute(
        "SELECT name, scale, unit FROM metric WHERE id = ?", (one.metric_id,)
    ).fetchone()
    who = first_name(names[one.member_id], list(names.values())) if one.member_id else "The team"
    numbers = f"{shown(actual, scale, unit)} of {shown(one.amount, scale, unit)}"
    return [Win(f"{who} kept: {one.text}", f"{numbers} · {name}")]

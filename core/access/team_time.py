"""The time of day in the team's time zone, as a session tells it."""

from __future__ import annotations

from datetime import datetime, tzinfo

from core.values.time_zone import find_zone, in_zone
from data.store import Store


class TeamTime:
    """Tells the time in a team's time zone, which is read once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._is_read = False
        self._zone: tzinfo | None = None

    def at(self, now: datetime) -> datetime:
        """Return a time of this computer's clock in the team's time zone."""
        if not self._is_read:
            rows = self._store.query("SELECT time_zone FROM team")
            self._zone = find_zone(rows[0]["time_zone"]) if rows else None
            self._is_read = bool(rows)
        return in_zone(now, self._zone)

    def forget(self) -> None:
        """Read the time zone again when it is needed next: it has been changed."""
        self._is_read = False

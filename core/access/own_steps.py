"""A member's own steps: those of one session, which undo takes back at once, and older ones, which it asks about."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from core import models
from core.access.viewer import Viewer
from data.store import Store

_UNDOABLE = " AND ".join(f"what NOT LIKE '{family}.%'" for family in ("vote", "ready", "ladder", "passphrase", "key"))
_UNDOABLE += " AND what NOT IN ('votes.revealed', 'member.erased')"  # the ballots, or the words, are gone
"""SQL condition that leaves out the changes which `Session.undo` skips."""


class OwnSteps:
    """What one session has changed. Only its process knows it: the journal says who, and not from which session."""

    def __init__(self, store: Store, viewer: Viewer) -> None:
        self._store = store
        self._member_id = None if viewer.is_guest else viewer.member_id
        """Whose older steps are found: a guest's are not, since they may be those of the member whom they name."""
        self._ids = viewer.memory.steps
        self._anonymous_ids: list[int] = []
        self._undone_ids: list[int] = []
        """The journal's entries by which the session undid a step, the latest last; another step clears them."""
        self._passed: dict[int, int] = {}
        """The steps that undo has said it cannot take back, and the journal's last entry at that time."""

    def add(self, entry: models.JournalEntry) -> None:
        """Count this journal entry as a step of the session."""
        self._ids.append(entry.id)
        if entry.by is None:
            self._anonymous_ids.append(entry.id)
        if entry.undoes is None:
            self._passed.clear()
            self._undone_ids.clear()
        else:
            self._undone_ids.append(entry.id)

    def find_last(
        self, families: Sequence[str], meeting_id: int | None, *, is_older: bool
    ) -> models.JournalEntry | None:
        """Return the latest step in effect in these families that undo has not passed by; None without one.

        It is one of the session, or with `is_older` one that the member took in another.
        """
        self._forget_passed()
        return next(iter(self._list(families, meeting_id, is_older=is_older, limit=1)), None)

    def list_older(self, limit: int) -> list[models.JournalEntry]:
        """Return the member's latest steps in effect, the latest first, without those of this session."""
        return self._list((), None, is_older=True, limit=limit)

    def _list(
        self, families: Sequence[str], meeting_id: int | None, *, is_older: bool, limit: int
    ) -> list[models.JournalEntry]:
        whose = "by = :by AND id NOT IN" if is_older else "id IN"
        wanted = " OR ".join(f"what = :f{at} OR what LIKE :f{at} || '.%'" for at in range(len(families))) or "1"
        return self._store.read(
            models.JournalEntry,  # the SQL contains only parameters, and names of this module
            f"{whose} (SELECT value FROM json_each(:own)) AND ({wanted}) AND undoes IS NULL "
            f"AND (:meeting IS NULL OR meeting_id = :meeting) AND {_UNDOABLE} "
            "AND id NOT IN (SELECT value FROM json_each(:passed)) "
            "AND NOT EXISTS (SELECT 1 FROM journal AS later WHERE later.undoes = journal.id)",
            {
                "by": self._member_id,
                "own": json.dumps(self._ids),
                "passed": json.dumps(list(self._passed)),
                "meeting": meeting_id,
                **{f"f{at}": family for at, family in enumerate(families)},
            },
            order="id DESC",
            limit=limit,
        )

    def find_undone(self, families: Sequence[str], meeting_id: int | None) -> models.JournalEntry | None:
        """Return the entry by which the session undid its latest step, if that is in these families; None without
        one, or once the session has taken another step."""
        if not self._undone_ids:
            return None
        entry = self._store.get(models.JournalEntry, self._undone_ids[-1])
        if entry is None or (meeting_id is not None and entry.meeting_id != meeting_id):
            return None
        is_wanted = not families or any(entry.what.startswith(f"{family}.") for family in families)
        return entry if is_wanted else None

    @contextmanager
    def redoing(self) -> Iterator[None]:
        """Take the latest undone step as redone once the block is over: those undone before can be redone still."""
        earlier = self._undone_ids[:-1]
        yield
        self._undone_ids = earlier

    def pass_by(self, entry: models.JournalEntry) -> None:
        """Leave this step out from now on, until the session takes another or somebody else undoes one of theirs."""
        self._passed[entry.id] = self._store.query("SELECT max(id) AS last FROM journal")[0]["last"]

    def return_to(self, entry: models.JournalEntry) -> None:
        """Find this step again, although it was passed by."""
        self._passed.pop(entry.id, None)

    def _forget_passed(self) -> None:
        """Find the passed steps again once somebody else has undone a step: it may have been what stood in the way."""
        if self._passed and self._store.query(
            "SELECT 1 FROM journal WHERE id > ? AND undoes IS NOT NULL "
            "AND id NOT IN (SELECT value FROM json_each(?)) LIMIT 1",
            (min(self._passed.values()), json.dumps(self._ids)),
        ):
            self._passed.clear()

    def ids_as_json(self, *, is_anonymous: bool = False) -> str:
        """Return the journal ids of the session's steps, or of its anonymous ones, as a JSON list for SQL."""
        return json.dumps(self._anonymous_ids if is_anonymous else self._ids)

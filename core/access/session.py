"""The session: who acts, in which role, on which store, at what time.

Reads through `Session.all`, `get`, `reload` and `history` are filtered by the visibility rules. `session.store` is not:
whoever reads through it may show only what everybody may see, such as a count, or applies the rule itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from typing import TypeVar

from core.access.undo_conflicts import (
    describe_undo_conflict,
    was_rating_discussed,
    would_expose_hidden_board,
    would_leave_no_leader,
)
from core.access.viewer import ROOM, Viewer
from core.access.visibility import visible_rows
from core.errors import Conflict, HuddleError
from core.models import JournalEntry, JournalRow, Member, Row, by_id
from core.values.clock import Clock, format_timestamp, system_clock
from data.change import Change
from data.presence import PresenceFile
from data.sqlite import placeholders, sqlite3
from data.store import Store

R = TypeVar("R", bound=Row)

_UNDOABLE = " AND ".join(f"what NOT LIKE '{family}.%'" for family in ("vote", "ready", "ladder", "passphrase"))
"""SQL condition that leaves out the changes which `Session.undo` skips."""


class Session:
    """A member (or the projector, “the room”) at work on one team's file."""

    def __init__(self, store: Store, viewer: Viewer, clock: Clock = system_clock) -> None:
        self.store = store
        self.viewer = viewer
        self.clock = clock
        self._own_changes: list[int] = []
        """Journal ids of this session's anonymous changes. They carry no name, so only this session knows that they are
        its own."""
        self.has_stored = False
        """Whether the member who acts has changed something through this session."""
        self.presence_mark: PresenceFile | None = None
        """This session's presence mark, or None while it is not shown as present; set by the presence module."""
        self.present_since = ""

    @classmethod
    def for_member(cls, store: Store, member: Member, clock: Clock = system_clock) -> Session:
        """Return a session for one member."""
        return cls(store, Viewer(member_id=member.id, role=member.role), clock)

    @classmethod
    def for_room(cls, store: Store, clock: Clock = system_clock) -> Session:
        """Return a session for the projector: it sees what may be shown to a room, and cannot change anything."""
        return cls(store, ROOM, clock)

    def with_own_connection(self) -> Session:
        """Return a session of the same viewer with its own connections, for a long read on a thread.

        On a shared connection the reads of other threads would see this read's older snapshot. The caller closes its
        store.
        """
        return Session(Store(self.store.path), self.viewer, self.clock)

    # -- who and when

    @property
    def now(self) -> datetime:
        """The current time, in the team's time zone."""
        return self.clock()

    @property
    def today(self) -> date:
        """The current date, in the team's time zone."""
        return self.clock().date()

    @property
    def timestamp(self) -> str:
        """The current time as it is stored: ISO 8601 in UTC with milliseconds."""
        return format_timestamp(self.clock())

    @property
    def me(self) -> Member:
        """The acting member, read fresh. Raises `HuddleError` for the room."""
        member = self.store.get(Member, self.viewer.member_id) if self.viewer.member_id else None
        if member is None:
            raise HuddleError("Nobody is acting here: this is the room's view. Say who you are with --as NAME.")
        return member

    def refresh_role(self) -> None:
        """Re-read the member's role, so that a member who is no longer the leader stops seeing what only the leader
        sees."""
        if self.viewer.member_id is not None:
            self.viewer = replace(self.viewer, role=self.me.role)

    # -- reading

    def all(
        self,
        model: type[R],
        where: str = "1",
        params: Sequence[object] | dict[str, object] = (),
        *,
        order: str = "id",
    ) -> list[R]:
        """Return the rows of `model` that meet the SQL condition and that the viewer may see."""
        return visible_rows(self.viewer, self.store, model, self.store.read(model, where, params, order=order))

    def get(self, model: type[R], row_id: int | None) -> R | None:
        """Return the row with that id; None when it does not exist or the viewer may not see it."""
        if row_id is None:
            return None
        rows = self.all(model, "id = ?", (row_id,))
        return rows[0] if rows else None

    def reload(self, row: R, gone: str, is_valid: Callable[[R], bool] | None = None) -> R:
        """Return the row as stored now. Raises `Conflict` with the message `gone` when it does not exist, when the
        viewer may not see it, or when it is not `is_valid` any more."""
        stored = self.get(type(row), row.id)
        if stored is None or (is_valid is not None and not is_valid(stored)):
            raise Conflict(gone)
        return stored

    def history(self, row: Row) -> list[tuple[JournalEntry, JournalRow, str]]:
        """Return the changes of a row that the viewer may see, earliest first: each with its journal entry, the row
        before and after it, and the name of the member who made it, which is empty when it is unknown."""
        rows = self.all(JournalRow, "row_table = ? AND row_id = ?", (row.table, row.id))
        journal_ids = tuple(journal_row.journal_id for journal_row in rows)
        entries = by_id(self.all(JournalEntry, f"id IN ({placeholders(journal_ids)})", journal_ids))
        names = {member.id: member.name for member in self.all(Member)}
        return [
            (entry := entries[journal_row.journal_id], journal_row, names.get(entry.by or 0, ""))
            for journal_row in rows
        ]

    def own_anonymous_rows(self, model: type[R]) -> list[R]:
        """Return the rows of `model` that this session wrote anonymously. Nothing but the session knows that they are
        its own."""
        own = ",".join(str(int(journal_id)) for journal_id in self._own_changes)
        return self.store.read(
            model,  # the SQL contains only integers from this session, no text that anybody typed
            f"id IN (SELECT row_id FROM journal_row WHERE row_table = ? AND journal_id IN ({own}))",
            (model.table,),
        )

    # -- changing

    @contextmanager
    def change(self, what: str, *, meeting_id: int | None = None, anonymous: bool = False) -> Iterator[Change]:
        """Open a transaction in the acting member's name; see `Store.change`. `anonymous` keeps the name out of the
        journal.

        Raises `HuddleError` for the room, which may change nothing, and `Conflict` when a row is written that refers
        to a row which does not exist any more.
        """
        by = None if anonymous else self.me.id
        if self.viewer.is_room:
            raise HuddleError("The room's view changes nothing.")
        try:
            with self.store.change(what, at=self._journal_time(anonymous), by=by, meeting_id=meeting_id) as change:
                yield change
        except sqlite3.IntegrityError as error:
            if "FOREIGN KEY" not in str(error):
                raise
            raise Conflict("What this belongs to has been taken back in the meantime. Look again.") from error
        self.has_stored = self.has_stored or change.has_written
        if anonymous and change.has_written:
            self._own_changes.append(change.entry.id)

    def _journal_time(self, anonymous: bool) -> str:
        """Return the time to store in the journal: for an anonymous change only the minute, which many members share.

        Never earlier than the last entry, so that journal times do not run backwards; the order of entries reveals as
        much anyway.
        """
        if not anonymous:
            return self.timestamp
        last = self.store.query("SELECT at FROM journal ORDER BY id DESC LIMIT 1")
        return max([f"{self.timestamp[:16]}:00.000Z", *(str(row["at"]) for row in last)])

    def undo(self, *families: str, meeting_id: int | None = None) -> JournalEntry:
        """Undo this member's latest change that is still in effect, among those whose `what` begins with one of the
        `families`.

        Called again it undoes the one before. Votes, readiness and passphrases are skipped, which have their own way
        back, and so is the ladder, whose steps are documents. Returns the journal entry that was undone. Raises
        `Conflict` when there is none, or when another change depends on it, saying whose.
        """
        entry = self.last_change(*families, meeting_id=meeting_id)
        if entry is None:
            raise Conflict("There is nothing of yours to take back here.")
        if would_expose_hidden_board(self.store, entry):
            raise Conflict("Somebody has spoken on this board already, so who sees it stays as it was then.")
        if was_rating_discussed(self.store, entry):
            raise Conflict("The two of you have met over how you rated, and what both have seen stays as it is.")
        if would_leave_no_leader(self.store, entry):
            raise Conflict("Then nobody would lead the team. Make somebody else leader first.")
        anonymous = entry.by is None
        try:
            self.store.undo(entry.id, at=self._journal_time(anonymous), by=None if anonymous else self.me.id)
        except Conflict as conflict:
            reason = describe_undo_conflict(self.viewer, self.store, entry)
            if reason is None:
                raise
            raise Conflict(reason) from conflict
        self.has_stored = True
        return entry

    def last_change(self, *families: str, meeting_id: int | None = None) -> JournalEntry | None:
        """Return the journal entry that `undo` would undo, or None."""
        own = ",".join(str(int(journal_id)) for journal_id in self._own_changes)
        wanted = " OR ".join("what = ? OR what LIKE ? || '.%'" for _ in families) or "1"
        entries = self.store.read(
            JournalEntry,  # the SQL contains only placeholders and integers, no text that anybody typed
            f"(by = ? OR id IN ({own})) AND ({wanted}) AND undoes IS NULL AND (? IS NULL OR meeting_id = ?) "
            f"AND {_UNDOABLE} "
            "AND NOT EXISTS (SELECT 1 FROM journal AS later WHERE later.undoes = journal.id)",
            (
                self.viewer.member_id,
                *(name for family in families for name in (family, family)),
                meeting_id,
                meeting_id,
            ),
            order="id DESC",
            limit=1,
        )
        return entries[0] if entries else None

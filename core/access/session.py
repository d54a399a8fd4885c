"""The session: who acts, in which role, on which store, at what time.

Every read is filtered by the visibility rules. `Session.query` and `Session.connection` read `visible_…` in place
of a table that has a rule, and what is read past the rules stands in `core.access.exemptions`; SQLite refuses all else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from core import models
from core.access.actors import name_actor
from core.access.guests import require_guests, require_own_rows
from core.access.known_now import as_known_now, require_known
from core.access.own_steps import OwnSteps
from core.access.sealed_rows import RowSealing
from core.access.steps import describe_step
from core.access.team_time import TeamTime
from core.access.undo_conflicts import describe_undo_conflict, undo_refusal
from core.access.viewer import ROOM, TRUSTED_CALLER, UNTOLD, InTeam, Known, Viewer, role_of
from core.access.visibility import connect_visible, query_visible, read_exempt, read_visible, visible_tables_of
from core.access.visible_connection import VisibleConnection, forbid_unruled_reads
from core.errors import Conflict, HuddleError
from core.values.clock import Clock, format_timestamp, system_clock
from data.change import Change
from data.presence import PresenceFile
from data.sqlite import Parameters, placeholders, sqlite3
from data.store import Store

if TYPE_CHECKING:
    from core.models import JournalEntry

R = TypeVar("R", bound="models.Row")


class Session:
    """A member (or the projector, “the room”) at work on one team's file."""

    def __init__(self, store: Store, viewer: Viewer, clock: Clock = system_clock) -> None:
        self.store = store
        self.viewer = viewer
        self.clock = clock
        store.guard_reads(forbid_unruled_reads)
        self.own_steps = OwnSteps(store, viewer)
        self._tables = visible_tables_of(store)
        self._open_change: Change | None = None
        """The change in which it was read last who acts; changes that join it do not read again."""
        self.team_time = TeamTime(store)
        self.has_stored = False
        """Whether the member who acts has changed something through this session."""
        self.refusal = ""
        """Why the member may change nothing through this session, as a sentence; empty if they may."""
        self.presence_mark: PresenceFile | None = None
        """This session's presence mark, or None while it is not shown as present; set by the presence module."""
        self.present_since = ""
        self.closed_files: list[Path] = []
        """Team files in this user's own folder that others could open until this session was opened."""

    @classmethod
    def for_member(
        cls, store: Store, member: InTeam, clock: Clock = system_clock, *, known: Known = TRUSTED_CALLER
    ) -> Session:
        """Return a session for one member, with how it is known that it is they."""
        return cls(store, Viewer(member_id=member.id, role=role_of(member), known=known), clock)

    @classmethod
    def for_room(cls, store: Store, clock: Clock = system_clock) -> Session:
        """Return a session for the projector: it sees what may be shown to a room, and cannot change anything."""
        return cls(store, ROOM, clock)

    def with_own_connection(self) -> Session:
        """Return a session of the same viewer with its own connections, for a long read on a thread.

        Other threads on its connection would see its older snapshot. The caller closes its store. Raises `FileMoved`.
        """
        return Session(self.store.open_again(), self.viewer, self.clock)

    # -- who and when

    @property
    def now(self) -> datetime:
        """The current time, in the team's time zone."""
        return self.team_time.at(self.clock())

    @property
    def today(self) -> date:
        """The current date, in the team's time zone."""
        return self.now.date()

    @property
    def timestamp(self) -> str:
        """The current time as it is stored: ISO 8601 in UTC with milliseconds."""
        return format_timestamp(self.clock())

    @property
    def me(self) -> models.Member:
        """The acting member, read fresh. Raises `HuddleError` for the room, and for a member who was taken back."""
        if self.viewer.member_id is None:
            raise HuddleError("The room view can't change anything. Use --as NAME to act as a member.")
        member = self.get(models.Member, self.viewer.member_id)
        if member is None:
            raise HuddleError("You are no longer on this team. Ask the leader to add you: huddle member add NAME")
        return member

    def refresh_role(self) -> None:
        """Re-read the member's role, so that a member who is no longer the leader stops seeing what only the leader
        sees. A member whose adding was undone sees what the room sees; see `as_known_now` too."""
        if self.viewer.member_id is not None:
            self.viewer = as_known_now(self.viewer, self.store)
            self._set_role(self.get(models.Member, self.viewer.member_id))

    def _set_role(self, member: models.Member | None) -> None:
        role = role_of(member) if member else "room"
        if self.viewer.role != role:
            self.viewer = replace(self.viewer, role=role)

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
        return read_visible(self.viewer, self.store, model, where, params, order=order)

    def get(self, model: type[R], row_id: int | None) -> R | None:
        """Return the row with that id; None when it does not exist or the viewer may not see it."""
        if row_id is None:
            return None
        return next(iter(self.all(model, "id = ?", (row_id,))), None)

    def all_exempt(self, model: type[R], exemption: str, where: str = "1", params: Parameters = ()) -> list[R]:
        """Return the rows of `model` past its rule, by an exemption of that name in `core.access.exemptions`."""
        return read_exempt(self.store, model, exemption, where, params)

    def query(self, sql: str, params: Parameters = ()) -> list[dict[str, Any]]:
        """Return the rows of a SELECT as dictionaries, not validated and without models: for sums and counts."""
        return query_visible(self.viewer, self.store, sql, params, self._tables)

    @property
    def connection(self) -> VisibleConnection:
        """Return the connection that reads as the viewer sees the file, for functions that also run without a session;
        see `Store.connection`."""
        return connect_visible(self.viewer, self.store, self._tables)

    def reload(self, row: R, gone: str, is_valid: Callable[[R], bool] | None = None) -> R:
        """Return the row as stored now. Raises `Conflict` with the message `gone` when it does not exist, when the
        viewer may not see it, or when it is not `is_valid` any more."""
        stored = self.get(type(row), row.id)
        if stored is None or (is_valid is not None and not is_valid(stored)):
            raise Conflict(gone)
        return stored

    def history(self, row: models.Row) -> list[tuple[JournalEntry, models.JournalRow, str]]:
        """Return the changes of a row that the viewer may see, earliest first: each with its journal entry, the row
        before and after it, and who made it in words, which are empty when it is unknown."""
        rows = self.all(models.JournalRow, "row_table = ? AND row_id = ?", (row.table, row.id))
        journal_ids = tuple(journal_row.journal_id for journal_row in rows)
        entries = models.by_id(self.all(models.JournalEntry, f"id IN ({placeholders(journal_ids)})", journal_ids))
        names = {member.id: member.name for member in self.all(models.Member)}
        return [
            (entry := entries[journal_row.journal_id], journal_row, name_actor(entry, names)) for journal_row in rows
        ]

    def added_rows(self, model: type[R], where: str = "1", params: Sequence[object] = ()) -> list[R]:
        """Return the rows of `model` that meet the SQL condition and that this session has added, in the order of
        their ids."""
        return self.all(
            model,
            f"({where}) AND id IN (SELECT row_id FROM exempt_additions WHERE row_table = ? AND is_addition "
            "AND journal_id IN (SELECT value FROM json_each(?)))",
            (*params, model.table, self.own_steps.ids_as_json()),
        )

    # -- changing

    @contextmanager
    def change(
        self, what: str, *, meeting_id: int | None = None, anonymous: bool = False, undoes: int | None = None
    ) -> Iterator[Change]:
        """Open a transaction in the acting member's name; see `Store.change`. `anonymous` keeps the name out of the
        journal, `undoes` is the id of the journal entry that it undoes.

        Who acts, in which role, is read here, under the write lock: inside the change `viewer` is as stored now, so
        that a right which has ended is not used once more by a session that is still open. Raises `HuddleError` for
        the room and for former members, who may change nothing, where `refusal` says why not, and for a guest all but
        the changes that `core.access.guests` names; and `Conflict` when a row is written that refers to a row which
        does not exist any more.
        """
        if self.viewer.member_id is None:
            raise HuddleError("The room view can't change anything. Use --as NAME to act as a member.")
        if self.refusal:
            raise HuddleError(self.refusal)
        by, known = (None, UNTOLD) if anonymous else (self.viewer.member_id, self.viewer.known)
        joins = self.store.is_changing
        at = _journal_time(self, anonymous=anonymous)
        try:
            with self.store.change(
                what, at=at, by=by, via=known.via, typed_by=known.typed_by, meeting_id=meeting_id, undoes=undoes
            ) as change:
                change.seal_with(RowSealing(self.viewer.keys))
                if change is not self._open_change:
                    self._require_member()
                    self._open_change = change
                if self.viewer.is_guest:
                    require_guests(self.viewer, self.store, self.me, what)
                yield change
                if self.viewer.is_guest and not joins:
                    require_own_rows(self.viewer, self.store, change.entry)
        except sqlite3.IntegrityError as error:
            if "FOREIGN KEY" not in str(error):
                raise
            raise Conflict("This was removed in the meantime. Check it and try again.") from error
        self.has_stored = self.has_stored or change.has_written
        if change.entry.id and not joins:
            self.own_steps.add(change.entry)

    @contextmanager
    def change_of_nobody(self, change: Change, what: str, meeting_id: int | None) -> Iterator[None]:
        """Journal what is written inside, in the open `change`, under an entry of its own without a name, to the
        minute. It is no step of this session, so it is not undone."""
        entry = models.JournalEntry(at=_journal_time(self, anonymous=True), what=what, meeting_id=meeting_id)
        with change.apart(entry):
            yield

    def _require_member(self) -> None:
        """Take the acting member's role as stored now, and how they are known. Raises `HuddleError` unless they are on
        the team, and where nothing says any more that it is they."""
        self.viewer = as_known_now(self.viewer, self.store)
        me = self.me
        self._set_role(me)
        if me.left_on is not None:
            raise HuddleError(f"{me.name} has left the team. The leader can add them again: huddle member add NAME")
        require_known(self.viewer, self.store, me)

    def undo(self, *families: str, meeting_id: int | None = None, entry: JournalEntry | None = None) -> JournalEntry:
        """Undo the latest change of this session that is still in effect, among those whose `what` begins with one of
        the `families`; or the older `entry`, which the member was shown.

        Called again it undoes the one before. Votes, readiness, passphrases and keys are skipped, which have their own
        way back, and so is the ladder, whose steps are documents. Returns the journal entry that was undone. Raises
        `Conflict` when there is none, or when another change depends on it, saying whose; the next call passes it by.
        """
        entry = entry or self.last_change(*families, meeting_id=meeting_id)
        if entry is None or not (entry.by is None or self.viewer.is_member(entry.by)):
            raise Conflict("Nothing to undo here.")
        try:
            self._undo(entry)
        except Conflict as conflict:
            self.own_steps.pass_by(entry)
            before = self.last_change(*families, meeting_id=meeting_id)
            if before is not None:
                words = describe_step(self.viewer, self.store, before)
                raise Conflict(f"{conflict} Undo again to undo your step before it: {words}.") from conflict
            if self.older_change(*families, meeting_id=meeting_id) is None:
                self.own_steps.return_to(entry)  # so that it is said again, and not that there is nothing
            raise
        return entry

    def _undo(self, entry: JournalEntry) -> None:
        what, refusal = f"{entry.what}.undone", None
        try:
            with self.change(what, meeting_id=entry.meeting_id, anonymous=entry.by is None, undoes=entry.id) as change:
                refusal = undo_refusal(self.viewer, self.store, entry)
                if refusal is not None:
                    raise Conflict(refusal)
                change.undo(entry.id)
        except Conflict as conflict:
            reason = None if refusal else describe_undo_conflict(self.viewer, self.store, entry)
            if reason is None:
                raise
            raise Conflict(reason) from conflict

    def last_change(self, *families: str, meeting_id: int | None = None) -> JournalEntry | None:
        """Return the journal entry of this session that `undo` would undo, or None."""
        return self.own_steps.find_last(families, meeting_id, is_older=False)

    def older_change(self, *families: str, meeting_id: int | None = None) -> JournalEntry | None:
        """Return the member's latest journal entry in effect that is not of this session; it is undone only after it
        was shown."""
        return self.own_steps.find_last(families, meeting_id, is_older=True)


def _journal_time(session: Session, *, anonymous: bool) -> str:
    """Return the time to store in the journal: for an anonymous change only the minute, which many members share.

    Never earlier than the last entry, so that journal times do not run backwards; the order of entries reveals as much
    anyway.
    """
    if not anonymous:
        return session.timestamp
    last = session.store.query("SELECT at FROM journal ORDER BY id DESC LIMIT 1")
    return max([f"{session.timestamp[:16]}:00.000Z", *(str(row["at"]) for row in last)])

"""Who is acting, in which role, on which store, at what time. Every read and every change passes here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from typing import TypeVar

from core.built_on import built_on, leaves_no_leader, opens_hidden, was_met_over
from core.clock import Clock, moment, system_clock
from core.errors import Conflict, HuddleError
from core.visibility import ROOM, Viewer, visible
from data.changing import Change
from data.models import JournalEntry, Member, Row
from data.presence import Here
from data.store import Store

R = TypeVar("R", bound=Row)

_TAKEN_BACK_HERE = " AND ".join(f"what NOT LIKE '{family}.%'" for family in ("vote", "ready", "ladder", "passphrase"))
"""What undo passes by, in SQL."""


class Session:
    """One person (or the room) at work on one team's file."""

    def __init__(self, store: Store, viewer: Viewer, clock: Clock = system_clock) -> None:
        self.store = store
        self.viewer = viewer
        self.clock = clock
        self._own_changes: list[int] = []
        """The anonymous changes of this session: nothing else knows whose they are."""
        self.here: Here | None = None
        """Its mark among who is here now; `core.presence` makes it."""
        self.here_since = ""

    @classmethod
    def of(cls, store: Store, member: Member, clock: Clock = system_clock) -> Session:
        """The session of one member."""
        return cls(store, Viewer(member_id=member.id, role=member.role), clock)

    @classmethod
    def of_room(cls, store: Store, clock: Clock = system_clock) -> Session:
        """The projector's session: it sees what may stand on a wall, and changes nothing."""
        return cls(store, ROOM, clock)

    def apart(self) -> Session:
        """The same viewer on connections of their own, for a thread that reads for a while: on shared ones the other
        threads' reads would see its older view of the file. Whoever asks for it closes its store."""
        return Session(Store(self.store.path), self.viewer, self.clock)

    # -- who and when

    @property
    def now(self) -> datetime:
        return self.clock()

    @property
    def today(self) -> date:
        return self.clock().date()

    @property
    def moment(self) -> str:
        """Now, as it is stored."""
        return moment(self.clock())

    @property
    def me(self) -> Member:
        """The member who acts. Raises `HuddleError` for the room."""
        member = self.store.get(Member, self.viewer.member_id) if self.viewer.member_id else None
        if member is None:
            raise HuddleError("Nobody is acting here: this is the room's view. Say who you are with --as NAME.")
        return member

    def renew(self) -> None:
        """Takes on the role that the member has now: who is no longer the leader sees no longer as one."""
        if self.viewer.member_id is not None:
            self.viewer = replace(self.viewer, role=self.me.role)

    # -- the one way out

    def all(
        self,
        model: type[R],
        where: str = "1",
        params: Sequence[object] | dict[str, object] = (),
        *,
        order: str = "id",
    ) -> list[R]:
        """The rows of `model` that meet the SQL condition and that the viewer may see."""
        return visible(self.viewer, self.store, model, self.store.read(model, where, params, order=order))

    def get(self, model: type[R], row_id: int | None) -> R | None:
        """The row with that id, or None where there is none that the viewer may see."""
        if row_id is None:
            return None
        rows = self.all(model, "id = ?", (row_id,))
        return rows[0] if rows else None

    def remembers(self, model: type[R]) -> list[R]:
        """The rows of `model` that this session wrote without a name: nothing else knows that they are its own."""
        own = ",".join(str(int(journal_id)) for journal_id in self._own_changes)
        return self.store.read(
            model,  # the ids are integers of this session's own: no person's text is in the SQL
            f"id IN (SELECT row_id FROM journal_row WHERE row_table = ? AND journal_id IN ({own}))",
            (model.table,),
        )

    # -- the one way in

    @contextmanager
    def change(self, what: str, *, meeting_id: int | None = None, anonymous: bool = False) -> Iterator[Change]:
        """A transaction in this member's name; see `Store.change`. `anonymous` keeps the name out of the journal.

        Raises `HuddleError` for the room, which may change nothing.
        """
        by = None if anonymous else self.me.id
        if self.viewer.is_room:
            raise HuddleError("The room's view changes nothing.")
        with self.store.change(what, at=self._when(anonymous), by=by, meeting_id=meeting_id) as change:
            yield change
        if anonymous and change.touched:
            self._own_changes.append(change.entry.id)

    def _when(self, anonymous: bool) -> str:
        """Now, as the journal keeps it: of what has no name the minute alone, which is many people's.

        Not before what the journal told last, so that its time never runs back: the order tells as much anyway.
        """
        if not anonymous:
            return self.moment
        last = self.store.query("SELECT at FROM journal ORDER BY id DESC LIMIT 1")
        return max([f"{self.moment[:16]}:00.000Z", *(str(row["at"]) for row in last)])

    def undo(self, *families: str, meeting_id: int | None = None) -> JournalEntry:
        """Takes back this member's last change that still stands, among those whose `what` begins with a family.

        Called again it goes one deeper. Votes and being ready are passed by, which have a way back of their own, and
        the ladder, whose steps are documents.
        Returns the entry that was taken back. Raises `Conflict` when there is none, or when somebody has built on it
        since, saying who and how.
        """
        entry = self.last_change(*families, meeting_id=meeting_id)
        if entry is None:
            raise Conflict("There is nothing of yours to take back here.")
        if opens_hidden(self.store, entry):
            raise Conflict("Somebody has spoken on this board already, so who sees it stays as it was then.")
        if was_met_over(self.store, entry):
            raise Conflict("The two of you have met over how you rated, and what both have seen stays as it is.")
        if leaves_no_leader(self.store, entry):
            raise Conflict("Then nobody would lead the team. Make somebody else leader first.")
        anonymous = entry.by is None
        try:
            self.store.undo(entry.id, at=self._when(anonymous), by=None if anonymous else self.me.id)
        except Conflict as conflict:
            why = built_on(self.viewer, self.store, entry)
            if why is None:
                raise
            raise Conflict(why) from conflict
        return entry

    def last_change(self, *families: str, meeting_id: int | None = None) -> JournalEntry | None:
        """What `undo` would take back."""
        own = ",".join(str(int(journal_id)) for journal_id in self._own_changes)
        wanted = " OR ".join("what = ? OR what LIKE ? || '.%'" for _ in families) or "1"
        entries = self.store.read(
            JournalEntry,  # the families and ids below are counted or integers: no person's text is in the SQL
            f"(by = ? OR id IN ({own})) AND ({wanted}) AND undoes IS NULL AND (? IS NULL OR meeting_id = ?) "
            f"AND {_TAKEN_BACK_HERE} "
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

"""Changes as they land, from any process.

After COMMIT a writer touches the doorbell, a file beside the database; who hears it reads the journal from the
last entry it has seen. Beneath that a slow look at the file's version finds what a writer that is not Huddle did.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import uniform
from typing import Any

from data.sqlite import bell_of, connect, sqlite3

POLL_SECONDS = 1.0
"""The look beneath the doorbell: costs 5 µs each."""

NO_INOTIFY_POLL_SECONDS = 0.05
"""Where the system cannot tell of a touched file, the file's version is looked at this often."""

BURST_SECONDS = 0.01
"""Bells that ring sooner after a look than this are answered together: five hundred changes a second, each looked at
by every screen, would leave none of them time for its keys."""

SUSPICION_SECONDS = 0.05
"""How long a change that is in no journal may still be one of ours on its way."""

MANY_ROWS = 5000
"""More than this in one batch are not named one by one: nobody on an event loop waits for a big import's ids."""

OUTSIDE = "outside.changed"
"""What a change is called that another program made: the journal does not tell of it."""


@dataclass(frozen=True, slots=True)
class Landed:
    """One change that was committed."""

    id: int
    """The journal entry's; 0 for another program's change."""
    what: str
    by: int | None
    meeting_id: int | None
    rows: dict[str, frozenset[int]] = field(default_factory=dict)
    """The ids of the rows it touched, by table. An empty set: any row of that table may have been touched."""


Listener = Callable[[list[Landed]], None]


class Feed:
    """Hears what lands in one team's file and tells its listeners, within the running event loop.

    One for each process and file: a hundred sessions may listen to the same.
    """

    def __init__(self, path: Path | str) -> None:
        self.patience: tuple[float, float] | None = None
        """Between how many seconds it lets others go first when the bell rings; None where somebody watches."""
        self._bell = bell_of(path)
        self._connection = connect(path)
        # A screen's event loop never waits for a lock: what cannot be read now is read at the next look.
        self._connection.execute("PRAGMA busy_timeout = 0")
        self._listeners: list[Listener] = []
        self._bell_listeners: list[Callable[[], None]] = []
        self._rung = self._bell_time()
        self._last = self._newest()
        self._version = self._data_version()
        self._suspected: int | None = None
        """The version of which a first look found nothing in the journal."""
        self._loop: asyncio.AbstractEventLoop | None = None
        self._poll: asyncio.Task[None] | None = None
        self._inotify: Any = None
        self._stopped = False
        self._looked_at = float("-inf")
        self._look_due: asyncio.TimerHandle | None = None

    @property
    def last(self) -> int:
        """The id of the last change told."""
        return self._last

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Tells `listener` each batch of changes from now on. Returns what ends that."""
        self._listeners.append(listener)

        def leave() -> None:
            with suppress(ValueError):
                self._listeners.remove(listener)

        return leave

    def listen_bell(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Calls `listener` when the bell has rung, for a change or for what is in no journal: who is here.

        It is called once for many rings in a row, after the changes were told. Returns what ends that.
        """
        self._bell_listeners.append(listener)

        def leave() -> None:
            with suppress(ValueError):
                self._bell_listeners.remove(listener)

        return leave

    def start(self) -> None:
        """Begins to listen, in the running event loop. A second call does nothing."""
        if self._poll is not None:
            return
        self._loop = asyncio.get_running_loop()
        every = POLL_SECONDS if self._watch_bell(self._loop) else NO_INOTIFY_POLL_SECONDS
        self._poll = self._loop.create_task(self._look_now_and_then(every))
        self.look()

    def stop(self) -> None:
        """Ends listening and lets go of the file. A second call does nothing."""
        if self._poll is not None:
            self._poll.cancel()
            self._poll = None
        if self._look_due is not None:
            self._look_due.cancel()
            self._look_due = None
        if self._inotify is not None:
            if self._loop is not None and not self._loop.is_closed():
                self._loop.remove_reader(self._inotify.fileno())
            self._inotify.close()
            self._inotify = None
        self._listeners.clear()
        self._bell_listeners.clear()
        self._stopped = True
        self._connection.close()

    def look(self) -> None:
        """Reads what has landed since the last look and tells it, in one batch. After `stop` it does nothing.

        A listener that fails does not keep the news from the others: the event loop's handler is told of it.
        """
        landed = [] if self._stopped else self._read()
        if not landed:
            return
        for listener in tuple(self._listeners):
            self._tell(partial(listener, landed))

    def _tell(self, listener: Callable[[], None]) -> None:
        try:
            listener()
        except Exception as error:
            if self._loop is None:
                raise
            self._loop.call_exception_handler({"message": "A listener of the feed failed", "exception": error})

    # -- noticing

    def _watch_bell(self, loop: asyncio.AbstractEventLoop) -> bool:
        """Watches the bell where the system offers that and has a watch left to give."""
        if not sys.platform.startswith("linux"):
            return False
        from inotify_simple import INotify, flags

        try:
            inotify = INotify(nonblocking=True)
        except OSError:
            return False
        try:
            # The folder, not the bell itself: one that was deleted and made again would ring unheard.
            # SQLite's own writing shows itself as other events, which this mask leaves out.
            inotify.add_watch(self._bell.parent, flags.ATTRIB | flags.CREATE | flags.MOVED_TO)
        except OSError:
            inotify.close()
            return False
        self._inotify = inotify
        loop.add_reader(inotify.fileno(), self._heard)
        return True

    def _heard(self) -> None:
        # Without a name: so much happened that the system has lost count.
        if any(event.name in (self._bell.name, "") for event in self._inotify.read(timeout=0)):
            self._answer()

    def _answer(self) -> None:
        """Looks at once, or a moment later together with the bells that ring until then."""
        assert self._loop is not None
        if self._look_due is not None:
            return
        patience = uniform(*self.patience) if self.patience else 0.0
        wait = max(patience, self._looked_at + BURST_SECONDS - self._loop.time())
        if wait <= 0:
            self._look_for_bells()
        else:
            self._look_due = self._loop.call_later(wait, self._look_for_bells)

    def _look_for_bells(self) -> None:
        assert self._loop is not None
        self._look_due = None
        self.look()
        self._tell_of_bell()  # without asking its time, which two rings in a row share
        self._looked_at = self._loop.time()

    async def _look_now_and_then(self, every: float) -> None:
        while True:
            await asyncio.sleep(every)
            self.look()
            if self._bell_time() != self._rung:
                self._tell_of_bell()

    def _tell_of_bell(self) -> None:
        self._rung = self._bell_time()
        for listener in tuple(self._bell_listeners):
            self._tell(listener)

    def _bell_time(self) -> int:
        """When it last rang; 0 where it never did."""
        try:
            return self._bell.stat().st_mtime_ns
        except OSError:
            return 0

    # -- reading

    def _newest(self) -> int:
        newest: int = self._connection.execute("SELECT ifnull(max(id), 0) FROM journal").fetchone()[0]
        return newest

    def _data_version(self) -> int:
        version: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
        return version

    def _read(self) -> list[Landed]:
        """What landed since the last time, each change once. Empty when the file cannot be read just now."""
        try:
            # One transaction, which a first row has begun to read from: version and journal are of the same moment.
            # The version alone would not begin it, and a commit between the two would look like another program's.
            self._connection.execute("BEGIN")
            self._connection.execute("SELECT id FROM journal ORDER BY id DESC LIMIT 1").fetchall()
            version = self._data_version()
            if version == self._version:
                return []
            landed = self._journaled()
            if not landed:
                if self._suspected != version:
                    self._look_again(version)
                    return []
                landed = [Landed(0, OUTSIDE, None, None, self._any_row())]
        except sqlite3.OperationalError:
            # Busy (a restore, a recovery): the version is as it was, so the next look finds it.
            return []
        finally:
            if self._connection.in_transaction:
                self._connection.execute("COMMIT")
        self._version = version
        self._last = max(self._last, landed[-1].id)
        return landed

    def _look_again(self, version: int) -> None:
        """Something has changed and nothing was journaled: another program wrote, or a writer of ours that begins the
        log anew changes its header first and commits in a moment. A second look tells."""
        self._suspected = version
        if self._loop is not None:
            self._loop.call_later(SUSPICION_SECONDS, self.look)

    def _journaled(self) -> list[Landed]:
        entries = self._connection.execute(
            "SELECT id, what, by, meeting_id FROM journal WHERE id > ? ORDER BY id", (self._last,)
        ).fetchall()
        if not entries:
            return []
        rows = self._connection.execute(
            "SELECT journal_id, row_table, row_id FROM journal_row WHERE journal_id >= ? ORDER BY journal_id LIMIT ?",
            (entries[0][0], MANY_ROWS + 1),
        ).fetchall()
        touched: dict[int, dict[str, set[int]]] = {}
        for journal_id, table, row_id in rows:
            touched.setdefault(journal_id, {}).setdefault(table, set()).add(row_id)
        named = {
            journal_id: {table: frozenset(ids) for table, ids in tables.items()}
            for journal_id, tables in touched.items()
        }
        if len(rows) > MANY_ROWS:
            # The last one read, and whatever came after it, was not read to its end.
            cut, any_row = rows[-1][0], self._any_row()
            named |= {entry_id: any_row for entry_id, *_ in entries if entry_id >= cut}
        return [
            Landed(id=entry_id, what=what, by=by, meeting_id=meeting_id, rows=named.get(entry_id, {}))
            for entry_id, what, by, meeting_id in entries
        ]

    def _any_row(self) -> dict[str, frozenset[int]]:
        tables = self._connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\' "
            "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        )
        return {name: frozenset() for (name,) in tables}

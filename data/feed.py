"""The change feed: what was committed to a team's file, by any process.

After COMMIT a writer touches the notify file beside the database; each process that sees this reads the journal from
the last entry it has read. In addition a slow poll of the database's version finds what other programs wrote.
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

from data.move_watch import MoveWatch
from data.read_only import ReaderConnection
from data.sqlite import notify_file_of, sqlite3

POLL_SECONDS = 1.0
"""How often the version is polled; one poll costs 5 µs."""

NO_INOTIFY_POLL_SECONDS = 0.05
"""How often it is polled where the system cannot report a touched file."""

COALESCE_SECONDS = 0.01
"""Touches within this time after a poll are handled together.

With five hundred changes a second, a poll for each would leave the screens no time for key presses.
"""

UNJOURNALED_WAIT_SECONDS = 0.05
"""How long to wait for a journal entry when the version has changed without one."""

MAX_LISTED_ROWS = 5000
"""With more changed rows than this in one batch, ids are left out: an event loop must not wait for a big
import's ids."""

OUTSIDE_CHANGE = "outside.changed"
"""The name of a change that another program made, without a journal entry."""

UNJOURNALED_CHANGE = "unjournaled.changed"
"""The name of a change to ballots, or to what waits to be said without names: the journal knows nothing of it."""


@dataclass(frozen=True, slots=True)
class CommittedChange:
    """One committed change."""

    id: int
    """The journal entry's id; 0 for another program's change, and for what is in no journal."""
    what: str
    """The name of the change, as in the journal: `card.stated`."""
    by: int | None
    """The id of the member who made it."""
    meeting_id: int | None
    rows: dict[str, frozenset[int]] = field(default_factory=dict)
    """The ids of the changed rows, by table. An empty set means that any row of the table may have changed."""


Listener = Callable[[list[CommittedChange]], None]
"""Receives each batch of changes."""


class Feed:
    """Reads what is committed to one team's file and passes it to listeners, within the running event loop.

    One per process and file: many sessions may listen to the same feed.
    """

    def __init__(self, path: Path | str) -> None:
        self.delay_range: tuple[float, float] | None = None
        """The shortest and longest delay, in seconds, before a notification is handled; None for no delay."""
        self._notify_file = notify_file_of(path)
        self._reader = ReaderConnection(path)
        self._connection = self._reader.connection
        # An event loop must not wait for a lock: what cannot be read now is read at the next poll.
        self._connection.execute("PRAGMA busy_timeout = 0")
        self._listeners: list[Listener] = []
        self._notify_listeners: list[Callable[[], None]] = []
        self._last_notify_time = self._notify_time()
        self._last_id = self._newest_id()
        self._version: int | None = self._data_version()
        self.move_watch = MoveWatch(path)  # made now, when the log is open too
        """Tells when the file was removed, renamed or replaced. Nothing is read from it then."""
        self._marks = _read_marks(self._connection)
        """What each table that is in no journal was marked with when it was last written."""
        self._unjournaled_version: int | None = None
        """The version for which a first poll found no journal entry."""
        self._loop: asyncio.AbstractEventLoop | None = None
        self._poll_task: asyncio.Task[None] | None = None
        self._inotify: Any = None
        self._stopped = False
        self._polled_at = float("-inf")
        self._scheduled_poll: asyncio.TimerHandle | None = None

    @property
    def last_id(self) -> int:
        """Return the id of the last change passed on."""
        return self._last_id

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with each batch of changes from now on. Returns a function that ends this."""
        self._listeners.append(listener)

        def leave() -> None:
            with suppress(ValueError):
                self._listeners.remove(listener)

        return leave

    def listen_for_touch(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` after the notify file was touched, for a change or for what is not journaled, such as
        presence.

        It is called once for several touches in a row, after the changes were passed on. Returns a function that ends
        this.
        """
        self._notify_listeners.append(listener)

        def leave() -> None:
            with suppress(ValueError):
                self._notify_listeners.remove(listener)

        return leave

    def start(self) -> None:
        """Begin to listen, in the running event loop. A second call does nothing."""
        if self._poll_task is not None:
            return
        self._loop = asyncio.get_running_loop()
        every = POLL_SECONDS if self._watch_notify_file(self._loop) else NO_INOTIFY_POLL_SECONDS
        self._poll_task = self._loop.create_task(self._poll_regularly(every))
        self.poll()

    def stop(self) -> None:
        """End listening and close the connection. A second call does nothing."""
        if self._poll_task is not None:
            self._poll_task.cancel()
            self._poll_task = None
        if self._scheduled_poll is not None:
            self._scheduled_poll.cancel()
            self._scheduled_poll = None
        if self._inotify is not None:
            if self._loop is not None and not self._loop.is_closed():
                self._loop.remove_reader(self._inotify.fileno())
            self._inotify.close()
            self._inotify = None
        self._listeners.clear()
        self._notify_listeners.clear()
        self._stopped = True
        self._connection.close()

    def poll(self) -> None:
        """Read what was committed since the last poll and pass it on, in one batch. After `stop` it does nothing.

        A listener that fails does not keep the changes from others: its exception goes to the event loop's handler.
        """
        changes = [] if self._stopped else self._read()
        if not changes:
            return
        for listener in tuple(self._listeners):
            self._call(partial(listener, changes))

    def _call(self, listener: Callable[[], None]) -> None:
        try:
            listener()
        except Exception as error:
            if self._loop is None:
                raise
            self._loop.call_exception_handler({"message": "A listener of the feed failed", "exception": error})

    # -- notifications

    def _watch_notify_file(self, loop: asyncio.AbstractEventLoop) -> bool:
        """Watch the notify file with inotify; return False where that is not possible."""
        if not sys.platform.startswith("linux"):
            return False
        from inotify_simple import INotify, flags

        try:
            inotify = INotify(nonblocking=True)
        except OSError:
            return False
        try:
            # The folder, not the file itself: a file that is deleted and made again would no longer be watched.
            # SQLite's own writes cause other events, which this mask leaves out.
            mask = flags.ATTRIB | flags.CREATE | flags.MOVED_TO | flags.MOVED_FROM | flags.DELETE
            inotify.add_watch(self._notify_file.parent, mask)
        except OSError:
            inotify.close()
            return False
        self._inotify = inotify
        loop.add_reader(inotify.fileno(), self._on_inotify)
        return True

    def _on_inotify(self) -> None:
        names = {event.name for event in self._inotify.read(timeout=0)}
        if not names.isdisjoint(self.move_watch.names):
            self.move_watch.look()  # at once: whoever opens a renamed file must find in it what is still in its log
        # An event without a name: the queue has overflowed and events were lost.
        if self._notify_file.name in names or "" in names:
            self._schedule_poll()

    def _schedule_poll(self) -> None:
        """Poll at once, or a moment later together with the touches until then."""
        assert self._loop is not None
        if self._scheduled_poll is not None:
            return
        patience = uniform(*self.delay_range) if self.delay_range else 0.0
        wait = max(patience, self._polled_at + COALESCE_SECONDS - self._loop.time())
        if wait <= 0:
            self._poll_and_notify()
        else:
            self._scheduled_poll = self._loop.call_later(wait, self._poll_and_notify)

    def _poll_and_notify(self) -> None:
        assert self._loop is not None
        self._scheduled_poll = None
        self.poll()
        self._call_notify_listeners()  # without comparing its time, which two touches in a row may share
        self._polled_at = self._loop.time()

    async def _poll_regularly(self, every: float) -> None:
        while True:
            await asyncio.sleep(every)
            self.poll()
            if self._notify_time() != self._last_notify_time:
                self._call_notify_listeners()

    def _call_notify_listeners(self) -> None:
        self._last_notify_time = self._notify_time()
        for listener in tuple(self._notify_listeners):
            self._call(listener)

    def _notify_time(self) -> int:
        """Return when the notify file was last touched, in nanoseconds; 0 where it does not exist."""
        try:
            return self._notify_file.stat().st_mtime_ns
        except OSError:
            return 0

    # -- reading

    def _newest_id(self) -> int:
        newest: int = self._connection.execute("SELECT ifnull(max(id), 0) FROM journal").fetchone()[0]
        return newest

    def _data_version(self) -> int:
        version: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
        return version

    def _read(self) -> list[CommittedChange]:
        """Return what was committed since the last call, each change once. Empty when the file cannot be read
        just now."""
        if self.move_watch.look():
            return []
        try:
            if self._reader.renew():
                self._connection, self._version = self._reader.connection, None
                self._connection.execute("PRAGMA busy_timeout = 0")
            # One transaction, begun by reading a row, so that version and journal are of the same state. Reading the
            # version does not begin it, and a commit between the two would look like another program's.
            self._connection.execute("BEGIN")
            self._connection.execute("SELECT id FROM journal ORDER BY id DESC LIMIT 1").fetchall()
            version = self._data_version()
            if version == self._version:
                return []
            marks = _read_marks(self._connection)
            written = {table: frozenset[int]() for table in marks if marks[table] != self._marks.get(table)}
            changes = [CommittedChange(0, UNJOURNALED_CHANGE, None, None, written)] if written else []
            changes += _read_journal(self._connection, self._last_id)
            if not changes:
                if self._unjournaled_version != version:
                    self._poll_again(version)
                    return []
                changes = [CommittedChange(0, OUTSIDE_CHANGE, None, None, _all_tables(self._connection))]
        except (sqlite3.DatabaseError, OSError):
            # Busy (a recovery), or just now without rights: the version is kept, so the next poll finds the change.
            # Damaged: whoever reads says so.
            return []
        finally:
            if self._connection.in_transaction:
                self._connection.execute("COMMIT")
        self._version, self._marks = version, marks
        self._last_id = max(self._last_id, changes[-1].id)
        return changes

    def _poll_again(self, version: int) -> None:
        """Poll again in a moment: the version has changed and nothing was journaled.

        Either another program wrote, or one of our writers restarts the log, which changes its header before it
        commits.
        """
        self._unjournaled_version = version
        if self._loop is not None:
            self._loop.call_later(UNJOURNALED_WAIT_SECONDS, self.poll)


def _read_marks(connection: sqlite3.Connection) -> dict[str, bytes]:
    """Return the mark of each table that is in no journal; see `data.change`."""
    return dict(connection.execute("SELECT row_table, mark FROM unjournaled").fetchall())


def _read_journal(connection: sqlite3.Connection, last_id: int) -> list[CommittedChange]:
    """Return the changes after the entry with the id `last_id`."""
    entries = connection.execute(
        "SELECT id, what, by, meeting_id FROM journal WHERE id > ? ORDER BY id", (last_id,)
    ).fetchall()
    if not entries:
        return []
    rows = connection.execute(
        "SELECT journal_id, row_table, row_id FROM journal_row WHERE journal_id >= ? ORDER BY journal_id LIMIT ?",
        (entries[0][0], MAX_LISTED_ROWS + 1),
    ).fetchall()
    touched: dict[int, dict[str, set[int]]] = {}
    for journal_id, table, row_id in rows:
        touched.setdefault(journal_id, {}).setdefault(table, set()).add(row_id)
    named = {
        journal_id: {table: frozenset(ids) for table, ids in tables.items()} for journal_id, tables in touched.items()
    }
    if len(rows) > MAX_LISTED_ROWS:
        # The rows of the last entry read, and of all later entries, are incomplete.
        first_incomplete, all_tables = rows[-1][0], _all_tables(connection)
        named |= {entry_id: all_tables for entry_id, *_ in entries if entry_id >= first_incomplete}
    return [
        CommittedChange(id=entry_id, what=what, by=by, meeting_id=meeting_id, rows=named.get(entry_id, {}))
        for entry_id, what, by, meeting_id in entries
    ]


def _all_tables(connection: sqlite3.Connection) -> dict[str, frozenset[int]]:
    """Return every table with an empty set of ids: any row may have changed."""
    tables = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\' "
        "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    )
    return {name: frozenset() for (name,) in tables}

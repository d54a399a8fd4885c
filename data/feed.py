"""Changes as they land, from any process.

After COMMIT a writer touches the doorbell, a file beside the database; who hears it reads the journal from the
last entry it has seen. Beneath that a slow look at the journal's end finds what a writer that is not Huddle did.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from data.sqlite import connect, sqlite3

POLL_SECONDS = 1.0
"""The look beneath the doorbell: costs 5 µs each."""

NO_INOTIFY_POLL_SECONDS = 0.05
"""Where the system cannot tell of a touched file, its time is looked at this often."""


@dataclass(frozen=True, slots=True)
class Landed:
    """One change that was committed."""

    id: int
    what: str
    by: int | None
    meeting_id: int | None
    rows: dict[str, frozenset[int]] = field(default_factory=dict)
    """The ids of the rows it touched, by table."""


Listener = Callable[[list[Landed]], None]


class Feed:
    """Hears what lands in one team's file and tells its listeners, within the running event loop.

    One for each process and file: a hundred sessions may listen to the same.
    """

    def __init__(self, path: Path | str) -> None:
        self._path = Path(path)
        self._bell = self._path.with_name(self._path.name + "-bell")
        self._connection = connect(self._path)
        self._listeners: list[Listener] = []
        self._last = self._newest()
        self._version = self._data_version()
        self._inotify: Any = None
        self._fd = -1
        self._poll: asyncio.Task[None] | None = None

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

    def start(self) -> None:
        """Begins to listen, in the running event loop. A second call does nothing."""
        if self._poll is not None:
            return
        every = POLL_SECONDS if self._watch_bell() else NO_INOTIFY_POLL_SECONDS
        self._poll = asyncio.get_running_loop().create_task(self._look_now_and_then(every))

    def stop(self) -> None:
        """Ends listening and lets go of the file."""
        if self._poll is not None:
            self._poll.cancel()
            self._poll = None
        if self._fd >= 0:
            with suppress(RuntimeError):  # the loop may be gone already
                asyncio.get_running_loop().remove_reader(self._fd)
            self._fd = -1
            self._inotify.close()
        self._connection.close()

    def look(self) -> None:
        """Reads what has landed since the last look and tells it, in one batch."""
        landed = self._read()
        if landed:
            self._last = landed[-1].id
            for listener in tuple(self._listeners):
                listener(landed)

    # -- noticing

    def _watch_bell(self) -> bool:
        if not sys.platform.startswith("linux"):
            return False
        from inotify_simple import INotify, flags

        self._bell.touch(exist_ok=True)
        inotify = INotify(nonblocking=True)
        inotify.add_watch(self._bell, flags.ATTRIB | flags.MODIFY)
        self._inotify, self._fd = inotify, inotify.fileno()
        asyncio.get_running_loop().add_reader(self._fd, self._rung)
        return True

    def _rung(self) -> None:
        self._inotify.read(timeout=0)
        self.look()

    async def _look_now_and_then(self, every: float) -> None:
        while True:
            await asyncio.sleep(every)
            version = self._data_version()
            if version != self._version:
                self._version = version
                self.look()

    # -- reading

    def _newest(self) -> int:
        newest: int = self._connection.execute("SELECT ifnull(max(id), 0) FROM journal").fetchone()[0]
        return newest

    def _data_version(self) -> int:
        version: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
        return version

    def _read(self) -> list[Landed]:
        try:
            entries = self._connection.execute(
                "SELECT id, what, by, meeting_id FROM journal WHERE id > ? ORDER BY id", (self._last,)
            ).fetchall()
            if not entries:
                return []
            touched: dict[int, dict[str, set[int]]] = {}
            for journal_id, table, row_id in self._connection.execute(
                "SELECT journal_id, row_table, row_id FROM journal_row WHERE journal_id BETWEEN ? AND ?",
                (entries[0][0], entries[-1][0]),
            ):
                touched.setdefault(journal_id, {}).setdefault(table, set()).add(row_id)
        except sqlite3.OperationalError:
            # Busy (a checkpoint, a restore): what landed is still there at the next look.
            return []
        return [
            Landed(
                id=entry_id,
                what=what,
                by=by,
                meeting_id=meeting_id,
                rows={table: frozenset(ids) for table, ids in touched.get(entry_id, {}).items()},
            )
            for entry_id, what, by, meeting_id in entries
        ]

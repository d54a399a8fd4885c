"""Sending what goes out, in a thread beside the app, while the team has an address to send to."""

from __future__ import annotations

import threading
from contextlib import closing
from typing import TYPE_CHECKING

from textual.timer import Timer

from core.live import Landed
from tui.pacing import AtMostEvery

if TYPE_CHECKING:
    from core.session import Session
    from tui.app import HuddleApp

LOOK_SECONDS = 5.0
"""What lands is looked at for news no more often than this: a channel is in no hurry, and screens are."""

ROUND_SECONDS = 60.0
"""What waits for its next try, or for its hour, is looked at this often."""

LEAVE_SECONDS = 1.0
"""Who leaves waits so long for a message that is on its way; another Huddle sends what was cut off."""

TOLD_OF = ("meeting", "commitment", "entry", "target", "card", "board", "metric", "webhook")
"""The tables that news is about."""


class Sending:
    """For one app: begins after its first frame. Without an address it does nothing, and costs nothing."""

    def __init__(self, app: HuddleApp) -> None:
        self._app = app
        self._look = AtMostEvery(app, LOOK_SECONDS, self._send)
        self._rounds: Timer | None = None
        self._lock = threading.Lock()
        """Held for the two below: what lands while the thread ends is not to fall between."""
        self._thread: threading.Thread | None = None
        self._again = False
        """Whether something has landed that the thread may not have seen."""
        self._stopped = threading.Event()

    def start(self) -> None:
        """Looks whether there is an address, and for what has waited for somebody to open Huddle."""
        if self._is_used():
            self._look.ask()

    def heard(self, landed: list[Landed]) -> None:
        """A batch that landed, from any process."""
        # The outbox's own rows are not among these: sending would otherwise have itself called again.
        if not any(table in change.rows or not change.id for change in landed for table in TOLD_OF):
            return
        if self._rounds is not None or (any("webhook" in change.rows for change in landed) and self._is_used()):
            self._look.ask()

    def stop(self) -> None:
        """Ends it; what is not sent stays in the outbox."""
        self._stopped.set()
        thread = self._thread
        if thread is not None:
            thread.join(LEAVE_SECONDS)

    @property
    def is_busy(self) -> bool:
        """Whether it is looking or sending, or will in a moment."""
        return self._look.is_due or self._thread is not None

    def _is_used(self) -> bool:
        # Not by way of `core.outbox`, whose import reads half the method: most teams have no address.
        return bool(self._app.session.store.query("SELECT 1 FROM webhook WHERE ended_on IS NULL LIMIT 1"))

    def _send(self) -> None:
        if not self._is_used():
            if self._rounds is not None:
                self._rounds.stop()
                self._rounds = None
            return
        if self._rounds is None:
            self._rounds = self._app.set_interval(ROUND_SECONDS, self._look.ask)
        with self._lock:
            self._again = True
            if self._thread is not None or self._stopped.is_set():
                return
            # A daemon: a call that hangs keeps nobody from leaving.
            self._thread = threading.Thread(target=self._run, name="huddle-sender", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        from core.errors import HuddleError

        try:
            while self._goes_on():
                send_what_waits(self._app.session, self._stopped)
        except HuddleError:
            pass  # the file is locked, or the disk is full: the next round finds all as it was
        finally:
            with self._lock:
                if self._thread is threading.current_thread():
                    self._thread = None

    def _goes_on(self) -> bool:
        with self._lock:
            if not self._again or self._stopped.is_set():
                self._thread = None
                return False
            self._again = False
            return True


def send_what_waits(session: Session, stopped: threading.Event) -> None:
    """Fills the outbox and sends from it, over connections of its own: a screen never waits for it to have read."""
    from core.outbox import fill, send
    from core.session import Session
    from core.team import enter_room

    with closing(enter_room(session.store.path, clock=session.clock).store) as store:
        room = Session.of_room(store, session.clock)
        fill(room)
        send(room, stopped=stopped.is_set)

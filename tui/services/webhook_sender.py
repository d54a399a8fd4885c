"""Sends webhook messages on a background thread while the app runs, if the team has a webhook."""

from __future__ import annotations

import threading
from contextlib import closing
from typing import Any

from textual.app import App
from textual.timer import Timer

from core.access.feed import CommittedChange
from core.access.session import Session
from tui.services.throttle import Throttle

CHECK_SECONDS = 5.0
"""Seconds at least between two checks of committed changes for messages: screens are more urgent than a channel."""

RETRY_SECONDS = 60.0
"""Seconds between two checks for messages whose retry or scheduled hour has come."""

QUIT_WAIT_SECONDS = 1.0
"""Seconds that quitting waits for a message being sent; if it is cut off, another process sends it again."""

NEWS_TABLES = ("meeting", "commitment", "entry", "target", "card", "board", "metric", "webhook")
"""The tables whose changes can lead to a message."""


class WebhookSender:
    """Sends for one app, from its first frame on. Without a webhook it starts no thread."""

    def __init__(self, app: App[Any], session: Session) -> None:
        self._app = app
        self._session = session
        self._check = Throttle(app, CHECK_SECONDS, self._send)
        self._retry_timer: Timer | None = None
        self._lock = threading.Lock()
        """Guards the two fields below, so that a change committed while the thread ends is not missed."""
        self._thread: threading.Thread | None = None
        self._is_stale = False
        """Whether changes were committed that the thread may not have seen."""
        self._stopped = threading.Event()

    def start(self) -> None:
        """Send what has been waiting since the last process ended, if there is a webhook."""
        if self._is_used():
            self._check.request()

    def handle_changes(self, changes: list[CommittedChange]) -> None:
        """Check for messages if one of these committed changes can lead to one."""
        # The outbox's own table is not among these, or sending would trigger itself again.
        if not any(table in change.rows or not change.id for change in changes for table in NEWS_TABLES):
            return
        if self._retry_timer is not None or (any("webhook" in change.rows for change in changes) and self._is_used()):
            self._check.request()

    def stop(self) -> None:
        """Stop the thread; messages that are not sent stay in the outbox."""
        self._stopped.set()
        thread = self._thread
        if thread is not None:
            thread.join(QUIT_WAIT_SECONDS)

    @property
    def is_busy(self) -> bool:
        """Whether a check or a send is running or scheduled."""
        return self._check.is_due or self._thread is not None

    def _is_used(self) -> bool:
        # Plain SQL, because importing `core.outgoing.webhook_queue` loads half of core and most teams have no webhook.
        return bool(self._session.query("SELECT 1 FROM exempt_webhooks WHERE ended_on IS NULL LIMIT 1"))

    def _send(self) -> None:
        if not self._is_used():
            if self._retry_timer is not None:
                self._retry_timer.stop()
                self._retry_timer = None
            return
        if self._retry_timer is None:
            self._retry_timer = self._app.set_interval(RETRY_SECONDS, self._check.request)
        with self._lock:
            self._is_stale = True
            if self._thread is not None or self._stopped.is_set():
                return
            # A daemon thread, so that a hanging request does not prevent the process from ending.
            self._thread = threading.Thread(target=self._run, name="huddle-sender", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        from core.errors import HuddleError

        try:
            while self._has_more():
                fill_and_send_outbox(self._session, self._stopped)
        except HuddleError:
            pass  # the file is locked or the disk is full: the next check tries again
        finally:
            with self._lock:
                if self._thread is threading.current_thread():
                    self._thread = None

    def _has_more(self) -> bool:
        with self._lock:
            if not self._is_stale or self._stopped.is_set():
                self._thread = None
                return False
            self._is_stale = False
            return True


def fill_and_send_outbox(session: Session, stopped: threading.Event) -> None:
    """Fill the outbox and send from it, over separate connections so that no screen waits for its reads."""
    from core.access.session import Session
    from core.outgoing.webhook_queue import fill_queue, send_due
    from core.team.session_opening import open_room_session

    with closing(open_room_session(session.store.path, clock=session.clock).store) as store:
        room = Session.for_room(store, session.clock)
        fill_queue(room)
        send_due(room, is_stopped=stopped.is_set)

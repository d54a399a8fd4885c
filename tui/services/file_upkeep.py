"""Looks after the team's file while the app runs: folds SQLite's log into it, and makes the day's copy."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from typing import Any

from textual.app import App
from textual.timer import Timer

from core.access.feed import CommittedChange
from core.access.session import Session
from core.errors import FileMoved, HuddleError

IDLE_SECONDS = 20.0
"""Seconds without a change after which the log is folded in: nobody waits for the disk then. With what is added by
chance it is half a minute at most, as users are told."""

CLOSED_SECONDS = 2.0
"""The same after the end of a meeting: by then all have written their last."""

LOOK_SECONDS = 15.0
"""Seconds between two looks whether something is to be done, besides the one when the file has been left alone."""

COPY_LOOK_SECONDS = 600.0
"""Seconds between two looks whether the day's copy is due."""


FOLDED_SOON = ("meeting.closed", "votes.revealed", "board.revealed")
"""The changes after which the log is folded in as soon as nobody writes for a moment."""


class FileUpkeep:
    """Looks after the file for one app, on a thread of its own. Many apps may do so at once: the first does the work,
    and the others find nothing to do."""

    def __init__(self, app: App[Any], session: Session, on_moved: Callable[[FileMoved], None]) -> None:
        """`on_moved` is called, by the app, when the file turns out to have been removed, renamed or replaced."""
        self._app = app
        self._session = session
        self._on_moved = on_moved
        self._thread: threading.Thread | None = None
        self._fold_at: float | None = time.monotonic() + IDLE_SECONDS
        """When the log is to be folded in, by the monotonic clock; None while nothing is in it."""
        self._copy_at = time.monotonic() + IDLE_SECONDS
        """When to look whether the day's copy is due."""
        self._quiet_seconds = IDLE_SECONDS
        """Seconds without a change until then: fewer from the end of a meeting until the log is folded in."""
        self._timer: Timer | None = None
        """Looks when the log is to be folded in."""
        self._has_complained = False
        self._has_told_cleared = False

    def start(self) -> None:
        """Begin to look, once the app runs."""
        self._app.set_interval(LOOK_SECONDS, self.look)
        self._put_off()

    def handle_changes(self, changes: list[CommittedChange]) -> None:
        """Put off the work until nobody has changed anything for a while; the end of a meeting is the time for it, and
        a reveal: the log holds the ballots, and the words in the order in which they were said, until it is folded."""
        if not changes:
            return
        if any(change.what in FOLDED_SOON for change in changes):
            self._quiet_seconds = CLOSED_SECONDS
        self._put_off()

    def _put_off(self) -> None:
        # Random, so that the apps of all members do not begin at the same moment.
        seconds = self._quiet_seconds * random.uniform(1.0, 1.5)
        self._fold_at = time.monotonic() + seconds
        if self._timer is not None:
            self._timer.stop()
        self._timer = self._app.set_timer(seconds + 0.01, self.look)

    def look(self) -> None:
        """Begin the work on the thread if it is due and does not run."""
        now = time.monotonic()
        must_fold = self._fold_at is not None and self._fold_at <= now
        may_copy = self._copy_at <= now and (self._fold_at is None or must_fold)
        if not (must_fold or may_copy) or self._session.store.is_left:
            return
        if self._thread is not None:
            if must_fold:
                self._put_off()  # the work began before the last change
            return
        if must_fold:
            self._fold_at = None
        if may_copy:
            self._copy_at = now + COPY_LOOK_SECONDS
        # A daemon thread: quitting does not wait for a copy, which is made again, or for a fold, which SQLite repeats.
        self._thread = threading.Thread(
            target=self._work, args=(must_fold, may_copy), name="huddle-upkeep", daemon=True
        )
        self._thread.start()

    @property
    def is_busy(self) -> bool:
        """Whether the thread is at work."""
        return self._thread is not None

    def _work(self, must_fold: bool, may_copy: bool) -> None:
        from core.maintenance.backups import fold_log, keep_todays_copy

        path = self._session.store.path
        try:
            moved = self._session.store.leave_if_moved()
            if moved is not None:
                # The log beside the path belongs to another file than the one that stands there now.
                self._app.call_later(self._on_moved, moved)
                return
            if must_fold and fold_log(path):
                self._quiet_seconds = IDLE_SECONDS
            elif must_fold:
                self._app.call_later(self._put_off)  # somebody was reading or writing
            if may_copy:
                self._clear_if_due()
                keep_todays_copy(path, self._session.now)
        except HuddleError as error:
            self._complain(str(error))
        finally:
            self._thread = None

    def _clear_if_due(self) -> None:
        """Do what another process may have left: take old words out of the file. Say it once in each app."""
        from core.maintenance.clearing import clear_if_due

        session = self._session.with_own_connection()  # quitting closes the app's, and does not wait for this thread
        try:
            told = clear_if_due(session)
        finally:
            session.store.close()
        if told and not self._has_told_cleared:
            self._has_told_cleared = True
            self._app.call_later(self._app.notify, " ".join(told), markup=False)

    def _complain(self, sentence: str) -> None:
        """Say once in each app that there is no copy of today."""
        if not self._has_complained:
            self._has_complained = True
            self._app.call_later(
                self._app.notify, f"Today's automatic copy failed: {sentence}", severity="warning", markup=False
            )

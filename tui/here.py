"""Records that this app is open and which screen it shows, and reads who else has one open."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.signal import Signal
from textual.timer import Timer

from core import presence
from core.presence import LOOK_SECONDS, Present

if TYPE_CHECKING:
    from tui.app import HuddleApp

SHOWN_IN = "meeting"
"""The mode that shows who is present; in other modes the list is not read again."""

BELL_SECONDS = 0.25
"""Seconds from a wake-up of the feed to the read: it comes for every card too, which must be painted first."""


class WhoIsHere:
    """Tracks presence for one app: records its start, each change of screen, and its end."""

    def __init__(self, app: HuddleApp) -> None:
        self._app = app
        self.people: tuple[Present, ...] = ()
        """The open sessions of all members, as last read."""
        self.changed: Signal[tuple[Present, ...]] = Signal(app, "here")
        self._unlisten: Callable[[], None] = lambda: None
        self._due: Timer | None = None

    @property
    def count(self) -> int:
        """How many members are present; one with several sessions counts once."""
        return len({session.member.id for session in self.people})

    def start(self) -> None:
        """Record this app as present, once it runs, and begin to follow the others."""
        presence.enter(self._app.session, self._mode_title(self._app.current_mode))
        self._unlisten = self._app.feed.listen_bell(self._on_feed_wake)
        self._app.mode_change_signal.subscribe(self._app, self._record_mode)
        # A crashed terminal does not wake the feed, so read at intervals too.
        self._app.set_interval(LOOK_SECONDS, self._tick)
        self.look()

    def stop(self) -> None:
        """Record that this app is closed."""
        self._unlisten()
        presence.leave(self._app.session)

    def look(self) -> None:
        """Read who is present, and publish it if it has changed."""
        self._due = None
        people = tuple(presence.present(self._app.session))
        if people != self.people:
            self.people = people
            self.changed.publish(people)

    def _mode_title(self, mode: str) -> str:
        from tui.app import PLACES

        return PLACES[mode][2] if mode in PLACES else mode

    def _record_mode(self, mode: str) -> None:
        presence.moved(self._app.session, self._mode_title(mode))
        if mode == SHOWN_IN:
            self.look()

    def _tick(self) -> None:
        presence.still_here(self._app.session)
        if self._app.current_mode == SHOWN_IN:
            self.look()

    def _on_feed_wake(self) -> None:
        if self._due is None and self._app.current_mode == SHOWN_IN:
            # Through the app's own queue: a feed shared by several apps calls in the context of one of them.
            self._app.call_later(self._schedule_refresh)

    def _schedule_refresh(self) -> None:
        if self._due is None:
            self._due = self._app.set_timer(BELL_SECONDS, self.look)

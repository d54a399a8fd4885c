"""Records that this app is open and which screen it shows, and reads who else has one open."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual.app import App
from textual.signal import Signal
from textual.timer import Timer

from core.access.feed import Feed
from core.access.session import Session
from core.team import presence
from core.team.presence import PRESENCE_POLL_SECONDS, PresentMember

if TYPE_CHECKING:
    from core.models import Member

PRESENCE_MODE = "meeting"
"""The mode that shows who is present; in other modes the list is not read again."""

CAPTURE_MODE = "capture"
"""The mode that shows who else types for the same group: it reads the list every `PRESENCE_POLL_SECONDS`, and not each
time when a card comes."""

REFRESH_DELAY_SECONDS = 0.25
"""Seconds from a wake-up of the feed to the read: it comes for every card too, which must be painted first."""


class PresenceTracker:
    """Tracks presence for one app: records its start, each change of screen, and its end."""

    def __init__(self, app: App[Any], session: Session, feed: Feed, mode_title: Callable[[str], str]) -> None:
        """`mode_title` returns the title of a mode, by which others read where this app is."""
        self._app = app
        self._session = session
        self._feed = feed
        self._mode_title = mode_title
        self.sessions: tuple[PresentMember, ...] = ()
        """The open sessions of all members, as last read."""
        self.changed_signal: Signal[tuple[PresentMember, ...]] = Signal(app, "here")
        self._unlisten: Callable[[], None] = lambda: None
        self._due: Timer | None = None
        self._is_stopped = False
        self._types_for: int | None = None
        """For which group cards are typed in this app's capture screen; see `PresentMember.types_for`."""

    @property
    def member_count(self) -> int:
        """How many members are present; one with several sessions counts once."""
        return len({session.member.id for session in self.sessions})

    def start(self) -> None:
        """Record this app as present, once it runs, and begin to follow the others."""
        mode = self._app.current_mode
        presence.enter(self._session, self._mode_title(mode), self._types_for if mode == CAPTURE_MODE else None)
        self._unlisten = self._feed.listen_for_touch(self._on_feed_wake)
        self._app.mode_change_signal.subscribe(self._app, self._record_mode)
        # A crashed terminal does not wake the feed, so read at intervals too.
        self._app.set_interval(PRESENCE_POLL_SECONDS, self._tick)
        self.refresh()

    def stop(self) -> None:
        """Record that this app is closed."""
        self._is_stopped = True
        self._unlisten()
        presence.leave(self._session)

    def refresh(self) -> None:
        """Read who is present, and publish it if it has changed."""
        self._due = None
        people = tuple(presence.list_present(self._session))
        if people != self.sessions:
            self.sessions = people
            self.changed_signal.publish(people)

    def type_for(self, group_id: int) -> None:
        """Record the group whose cards are typed in the capture screen, or `EVERYONE`."""
        if group_id != self._types_for:
            self._types_for = group_id
            if self._session.presence_mark is not None and self._app.current_mode == CAPTURE_MODE:
                self._record_mode(CAPTURE_MODE)

    def other_scribes(self) -> list[Member]:
        """Return the members who type for the same group at other terminals, as last read; the viewer may be one."""
        return [
            session.member for session in self.sessions if session.types_for == self._types_for and not session.is_own
        ]

    def _record_mode(self, mode: str) -> None:
        if self._is_stopped:
            return
        types_for = self._types_for if mode == CAPTURE_MODE else None
        presence.update_screen(self._session, self._mode_title(mode), types_for)
        if mode in (PRESENCE_MODE, CAPTURE_MODE):
            self.refresh()

    def _tick(self) -> None:
        presence.heartbeat(self._session)
        if self._app.current_mode in (PRESENCE_MODE, CAPTURE_MODE):
            self.refresh()

    def _on_feed_wake(self) -> None:
        if self._due is None and self._app.current_mode == PRESENCE_MODE:
            # Through the app's own queue: a feed shared by several apps calls in the context of one of them.
            self._app.call_later(self._schedule_refresh)

    def _schedule_refresh(self) -> None:
        if self._due is None:
            self._due = self._app.set_timer(REFRESH_DELAY_SECONDS, self.refresh)

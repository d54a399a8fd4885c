"""Hides private content in a running meeting until the viewer confirms that the screen is not projected."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual import getters
from textual.containers import Container
from textual.screen import Screen

from core.access.session import Session
from core.meeting.lifecycle import open_meeting_or_none
from tui.app import HuddleApp
from tui.shell.confirm import ConfirmScreen

SEEN_BY_BOTH = "visible to you both"

COVER_TABLES = frozenset({"meeting", "member"})
"""Tables whose changes may begin or end a meeting, or change who must not project a private screen."""

QUESTION = "A meeting is running. Can others see your screen?\nThis page is private."
SHOW, BACK = "No, show it", "Yes, go back"


def projected_meeting_id(session: Session) -> int | None:
    """Return the running meeting that this viewer may be projecting, as its host or as the leader; None without one."""
    meeting = open_meeting_or_none(session)
    if meeting is None or meeting.kind == "one-on-one":
        return None
    is_shown_by_viewer = session.viewer.is_leader or session.viewer.is_member(meeting.host_id)
    return meeting.id if is_shown_by_viewer else None


def ask_whether_projected(app: HuddleApp, when_answered: Callable[[bool], object]) -> None:
    """Ask whether this terminal is projected; `when_answered` is called with True only if the viewer alone sees it."""

    def answer(is_seen_by_viewer_only: bool | None) -> None:
        when_answered(bool(is_seen_by_viewer_only))

    # A careless key reveals nothing: enter gives the answer that hides.
    app.push_screen(ConfirmScreen(QUESTION, SHOW, BACK, back_first=True), answer)


def show_unless_projected(app: HuddleApp, show: Callable[[], object]) -> None:
    """Call `show`, which opens what the room may not see; while a meeting runs that the viewer may be projecting, only
    once they have said that they alone see it, here or on the screens that are open."""
    if not _must_ask(app):
        show()
    else:
        ask_whether_projected(app, lambda is_seen_by_viewer_only: show() if is_seen_by_viewer_only else None)


def _must_ask(app: HuddleApp) -> bool:
    meeting_id = projected_meeting_id(app.session)
    return meeting_id not in (None, *(getattr(screen, "confirmed_meeting_id", None) for screen in app.screen_stack))


class Confirmation:
    """For which meeting the viewer has said that a screen is not projected.

    It is forgotten when they go to another place: by the time that they come back the screen may be projected.
    """

    def __init__(self, screen: Screen[Any]) -> None:
        self.meeting_id: int | None = None
        self._screen = screen

    def start(self, app: HuddleApp) -> None:
        """Follow where the viewer goes, once the screen is mounted."""
        app.screen_change_signal.subscribe(self._screen, self._forget_elsewhere)

    def give(self, session: Session) -> None:
        """Note that the viewer has confirmed for the meeting that runs now."""
        self.meeting_id = projected_meeting_id(session)

    def is_missing(self, app: HuddleApp) -> bool:
        """Return whether a meeting runs that the viewer may be projecting, and they have confirmed neither on this
        screen nor on one that it was opened from."""
        return _must_ask(app) and projected_meeting_id(app.session) != self.meeting_id

    def _forget_elsewhere(self, _shown: Screen[Any]) -> None:
        if self._screen not in self._screen.app.screen_stack:
            self.meeting_id = None


class ProjectionCover(Container):
    """Contains the private part of a screen. The leader or host of a running meeting sees it after confirming."""

    app = getters.app(HuddleApp)

    def __init__(
        self,
        confirmation: Confirmation,
        *,
        when_confirmed: Callable[[], object],
        when_projected: Callable[[], object],
    ) -> None:
        """`when_confirmed` and `when_projected` are called with the answer to the question."""
        super().__init__()
        self._confirmation = confirmation
        self._when_confirmed = when_confirmed
        self._when_projected = when_projected
        self.is_asking = False
        """Whether the question is open, or about to open."""
        self._asks_later = False
        """Whether the question waits until the dialog over the screen is closed, in which somebody may be typing."""

    def on_mount(self) -> None:
        self.app.screen_change_signal.subscribe(self, self._ask_when_shown)

    def cover_if_needed(self) -> bool:
        """Show or hide the content, and ask if it has to be hidden. Return whether it is hidden."""
        is_covered = self.must_cover()
        self.display = not is_covered
        if is_covered and not self.is_asking:
            self._ask()
        return is_covered

    def must_cover(self) -> bool:
        """Return whether the content must be hidden until the viewer confirms."""
        return self._confirmation.is_missing(self.app)

    def _ask(self) -> None:
        self._asks_later = not self.screen.is_active
        if not self._asks_later:
            self.is_asking = True
            # After the next paint: a screen under a dialog is not painted again, and must not show its content.
            self.call_after_refresh(ask_whether_projected, self.app, self._on_answer)

    def _ask_when_shown(self, screen: Screen[Any]) -> None:
        if self._asks_later and screen is self.screen and not self.is_asking and self.must_cover():
            self._ask()

    def _on_answer(self, is_seen_by_viewer_only: bool) -> None:
        self.is_asking = False
        if is_seen_by_viewer_only:
            self._confirmation.give(self.app.session)
            self._when_confirmed()
        else:
            self._when_projected()

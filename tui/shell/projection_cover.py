"""Hides private content in a running meeting until the viewer confirms that the screen is not projected."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual import getters
from textual.containers import Container
from textual.screen import Screen

from core.meeting.lifecycle import open_meeting_or_none
from tui.app import HuddleApp
from tui.shell.confirm import ConfirmScreen

SEEN_BY_BOTH = "seen by the two of you"


QUESTION = "A meeting is running. Is this screen projected?\nWhat stands here is for few, and would be on the wall."
SHOW, BACK = "Only I see it: show it", "It is: back"


class ProjectionCover(Container):
    """Contains the private part of a screen. The leader or host of a running meeting sees it after confirming."""

    app = getters.app(HuddleApp)

    def __init__(
        self,
        *,
        when_confirmed: Callable[[], object],
        when_projected: Callable[[], object],
        confirmed_meeting_id: int | None = None,
    ) -> None:
        """`when_confirmed` and `when_projected` are called with the answer to the question.

        `confirmed_meeting_id` is the meeting for which the user confirmed already, on the screen that opens this one.
        """
        super().__init__()
        self._when_confirmed = when_confirmed
        self._when_projected = when_projected
        self.confirmed_meeting_id = confirmed_meeting_id
        self.is_asking = False
        """Whether the question is open, or about to open."""
        self._asks_later = False
        """Whether the question waits until the dialog over the screen is closed, in which somebody may be typing."""

    def on_mount(self) -> None:
        self.app.screen_change_signal.subscribe(self, self._ask_when_shown)

    def cover_if_needed(self) -> bool:
        """Show or hide the content, and ask if it has to be hidden. Return whether it is hidden."""
        is_covered = self._must_cover()
        self.display = not is_covered
        if is_covered and not self.is_asking:
            self._ask()
        return is_covered

    def _ask(self) -> None:
        self._asks_later = not self.screen.is_active
        if not self._asks_later:
            self.is_asking = True
            # After the next paint: a screen under a dialog is not painted again, and must not show its content.
            question = ConfirmScreen(QUESTION, SHOW, BACK, back_first=True)  # a careless key reveals nothing
            self.call_after_refresh(self.app.push_screen, question, self._on_answer)

    def _ask_when_shown(self, screen: Screen[Any]) -> None:
        if self._asks_later and screen is self.screen and not self.is_asking and self._must_cover():
            self._ask()

    def _must_cover(self) -> bool:
        session = self.app.session
        meeting = open_meeting_or_none(session)
        if meeting is None or meeting.kind == "one-on-one" or meeting.id == self.confirmed_meeting_id:
            return False
        return session.viewer.is_leader or session.viewer.is_member(meeting.host_id)

    def _on_answer(self, is_seen_by_viewer_only: bool | None) -> None:
        self.is_asking = False
        if is_seen_by_viewer_only:
            meeting = open_meeting_or_none(self.app.session)
            self.confirmed_meeting_id = meeting.id if meeting else None
            self._when_confirmed()
        else:
            self._when_projected()

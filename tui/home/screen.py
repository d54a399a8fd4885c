"""The home screen: the next meeting, what the viewer has promised, the team's numbers, who needs the viewer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual import events, getters
from textual.containers import VerticalScroll
from textual.widget import Widget

from core.access.feed import CommittedChange
from core.team.record import team_name
from tui.home.actions import HOME_BINDINGS, home_actions
from tui.home.layout import SPACED_HEIGHT, THREE_COLUMN_WIDTH, TWO_COLUMN_WIDTH
from tui.home.top import day_and_viewer_variants
from tui.shell.actions import ActionTable
from tui.shell.screen import HuddleScreen
from tui.widgets.top_and_key_lines import first_that_fits

if TYPE_CHECKING:
    from tui.home.content import HomeContent  # loaded after the first frame

DAY_CHECK_SECONDS = 30.0
"""Seconds between two checks of an open screen whether a new day has begun."""


class HomeScreen(HuddleScreen):
    """The screen that Huddle opens with."""

    CSS_PATH = "screen.tcss"
    HAS_PLACES = True
    HAS_PRIVATE_PARTS = True
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (TWO_COLUMN_WIDTH, "-two"), (THREE_COLUMN_WIDTH, "-three")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (27, "-high"), (SPACED_HEIGHT, "-spaced")]
    WHY = (
        "Your day at a glance: next meeting, commitments, numbers. "
        "Check it daily, while you can still act. "
        "The list “Needs you” is shown to you only."
    )
    BINDINGS = [*HOME_BINDINGS]

    scroll = getters.query_one("#home", VerticalScroll)

    def __init__(self) -> None:
        super().__init__()
        self._content: HomeContent | None = None
        """What stands below the top line; None until it is loaded, after the first frame."""
        self._is_loading = False

    def make_actions(self) -> ActionTable:
        return home_actions(self)

    def compose_content(self) -> Iterable[Widget]:
        yield VerticalScroll(id="home")

    def on_mount(self) -> None:
        self.scroll.focus()
        self._day = self.session.today
        self.set_interval(DAY_CHECK_SECONDS, self._show_new_day)

    def on_resize(self) -> None:
        if self.is_mounted:
            self.show()

    # -- showing

    @property
    def has_content(self) -> bool:
        return self._content is not None

    def show(self) -> None:
        self.top_line.left = team_name(self.session)
        self.top_line.right = first_that_fits(day_and_viewer_variants(self.session), self.size.width // 2 - 1)
        if self._content is not None:
            self._content.show(is_hidden=self.confirmation.is_missing(self.app))
        elif not self._is_loading:
            # The frame first, at once: the content is loaded while people read it. `app.call_later` first: at start-up
            # the app is not mounted yet, and `call_after_refresh` alone would run before the first paint.
            self._is_loading = True
            load = self.app.key_queue.hold_for(self._load)
            self.app.call_later(self.call_after_refresh, load)

    def _load(self) -> None:
        """Mount the content; it shows itself once it is there, and then the keys that were pressed meanwhile act."""
        from tui.home.content import HomeContent

        content = HomeContent(self)

        async def show_when_mounted() -> None:
            try:
                await self.scroll.mount(content)
                self._content = content
                self._show_unless_refused(self.show)
            finally:
                self.app.key_queue.release()

        self.call_later(show_when_mounted)

    # -- changes

    def handle_changes(self, changes: list[CommittedChange]) -> None:
        # Cards arrive by the dozen and change nothing on this screen.
        if any(change.rows.keys() - {"card", "trend", "board"} for change in changes):
            self.show()

    def _show_new_day(self) -> None:
        if self.is_current and self.session.today != self._day:
            self._day = self.session.today
            self.show()

    def on_click(self, event: events.Click) -> None:
        if event.widget is not None and event.widget.id == "next":
            self.app.action_go("meeting")

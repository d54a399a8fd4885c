"""The base class of all screens: top line and key line, updates from the feed, and running changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from typing import Any, ClassVar, TypeVar

from textual import events, getters
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widget import Widget

from core.access.feed import CommittedChange
from core.access.session import Session
from core.errors import HuddleError
from tui import keymap
from tui.app import HuddleApp
from tui.shell.actions import ActionTable, install_actions
from tui.shell.dialog import SafeDismissScreen
from tui.shell.projection_cover import COVER_TABLES, Confirmation, ProjectionCover
from tui.shell.refused_content import RefusedContent
from tui.widgets.top_and_key_lines import KeyLine, TopLine

T = TypeVar("T")


class HuddleScreen(SafeDismissScreen[None]):
    """A full screen. Subclasses define `compose_content`, `show` and, to refresh only in part, `handle_changes`.

    `make_actions` gives what the keys do. Lists with details beside them are `ListDetailScreen`s.

    A screen that shows what the room may not see sets `IS_PRIVATE`. Its content is then inside a `ProjectionCover`,
    which hides it and asks; its `show` begins with `if self.is_covered(): return`.
    """

    app = getters.app(HuddleApp)
    top_line = getters.query_one(TopLine)
    key_line = getters.query_one(KeyLine)

    WHY: ClassVar[str] = ""
    """Three sentences for the help: what the screen is for."""

    HOW_TO_READ: ClassVar[str] = ""
    """How to read the screen, if that needs explaining; the help shows it after `WHY`."""

    TABLES: ClassVar[frozenset[str] | None] = None
    """Tables whose changes refresh this screen; None for all."""

    IS_PRIVATE: ClassVar[bool] = False
    """Whether the leader or host of a running meeting must say first that it is not projected."""

    HAS_PRIVATE_PARTS: ClassVar[bool] = False
    """Whether this screen hides parts of it by itself, where its `confirmation` is missing."""

    BINDINGS = [
        keymap.BACK.bind("back", "Back", show=False, id="back", tooltip="Go back to where you came from"),
        keymap.OPTIONS.bind("options", "Options", id="options", tooltip="See what else you can do here"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._refused_content = RefusedContent(self)
        self.confirmation = Confirmation(self)
        self.undone_here: tuple[tuple[str, ...], int | None] | None = None
        """The families of changes, and the meeting, of which something was undone here; None before."""
        self._projection_cover: ProjectionCover | None = None
        if self.IS_PRIVATE:
            self._projection_cover = ProjectionCover(
                self.confirmation, when_confirmed=self._show_confirmed, when_projected=self.action_back
            )
        self.actions = self.make_actions()
        install_actions(self, self.actions)

    def make_actions(self) -> ActionTable:
        """Return what the actions of this screen do and when each is offered. Called once, before it is mounted."""
        return {}

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if self._refused_content.is_hidden:
            return False
        if self._projection_cover is not None and self._projection_cover.is_asking and action != "back":
            return False
        if (entry := self.actions.get(action)) is not None:
            return entry.check(*parameters)
        return super().check_action(action, parameters)

    @property
    def types_on(self) -> bool:
        """Whether keys that can be typed go into a line of this screen, whichever widget has the focus."""
        return False

    def on_key(self, event: events.Key) -> None:
        if self._refused_content.is_hidden and event.key == "escape":
            event.prevent_default().stop()
            self.action_back()

    @property
    def session(self) -> Session:
        return self.app.session

    TOP_LINE_CLASS: ClassVar[type[TopLine]] = TopLine
    """The class of its first line: `ClockLine` on screens that belong to a meeting."""

    HAS_PLACES: ClassVar[bool] = False
    """Whether all other screens can be reached from this one: their keys have a line of their own."""

    def compose(self) -> ComposeResult:
        yield self.TOP_LINE_CLASS()
        if self._projection_cover is None:
            yield from self.compose_content()
        else:
            with self._projection_cover:
                yield from self.compose_content()
        yield KeyLine(with_places=self.HAS_PLACES)

    def compose_content(self) -> Iterable[Widget]:
        """Return the widgets between the top line and the key line."""
        return ()

    FEED_DELAY: ClassVar[tuple[float, float] | None] = None
    """Between how many seconds the feed may delay other processes' changes on this screen; None for no delay.

    On screens for typing, other people's changes are delayed, so that the terminals that people watch are painted
    first. The user's own changes are never delayed.
    """

    _shown_state: tuple[int, date] | None = None
    """The last change that this screen shows, by its feed position, and the day it was shown for."""

    # Textual calls the on_mount of every class in the hierarchy, so a subclass must not call this one.
    def on_mount(self) -> None:
        self.app.changes_signal.subscribe(self, self._receive_changes)
        self.confirmation.start(self.app)
        self._refresh_if_stale()

    def on_screen_resume(self) -> None:
        if self.is_mounted:
            if self.has_content and self._must_hide_again():
                self._show_unless_refused(self.show)
            self._refresh_if_stale()

    def _refresh_if_stale(self) -> None:
        """Refresh if changes were committed, or the day ended, since the screen was last shown."""
        self.app.set_feed_delay(self.FEED_DELAY)
        state = (self.app.feed.last_id, self.session.today)
        if self.app.own_membership.has_left and self._shown_state is not None:
            return  # who has left is shown nothing new
        if self._shown_state != state:
            self._shown_state = state
            self._show_unless_refused(self.show)

    @property
    def has_content(self) -> bool:
        """Whether it shows more than the frame, which screens that Huddle opens with show first."""
        return True

    def show(self) -> None:
        """Read what the screen shows and show it. Called when the screen is opened or shown again."""

    def handle_changes(self, changes: list[CommittedChange]) -> None:
        """Refresh after committed changes, from any process. The default shows all anew if they concern `TABLES`."""
        if self.TABLES is None or any(change.rows.keys() & self.TABLES for change in changes):
            self.show()

    def _receive_changes(self, changes: list[CommittedChange]) -> None:
        if self.is_current:
            self._shown_state = (self.app.feed.last_id, self.session.today)
            may_be_covered = self._projection_cover is not None and any(
                change.rows.keys() & COVER_TABLES for change in changes
            )
            # While nothing is shown, nothing can be refreshed in part.
            shows_all = self._refused_content.is_hidden or may_be_covered
            self._show_unless_refused(self.show if shows_all else partial(self.handle_changes, changes))

    def _show_unless_refused(self, show: Callable[[], object]) -> None:
        """Call `show`; where it is refused, show why in place of the content, which may be no longer the viewer's."""
        self._refused_content.show()
        viewer = self.session.viewer
        try:
            if viewer.is_room and viewer.member_id is not None:
                _ = self.session.me  # it is refused, and says that they are not on the team any more
            show()
        except HuddleError as refusal:
            self.hide_content(refusal)

    def action_options(self) -> None:
        """Open the options of this screen and of the widget in use, and carry out the chosen one."""
        self.app.open_options(self)

    @property
    def hides_parts(self) -> bool:
        """Whether parts of the screen are hidden now because a meeting runs; `show_parts` shows them."""
        return self.HAS_PRIVATE_PARTS and self._must_hide_again()

    def show_parts(self, is_seen_by_viewer_only: bool) -> None:
        if is_seen_by_viewer_only:
            self.confirmation.give(self.session)
            self._show_unless_refused(self.show)

    # -- privacy

    @property
    def confirmed_meeting_id(self) -> int | None:
        """The meeting for which the viewer said that this screen is not projected, or None."""
        return self.confirmation.meeting_id

    def _must_hide_again(self) -> bool:
        """Return whether what was shown before may have to be hidden now; also where that cannot be read."""
        if not (self.IS_PRIVATE or self.HAS_PRIVATE_PARTS):
            return False
        try:
            return self.confirmation.is_missing(self.app)
        except HuddleError:
            return True

    def is_covered(self) -> bool:
        """Hide the content and ask, where this screen must not show it before the viewer confirms. Return whether it
        is hidden."""
        if self._projection_cover is None or not self._projection_cover.cover_if_needed():
            return False
        self.top_line.left = self.top_line.right = self.key_line.note = ""
        return True

    def _show_confirmed(self) -> None:
        self._show_unless_refused(self.show)
        if self.focused is None:
            self.focus_next()  # a hidden widget cannot have the focus, so it was lost

    def hide_content(self, refusal: HuddleError) -> None:
        """Show why what the screen shows cannot be read, in place of its content, until it is shown again."""
        is_start = self.app.current_mode in ("home", "room") and len(self.app.screen_stack) == 1
        way_out = (
            "Press ^q to quit." if is_start else f"Press esc to go back, or {self.app.page_label('home')} for Home."
        )
        self._refused_content.hide(refusal, way_out)
        self.refresh_bindings()

    def action_back(self) -> None:
        """Close this screen if it was opened over another, else show the main screen from before."""
        if len(self.app.screen_stack) > 1:
            self.dismiss()
        else:
            self.app.navigation.go_back()

    def open_dialog(self, dialog: Screen[T | None], then: Callable[[T], object]) -> None:
        """Open a dialog over this screen. `then` is called with its result, unless it is left without one."""

        def on_close(result: T | None) -> None:
            if result is not None:
                then(result)

        self.app.push_screen(dialog, on_close)

    def run_change(
        self, change: Callable[..., T], /, *args: Any, then: Callable[[T], Any] | None = None, **kwargs: Any
    ) -> None:
        """Run a change off the event loop. `then` is called with its result; a `HuddleError` is shown to the user."""
        self.run_worker(self._apply(change, args, kwargs, then), exit_on_error=True)

    async def _apply(
        self, change: Callable[..., T], args: tuple[Any, ...], kwargs: dict[str, Any], then: Callable[[T], Any] | None
    ) -> None:
        try:
            result = await self.app.apply_change(change, *args, **kwargs)
        except HuddleError as refusal:
            if not self.app.own_key.asks(refusal, lambda: self.run_change(change, *args, then=then, **kwargs)):
                self.show_refusal(refusal)
        else:
            if then is not None:
                then(result)

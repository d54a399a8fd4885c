"""The base class of the views of the stages: what the meeting screen asks of a stage, and what a stage may use."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from textual import getters
from textual.containers import Vertical

from core.access.feed import CommittedChange
from core.access.session import Session
from core.errors import HuddleError
from core.meeting.lifecycle import is_host
from tui.app import HuddleApp
from tui.meeting.meeting_line import MeetingLine
from tui.services.refusals import survive_refusals
from tui.shell.actions import ActionTable, install_actions
from tui.shell.screen import HuddleScreen

if TYPE_CHECKING:
    from core.models import Meeting
    from tui.widgets.pick_list import PickList  # not imported for the first frame of the meeting screen

T = TypeVar("T")

ShowStatus = Callable[[Sequence[str]], None]
"""Shows the parts of a stage's status above the keys, the most important part first."""


class StageView(Vertical):
    """The view of one stage of one meeting, between the rail and the keys. It reads through the viewer's session.

    Subclasses define `compose`, `show`, `focus_first`, `make_actions` and, to refresh only in part, `handle_changes`.
    """

    app = getters.app(HuddleApp)
    DEFAULT_CSS = """
    StageView { height: 1fr; }
    StageView #said { height: 1fr; }
    StageView .question { text-align: center; text-style: bold; width: 100%; padding: 1 2 0 2; }
    StageView .goal { text-align: center; color: $dim; width: 100%; padding: 0 2 1 2; }
    """

    def __init__(self, meeting: Meeting, show_status: ShowStatus, line: MeetingLine) -> None:
        """`line` is the line of the meeting screen, in which cards are typed."""
        super().__init__()
        survive_refusals(self, lambda refusal: self.huddle_screen.show_refusal(refusal))
        self.meeting = meeting
        self.line = line
        self._show_parts = show_status
        self._huddle_screen: HuddleScreen | None = None
        self._has_begun = False
        self.actions = self.make_actions()
        install_actions(self, self.actions)

    def make_actions(self) -> ActionTable:
        """Return what the actions of this stage do and when each is offered. Called once, before it is mounted."""
        return {}

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if (entry := self.actions.get(action)) is not None:
            return entry.check(*parameters)
        return super().check_action(action, parameters)

    @property
    def session(self) -> Session:
        return self.app.session

    @property
    def is_host(self) -> bool:
        """Whether the viewer hosts this meeting, and takes part: who has left or only watches leads no more."""
        return is_host(self.session, self.meeting)

    @property
    def can_act(self) -> bool:
        """Whether the meeting is open and the viewer takes part in it: the room and watchers only see it."""
        return self.session.viewer.takes_part and self.meeting.status == "open"

    @property
    def huddle_screen(self) -> HuddleScreen:
        """The screen that shows this stage, or showed it: a dialog that it opened may be answered when it is over."""
        screen = self._huddle_screen or self.screen
        assert isinstance(screen, HuddleScreen)
        return screen

    def run_change(
        self, change: Callable[..., T], /, *args: Any, then: Callable[[T], Any] | None = None, **kwargs: Any
    ) -> None:
        """Run a change off the event loop and show its refusal, as `HuddleScreen.run_change` does.

        `then` is not called once the stage is over.
        """

        def if_shown(result: T) -> None:
            if then is not None and self.is_attached:
                then(result)

        self.huddle_screen.run_change(change, *args, then=if_shown, **kwargs)

    def set_first_cursor(self, pick_list: PickList, key: Hashable | None) -> None:
        """Put the cursor on the row `key`, the viewer's own, when the stage is shown for the first time.

        The host's cursor stays at the top: they lead through all rows, and their screen is often the projected one.
        """
        if not self._has_begun and not self.is_host and key is not None:
            pick_list.pick(key)
        self._has_begun = True

    @property
    def may_open_votes(self) -> bool:
        """Whether the viewer may open votes here; a stage without a board has none."""
        return False

    @property
    def may_count_hands(self) -> bool:
        """Whether the viewer may type votes for others here."""
        return False

    def open_votes(self) -> None:
        """Open votes on what the stage shows; does nothing in a stage without votes."""

    def count_hands(self) -> None:
        """Ask for the votes of members without a device; does nothing in a stage without votes."""

    def on_mount(self) -> None:
        if self.is_attached:  # else the app is closing, and the stage has no children
            self._huddle_screen = self.huddle_screen
            try:
                self.show()
            except HuddleError as refusal:  # what the stage shows is not read yet, and would seem to be empty
                self.huddle_screen.hide_content(refusal)
            else:
                self.line.tell_waiting()
                if not self.line.is_open:  # the host moves the meeting, and not the focus of who types
                    self.focus_first()

    def show_status(self, *parts: str) -> None:
        """Show these parts in the stage line above the keys, the most important first."""
        self._show_parts(parts)

    def focus_first(self) -> None:
        """Focus the widget that has this stage's keys."""

    def show(self) -> None:
        """Read what the stage shows, and show it."""

    def handle_changes(self, changes: list[CommittedChange]) -> None:
        """React to committed changes. The default shows everything again."""
        self.show()

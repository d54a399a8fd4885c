"""Sheets that a few people see: never by mistake on a projector, where a meeting is running."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container, Vertical
from textual.widget import Widget
from textual.widgets import Static

from core.live import Landed
from core.meeting import current
from tui.screens.base import HuddleScreen
from tui.screens.dialog import Dialog
from tui.widgets.picklist import PickList

OF_THE_TWO = "seen by the two of you"


class ProjectedScreen(Dialog[bool]):
    """Asks whether others look at this screen. What one presses without looking goes back."""

    CSS_PATH = "ask.tcss"
    BINDINGS = [
        Binding("escape,enter,y", "dismiss(True)", "It is", id="projected.yes", tooltip="Back; nothing is shown"),
        Binding("n", "dismiss(False)", "Only I", id="projected.no", tooltip="Nobody else sees it: show it"),
    ]

    def compose(self) -> ComposeResult:
        with Vertical(classes="ask"):
            yield Static("A meeting is running. Is this screen projected?", classes="ask--question", markup=False)
            yield Static("What stands here is for few, and would be on the wall.", markup=False)
            yield Static("enter It is: back   n Only I see it: show it", classes="ask--keys", markup=False)


class PrivateScreen(HuddleScreen):
    """Shows nothing while the leader or the host of a running meeting has not said that nobody else looks at it.

    Subclasses give `compose_private` with a `PickList` in it, `show_private`, and `TABLES`, what they are made of.
    """

    TABLES: frozenset[str] = frozenset()
    BINDINGS = [Binding("escape", "back", "Back", id="back", tooltip="Back to where you came from")]

    def __init__(self, *, sure_of: int | None = None) -> None:
        """`sure_of` is the meeting of which it was said already, on the sheet that opens this one."""
        super().__init__()
        self._sure_of = sure_of
        self._is_asking = False

    def compose_content(self) -> Iterable[Widget]:
        with Container(id="private"):
            yield from self.compose_private()

    def compose_private(self) -> Iterable[Widget]:
        """What stands between the frame's lines."""
        return ()

    def show_private(self) -> None:
        """Reads what the screen shows and shows it."""

    @property
    def is_covered(self) -> bool:
        """Whether it shows nothing until it was said that nobody else looks."""
        running = current(self.session)
        if running is None or running.kind == "one-on-one" or running.id == self._sure_of:
            return False
        return self.session.viewer.is_leader or self.session.viewer.is_member(running.host_id)

    def show(self) -> None:
        covered = self.is_covered
        self.query_one("#private").display = not covered
        if not covered:
            self.show_private()
            return
        self.top.left = self.top.right = self.keys.note = ""
        if not self._is_asking:
            self._is_asking = True
            # Once it is covered: under a dialog a screen stays as it was last painted.
            self.call_after_refresh(self.app.push_screen, ProjectedScreen(), self._answered)

    def _answered(self, is_projected: bool | None) -> None:
        self._is_asking = False
        if is_projected is False:
            running = current(self.session)
            self._sure_of = running.id if running else None
            self.show()
            # What is not shown has no focus, and had none yet or has lost it.
            self.query(PickList).first().focus()
        else:
            self.dismiss()

    def changed(self, landed: list[Landed]) -> None:
        if any(change.rows.keys() & (self.TABLES | {"meeting", "member"}) for change in landed):
            self.show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if self._is_asking and action != "back":
            return False
        return super().check_action(action, parameters)

    def action_back(self) -> None:
        self.dismiss()

"""The base of screens with private content; `ListDetailScreen.IS_PRIVATE` takes its place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding
from textual.containers import Container
from textual.widget import Widget

from core.access.feed import CommittedChange
from core.meeting.lifecycle import open_meeting_or_none
from tui.shell.projection_cover import SEEN_BY_BOTH as SEEN_BY_BOTH
from tui.shell.projection_cover import ProjectionQuestion
from tui.shell.screen import HuddleScreen
from tui.widgets.pick_list import PickList


class PrivateScreen(HuddleScreen):
    """Shows nothing to the leader or host of a running meeting until they confirm that nobody else sees the screen.

    Subclasses define `compose_private` with a `PickList` in it, `show_private`, and `TABLES`, the tables they show.
    """

    TABLES: ClassVar[frozenset[str]] = frozenset()
    BINDINGS = [Binding("escape", "back", "Back", id="back", tooltip="Back to where you came from")]

    def __init__(self, *, confirmed_meeting_id: int | None = None) -> None:
        """`confirmed_meeting_id` is the id of the meeting for which the screen that opens this one has the
        confirmation already.
        """
        super().__init__()
        self._sure_of = confirmed_meeting_id
        self._is_asking = False

    def compose_content(self) -> Iterable[Widget]:
        with Container(id="private"):
            yield from self.compose_private()

    def compose_private(self) -> Iterable[Widget]:
        """Return the widgets between the top line and the key line."""
        return ()

    def show_private(self) -> None:
        """Read what the screen shows and show it."""

    @property
    def is_covered(self) -> bool:
        """Whether the content is hidden until the user confirms that nobody else sees the screen."""
        meeting = open_meeting_or_none(self.session)
        if meeting is None or meeting.kind == "one-on-one" or meeting.id == self._sure_of:
            return False
        return self.session.viewer.is_leader or self.session.viewer.is_member(meeting.host_id)

    def show(self) -> None:
        covered = self.is_covered
        self.query_one("#private").display = not covered
        if not covered:
            self.show_private()
            return
        self.top_line.left = self.top_line.right = self.key_line.note = ""
        if not self._is_asking:
            self._is_asking = True
            # After the next paint: a screen under a dialog is not painted again, and must not show its content.
            self.call_after_refresh(self.app.push_screen, ProjectionQuestion(), self._on_answer)

    def _on_answer(self, is_projected: bool | None) -> None:
        self._is_asking = False
        if is_projected is False:
            meeting = open_meeting_or_none(self.session)
            self._sure_of = meeting.id if meeting else None
            self.show()
            # A hidden widget cannot have the focus, so it is given here.
            self.query(PickList).first().focus()
        else:
            self.dismiss()

    def handle_changes(self, changes: list[CommittedChange]) -> None:
        if any(change.rows.keys() & (self.TABLES | {"meeting", "member"}) for change in changes):
            self.show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if self._is_asking and action != "back":
            return False
        return super().check_action(action, parameters)

    def action_back(self) -> None:
        self.dismiss()

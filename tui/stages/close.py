"""The close: what was said and taken on, who hosts next and why."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Static

from core import boards, commitments, meeting, rotation
from core.errors import HuddleError
from core.models import Meeting
from tui.screens.ask import SureScreen
from tui.stages.base import StageView


class CloseStage(StageView, can_focus=True):
    """A look back in four lines, and the next host in words."""

    DEFAULT_CSS = """
    CloseStage {
        align: center middle;
        & #summary { width: auto; max-width: 100%; padding: 1 4; }
        & #next { width: 100%; text-align: center; text-style: bold; color: $accent; padding: 1 4 0 4; }
        & #because { width: 100%; text-align: center; color: $dim; padding: 0 4 1 4; }
    }
    """
    BINDINGS = [
        Binding("c", "close", "Close the meeting", id="close.close", tooltip="Ends it, and hands on to the next host"),
    ]

    def compose(self) -> ComposeResult:
        yield Static("That was our meeting", classes="question", markup=False)
        yield Static("", id="summary", markup=False)
        yield Static("", id="next", markup=False)
        yield Static("", id="because", markup=False)

    def focus_first(self) -> None:
        self.focus()

    def show(self) -> None:
        here = self.session
        there = [row for row in meeting.attendances(here, self.meeting) if row.present]
        made = commitments.commitments(here, meeting=self.meeting)
        without = commitments.none_yet(here, self.meeting)
        lines = [f"{len(there):>4}  people were there", f"{self._said():>4}  cards were said"]
        lines.append(f"{len(made):>4}  commitments were taken on")
        if without:
            names = ", ".join(member.name.split()[0] for member in without[:6])
            more = f" and {len(without) - 6} more" if len(without) > 6 else ""
            lines.append(f"{len(without):>4}  have none yet: {names}{more}")
        self.query_one("#summary", Static).update("\n".join(lines))
        try:
            following = rotation.next_host(here)
            self.query_one("#next", Static).update(f"{following.member.name} hosts next")
            self.query_one("#because", Static).update(following.because)
        except HuddleError as refusal:
            self.query_one("#next", Static).update(str(refusal))

    def _said(self) -> int:
        return sum(boards.said(self.session, self.meeting).values())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self.is_host and self.can_act if action == "close" else True

    def action_close(self) -> None:
        self.app.push_screen(SureScreen("Close the meeting for everybody?", "Close it"), self._sure)

    def _sure(self, sure: bool | None) -> None:
        if sure:
            self.do(meeting.close_meeting, self.session, then=self._was_closed)

    def _was_closed(self, closed: Meeting) -> None:
        when = f" on {closed.next_day:%a %d %b}" if closed.next_day else ""
        self.app.notify(f"Closed. The next meeting is{when}. The minutes: huddle minutes", markup=False)

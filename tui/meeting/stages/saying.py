"""The base class of the stages in which members say cards and take their last one back."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Input

from core.errors import HuddleError
from core.meeting import cards
from core.models import Board, BoardKind, Card, Meeting
from core.team.members import short_names
from tui.meeting.stages.base import ShowStatus
from tui.meeting.stages.voting import VotingStage
from tui.shell.actions import Action, ActionTable
from tui.widgets.say_line import SayLine


class SayingStage(VotingStage):
    """A stage with a board and a `SayLine`, which is hidden until a key opens it."""

    BOARD_KIND: ClassVar[BoardKind | None] = None
    """The kind of board of the stage; None means the board that the meeting collects now."""
    PLACEHOLDER: ClassVar[str] = ""
    """What the empty line shows."""

    def __init__(self, meeting: Meeting, show_status: ShowStatus) -> None:
        super().__init__(meeting, show_status)
        self.say_line = self.make_say_line()
        self.say_line.display = False

    def make_say_line(self) -> SayLine:
        """Return the line that the stage is given. Called once, before the stage is mounted."""
        return SayLine(placeholder=self.PLACEHOLDER)

    def compose_footer(self) -> ComposeResult:
        yield self.say_line

    def may_say(self) -> bool:
        """Tell whether the viewer may add cards to the board now."""
        return False

    def find_board(self) -> Board | None:
        """Return the stage's board; None once the meeting is closed."""
        try:
            return cards.find_board(self.session, self.BOARD_KIND)
        except HuddleError:
            return None

    def make_actions(self) -> ActionTable:
        return {
            **super().make_actions(),
            "write": Action(self._open_say_line, self.may_say),
            "take_back": Action(self._take_back, self.may_say),
            # Offered while the viewer types, when no other key leads out; otherwise esc belongs to the screen.
            "leave": Action(self.leave_say_line, lambda: self.say_line.display),
        }

    def _open_say_line(self) -> None:
        line = self.say_line
        line.display = True
        is_named = self._board is not None and not self._board.anonymous
        line.who = short_names(self.session).get(self.session.viewer.member_id or 0, "") if is_named else ""
        line.input.focus()

    def leave_say_line(self) -> None:
        """Hide the line. What is typed stays in it for the next time it is opened."""
        self.say_line.display = False
        self.focus_first()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        text, board = event.value, self._board
        if text.strip() and board is not None:
            self.say_line.input.remember(text)
            self.run_worker(self._add_card(text, board))

    async def _add_card(self, text: str, board: Board) -> None:
        try:
            await self.app.apply_change(self.add_card, board, text)
        except HuddleError as refusal:
            self.huddle_screen.show_refusal(refusal)
            if not self.say_line.input.value:
                self.say_line.input.action_earlier()

    def add_card(self, board: Board, text: str) -> Card:
        """Add what was typed as a card; called off the event loop. Raises HuddleError when it is refused."""
        return cards.add_card(self.session, board, text)

    def _take_back(self) -> None:
        if self._board is not None:
            self.run_change(cards.take_back, self.session, self._board, then=self._show_taken_back)

    def _show_taken_back(self, card: Card) -> None:
        """Show the words that are gone, and how they come back."""
        way_back = "↑ in the line brings the words back" if self.say_line.input.has_focus else "u brings it back"
        self.say_line.input.remember(card.text)
        self.app.clear_notifications()
        self.app.notify(f"Card deleted: “{card.text}”. {way_back}.", markup=False)

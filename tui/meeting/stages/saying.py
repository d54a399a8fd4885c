"""The base class of the stages in which members say cards and take their last one back."""

from __future__ import annotations

from typing import ClassVar

from textual.widgets import Input

from core.errors import HuddleError
from core.meeting import cards
from core.models import Board, BoardKind, Card
from tui.meeting.stages.voting import VotingStage
from tui.widgets.say_line import SayLine


class SayingStage(VotingStage):
    """A stage with a board and a `SayLine`, which is hidden until a key opens it."""

    BOARD_KIND: ClassVar[BoardKind | None] = None
    """The kind of board of the stage; None means the board that the meeting collects now."""

    def on_mount(self) -> None:
        if self.is_attached:
            self.query_one(SayLine).display = False

    def find_board(self) -> Board | None:
        """Return the stage's board; None once the meeting is closed."""
        try:
            return cards.find_board(self.session, self.BOARD_KIND)
        except HuddleError:
            return None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "leave":
            # Offered while the viewer types, when no other key leads out; otherwise esc belongs to the screen.
            return self.is_mounted and self.query_one(SayLine).display
        return super().check_action(action, parameters)

    def action_write(self) -> None:
        line = self.query_one(SayLine)
        line.display = True
        line.who = self.session.me.name.split()[0] if self._board and not self._board.anonymous else ""
        line.input.focus()

    def action_leave(self) -> None:
        # What is typed stays in the line for the next time it is opened.
        self.query_one(SayLine).display = False
        self.focus_first()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        text, board = event.value, self._board
        if text.strip() and board is not None:
            self.query_one(SayLine).input.remember(text)
            self.run_worker(self._add_card(text, board))

    async def _add_card(self, text: str, board: Board) -> None:
        try:
            await self.app.apply_change(self.add_card, board, text)
        except HuddleError as refusal:
            self.huddle_screen.show_refusal(refusal)
            if not self.query_one(SayLine).input.value:
                self.query_one(SayLine).input.action_earlier()

    def add_card(self, board: Board, text: str) -> Card:
        """Add what was typed as a card; called off the event loop. Raises HuddleError when it is refused."""
        return cards.add_card(self.session, board, text)

    def action_take_back(self) -> None:
        if self._board is not None:
            self.do(cards.take_back, self.session, self._board)

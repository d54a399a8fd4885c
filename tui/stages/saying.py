"""Stages in which people say something: a line for it, which takes one Enter, and taking back one's last."""

from __future__ import annotations

from typing import ClassVar

from textual.widgets import Input

from core import collect
from core.errors import HuddleError
from core.models import Board, BoardKind, Card
from tui.stages.voting import VotingStage
from tui.widgets.sayline import SayLine


class SayingStage(VotingStage):
    """A stage with a board and a `SayLine`, which stays out of the way until a key calls it."""

    KIND: ClassVar[BoardKind | None] = None
    """The board of the stage; None is what the host asks just now."""

    def on_mount(self) -> None:
        if self.is_attached:
            self.query_one(SayLine).display = False

    def its_board(self) -> Board | None:
        """Its board; None once the meeting is closed."""
        try:
            return collect.board(self.session, self.KIND)
        except HuddleError:
            return None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "leave":
            # Told while one types, when no other key leads out; otherwise esc is the place's own.
            return self.is_mounted and self.query_one(SayLine).display
        return super().check_action(action, parameters)

    def action_write(self) -> None:
        line = self.query_one(SayLine)
        line.display = True
        line.who = self.session.me.name.split()[0] if self._board and not self._board.anonymous else ""
        line.input.focus()

    def action_leave(self) -> None:
        # What is typed stays in the line and is there again with the next press of the key.
        self.query_one(SayLine).display = False
        self.focus_first()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        text, board = event.value, self._board
        if text.strip() and board is not None:
            self.query_one(SayLine).input.remember(text)
            self.run_worker(self._say(text, board))

    async def _say(self, text: str, board: Board) -> None:
        try:
            await self.app.act(self.say, board, text)
        except HuddleError as refusal:
            self.place.refused(refusal)
            if not self.query_one(SayLine).input.value:
                self.query_one(SayLine).input.action_earlier()

    def say(self, board: Board, text: str) -> Card:
        """States what was typed; called off the event loop."""
        return collect.state(self.session, board, text)

    def action_take_back(self) -> None:
        if self._board is not None:
            self.do(collect.take_back, self.session, self._board)

"""The base class of the stages in which members say cards and take their last one back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from core.access.session import Session
from core.meeting import cards
from core.meeting.lifecycle import NoMeetingError
from core.models import Board, BoardKind, Card, Member
from tui.meeting.stages.voting import VotingStage
from tui.saying.outboxes import SayTarget, say_card
from tui.shell.actions import Action, ActionTable


class SayingStage(VotingStage):
    """A stage with a board that is filled in the meeting's line, which a key opens."""

    BOARD_KIND: ClassVar[BoardKind | None] = None
    """The kind of board of the stage; None means the board that the meeting collects now."""
    PLACEHOLDER: ClassVar[str] = ""
    """What the empty line shows."""

    def may_say(self) -> bool:
        """Tell whether the viewer may add cards to the board now."""
        return False

    def find_board(self) -> Board | None:
        """Return the stage's board; None once the meeting is closed."""
        try:
            return cards.find_board(self.session, self.BOARD_KIND)
        except NoMeetingError:
            return None

    def show_votes(self) -> None:
        super().show_votes()
        board = self._board
        target = None
        if board is not None and self.may_say():
            target = SayTarget(
                board, self.PLACEHOLDER, self.say_card, self.people_to_mention(), self.names_to_mention()
            )
        self.line.offer(target)

    def make_actions(self) -> ActionTable:
        return {
            **super().make_actions(),
            "write": Action(self.line.open, self.may_say),
            "take_back": Action(self._take_back, self.may_say),
        }

    @staticmethod
    def say_card(session: Session, board: Board, text: str, author: Member | None, begun_at: str) -> Card:
        """Add what was typed as a card; called off the event loop, perhaps after the stage is over."""
        return say_card(session, board, text, author, begun_at)

    def people_to_mention(self) -> Sequence[Member]:
        """Return whom a name may mean that is typed after `@`."""
        return ()

    def names_to_mention(self) -> Mapping[int, str]:
        """Return the short names of the team by id, where names may be typed."""
        return {}

    def _take_back(self) -> None:
        if self._board is not None:
            self.line.take_back(self._board)

"""The base class of the stages in which members say cards and take their last one back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from core.access.session import Session
from core.meeting import cards, mailbox
from core.meeting.lifecycle import NoMeetingError
from core.models import Board, BoardKind, Card, Member
from core.team.members import list_members, short_names
from tui import keymap
from tui.meeting.stages.voting import VotingStage
from tui.saying.outboxes import SayTarget, say_card
from tui.shell.actions import Action, ActionTable
from tui.shell.undo import can_redo, can_undo, undo_last

CARD_DELETED = "card.taken_back"
"""The journal event of a card that its author deleted."""

REDO_KEY = keymap.REDO.bind("redo", "Redo", show=False, id="redo", tooltip="Bring back the card that you deleted")


class SayingStage(VotingStage):
    """A stage with a board that is filled in the meeting's line, which a key opens."""

    BOARD_KIND: ClassVar[BoardKind | None] = None
    """The kind of board of the stage; None means the board that the meeting collects now."""
    PLACEHOLDER: ClassVar[str] = ""
    """What the empty line shows."""
    UNDO_FAMILIES: ClassVar[tuple[str, ...]] = ()
    """The families of changes, besides cards, that are undone here."""
    BINDINGS = [REDO_KEY]

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
            "undo": Action(self._undo, lambda: self.may_say() or self._can_undo_others()),
            "redo": Action(
                lambda: undo_last(self.huddle_screen, CARD_DELETED, meeting_id=self.meeting.id),
                self._may_bring_back,
            ),
        }

    @staticmethod
    def say_card(session: Session, board: Board, text: str, author: Member | None, begun_at: str) -> Card:
        """Add what was typed as a card; called off the event loop, perhaps after the stage is over."""
        return say_card(session, board, text, author, begun_at)

    def people_to_mention(self) -> Sequence[Member]:
        """Return whom a name may mean that is typed after `@`: who said the card. Nobody where no names are stored."""
        if self._board is None or self._board.anonymous:
            return ()
        return [member for member in list_members(self.session) if member.role != "watcher"]

    def names_to_mention(self) -> Mapping[int, str]:
        """Return the short names of the team by id."""
        return short_names(self.session)

    # -- undo

    @property
    def undo_meeting_id(self) -> int | None:
        """The meeting in which `UNDO_FAMILIES` are undone; None for changes of no meeting too."""
        return self.meeting.id

    def _may_bring_back(self) -> bool:
        """Return whether the last step that the viewer undid here is a card that they deleted."""
        deleted = self.session.last_change(CARD_DELETED, meeting_id=self.meeting.id)
        return deleted is not None and self.may_say() and not can_redo(self.huddle_screen)

    def _can_undo_others(self) -> bool:
        """Return whether the viewer has done here what `UNDO_FAMILIES` name, in this session or before it."""
        families = self.UNDO_FAMILIES
        return bool(families) and self.can_act and can_undo(self.session, *families, meeting_id=self.undo_meeting_id)

    def _undo(self) -> None:
        """Undo the viewer's last step here: delete their last card, or undo what else they did after it."""
        board = self._board
        if board is not None and self.may_say() and self._is_card_last_step(board):
            self.line.take_back(board)
        elif self._can_undo_others():
            undo_last(self.huddle_screen, *self.UNDO_FAMILIES, meeting_id=self.undo_meeting_id)
        elif board is not None:
            self.line.take_back(board)  # it is refused, and says why

    def _is_card_last_step(self, board: Board) -> bool:
        """Return whether the viewer's last step here in this session was to add a card."""
        session, families = self.session, self.UNDO_FAMILIES
        other = session.last_change(*families, meeting_id=self.undo_meeting_id) if families else None
        card = cards.last_own_card(session, board)
        if board.anonymous and mailbox.has_own(session, board):
            return True
        return card is not None and (other is None or card.said_at > other.at)

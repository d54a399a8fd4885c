"""The option that reveals what is hidden on a board, wherever its cards are shown."""

from __future__ import annotations

from core.access.session import Session
from core.meeting import cards, lifecycle
from core.meeting.unrevealed import count_hidden_cards
from core.models import Board
from tui import keymap
from tui.shell.confirm import ConfirmScreen
from tui.shell.screen import HuddleScreen

REVEAL_KEY = keymap.option("reveal", "Reveal cards", id="cards.reveal", tooltip="Show the hidden cards to everyone")
"""The binding of the action `reveal`."""


def may_reveal(session: Session, board: Board | None) -> bool:
    """Return whether the viewer may reveal the cards of this board: as the host, while they are hidden."""
    if board is None or not cards.is_hidden(board):
        return False
    meeting = lifecycle.open_meeting_or_none(session)
    return meeting is not None and meeting.id == board.meeting_id and lifecycle.is_host(session, meeting)


def ask_reveal(screen: HuddleScreen, board: Board | None) -> None:
    """Ask, and reveal the cards. The stage in which it was asked may be over when it is answered."""
    if board is None:
        return

    def reveal(is_sure: bool) -> None:
        if is_sure:
            screen.run_change(cards.reveal_board, screen.session, board)

    counted = count_hidden_cards(screen.session, board)
    question = f"“{board.question}”\n\nReveal {counted} to everyone?"
    screen.open_dialog(ConfirmScreen(question, "Reveal cards"), reveal)

"""Cards that were said without names, once they are told."""

from __future__ import annotations

from core.meeting import mailbox
from core.models import Board, Card
from tests.conftest import Crew


def as_told(crew: Crew, card: Card) -> Card:
    """The card as everybody sees it: what waits on its board is told, as at the end of the stage."""
    if card.id > 0:
        return card
    (board,) = crew.store.read(Board, "id = ?", (card.board_id,))
    with crew["Ana"].change("stage.ended") as change:
        mailbox.tell(crew["Ana"], change, board)
    return crew.store.read(Card, "board_id = ? AND text = ?", (card.board_id, card.text))[-1]

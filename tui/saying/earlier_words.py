"""The words that ↑ and ↓ bring back into the line, and where each was begun."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.access.session import Session
from core.meeting import cards
from core.meeting.mentions import MENTION_SIGN
from core.team.members import short_names
from tui.saying.pending_cards import PendingCards

if TYPE_CHECKING:
    from core.models import Board, Card


@dataclass(frozen=True, slots=True)
class Begun:
    """Where and when words were begun that may come back."""

    outbox: PendingCards
    at: str
    """A stored timestamp."""
    waiting: str = ""
    """As which line they wait to be reviewed meanwhile; empty for those of a card that was taken back."""


class EarlierWords:
    """Remembers where words were begun that were put aside, or were a card that was taken back, by their text."""

    def __init__(self) -> None:
        self._begun: dict[str, Begun] = {}

    def add(self, text: str, begun: Begun) -> None:
        """Remember where this text was begun."""
        self._begun.pop(text, None)
        self._begun[text] = begun

    def take(self, text: str) -> Begun | None:
        """Return where the text was begun, if that is known. What waits meanwhile is forgotten, since it comes back."""
        begun = self._begun.get(text)
        if begun is not None and begun.waiting:
            del self._begun[text]
        return begun

    def forget(self, text: str) -> None:
        """Forget where the text was begun: it is said."""
        self._begun.pop(text, None)

    @property
    def taken_back(self) -> list[str]:
        """The words of cards that were taken back, oldest first."""
        return [text for text, begun in self._begun.items() if not begun.waiting]


def list_said(session: Session, board: Board) -> list[str]:
    """Return what the viewer said or typed on the board before; what is somebody else's with whose it is."""
    viewer, names = session.viewer, short_names(session)
    return [
        name_owner(card.text, _other_owner_id(card), names)
        for card in cards.list_cards(session, board)
        if viewer.is_member(card.typed_by or card.member_id) or card.id < 0
    ]


def words_of(session: Session, card: Card, *, with_author: bool) -> str:
    """Return the words of a card as they are typed to say it again: with whose it is, if it is somebody else's than the
    typist's, and `with_author` with its author in any case."""
    return name_owner(card.text, card.member_id if with_author else _other_owner_id(card), short_names(session))


def _other_owner_id(card: Card) -> int | None:
    """Return the id of the member whose win it is or who said it, where that is not who typed it."""
    return card.about_id or (card.member_id if card.typed_by else None)


def name_owner(text: str, owner_id: int | None, names: Mapping[int, str]) -> str:
    """Return the text behind the short name of its owner, if it has one whose name is known."""
    name = names.get(owner_id or 0)
    return f"{MENTION_SIGN}{name} {text}" if name else text

"""Lines on their way into the team's file: in sight as being sent, in the draft until they are said."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from itertools import count

from core import collect
from core.drafts import Drafts, Unsaid
from core.models import Board, Card, Member
from core.session import Session
from core.wording import clean
from tui.app import HuddleApp
from tui.widgets.cardlist import CardList, Line


@dataclass(frozen=True, slots=True)
class Going:
    """One line that was sent off, and how the list shows it."""

    unsaid: Unsaid
    author: Member | None
    line: Line


class Outbox:
    """Sends lines, in order, and shows what became of them. For one board."""

    def __init__(self, app: HuddleApp, cards: CardList, board: Board, drafts: Drafts) -> None:
        self._app = app
        self._cards = cards
        self._board = board
        self._drafts = drafts
        self._numbers = count(1)
        self._going: dict[object, Going] = {}
        self._refused: dict[object, Line] = {}

    @property
    def lines(self) -> Iterable[Line]:
        """What the list shows besides the cards."""
        return [*self._refused.values(), *(going.line for going in self._going.values())]

    def put(self, unsaid: Unsaid, author: Member | None) -> Going:
        """Shows a line as being sent."""
        who = "" if self._board.anonymous or author is None else author.name.split()[0]
        line = Line(key=f"sending-{next(self._numbers)}", text=clean(unsaid.text), who=who, state="sending")
        going = self._going[line.key] = Going(unsaid, author, line)
        self._cards.put(line)
        return going

    async def send(self, going: Going, session: Session) -> Card:
        """Sends it and shows it as said. Raises what `collect.state` raises; then the list says “not said”."""
        kept = self._drafts.kept()
        key = going.line.key
        try:
            card = await self._app.act(_state_once_kept, kept, session, self._board, going.unsaid.text, going.author)
        except Exception:
            line = replace(going.line, state="not said", loud=True)
            if self._going.pop(key, None):
                self._refused[key] = line
                self._cards.put(line, instead_of=key)
            raise
        self._drafts.said(going.unsaid)
        # Where the feed was quicker than this answer, the card stands in its place already.
        if self._going.pop(key, None):
            self._show(card, going)
        return card

    def landed(self, card: Card) -> bool:
        """Puts a card that landed in the place of its line, if it came from here and the answer is still out."""
        for key, going in self._going.items():
            if going.line.text == card.text and (going.author is None or card.member_id in (going.author.id, None)):
                del self._going[key]
                self._show(card, going)
                return True
        return False

    def _show(self, card: Card, going: Going) -> None:
        if card.id in self._cards:
            self._cards.drop(going.line.key)
        else:
            line = Line(key=card.id, text=card.text, who=going.line.who, state="said")
            self._cards.put(line, instead_of=going.line.key)

    def forget_refused(self) -> None:
        """Takes the lines that were not said out of the list: they have come back to be changed."""
        for key in self._refused:
            self._cards.drop(key)
        self._refused.clear()


def _state_once_kept(kept: Future[None], s: Session, board: Board, text: str, author: Member | None) -> Card:
    """States the card once the draft that holds it is in its file: killed in between, it is in one of the two."""
    kept.result()
    return collect.state(s, board, text, author=author)

"""The lines being added as cards: shown as being sent, and kept in the draft until they are cards."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING

from core.access.session import Session
from core.drafts.card_drafts import BoardDraft, DraftLine
from core.values.text import clean
from tui.app import HuddleApp
from tui.widgets.card_list import CardLine, CardList

if TYPE_CHECKING:
    from core.models import Board, Card, Member

SayCard = Callable[[Session, "Board", str, "Member | None", str], "Card"]
"""States a text on a board as a card of its author, None for the typist; the last is when the text was begun."""


def line_key(card: Card) -> int | str:
    """Return the key of a card's line: its id, and for one that waits to be told, which has none yet, a text, so that
    it stands behind those that are told."""
    return card.id if card.id > 0 else f"waiting{card.id}"


WAITING_STATE = "shown with others"
"""The word for an anonymous card that waits until it is shown together with others."""


def said_state(card: Card) -> str:
    """Return the word for what became of a card: it is stored, and told to others now or together with theirs."""
    return "added" if card.id > 0 else WAITING_STATE


def said_line(card: Card, names: Mapping[int, str]) -> CardLine:
    """Return the line of a card that is stored; `names` are those of the authors by id."""
    return CardLine(line_key(card), card.text, names.get(card.member_id or 0, ""), said_state(card))


@dataclass(frozen=True, slots=True)
class PendingCard:
    """A line that is being added as a card, and how the list shows it."""

    unsaid: DraftLine
    board: Board
    """The board as it was when the line was begun."""
    author: Member | None
    begun_at: str
    """When its words were begun, as a stored timestamp."""
    line: CardLine


class PendingCards:
    """The lines being added to one board: sends them in order, and shows the result in the list of cards."""

    def __init__(
        self,
        app: HuddleApp,
        board: Board,
        drafts: BoardDraft,
        say: SayCard,
        *,
        find_list: Callable[[], CardList | None],
        name_of: Callable[[Member], str],
    ) -> None:
        """`find_list` returns the list that shows the cards of the board now, None while none does; `name_of` returns
        the name of an author for it."""
        self.board = board
        """The board as it was when the lines were begun."""
        self.drafts = drafts
        """The draft on the board, which keeps each line until it is a card."""
        self.say = say
        self.begun_at = app.session.timestamp
        """When the last of the words that are typed here were begun."""
        self.is_late = False
        """Whether they were begun after the board was asked, while none was."""
        self._app = app
        self._find_list = find_list
        self._name_of = name_of
        self._numbers = count(1)
        self._pending: dict[object, PendingCard] = {}
        self._refused: dict[object, CardLine] = {}

    @property
    def lines(self) -> Iterable[CardLine]:
        """The lines that the list shows besides the cards: refused ones first, then those being sent."""
        return [*self._refused.values(), *(pending.line for pending in self._pending.values())]

    def begin_words(self, *, is_late: bool = False) -> None:
        """Take note that words are begun now: the board takes them only if its stage is not over. If it is known to be,
        they are `is_late`, and belong to whatever board is asked next."""
        self.begun_at, self.is_late = self._app.session.timestamp, is_late

    def take_over_words(self, other: PendingCards, text: str, author: Member | None) -> None:
        """Take the words of the line, begun on another board, since they go on on this one."""
        self.drafts.set_aside()
        self.drafts.set_line(text, author)
        self.drafts.wait_until_saved()  # first: the other is written on another thread, and a crash must lose nothing
        other.drafts.set_line("", None)
        other.drafts.wait_until_saved()  # what waits for other boards is counted in the files
        self.begun_at, self.is_late = max(self.begun_at, other.begun_at), False

    def show_sending(self, unsaid: DraftLine, author: Member | None) -> PendingCard:
        """Show a line as being sent, and return it."""
        who = "" if self.board.anonymous or author is None else self._name_of(author)
        line = CardLine(key=f"sending-{next(self._numbers)}", text=clean(unsaid.text), who=who, state="sending")
        pending = self._pending[line.key] = PendingCard(unsaid, self.board, author, self.begun_at, line)
        if (card_list := self._find_list()) is not None:
            card_list.put_line(line)
        return pending

    async def send(self, pending: PendingCard, session: Session) -> Card:
        """Add the card and show it as said. Raises what `say` raises; then the list shows “not added”."""
        draft_written = self.drafts.pending_save()
        key = pending.line.key
        try:
            card = await self._app.apply_change(self._say_after_draft, draft_written, session, pending)
        except Exception:
            line = replace(pending.line, state="not added", loud=True)
            if self._pending.pop(key, None):
                self._refused[key] = line
                if (card_list := self._find_list()) is not None:
                    card_list.put_line(line, instead_of=key)
            raise
        self.drafts.mark_sent(pending.unsaid)
        # If the feed was faster than this answer, the card is shown already.
        if self._pending.pop(key, None):
            self._show_said(card, pending)
        return card

    def confirm_card(self, card: Card) -> bool:
        """Show a new card in place of its line and return True, if it was sent from here and has no answer yet."""
        for key, pending in self._pending.items():
            if (card.board_id, card.text) == (pending.board.id, pending.line.text) and (
                pending.author is None or card.member_id in (pending.author.id, None)
            ):
                del self._pending[key]
                self._show_said(card, pending)
                return True
        return False

    def _show_said(self, card: Card, pending: PendingCard) -> None:
        card_list = self._find_list()
        if card_list is None:
            return
        key = line_key(card)
        if key in card_list:
            card_list.remove_line(pending.line.key)
        else:
            line = CardLine(key=key, text=card.text, who=pending.line.who, state=said_state(card))
            card_list.put_line(line, instead_of=pending.line.key)

    def remove_refused(self) -> None:
        """Remove the refused lines from the list, because they are in the draft again to be changed."""
        card_list = self._find_list()
        if card_list is not None:
            for key in self._refused:
                card_list.remove_line(key)
        self._refused.clear()

    def _say_after_draft(self, draft_written: Future[None], session: Session, pending: PendingCard) -> Card:
        """Add the card once its draft is written to file, so that a crash in between loses neither."""
        draft_written.result()
        return self.say(session, pending.board, pending.unsaid.text, pending.author, pending.begun_at)

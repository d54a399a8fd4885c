"""Where words wait or are being sent: one outbox for each board, and for each way in which it was private."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from core.access.session import Session
from core.drafts.card_drafts import BoardDraft, has_draft, more_private_ways, privacy_of
from core.drafts.waiting_lines import count_waiting_lines, describe_waiting_lines
from core.meeting import cards, wins
from core.meeting.cards import is_less_private
from tui.saying.pending_cards import PendingCards, SayCard
from tui.shell.screen import HuddleScreen
from tui.widgets.card_list import CardLine, CardList

if TYPE_CHECKING:
    from core.models import Board, Card, Member

Key = tuple[int | None, bool, bool]


def say_card(session: Session, board: Board, text: str, author: Member | None, begun_at: str) -> Card:
    """State what was typed as a card of its author, and return it. Without one a name at the beginning says who said
    it, and on the wins board whose win it is."""
    if board.kind == "wins":
        return wins.add_win(session, board, text, begun_at=begun_at)
    if author is None:
        return cards.add_typed_card(session, board, text, begun_at=begun_at)
    return cards.add_card(session, board, text, author=author, begun_at=begun_at)


@dataclass(frozen=True, slots=True)
class SayTarget:
    """A board that the viewer may fill now, and how."""

    board: Board
    placeholder: str = ""
    """What the empty line shows."""
    say: SayCard = say_card
    people: Sequence[Member] = ()
    """Whom a name may mean that is typed after `@`."""
    names: Mapping[int, str] = field(default_factory=dict)
    """The short names of the team, by id."""


class Author(Protocol):
    """Who says the next card."""

    member: Member | None
    """The author; None for the typist."""
    reads_names: bool
    """Whether a name at the beginning of a line names the author of its card."""

    def name_of(self, member: Member) -> str:
        """Return the name of an author for the list."""

    def choose(self, member_id: int | None, name: str = "") -> None:
        """Make this member, who had that whole name, the author; None leaves the author."""

    def parse(self, line: str) -> tuple[Member | None, str]:
        """Return whom a line names as its author, and its text. Raises `HuddleError` for a name that nobody has."""


class Outboxes:
    """The outboxes of one line, each with its draft. Words never move to one whose board is less private."""

    def __init__(
        self, screen: HuddleScreen, author: Author, find_list: Callable[[Board], CardList | None], *, place: str
    ) -> None:
        """`screen` sends the cards; `find_list` returns the list that shows the cards of a board now, if any does.
        `place` tells the drafts from those of other screens."""
        self._screen = screen
        self._author = author
        self._find_list = find_list
        self._place = place
        self._outboxes: dict[Key, PendingCards] = {}

    def find(self, board: Board) -> PendingCards | None:
        """Return the outbox of the board as private as it is in this row; None if it was not opened yet."""
        return self._outboxes.get(key_of(board))

    def open(self, board: Board, say: SayCard) -> PendingCards:
        """Load the draft that was kept for the board as private as it is now, and return its outbox."""
        drafts = BoardDraft(self._screen.session, board, place=self._place)
        drafts.restore_interrupted()
        drafts.adopt_leftovers()
        for other in self._outboxes.values():
            if other.board.meeting_id != board.meeting_id and is_same(other.board, board):
                drafts.take_from(other.drafts)
        outbox = self._outboxes[key_of(board)] = PendingCards(
            self._screen.app,
            board,
            drafts,
            say,
            find_list=lambda: self._find_list(board),
            name_of=self._author.name_of,
        )
        return outbox

    def find_more_private(self, begun: PendingCards) -> list[PendingCards]:
        """Return where lines wait that were begun while the board of this outbox was more private than there: they are
        not said on it now."""
        found = []
        for way in more_private_ways(begun.board):
            kept = self.find(way)
            if kept is None and has_draft(self._screen.session, way, place=self._place):
                kept = self.open(way, begun.say)
            if kept is not None:
                kept.drafts.set_aside()
                if kept.drafts.draft.many:
                    found.append(kept)
        return found

    def list_lines(self, board_id: int | None) -> list[CardLine]:
        """Return the lines that the list of this board has besides the cards: those being sent and those refused."""
        shown = [outbox for outbox in self._outboxes.values() if outbox.board.id == board_id]
        return [line for outbox in shown for line in outbox.lines]

    def confirm_card(self, card: Card) -> bool:
        """Return True, and show the card as said, if this new card was sent from here; else return False."""
        return any(outbox.confirm_card(card) for outbox in self._outboxes.values())

    def describe_waiting(self, *shown: Board | None) -> str:
        """Return a sentence about what waits unsaid for other boards than the shown ones; empty when nothing does."""
        for outbox in self._outboxes.values():
            outbox.drafts.wait_until_saved()  # files are counted
        shown_ids = {board.id for board in shown if board is not None}
        counts = count_waiting_lines(self._screen.session, place=self._place, shown_ids=shown_ids)
        return describe_waiting_lines(counts)

    def count_kept(self, board: Board) -> int:
        """Return how many lines are kept unsaid for this board, however private it was."""
        return count_waiting_lines(self._screen.session, place=self._place).get(board.kind, 0)

    def close(self) -> None:
        """Release the drafts. They stay for the next time."""
        for outbox in self._outboxes.values():
            outbox.drafts.close()


def key_of(board: Board) -> Key:
    """Return what tells this board, as private as it is in this row."""
    return (board.id, *privacy_of(board))


def is_same(begun: Board, board: Board) -> bool:
    """Return whether it is the same board, or that of the next meeting, and not less private."""
    same = begun.id == board.id or (begun.kind == board.kind and begun.meeting_id != board.meeting_id)
    return same and not is_less_private(board, begun)

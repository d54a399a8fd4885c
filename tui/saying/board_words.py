"""What is typed in one line: the board on which it was begun, its draft, and the cards being sent from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.widget import Widget

from core import models
from core.access.session import Session
from core.errors import HuddleError
from core.meeting import cards
from core.meeting.agenda import BOARD_STAGES
from core.meeting.cards import TooLateError, is_less_private
from core.values.text import format_count, join_words
from tui.saying.earlier_words import Begun, EarlierWords, list_said, words_of
from tui.saying.outboxes import Author, Outboxes, SayTarget, is_same, key_of, say_card
from tui.saying.pending_cards import PendingCard, PendingCards
from tui.shell.screen import HuddleScreen
from tui.widgets.card_list import CardLine, CardList
from tui.widgets.say_line import SayInput, SayLine


class BoardWords:
    """Keeps words with the board and the privacy under which they were begun, whatever the host does meanwhile.

    Words begun when the stage of their board is over already are not said there, and stay a draft. The line turns to
    another board only while it is empty, or to the same one when that has become more private.
    """

    def __init__(
        self,
        screen: HuddleScreen,
        line: SayLine,
        author: Author,
        on_change: Callable[[], object],
        *,
        card_list: CardList | None = None,
        place: str = "",
    ) -> None:
        """`screen` sends the cards, and `line` shows the words. `card_list` lists cards of the shown board, if the
        screen has one. `place` tells its drafts from those of other screens."""
        self.outbox: PendingCards | None = None
        """The cards being sent to the board of the line, and its draft; None while the line has no board."""
        self.offered: SayTarget | None = None
        """The board that the screen shows and the viewer may fill now; None if there is none."""
        self._screen = screen
        self._line = line
        self._author = author
        self.on_change = on_change
        """Called when the board of the line, or what waits to be reviewed, may have changed."""
        self._card_list = card_list
        self.outboxes = Outboxes(screen, author, self._list_of, place=place)
        """Where words wait or are being sent, by board and privacy."""
        self._earlier = EarlierWords()
        self._is_earlier = False
        """Whether the line holds the words of a card that was taken back, which may be for another board."""
        self._shown_id: int | None = None

    @property
    def board(self) -> models.Board | None:
        """The board as it was when the words in the line were begun; None while the line has no board."""
        return self.outbox.board if self.outbox is not None else None

    @property
    def people(self) -> Sequence[models.Member]:
        """Whom a name may mean in the line; nobody while it has no board on which names mean somebody."""
        board, offered = self.board, self.offered
        return offered.people if board is not None and offered is not None and offered.board.id == board.id else ()

    @property
    def _input(self) -> SayInput:
        return self._line.input

    # -- which board

    def offer(self, target: SayTarget | None, *, shown: models.Board | None = None, is_in_use: bool = True) -> None:
        """Take the board that the screen shows and the viewer may fill now; `shown` is the one whose cards it lists.

        What was kept on that board comes into the line unless it `is_in_use`: then it waits to be reviewed.
        """
        self.offered = target
        self._shown_id = shown.id if shown is not None else None
        self._turn(is_in_use=is_in_use)
        self._describe()

    def put_away(self) -> None:
        """Empty the line, which is left. What was typed is in the draft of its board."""
        self.outbox = None
        self._input.value = ""

    def _turn(self, *, is_in_use: bool = True) -> None:
        """Turn to the offered board if the line is empty, or takes its words along."""
        target, outbox = self.offered, self.outbox
        if target is None:
            return
        if outbox is not None and key_of(outbox.board) == key_of(target.board):
            outbox.board = target.board
            return
        text = self._input.value if outbox is not None else ""
        if text.strip() and outbox is not None and not _may_carry(outbox, target.board):
            return
        known = self.outboxes.find(target.board)
        now = known or self.outboxes.open(target.board, target.say)
        if known is None:
            said = list_said(self._screen.session, target.board)
            self._input.set_history([*said, *self._earlier.taken_back])
        self._use(now)
        line, drafts = now.drafts.draft.line, now.drafts
        if text.strip() and outbox is not None:
            now.take_over_words(outbox, text, self._author.member)
        elif line is not None and is_in_use:
            drafts.set_aside()
        elif line is not None:
            self._author.choose(line.author_id, line.author_name)
            self._input.set_text(line.text)
            if known is None:
                self._line.note = "draft restored"
        if known is None or (line is not None and is_in_use):
            private = self.outboxes.find_more_private(now) if known is None else []
            count = sum(count_lines(one.drafts.draft.many) for one in (now, *private))
            if count:
                begun = f", begun for {join_words(drafts.adopted_from)}" if drafts.adopted_from else ""
                restored = f"{format_count(count, 'unsent line')} restored{begun}"
                self._screen.notify(f"{restored}. Press F2 to review.", markup=False)
        self.on_change()

    def _list_of(self, board: models.Board) -> CardList | None:
        """Return the list that shows the cards of this board now, if any does."""
        return self._card_list if self._shown_id == board.id else None

    def _use(self, outbox: PendingCards) -> None:
        self.outbox = outbox
        self._input.before_paint = outbox.drafts.wait_until_saved

    def _describe(self, text: str | None = None) -> None:
        """Say in the line where its words go, if that is not what the screen shows; it is about to hold `text`."""
        text = self._input.value if text is None else text
        board, offered = self.board, self.offered.board if self.offered is not None else None
        where = ""
        is_new = board is not None and offered is None and not text
        if board is not None and is_new and not cards.accepts_cards(self._screen.session, board):
            where = f"open in {BOARD_STAGES.get(board.kind, 'collect')}"
        elif board is not None and (offered is None or offered.id != board.id):
            where = f"for {board.kind}"
        elif board is not None and offered is not None and is_less_private(offered, board):
            where = "begun without names" if board.anonymous and not offered.anonymous else "begun hidden"
        self._line.where = where

    # -- typing

    def take_text(self, text: str) -> None:
        """Keep what the line holds now."""
        if self.outbox is None:
            return
        drafts = self.outbox.drafts
        if drafts.draft.line is None and text.strip():
            accepts = self.offered is not None or cards.accepts_cards(self._screen.session, self.outbox.board)
            self.outbox.begin_words(is_late=not accepts)
        drafts.set_line(text, self._author.member)
        if drafts.problem:
            self._screen.notify(drafts.problem, severity="warning", markup=False)
            drafts.problem = ""
        if not text:
            self._turn()
            self._describe()

    def put_aside(self) -> None:
        """Put the words of the line among those to review: others take their place, and a crash must lose none."""
        outbox = self.outbox
        if outbox is not None and (line := outbox.drafts.draft.line) is not None:
            self._earlier.add(line.text, Begun(outbox, outbox.begun_at, outbox.drafts.set_aside()))
            self.on_change()

    def take_up(self, text: str) -> None:
        """Turn to the board on which words were begun that come back into the line, and take them from those to
        review."""
        begun = self._earlier.take(text)
        outbox = begun.outbox if begun is not None else None
        offered = self.outboxes.find(self.offered.board) if self.offered is not None else None
        if offered is not None and (self._is_earlier if outbox is None else is_same(outbox.board, offered.board)):
            outbox = offered
        self._is_earlier = begun is not None and not begun.waiting
        if outbox is not None and outbox is not self.outbox:
            if self.outbox is not None:
                self.outbox.drafts.set_line("", None)
            outbox.drafts.set_aside()
            self._use(outbox)
        if outbox is not None and begun is not None:
            outbox.drafts.set_line(text, self._author.member)  # first, so that they are not taken for new ones
            outbox.drafts.drop_waiting(begun.waiting)
            outbox.begun_at = begun.at
        self._describe(text)
        self.on_change()

    def keep_taken_back(self, card: models.Card) -> None:
        """Let ↑ bring back the words of a card that was taken back, with their owner, for the board of the card."""
        session = self._screen.session
        board = session.get(models.Board, card.board_id)
        if board is not None:
            outbox = self.outboxes.find(board) or self.outboxes.open(board, say_card)
            text = words_of(session, card, with_author=self._author.reads_names)
            self._earlier.add(text, Begun(outbox, card.said_at))
            self._input.remember(text)

    @property
    def waiting_text(self) -> str:
        """The lines that wait to be reviewed."""
        return self.outbox.drafts.draft.many if self.outbox else ""

    def turn_back(self, outbox: PendingCards, text: str) -> bool:
        """Put a line that waited there back into the line, and return True, if it is empty and has that board."""
        board = self.board
        if self._input.value or board is None or board.id != outbox.board.id:
            return False
        self._use(outbox)
        outbox.drafts.set_line(text, self._author.member)  # first, so that its words are not taken for new ones
        outbox.drafts.set_many("")
        self._input.set_text(text)
        self._describe()
        return True

    # -- sending

    @property
    def pending_lines(self) -> list[CardLine]:
        """The lines that the list of the shown board has besides the cards: those being sent and those refused."""
        return self.outboxes.list_lines(self._shown_id)

    def confirm_card(self, card: models.Card) -> bool:
        """Return True, and show the card as said, if this new card was sent from here; else return False."""
        return self.outboxes.confirm_card(card)

    def say(self, text: str, author: models.Member | None) -> None:
        """Send the text of the line as a card to the board on which it was begun."""
        outbox = self.outbox
        if outbox is None:
            return
        self._input.remember(text)
        self._earlier.forget(text)
        self._is_earlier = False
        outbox.remove_refused()
        outbox.drafts.drop_waiting(text)
        pending = outbox.show_sending(outbox.drafts.start_sending(text, author), author)
        # A worker of the screen, not of the line, so that it goes on while the line is hidden.
        self._screen.run_worker(self._send(pending, outbox))

    async def _send(self, pending: PendingCard, outbox: PendingCards) -> None:
        try:
            await outbox.send(pending, self._screen.session)
        except HuddleError as refusal:
            if isinstance(refusal, TooLateError):
                outbox.drafts.return_line(pending.unsaid, into_line=False)
                refusal = HuddleError(f"{refusal} Your words are kept: press F2.")
            else:
                self._return(pending, outbox)
            self.on_change()
            self._screen.show_refusal(refusal)
        else:
            self.on_change()
            if self.offered is None or self.offered.board.id != outbox.board.id:
                self._screen.notify(f"Card added to {outbox.board.kind}.", markup=False)

    def _return(self, pending: PendingCard, outbox: PendingCards) -> None:
        """Put a refused text back into the line, or among those to review while something else is typed there."""
        is_shown = all(node.display for node in self._line.ancestors_with_self if isinstance(node, Widget))
        is_free = is_shown and not self._input.value
        outbox.drafts.return_line(pending.unsaid, into_line=is_free)
        if is_free:
            self._use(outbox)
            self._author.choose(pending.unsaid.author_id, pending.unsaid.author_name)
            self._input.set_text(pending.unsaid.text)
            self._describe()


def _may_carry(begun: PendingCards, board: models.Board) -> bool:
    """Return whether words begun there may go on, on the board: the same one as private, or any that is not less
    private if they were begun while no board was asked."""
    return is_same(begun.board, board) or (begun.is_late and not is_less_private(board, begun.board))


def describe_taken_back(session: Session, card: models.Card, shown: models.Board) -> str:
    """Return which card was deleted, with its board unless that is shown."""
    board = session.get(models.Board, card.board_id)
    where = f", of {board.kind}" if board is not None and board.id != shown.id else ""
    return f"Card deleted{where}: “{card.text}”."


def count_lines(text: str) -> int:
    """Return how many lines have words."""
    return sum(1 for line in text.splitlines() if line.strip())

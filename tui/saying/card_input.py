"""The input line of the capture screen: the author, name completion, drafts, and the cards being sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual import getters
from textual.app import ComposeResult
from textual.containers import VerticalGroup
from textual.message import Message

from core.errors import HuddleError
from core.meeting.mentions import MENTION_SIGN
from core.models import Board, Card, Member
from tui.app import HuddleApp
from tui.saying.board_words import BoardWords, count_lines
from tui.saying.card_author import CardAuthor
from tui.saying.outboxes import SayTarget
from tui.saying.paste_review import LineReview
from tui.shell.screen import HuddleScreen
from tui.widgets.card_list import CardLine, CardList
from tui.widgets.name_completion import Completion
from tui.widgets.say_line import SayInput, SayLine


class CardInput(VerticalGroup):
    """The line that adds cards to a board. Typed text is never lost: it is either a card or in the draft."""

    app = getters.app(HuddleApp)

    class LinesToReviewChanged(Message):
        """The number of lines that wait to be reviewed has changed."""

    def __init__(
        self, screen: HuddleScreen, card_list: CardList, completion: Completion, *, placeholder: str = ""
    ) -> None:
        """`card_list` shows the cards being sent, and `completion` the members whose name is being typed."""
        super().__init__()
        self.completion = completion
        self._line = SayLine(placeholder)
        self._huddle_screen = screen
        self._author = CardAuthor()
        self._words = BoardWords(screen, self._line, self._author, self._show_changed_words, card_list=card_list)
        self._review = LineReview(screen, self._line, self._author, self._words)
        self._taken_back = ""
        """The text of the card that was taken back last and put into the line."""

    def compose(self) -> ComposeResult:
        yield self._line

    def on_mount(self) -> None:
        if not self._line.children:  # the app is closing
            return
        self.input.listener = self
        self.input.completion = self.completion
        self.completion.take_callback = self._choose_named

    @property
    def input(self) -> SayInput:
        return self._line.input

    @property
    def who(self) -> str:
        """The name of the next card's author, as the line shows it."""
        return self._line.who

    def on_unmount(self) -> None:
        self._words.outboxes.close()

    def _show_changed_words(self) -> None:
        self._show_author()
        self.post_message(self.LinesToReviewChanged())

    # -- author and board

    def set_members(
        self,
        everyone: Sequence[Member],
        group_members: Sequence[Member],
        groups: Mapping[int, str],
        names: Mapping[int, str],
        others: Sequence[Member] = (),
    ) -> None:
        """Set the possible authors; see `CardAuthor.set_members`."""
        viewer_id = self.app.session.viewer.member_id
        self._author.set_members(everyone, group_members, groups, names, viewer_id=viewer_id, others=others)
        self._show_author()

    def set_board(self, board: Board | None, *, is_open: bool, is_in_use: bool) -> None:
        """Set the board that is shown, and whether cards may be added to it; what is being typed stays with its own.

        What was kept on a new board comes into the line unless that `is_in_use`.
        """
        # Only once it is open: the next meeting's board exists some stages before cards may be added to it.
        target = SayTarget(board) if board is not None and is_open else None
        self._words.offer(target, shown=board, is_in_use=is_in_use)
        self._show_author()

    @property
    def board(self) -> Board | None:
        """The board on which the words in the line were begun; None while it has none."""
        return self._words.board

    def put_away(self) -> None:
        """Empty the line, which is left after its board is over. What was typed is in the draft."""
        self._words.put_away()

    @property
    def _is_named(self) -> bool:
        """Whether the cards of the line's board keep the names of their authors."""
        return self._words.board is not None and not self._words.board.anonymous

    def _show_author(self) -> None:
        self._line.who = self._author.name if self._is_named else ""

    def change_person(self, step: int) -> None:
        """Make the next member of this group the author."""
        if self._is_named and self._author.choose_next(step):
            self._show_author()
            self._words.take_text(self.input.value)

    # -- lines not said yet

    @property
    def pending_lines(self) -> list[CardLine]:
        """The lines that the list shows besides the cards: those being sent and those refused."""
        return self._words.pending_lines

    @property
    def lines_to_review(self) -> int:
        """How many lines wait to be reviewed."""
        return count_lines(self._words.waiting_text)

    def describe_waiting(self, shown: Board | None) -> str:
        """Return a sentence about what waits unsaid for other boards than the line's and this; empty without any."""
        return self._words.outboxes.describe_waiting(shown, self._words.board)

    def confirm_card(self, card: Card) -> bool:
        """Return True, and show the card as said, if this new card was sent from here; else return False."""
        return self._words.confirm_card(card)

    def review_lines(self, lines: Sequence[str]) -> None:
        """Open the review of the pasted lines, with those that waited before, before any of them becomes a card."""
        self._review.open("\n".join(lines))

    def review_typed_line(self) -> None:
        """Open the review of the waiting lines and of what is typed in the line, and clear the line."""
        self._review.open(self.input.value, from_line=True)

    # -- typing

    def text_changed(self, text: str) -> None:
        if self._author.is_surname(text):
            self.input.value = text = ""
        self._complete(text)
        self._words.take_text(self.input.value)

    def _complete(self, text: str) -> None:
        if not text.startswith(MENTION_SIGN) or not self._is_named:
            self.completion.close()
            return
        name = text.removeprefix(MENTION_SIGN)
        if self._author.choose_finished_name(name):
            self.completion.close()
            self._show_author()
            self.input.value = ""
        else:
            self.completion.show_choices(self._author.find_choices(name))

    def _choose_named(self, member_id: int) -> None:
        """Make that member the author, and leave only the words after the name in the line."""
        self._author.choose(member_id)
        self._show_author()
        self.input.set_text(self._author.words_after_name(self.input.value))

    # -- adding cards

    def put_aside(self) -> None:
        self._words.put_aside()

    def take_up(self, text: str) -> None:
        self._words.take_up(text)

    def submit_text(self, text: str) -> bool:
        if self._words.board is None:
            return False
        try:
            author, card_text = self._author.parse(text)
        except HuddleError as refusal:
            self._huddle_screen.show_refusal(refusal)
            self.completion.show_choices(self._author.find_mentioned(text))
            return False
        if author is not None:
            self._author.member = author
        self._show_author()
        if card_text and self._is_named:
            try:
                self._author.require_present()
            except HuddleError as refusal:
                self._huddle_screen.show_refusal(refusal)
                return False
        if card_text:
            self._taken_back = ""
            self._words.say(card_text, self._author.member if self._is_named else None)
        return True

    def restore_card_text(self, card: Card) -> bool:
        """Put the text of a card that was taken back into the line, and return True, unless something else is typed
        there."""
        self._words.keep_taken_back(card)
        board = self._words.board
        is_free = board is not None and board.id == card.board_id and self.input.value in ("", self._taken_back)
        if is_free:
            self._author.choose(card.member_id)
            self._show_author()
            self.input.set_text(card.text)
            self._taken_back = card.text
        return is_free

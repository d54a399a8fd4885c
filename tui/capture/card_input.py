"""The input line of the capture screen: the author, name completion, drafts, and the cards being sent."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from textual import getters
from textual.message import Message

from core.drafts.card_drafts import BoardDraft
from core.errors import HuddleError
from core.meeting.mentions import MENTION_SIGN
from core.models import Board, Card, Member
from tui.app import HuddleApp
from tui.capture.card_author import CardAuthor
from tui.capture.paste_review import LineReview, format_line_count
from tui.capture.pending_cards import PendingCard, PendingCards
from tui.shell.screen import HuddleScreen
from tui.widgets.card_list import CardLine, CardList
from tui.widgets.name_completion import Completion
from tui.widgets.say_line import SayLine


class CardInput(SayLine):
    """The line that adds cards to a board. Typed text is never lost: it is either a card or in the draft."""

    app = getters.app(HuddleApp)

    class LinesToReviewChanged(Message):
        """The number of lines that wait to be reviewed has changed."""

    def __init__(
        self, screen: HuddleScreen, card_list: CardList, completion: Completion, *, placeholder: str = ""
    ) -> None:
        """`card_list` shows the cards being sent, and `completion` the members whose name is being typed."""
        super().__init__(placeholder)
        self.completion = completion
        self._huddle_screen = screen
        self._card_list = card_list
        self._author = CardAuthor()
        self._review = LineReview(screen, self, self._author, self._post_lines_to_review)
        self._board: Board | None = None
        self._outbox: PendingCards | None = None
        """The cards being sent to the board, and its draft; None before a board was open."""
        self._taken_back = ""
        """The text of the card that was taken back last and put into the line."""

    def on_mount(self) -> None:
        self.input.listener = self
        self.input.completion = self.completion
        self.completion.take_callback = self._choose_named

    def on_unmount(self) -> None:
        if self._outbox is not None:
            self._outbox.drafts.close()

    def _post_lines_to_review(self) -> None:
        self.post_message(self.LinesToReviewChanged())

    # -- author and board

    def set_members(
        self,
        everyone: Sequence[Member],
        group_members: Sequence[Member],
        groups: Mapping[int, str],
        names: Mapping[int, str],
    ) -> None:
        """Set the possible authors; see `CardAuthor.set_members`."""
        viewer_id = self.app.session.viewer.member_id
        self._author.set_members(everyone, group_members, groups, names, viewer_id=viewer_id)
        self._show_author()

    def set_board(self, board: Board | None, cards: Collection[Card], *, is_open: bool) -> None:
        """Set the board for the next cards. A new board restores its draft; ↑ finds the viewer's own of `cards`."""
        self._board = board
        # Only once it is open: the next meeting's board exists some stages before cards may be added to it.
        if board is not None and is_open and (self._outbox is None or board.id != self._outbox.board.id):
            self._open_drafts(board, cards)
        self._show_author()

    @property
    def _is_named(self) -> bool:
        """Whether the cards of the board keep the names of their authors."""
        return self._board is not None and not self._board.anonymous

    def _show_author(self) -> None:
        self.who = self._author.name if self._is_named else ""

    def change_person(self, step: int) -> None:
        """Make the next member of this group the author."""
        if self._is_named and self._author.choose_next(step):
            self._show_author()
            if self._outbox is not None:
                self._outbox.drafts.set_line(self.input.value, self._author.id)

    # -- drafts and lines not said yet

    def _open_drafts(self, board: Board, cards: Collection[Card]) -> None:
        viewer, previous, typed = self.app.session.viewer, self._outbox, self.input.value
        drafts = BoardDraft(self.app.session, board)
        self.input.before_paint = drafts.wait_until_saved
        self._outbox = self._review.outbox = PendingCards(
            self.app, self._card_list, board, drafts, self._author.name_of
        )
        drafts.restore_interrupted()
        self.input.set_history(
            card.text
            for card in cards
            if viewer.is_member(card.typed_by or card.member_id) or card.id in viewer.own_anonymous_cards
        )
        if previous is not None:  # the next meeting has begun: carry over what is being typed
            drafts.set_many("\n".join(lines for lines in (drafts.draft.many, previous.drafts.draft.many) if lines))
            previous.drafts.set_many("", from_line=True)
            previous.drafts.close()
        draft = drafts.draft
        if typed:
            drafts.set_line(typed, self._author.id)
        elif draft.line is not None:
            self._author.choose(draft.line.author_id)
            self.input.set_text(draft.line.text)
            self.note = "kept from before"
        if draft.many:
            self.app.notify(f"{format_line_count(self.lines_to_review)} kept from before: f2 shows them.", markup=False)

    @property
    def pending_lines(self) -> list[CardLine]:
        """The lines that the list shows besides the cards: those being sent and those refused."""
        return list(self._outbox.lines) if self._outbox else []

    @property
    def lines_to_review(self) -> int:
        """How many lines wait to be reviewed."""
        return sum(1 for line in self._review.waiting_text.splitlines() if line.strip())

    def confirm_card(self, card: Card) -> bool:
        """Return True, and show the card as said, if this new card was sent from here; else return False."""
        return self._outbox is not None and self._outbox.confirm_card(card)

    def review_lines(self, lines: Sequence[str]) -> None:
        """Open the review of the pasted lines, with those that waited before, before any of them becomes a card."""
        self._review.open("\n".join([*self._review.waiting_text.splitlines(), *lines]))

    def review_typed_line(self) -> None:
        """Open the review of the waiting lines and of what is typed in the line, and clear the line."""
        text = "\n".join(part for part in (self._review.waiting_text, self.input.value) if part)
        self._review.open(text, from_line=True)
        self.input.value = ""

    # -- typing

    def text_changed(self, text: str) -> None:
        if self._author.is_surname(text):
            self.input.value = text = ""
        self._complete(text)
        if self._outbox is not None:
            drafts = self._outbox.drafts
            drafts.set_line(self.input.value, self._author.id)
            if drafts.problem:
                self.app.notify(drafts.problem, severity="warning", markup=False)
                drafts.problem = ""

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

    def submit_text(self, text: str) -> bool:
        outbox = self._outbox
        if outbox is None:
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
        if card_text:
            self.input.remember(card_text)
            self._taken_back = ""
            outbox.remove_refused()
            unsaid = outbox.drafts.start_sending(card_text, self._author.id)
            # A worker of the screen, not of the line, so that it goes on while the line is hidden.
            self._huddle_screen.run_worker(self._send(outbox.show_sending(unsaid, self._author.member), outbox))
        return True

    async def _send(self, pending: PendingCard, outbox: PendingCards) -> None:
        try:
            await outbox.send(pending, self.app.session)
        except HuddleError as refusal:
            into_line = not self.input.value
            if self._outbox is not None:  # by now it may be the one of the next meeting's board
                self._outbox.drafts.return_line(pending.unsaid, into_line=into_line)
            if into_line:
                self._author.member = pending.author or self._author.member
                self._show_author()
                self.input.set_text(pending.unsaid.text)
            self._post_lines_to_review()
            self._huddle_screen.show_refusal(refusal)

    def restore_card_text(self, card: Card) -> bool:
        """Put the text of a card that was taken back into the line, and return True, unless something else is typed
        there."""
        self.input.remember(card.text)
        is_free = self.input.value in ("", self._taken_back)
        if is_free:
            self._author.choose(card.member_id)
            self._show_author()
            self.input.set_text(card.text)
            self._taken_back = card.text
        return is_free

"""The input line of the capture screen: the author, name completion, drafts, and the cards being sent."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from textual import getters
from textual.message import Message

from core.drafts.card_drafts import BoardDraft
from core.errors import HuddleError
from core.meeting.mentions import MENTION_SIGN, match_finished_name, parse_mention, rank_members
from core.models import TEXT_LIMIT, Board, Card, Member
from core.values.text import clean
from tui.app import HuddleApp
from tui.capture.paste_review import PasteReviewScreen, ReviewedLines
from tui.capture.pending_cards import PendingCard, PendingCards
from tui.shell.screen import HuddleScreen
from tui.widgets.card_list import CardLine, CardList
from tui.widgets.name_completion import Completion, NameChoice
from tui.widgets.say_line import SayLine


class CardInput(SayLine):
    """The line that adds cards to a board. Typed text is never lost: it is either a card or in the draft."""

    app = getters.app(HuddleApp)

    class LinesToReviewChanged(Message):
        """The number of lines that wait to be reviewed has changed."""

    def __init__(self, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(placeholder, id)
        self.author: Member | None = None
        """The author of the next card."""
        self._board: Board | None = None
        self._everyone: Sequence[Member] = ()
        self._group_members: Sequence[Member] = ()
        self._groups: Mapping[int, str] = {}
        self._drafts: BoardDraft | None = None
        self._draft_board_id: int | None = None
        """The id of the board whose draft `_drafts` is."""
        self._outbox: PendingCards | None = None
        self._rest_of_name = ""
        """The rest of a completed name that may still be typed, casefolded."""
        self._taken_back = ""
        """The text of the card that was taken back last and put into the line."""

    def on_mount(self) -> None:  # Textual also calls `SayLine.on_mount`
        self.input.listener = self
        self.input.completion = self._completion
        self._completion.take_callback = self._choose_named

    def on_unmount(self) -> None:
        if self._drafts is not None:
            self._drafts.close()

    @property
    def _completion(self) -> Completion:
        return self.screen.query_one(Completion)

    @property
    def _huddle_screen(self) -> HuddleScreen:
        screen = self.screen
        assert isinstance(screen, HuddleScreen)
        return screen

    # -- author and board

    def set_members(
        self, everyone: Sequence[Member], group_members: Sequence[Member], groups: Mapping[int, str]
    ) -> None:
        """Set the possible authors; `group_members` are the members of this group, whom Tab goes through."""
        self._everyone, self._group_members, self._groups = everyone, group_members, groups
        known = {member.id: member for member in everyone}
        me = self.app.session.viewer.member_id or 0
        self.author = (
            known.get(self.author.id if self.author else me) or known.get(me) or next(iter(group_members), None)
        )
        self._show_author()

    def set_board(self, board: Board | None, cards: Collection[Card], *, is_open: bool) -> None:
        """Set the board for the next cards. A new board restores its draft; ↑ finds the viewer's own of `said`."""
        self._board = board
        # Only once it is open: the next meeting's board exists some stages before cards may be added to it.
        if board is not None and is_open and board.id != self._draft_board_id:
            self._draft_board_id = board.id
            self._open_drafts(board, cards)
        self._show_author()

    def _show_author(self) -> None:
        is_named = self._board is not None and not self._board.anonymous and self.author is not None
        self.who = self.author.name.split()[0] if is_named and self.author else ""

    @property
    def _author_id(self) -> int | None:
        return self.author.id if self.author else None

    def _set_author(self, member: Member | None) -> None:
        if member is not None:
            self.author = member
            self._show_author()
            if self._drafts is not None:
                self._drafts.set_line(self.input.value, member.id)

    def change_person(self, step: int) -> None:
        """Make the next member of this group the author."""
        if self._group_members and self._board and not self._board.anonymous:
            at = next((at for at, member in enumerate(self._group_members) if member.id == self._author_id), -step)
            self._set_author(self._group_members[(at + step) % len(self._group_members)])

    # -- drafts and lines not said yet

    def _open_drafts(self, board: Board, said: Collection[Card]) -> None:
        viewer, before, typed = self.app.session.viewer, self._drafts, self.input.value
        self._drafts = drafts = BoardDraft(self.app.session, board)
        self.input.before_paint = drafts.wait_until_saved
        self._outbox = PendingCards(self.app, self.screen.query_one(CardList), board, drafts)
        drafts.restore_interrupted()
        self.input.set_history(
            card.text
            for card in said
            if viewer.is_member(card.typed_by or card.member_id) or card.id in viewer.own_anonymous_cards
        )
        if before is not None:  # the next meeting has begun: carry over what is being typed
            drafts.set_many("\n".join(lines for lines in (drafts.draft.many, before.draft.many) if lines))
            before.set_many("", from_line=True)
            before.close()
        draft = drafts.draft
        if typed:
            drafts.set_line(typed, self._author_id)
        elif draft.line is not None:
            self.author = next((member for member in self._everyone if member.id == draft.line.author_id), self.author)
            self.input.set_text(draft.line.text)
            self.note = "kept from before"
        if draft.many:
            self.app.notify(f"{_count_lines(self.lines_to_review)} kept from before: f2 shows them.", markup=False)

    @property
    def pending_lines(self) -> list[CardLine]:
        """The lines that the list shows besides the cards: those being sent and those refused."""
        return list(self._outbox.lines) if self._outbox else []

    @property
    def lines_to_review(self) -> int:
        """How many lines wait to be reviewed."""
        many = self._drafts.draft.many if self._drafts else ""
        return sum(1 for line in many.splitlines() if line.strip())

    def confirm_card(self, card: Card) -> bool:
        """Return True, and show the card as said, if this new card was sent from here; else return False."""
        return self._outbox is not None and self._outbox.confirm_card(card)

    # -- typing

    def text_changed(self, text: str) -> None:
        surname, self._rest_of_name = self._rest_of_name, ""
        if surname and f"{surname} ".startswith(text.casefold()):
            # “@ana ruiz ”: the first name already chose the author, so the surname is not part of the card.
            if text.casefold() == f"{surname} ":
                self.input.value = text = ""
            else:
                self._rest_of_name = surname
        self._complete(text)
        if self._drafts is not None:
            self._drafts.set_line(self.input.value, self._author_id)
            if self._drafts.problem:
                self.app.notify(self._drafts.problem, severity="warning", markup=False)
                self._drafts.problem = ""

    def _complete(self, text: str) -> None:
        if not text.startswith(MENTION_SIGN) or self._board is None or self._board.anonymous:
            self._completion.close()
            return
        name = text.removeprefix(MENTION_SIGN)
        chosen = match_finished_name(self._everyone, name) if name.endswith(" ") else None
        if chosen is None:
            candidates = rank_members(self._everyone, name, {member.id for member in self._group_members})
            self._completion.show_choices(
                [
                    NameChoice(candidate.id, candidate.name, self._groups.get(candidate.group_id or 0, ""))
                    for candidate in candidates
                ]
            )
            return
        self._completion.close()
        self._choose_named(chosen.id)
        first, _, rest = chosen.name.casefold().partition(" ")
        self._rest_of_name = rest if name.strip().casefold() == first else ""

    def _choose_named(self, member_id: int) -> None:
        """Make that member the author, and clear the line for the text."""
        self.author = next((member for member in self._everyone if member.id == member_id), self.author)
        self._show_author()
        self.input.value = ""

    # -- adding cards

    def submit_text(self, text: str) -> bool:
        if self._drafts is None or self._outbox is None:
            return False
        try:
            author, words = parse_mention(self._everyone, text)
        except HuddleError as refusal:
            self._huddle_screen.show_refusal(refusal)
            return False
        self.author = author or self.author
        self._show_author()
        if words:
            self.input.remember(words)
            self._taken_back = ""
            self._outbox.remove_refused()
            unsaid = self._drafts.start_sending(words, self._author_id)
            # A worker of the screen, not of the line, so that it goes on while the line is hidden.
            self.screen.run_worker(self._send(self._outbox.show_sending(unsaid, self.author), self._outbox))
        return True

    async def _send(self, pending: PendingCard, outbox: PendingCards) -> None:
        try:
            await outbox.send(pending, self.app.session)
        except HuddleError as refusal:
            into_line = not self.input.value
            if self._drafts is not None:
                self._drafts.return_line(pending.unsaid, into_line=into_line)
            if into_line:
                self.author = pending.author or self.author
                self._show_author()
                self.input.set_text(pending.unsaid.text)
            self.post_message(self.LinesToReviewChanged())
            self._huddle_screen.show_refusal(refusal)

    def restore_card_text(self, card: Card) -> None:
        """Put the text of a card that was taken back into the line, unless something else is typed there."""
        self.input.remember(card.text)
        if self.input.value in ("", self._taken_back):
            self.author = next((member for member in self._everyone if member.id == card.member_id), self.author)
            self._show_author()
            self.input.set_text(card.text)
            self._taken_back = card.text

    # -- several lines

    def review_lines(self, lines: Sequence[str]) -> None:
        """Open the review of the pasted lines, with those that waited before, before any of them becomes a card."""
        waiting = self._drafts.draft.many if self._drafts else ""
        self._open_review("\n".join([*waiting.splitlines(), *lines]))

    def review_typed_line(self) -> None:
        """Open the review of the waiting lines and of what is typed in the line, and clear the line."""
        text = self.input.value
        waiting = self._drafts.draft.many if self._drafts else ""
        self._open_review("\n".join(part for part in (waiting, text) if part), from_line=True)
        self.input.value = ""

    def _open_review(self, text: str, *, told: str = "", from_line: bool = False) -> None:
        if self._drafts is None:
            return
        self._drafts.set_many(text, from_line=from_line)
        is_named = self._board is not None and not self._board.anonymous and self.author is not None
        by = self.author.name if is_named and self.author else ""
        review = PasteReviewScreen(
            text, by, find_problem=self._find_problem, on_change=self._drafts.set_many, notice=told
        )
        self.app.push_screen(review, self._reviewed)

    def _find_problem(self, line: str) -> str:
        """Return why a line cannot become a card as it is; empty when it can."""
        try:
            _, words = parse_mention(self._everyone, line)
        except HuddleError as refusal:
            return str(refusal)
        size = len(clean(words))
        if size > TEXT_LIMIT:
            return f"{size} characters, and {TEXT_LIMIT} are the most. Shorten it, or make it two lines."
        return "" if size else "There are no words after the name."

    def _reviewed(self, review: ReviewedLines | None) -> None:
        if review is None or self._drafts is None or self._outbox is None:
            return
        rest = review.remaining_text
        cards = [
            (words, author or self.author)
            for author, words in (parse_mention(self._everyone, line) for line in review.cards)
        ]
        unsaid_lines = self._drafts.start_sending_many(
            [(words, author.id if author else None) for words, author in cards], rest
        )
        if len(rest.splitlines()) == 1 and not review.cards and not self.input.value:
            # A single line needs no review: it goes back into the input line.
            self.input.set_text(rest)
            self._drafts.set_many("")
        if unsaid_lines:
            outbox = self._outbox
            shown = [
                outbox.show_sending(unsaid, author) for unsaid, (_, author) in zip(unsaid_lines, cards, strict=True)
            ]
            self.screen.run_worker(self._send_many(shown, outbox))
        self.post_message(self.LinesToReviewChanged())

    async def _send_many(self, all_pending: Sequence[PendingCard], outbox: PendingCards) -> None:
        refusals = []
        for pending in all_pending:
            try:
                await outbox.send(pending, self.app.session)
            except HuddleError as refusal:
                refusals.append(str(refusal))
                if self._drafts is not None:
                    self._drafts.return_line(pending.unsaid, into_line=False)
            else:
                self.input.remember(pending.unsaid.text)
        self.post_message(self.LinesToReviewChanged())
        if refusals and self._drafts is not None:
            outbox.remove_refused()
            reasons = " ".join(dict.fromkeys(refusals))
            self._open_review(self._drafts.draft.many, told=f"{_count_lines(len(refusals))} not said. {reasons}")


def _count_lines(count: int) -> str:
    return "1 line is" if count == 1 else f"{count} lines are"

"""The input line of the capture screen: the author, name completion, drafts, and the cards being sent."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from textual import getters
from textual.message import Message

from core.addressed import SIGN, addressed, finished, matching
from core.drafts import Drafts
from core.errors import HuddleError
from core.models import TEXT_LIMIT, Board, Card, Member
from core.wording import clean
from tui.app import HuddleApp
from tui.screens.base import HuddleScreen
from tui.screens.manylines import Looked, ManyLines
from tui.screens.outbox import Going, Outbox
from tui.widgets.cardlist import CardList, Line
from tui.widgets.completion import Choice, Completion
from tui.widgets.sayline import SayLine


class CaptureLine(SayLine):
    """The line that adds cards to a board. Typed text is never lost: it is either a card or in the draft."""

    app = getters.app(HuddleApp)

    class CameBack(Message):
        """The number of lines that wait to be reviewed has changed."""

    def __init__(self, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(placeholder, id)
        self.author: Member | None = None
        """The author of the next card."""
        self._board: Board | None = None
        self._everyone: Sequence[Member] = ()
        self._group_members: Sequence[Member] = ()
        self._groups: Mapping[int, str] = {}
        self._drafts: Drafts | None = None
        self._draft_board_id: int | None = None
        """The id of the board whose draft `_drafts` is."""
        self._outbox: Outbox | None = None
        self._rest_of_name = ""
        """The rest of a completed name that may still be typed, casefolded."""
        self._taken_back = ""
        """The text of the card that was taken back last and put into the line."""

    def on_mount(self) -> None:  # Textual also calls `SayLine.on_mount`
        self.input.listener = self
        self.input.completion = self._completion
        self._completion.taken = self._choose_named

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

    def set_people(self, everyone: Sequence[Member], here: Sequence[Member], groups: Mapping[int, str]) -> None:
        """Set the possible authors; `here` are the members of this group, whom Tab goes through."""
        self._everyone, self._group_members, self._groups = everyone, here, groups
        known = {member.id: member for member in everyone}
        me = self.app.session.viewer.member_id or 0
        self.author = known.get(self.author.id if self.author else me) or known.get(me) or next(iter(here), None)
        self._show_author()

    def set_board(self, board: Board | None, said: Collection[Card], *, is_open: bool) -> None:
        """Set the board for the next cards. A new board restores its draft; ↑ finds the viewer's own of `said`."""
        self._board = board
        # Only once it is open: the next meeting's board exists some stages before cards may be added to it.
        if board is not None and is_open and board.id != self._draft_board_id:
            self._draft_board_id = board.id
            self._open_drafts(board, said)
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
                self._drafts.typed(self.input.value, member.id)

    def next_person(self, step: int) -> None:
        """Make the next member of this group the author."""
        if self._group_members and self._board and not self._board.anonymous:
            at = next((at for at, member in enumerate(self._group_members) if member.id == self._author_id), -step)
            self._set_author(self._group_members[(at + step) % len(self._group_members)])

    # -- drafts and lines not said yet

    def _open_drafts(self, board: Board, said: Collection[Card]) -> None:
        viewer, before, typed = self.app.session.viewer, self._drafts, self.input.value
        self._drafts = drafts = Drafts(self.app.session, board)
        self.input.before_paint = drafts.wait_until_kept
        self._outbox = Outbox(self.app, self.screen.query_one(CardList), board, drafts)
        drafts.back_from_before()
        self.input.set_history(
            card.text
            for card in said
            if viewer.is_member(card.typed_by or card.member_id) or card.id in viewer.own_cards
        )
        if before is not None:  # the next meeting has begun: carry over what is being typed
            drafts.looks_at("\n".join(lines for lines in (drafts.draft.many, before.draft.many) if lines))
            before.looks_at("", from_line=True)
            before.close()
        draft = drafts.draft
        if typed:
            drafts.typed(typed, self._author_id)
        elif draft.line is not None:
            self.author = next((member for member in self._everyone if member.id == draft.line.author_id), self.author)
            self.input.put(draft.line.text)
            self.note = "kept from before"
        if draft.many:
            self.app.notify(f"{_count_lines(self.to_look_at)} kept from before: f2 shows them.", markup=False)

    @property
    def unsaid_lines(self) -> list[Line]:
        """The lines that the list shows besides the cards: those being sent and those refused."""
        return list(self._outbox.lines) if self._outbox else []

    @property
    def to_look_at(self) -> int:
        """How many lines wait to be reviewed."""
        many = self._drafts.draft.many if self._drafts else ""
        return sum(1 for line in many.splitlines() if line.strip())

    def landed(self, card: Card) -> bool:
        """Return True, and show the card as said, if this new card was sent from here; else return False."""
        return self._outbox is not None and self._outbox.landed(card)

    # -- typing

    def typed(self, text: str) -> None:
        surname, self._rest_of_name = self._rest_of_name, ""
        if surname and f"{surname} ".startswith(text.casefold()):
            # “@ana ruiz ”: the first name already chose the author, so the surname is not part of the card.
            if text.casefold() == f"{surname} ":
                self.input.value = text = ""
            else:
                self._rest_of_name = surname
        self._complete(text)
        if self._drafts is not None:
            self._drafts.typed(self.input.value, self._author_id)
            if self._drafts.problem:
                self.app.notify(self._drafts.problem, severity="warning", markup=False)
                self._drafts.problem = ""

    def _complete(self, text: str) -> None:
        if not text.startswith(SIGN) or self._board is None or self._board.anonymous:
            self._completion.close()
            return
        name = text.removeprefix(SIGN)
        chosen = finished(self._everyone, name) if name.endswith(" ") else None
        if chosen is None:
            candidates = matching(self._everyone, name, {member.id for member in self._group_members})
            self._completion.offer(
                [
                    Choice(candidate.id, candidate.name, self._groups.get(candidate.group_id or 0, ""))
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

    def says(self, text: str) -> bool:
        if self._drafts is None or self._outbox is None:
            return False
        try:
            author, words = addressed(self._everyone, text)
        except HuddleError as refusal:
            self._huddle_screen.refused(refusal)
            return False
        self.author = author or self.author
        self._show_author()
        if words:
            self.input.remember(words)
            self._taken_back = ""
            self._outbox.forget_refused()
            unsaid = self._drafts.sends(words, self._author_id)
            # A worker of the screen, not of the line, so that it goes on while the line is hidden.
            self.screen.run_worker(self._send(self._outbox.put(unsaid, self.author), self._outbox))
        return True

    async def _send(self, pending: Going, outbox: Outbox) -> None:
        try:
            await outbox.send(pending, self.app.session)
        except HuddleError as refusal:
            into_line = not self.input.value
            if self._drafts is not None:
                self._drafts.refused(pending.unsaid, into_line=into_line)
            if into_line:
                self.author = pending.author or self.author
                self._show_author()
                self.input.put(pending.unsaid.text)
            self.post_message(self.CameBack())
            self._huddle_screen.refused(refusal)

    def taken_back(self, card: Card) -> None:
        """Put the text of a card that was taken back into the line, unless something else is typed there."""
        self.input.remember(card.text)
        if self.input.value in ("", self._taken_back):
            self.author = next((member for member in self._everyone if member.id == card.member_id), self.author)
            self._show_author()
            self.input.put(card.text)
            self._taken_back = card.text

    # -- several lines

    def look_at(self, lines: Sequence[str]) -> None:
        """Open the review of the pasted lines, with those that waited before, before any of them becomes a card."""
        waiting = self._drafts.draft.many if self._drafts else ""
        self._open_review("\n".join([*waiting.splitlines(), *lines]))

    def look_at_line(self) -> None:
        """Open the review of the waiting lines and of what is typed in the line, and clear the line."""
        text = self.input.value
        waiting = self._drafts.draft.many if self._drafts else ""
        self._open_review("\n".join(part for part in (waiting, text) if part), from_line=True)
        self.input.value = ""

    def _open_review(self, text: str, *, told: str = "", from_line: bool = False) -> None:
        if self._drafts is None:
            return
        self._drafts.looks_at(text, from_line=from_line)
        is_named = self._board is not None and not self._board.anonymous and self.author is not None
        by = self.author.name if is_named and self.author else ""
        review = ManyLines(text, by, problem=self._find_problem, typed=self._drafts.looks_at, told=told)
        self.app.push_screen(review, self._reviewed)

    def _find_problem(self, line: str) -> str:
        """Return why a line cannot become a card as it is; empty when it can."""
        try:
            _, words = addressed(self._everyone, line)
        except HuddleError as refusal:
            return str(refusal)
        size = len(clean(words))
        if size > TEXT_LIMIT:
            return f"{size} characters, and {TEXT_LIMIT} are the most. Shorten it, or make it two lines."
        return "" if size else "There are no words after the name."

    def _reviewed(self, review: Looked | None) -> None:
        if review is None or self._drafts is None or self._outbox is None:
            return
        rest = review.rest
        cards = [
            (words, author or self.author) for author, words in (addressed(self._everyone, line) for line in review.say)
        ]
        unsaid_lines = self._drafts.sends_many(
            [(words, author.id if author else None) for words, author in cards], rest
        )
        if len(rest.splitlines()) == 1 and not review.say and not self.input.value:
            # A single line needs no review: it goes back into the input line.
            self.input.put(rest)
            self._drafts.looks_at("")
        if unsaid_lines:
            outbox = self._outbox
            shown = [outbox.put(unsaid, author) for unsaid, (_, author) in zip(unsaid_lines, cards, strict=True)]
            self.screen.run_worker(self._send_many(shown, outbox))
        self.post_message(self.CameBack())

    async def _send_many(self, all_pending: Sequence[Going], outbox: Outbox) -> None:
        refusals = []
        for pending in all_pending:
            try:
                await outbox.send(pending, self.app.session)
            except HuddleError as refusal:
                refusals.append(str(refusal))
                if self._drafts is not None:
                    self._drafts.refused(pending.unsaid, into_line=False)
            else:
                self.input.remember(pending.unsaid.text)
        self.post_message(self.CameBack())
        if refusals and self._drafts is not None:
            outbox.forget_refused()
            reasons = " ".join(dict.fromkeys(refusals))
            self._open_review(self._drafts.draft.many, told=f"{_count_lines(len(refusals))} not said. {reasons}")


def _count_lines(count: int) -> str:
    return "1 line is" if count == 1 else f"{count} lines are"

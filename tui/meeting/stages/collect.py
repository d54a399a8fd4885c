"""The collect stage: the team's goal, the question that is asked, and the cards."""

from __future__ import annotations

from textual import events, getters
from textual.app import ComposeResult
from textual.widgets import Static

from core.access.feed import CommittedChange
from core.goals import goals
from core.meeting import cards
from core.meeting.participation import read_participation
from core.models import Board, Card, Group, Meeting
from core.team import members
from core.values.text import format_count
from tui import keymap
from tui.dialogs.board_choice import BOARD_KEYS, ask_board_to_collect, describe_sheet_key, may_choose_board
from tui.dialogs.prompt_helper import ask_line
from tui.dialogs.reveal_cards import REVEAL_KEY, ask_reveal, may_reveal
from tui.meeting.meeting_line import MeetingLine
from tui.meeting.stages.base import ShowStatus
from tui.meeting.stages.saying import SayingStage
from tui.saying.pending_cards import WAITING_STATE
from tui.shell.actions import Action, ActionTable
from tui.widgets.big_text import BigText
from tui.widgets.group_counts import GroupCounts
from tui.widgets.quotes import Quote, QuoteWall

LARGE_TEXT_WIDTH, LARGE_TEXT_HEIGHT = 120, 36
"""The smallest terminal on which the question is written in block letters."""


class CollectStage(SayingStage, can_focus=True):
    """The cards of the current board, as they arrive."""

    PLACEHOLDER = "Type a card, then enter"
    BINDINGS = [
        keymap.ADD.bind("write", "Add card", id="collect.say", tooltip="Add a card", also="enter"),
        keymap.UNDO.bind("undo", "Undo", id="undo", tooltip="Undo your last card"),
        *BOARD_KEYS,
        keymap.option("reword", "Question", id="collect.question", tooltip="Change the question"),
        keymap.option(
            "anonymous", "Anonymous", id="collect.anonymous", tooltip="Store no names (before the first card)"
        ),
        keymap.option("hidden", "Hide cards", id="collect.hidden", tooltip="Hide cards until you reveal them"),
        REVEAL_KEY,
    ]

    question = getters.query_one(BigText)
    goal = getters.query_one(".goal", Static)
    group_counts = getters.query_one(GroupCounts)
    quotes = getters.query_one(QuoteWall)

    def __init__(self, meeting: Meeting, show_status: ShowStatus, line: MeetingLine) -> None:
        super().__init__(meeting, show_status, line)
        self._card_count = 0
        self._counts: list[tuple[Group | None, int]] = []
        """How many cards each group has said."""
        self._said = ""
        """How many cards were said and by how many, for the stage line."""
        self._names: dict[int, str] = {}
        self._shown_limit = 0
        """How many cards are shown at most."""

    def compose_heading(self) -> ComposeResult:
        yield BigText(classes="question", share=0.2)
        yield Static("", classes="goal", markup=False)

    def compose_content(self) -> ComposeResult:
        yield GroupCounts()
        yield QuoteWall()

    def show(self) -> None:
        self._board = self.find_board()
        self._names = members.short_names(self.session)
        goal = goals.team_goal(self.session)
        self.goal.update(
            f"Our goal: {goal.text}" if goal else "No team goal yet. The host writes it in the goal stage."
        )
        self._show_counts()
        self._show_cards()
        self.show_votes()

    def status_parts(self) -> tuple[str, ...]:
        board = self._board
        if board is None:
            return ()
        if board.anonymous and cards.is_hidden(board):  # in few words, and before the count: it must not be left out
            return ("Anonymous, hidden until revealed", self._said, describe_sheet_key(self.app, board.kind))
        choices = (
            "Anonymous: names are not stored" if board.anonymous else "",
            "Hidden until the host reveals them" if board.hidden and not board.revealed_at else "",
        )
        return (self._said, *choices, describe_sheet_key(self.app, board.kind))

    def focus_first(self) -> None:
        (self.vote_list if self.is_vote_list_shown else self).focus()

    def handle_changes(self, changes: list[CommittedChange]) -> None:
        tables = {table for change in changes for table in change.rows}
        if self.show_vote_changes(changes):
            return
        if tables & {"board", "goal", "meeting", "group", "member", "attendance"}:
            self.show()
            self.refresh_bindings()
        elif tables & {"card", "mailbox"}:
            self._show_new_card()

    def _show_new_card(self) -> None:
        """Refresh only what a card changes: the counts, the cards, the stage line; the keys with the first card.

        Cards arrive fast, and every screen in the meeting does this for each of them.
        """
        count_before = self._card_count
        self._show_counts()
        self._show_cards()
        if self.is_vote_list_shown:
            self.show_votes()
        else:
            self._show_vote_line()
        if not (count_before and self._card_count):
            self.refresh_bindings()

    # -- showing

    def _show_cards(self) -> None:
        board = self._board
        if board is None:
            return
        group_names = {group.id: group.name for group, _ in self._counts if group}
        # The list never shows more cards than the terminal has lines.
        self._shown_limit = self.app.size.height
        latest = cards.list_cards(self.session, board, latest=self._shown_limit)
        quotes = [Quote(card.id, card.text, self._byline(card, group_names)) for card in latest]
        self.quotes.set_quotes(quotes, empty=self._describe_empty(board))

    def _byline(self, card: Card, group_names: dict[int, str]) -> str:
        if card.id < 0:
            return WAITING_STATE
        who = self._names.get(card.member_id or 0, "")
        group = group_names.get(card.group_id or 0, "")
        return " · ".join(name for name in (who, group) if name)

    def _describe_empty(self, board: Board) -> str:
        add = self.app.key_label(keymap.ADD, "collect.say")
        if board.anonymous and not self._card_count:  # one or two may have been said
            how = f" Press {add} to add one." if self.may_say() else ""
            appear = "are hidden until the host reveals them" if cards.is_hidden(board) else "appear three at a time"
            return f"Anonymous: names are not stored, and cards {appear}.{how}"
        if board.hidden and not board.revealed_at and self._card_count:
            return f"{format_count(self._card_count, 'card')} so far, hidden until the host reveals them."
        if not self.may_say():
            return "No cards yet."
        return f"No cards yet. Press {add} to add one, or {self.app.page_label('capture')} to type for your group."

    def on_resize(self, _event: events.Resize) -> None:
        self._show_question()
        if self.app.size.height > self._shown_limit > 0:
            self._show_cards()

    def _show_question(self) -> None:
        """Show the question, in block letters where the terminal is large enough."""
        width, height = self.app.size
        roomy = width >= LARGE_TEXT_WIDTH and height >= LARGE_TEXT_HEIGHT
        self.question.update(self._board.question if self._board else "", max_size=1 if roomy else 0)

    def _show_counts(self) -> None:
        board = self._board
        if board is None:
            return
        participation = read_participation(self.session, board)
        self._card_count = participation.card_count
        self._counts = participation.cards_by_group
        self._show_question()
        self.group_counts.set_counts(
            [(group.name if group else "others", number) for group, number in participation.cards_by_group]
        )
        count = format_count(participation.card_count, "card")
        if board.anonymous:
            self._said = f"{count}, counted 3 at a time"
        elif participation.card_count:
            self._said = f"{count} from {participation.speaker_count} of {participation.member_count} people"
        else:
            self._said = f"{count} yet"

    # -- keys

    def may_say(self) -> bool:
        return self._board is not None and self.can_act and cards.is_collecting(self.session, self._board)

    def make_actions(self) -> ActionTable:
        return {
            **super().make_actions(),
            "choose_board": Action(
                lambda: ask_board_to_collect(self.huddle_screen),
                lambda: self.can_act and may_choose_board(self.session),
            ),
            "reword": Action(self._ask_question, lambda: self._board is not None and self.is_host),
            "anonymous": Action(
                self._toggle_anonymous,
                self._may_set_board,
                lambda: "on" if self._board is not None and self._board.anonymous else "off",
            ),
            "hidden": Action(
                self._toggle_hidden,
                self._may_set_board,
                lambda: "on" if self._board is not None and self._board.hidden else "off",
            ),
            "reveal": Action(
                lambda: ask_reveal(self.huddle_screen, self._board), lambda: may_reveal(self.session, self._board)
            ),
        }

    def _may_set_board(self) -> bool:
        return self._board is not None and self.is_host and not self._card_count

    def _toggle_anonymous(self) -> None:
        if self._board is not None:
            self.run_change(cards.set_board, self.session, self._board, anonymous=not self._board.anonymous)

    def _toggle_hidden(self) -> None:
        if self._board is not None:
            self.run_change(cards.set_board, self.session, self._board, hidden=not self._board.hidden)

    def _ask_question(self) -> None:
        if (board := self._board) is not None:

            def set_question(question: str) -> None:
                cards.set_board(self.session, board, question=question)

            ask_line(self.huddle_screen, "What question should everyone answer?", set_question, value=board.question)

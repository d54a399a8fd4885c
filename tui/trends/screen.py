"""The trends screen, on which cards are grouped into trends with the keyboard or the mouse."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import ClassVar

from rich.text import Text
from textual import getters, on
from textual.binding import Binding
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Static

from core.access.feed import CommittedChange
from core.meeting import trends
from core.meeting.cards import is_hidden
from core.meeting.lifecycle import host_of
from core.meeting.trend_columns import GroupedCards, board_to_show, load_grouped_cards
from core.meeting.unrevealed import count_hidden_cards
from core.models import Meeting
from tui.dialogs.board_choice import BOARD_KEYS, ask_board_to_collect, may_choose_board
from tui.dialogs.reveal_cards import ask_reveal, may_reveal, reveal_key
from tui.shell.actions import Action, ActionTable
from tui.shell.clock_line import ClockLine
from tui.shell.screen import HuddleScreen
from tui.trends.actions import TrendsActions
from tui.trends.lines import describe_card_count, format_card_detail, format_heading
from tui.trends.wall import CardWall
from tui.widgets.prompt_line import PromptLine

NO_MEETING = "No meeting has been opened yet, so there is nothing to group. Press 2 and open one."
NO_CARDS = "Nothing has been said on this board yet. Press 3 and say the first card."

_WALL_TABLES = {"card", "trend", "member", "group"}
_RULE_TABLES = {"board", "meeting", "stage"}

CURSOR_BINDINGS = [
    Binding("h,left", "right(-1)", "Left", show=False, id="wall.left", tooltip="To the column at the left"),
    Binding("j,down", "down(1)", "Down", show=False, id="wall.down", tooltip="To the next card"),
    Binding("k,up", "down(-1)", "Up", show=False, id="wall.up", tooltip="To the card before"),
    Binding("l,right", "right(1)", "Right", show=False, id="wall.right", tooltip="To the column at the right"),
    Binding("g,home", "first", "First", show=False, id="wall.first", tooltip="To the first card of the column"),
    Binding("G,end", "last", "Last", show=False, id="wall.last", tooltip="To the last card of the column"),
    Binding("pagedown", "page(1)", "Page down", show=False, id="wall.pagedown", tooltip="A page further down"),
    Binding("pageup", "page(-1)", "Page up", show=False, id="wall.pageup", tooltip="A page further up"),
]
"""Bindings of the screen, not of the wall: if the wall had the focus, each prompt would repaint it twice."""


class TrendsScreen(HuddleScreen):
    """The wall of cards, and below it the card under the cursor in full or the prompt line."""

    CSS_PATH = "screen.tcss"
    TOP_LINE_CLASS = ClockLine
    AUTO_FOCUS = ""  # the prompt line takes the focus when it asks something
    WHY: ClassVar[str] = (
        "When many say the same thing, the team has found what matters to it. Look for what recurs and give it a name "
        "in the team's own words. Nothing is judged here, nothing is lost, and every step can be taken back."
    )
    BINDINGS = [
        Binding("m", "move", "Move to", id="trends.move", tooltip="Moves the marked cards, or this one: then a number"),
        Binding("n", "new", "New", id="trends.new", tooltip="A new trend of the marked cards, or of this one"),
        Binding("space", "mark", "Mark", id="trends.mark", tooltip="Marks this card, to do the same with several"),
        Binding("u", "undo", "Undo", id="trends.undo", tooltip="Takes your last step back; again, the one before"),
        Binding("r", "rename", "Rename", id="trends.rename", tooltip="Gives this trend another name"),
        Binding("M", "merge", "Merge", id="trends.merge", tooltip="Puts this trend into another: then its number"),
        Binding("D", "dissolve", "Dissolve", id="trends.dissolve", tooltip="Ends this trend; its cards stay"),
        Binding("slash", "find", "Find", key_display="/", id="trends.find", tooltip="To the next card with a word"),
        reveal_key("wall.reveal"),
        *BOARD_KEYS,
        *CURSOR_BINDINGS,
    ]

    card_detail = getters.query_one("#card", Static)

    def __init__(self) -> None:
        self.wall = CardWall()
        self.prompt = PromptLine()
        super().__init__()
        self._grouped_cards: GroupedCards | None = None
        """The board's trends and cards; None before the first meeting."""
        self._meeting: Meeting | None = None
        """The meeting that the board belongs to."""
        self._refusal = ""
        """Why the viewer may not group the cards; empty if they may, and without cards."""

    def make_actions(self) -> ActionTable:
        self.trends_actions = TrendsActions(self, self.wall, self.prompt)
        return {
            **self.trends_actions.table(),
            "choose_board": Action(partial(ask_board_to_collect, self), lambda: may_choose_board(self.session)),
            "reveal": Action(
                lambda: ask_reveal(self, self.trends_actions.board),
                lambda: may_reveal(self.session, self.trends_actions.board),
            ),
        }

    def compose_content(self) -> Iterable[Widget]:
        yield self.wall
        with Vertical(id="foot"):
            yield self.prompt
            yield Static(id="card", markup=False)

    # -- showing

    def show(self) -> None:
        """Read which board is shown and whether the viewer may group its cards, then its cards."""
        board = board_to_show(self.session)
        self._meeting = self.session.get(Meeting, board.meeting_id) if board else None
        self._refusal = (trends.grouping_refusal(self.session, board) or "") if board else ""
        self.trends_actions.board = board
        self.trends_actions.may_group = self.wall.may_drag = board is not None and not self._refusal
        self._show_cards()
        if not self.wall.may_drag:
            self.wall.cancel_drag()
        self.refresh_bindings()
        self._show_selected_card()

    def handle_changes(self, changes: list[CommittedChange]) -> None:
        tables = {table for change in changes for table in change.rows}
        if tables & _RULE_TABLES or (self._grouped_cards is None and tables):
            self.show()
        elif tables & _WALL_TABLES:
            self._show_cards()

    def _show_cards(self) -> None:
        """Read the cards and trends of the board and show them."""
        board, meeting = self.trends_actions.board, self._meeting
        self._grouped_cards = load_grouped_cards(self.session, board) if board else None
        self.top_line.left, self.top_line.right = "TRENDS", ""
        if self._grouped_cards is None:
            self.wall.set_columns([], empty=NO_MEETING)
            return
        hidden = count_hidden_cards(self.session, board) if board and is_hidden(board) else ""
        self.wall.set_columns(self._grouped_cards.columns, empty=self._describe_hidden(hidden) if hidden else NO_CARDS)
        if meeting is not None:
            host = host_of(self.session, meeting)
            self.top_line.left = format_heading(self._grouped_cards, meeting, hidden)
            self.top_line.right = f"host {host.name}" if host else ""

    def _describe_hidden(self, counted: str) -> str:
        if self._meeting is not None and self._meeting.status == "closed":
            return f"The meeting closed before its cards were revealed, so they stay hidden ({counted})."
        who = (
            "you reveal them: press R"
            if may_reveal(self.session, self.trends_actions.board)
            else "the host reveals them"
        )
        return f"The cards are hidden until {who} ({counted})."

    @on(CardWall.Moved)
    def _show_selected_card(self) -> None:
        cursor = self.wall.cursor
        author = self._grouped_cards.author_label(cursor.card) if self._grouped_cards and cursor.card else ""
        width = self.card_detail.size.width or self.size.width - 2
        self.key_line.note = f"{len(cursor.marked_ids)} marked" if cursor.marked_ids else ""
        self.card_detail.update(format_card_detail(cursor.card, author, cursor.column, self._refusal, width))
        self.refresh_bindings()

    def on_resize(self) -> None:
        self.call_after_refresh(self._show_selected_card)

    @on(CardWall.Pressed)
    def _leave_prompt(self) -> None:
        self.prompt.leave()

    @on(CardWall.Dragged)
    def _show_drag(self, event: CardWall.Dragged) -> None:
        if not event.cards:
            self._show_selected_card()
            return
        onto = "a new trend" if event.onto_new else event.column.name if event.column else "…"
        self.card_detail.update(Text(f"{describe_card_count(event.cards)} → {onto}", style="bold"))

    @on(CardWall.Dropped)
    def _drop_cards(self, event: CardWall.Dropped) -> None:
        self.trends_actions.drop(event.cards, event.column)
        self._show_selected_card()

    def action_back(self) -> None:
        """Cancel a drag, else remove the marks, else leave the screen."""
        if self.wall.cancel_drag():
            return
        if self.wall.cursor.marked_ids:
            self.wall.cursor.clear_marks()
            self.wall.repaint_changed()
            return
        super().action_back()

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
from tui import keymap
from tui.dialogs.board_choice import BOARD_KEYS, ask_board_to_collect, may_choose_board
from tui.dialogs.reveal_cards import REVEAL_KEY, ask_reveal, may_reveal
from tui.shell.actions import Action, ActionTable
from tui.shell.clock_line import ClockLine
from tui.shell.screen import HuddleScreen
from tui.trends.actions import TrendsActions
from tui.trends.lines import describe_card_count, format_card_detail, format_heading
from tui.trends.wall import CardWall
from tui.widgets.prompt_line import PromptLine

NO_MEETING = "No meeting yet."
NO_CARDS = "No cards on this topic yet."

_WALL_TABLES = {"card", "trend", "member", "group"}
_RULE_TABLES = {"board", "meeting", "stage"}

CURSOR_BINDINGS = [
    Binding("left", "right(-1)", "Left", show=False, id="wall.left", tooltip="Go to the column at the left"),
    Binding("down", "down(1)", "Down", show=False, id="wall.down", tooltip="Go to the next card"),
    Binding("up", "down(-1)", "Up", show=False, id="wall.up", tooltip="Go to the card before"),
    Binding("right", "right(1)", "Right", show=False, id="wall.right", tooltip="Go to the column at the right"),
    Binding("home", "first", "First", show=False, id="wall.first", tooltip="Go to the first card of the column"),
    Binding("end", "last", "Last", show=False, id="wall.last", tooltip="Go to the last card of the column"),
    Binding("pagedown", "page(1)", "Page down", show=False, id="wall.pagedown", tooltip="Go a page further down"),
    Binding("pageup", "page(-1)", "Page up", show=False, id="wall.pageup", tooltip="Go a page further up"),
]
"""Bindings of the screen, not of the wall: if the wall had the focus, each prompt would repaint it twice."""


class TrendsScreen(HuddleScreen):
    """The wall of cards, and below it the card under the cursor in full or the prompt line."""

    CSS_PATH = "screen.tcss"
    TOP_LINE_CLASS = ClockLine
    AUTO_FOCUS = ""  # the prompt line takes the focus when it asks something
    WHY: ClassVar[str] = (
        "Group cards that say the same thing and name each group in the team's words. "
        "Cards are never lost. Every step can be undone."
    )
    BINDINGS = [
        keymap.MOVE.bind("move", "Move to", id="trends.move", tooltip="Move to a trend: type its number"),
        keymap.ADD.bind("new", "Add trend", id="trends.new", tooltip="Add a trend with the marked cards, or this one"),
        keymap.MARK.bind("mark", "Mark", id="trends.mark", tooltip="Mark this card, to move several at once"),
        keymap.UNDO.bind("undo", "Undo", id="undo", tooltip="Undo your last step here"),
        keymap.EDIT.bind("rename", "Rename", id="trends.rename", tooltip="Rename this trend"),
        keymap.DELETE.bind(
            "dissolve", "Delete trend", id="trends.dissolve", tooltip="Delete this trend; its cards stay"
        ),
        keymap.FIND.bind("find", "Find", id="trends.find", tooltip="Find a card by a word"),
        keymap.option("merge", "Merge trend", id="trends.merge", tooltip="Merge this trend into another"),
        *BOARD_KEYS,
        REVEAL_KEY,
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
        self.top_line.left, self.top_line.right = "Trends", ""
        if self._grouped_cards is None:
            how = f" Press {self.app.page_label('meeting')} to start one." if self.session.viewer.takes_part else ""
            self.wall.set_columns([], empty=f"{NO_MEETING}{how}")
            return
        hidden = count_hidden_cards(self.session, board) if board and is_hidden(board) else ""
        self.wall.set_columns(self._grouped_cards.columns, empty=self._describe_hidden(hidden) if hidden else NO_CARDS)
        if meeting is not None:
            host = host_of(self.session, meeting)
            self.top_line.left = format_heading(self._grouped_cards, meeting, hidden)
            self.top_line.right = f"host {host.name}" if host else ""

    def _describe_hidden(self, counted: str) -> str:
        if self._meeting is not None and self._meeting.status == "closed":
            return f"The meeting ended before its cards were revealed, so they stay hidden ({counted})."
        if may_reveal(self.session, self.trends_actions.board):
            key = self.app.key_label(keymap.OPTIONS, "options")
            return f"The cards are hidden until you reveal them: press {key} ({counted})."
        return f"The cards are hidden until the host reveals them ({counted})."

    @on(CardWall.Moved)
    def _show_selected_card(self) -> None:
        cursor = self.wall.cursor
        author = self._grouped_cards.author_label(cursor.card) if self._grouped_cards and cursor.card else ""
        width = self.card_detail.size.width or self.size.width - 2
        self.key_line.note = f"{len(cursor.marked_ids)} marked" if cursor.marked_ids else ""
        self.card_detail.update(
            format_card_detail(cursor.card, author, cursor.column, self._refusal, width, self._describe_empty_trend())
        )
        self.refresh_bindings()

    def _describe_empty_trend(self) -> str:
        """Return how a trend without cards is filled or deleted."""
        move, delete = (
            self.app.key_label(verb, binding_id)
            for verb, binding_id in ((keymap.MOVE, "trends.move"), (keymap.DELETE, "trends.dissolve"))
        )
        return f"Press {move} on a card to move it here, or {delete} to delete this trend."

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

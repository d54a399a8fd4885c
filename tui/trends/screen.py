"""The trends screen, on which cards are grouped into trends with the keyboard or the mouse."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from rich.text import Text
from textual import getters, on
from textual.binding import Binding
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Static

from core.access.feed import CommittedChange
from core.meeting import trends
from core.meeting.lifecycle import host_of
from core.models import Meeting
from tui.dialogs.board_choice import BOARD_KEYS, ask_board_to_collect, may_choose_board
from tui.shell.clock_line import ClockLine
from tui.trends.actions import TrendsActions, describe_card_count
from tui.trends.card_detail import format_card_detail
from tui.trends.cursor_keys import CURSOR_BINDINGS
from tui.trends.wall import CardWall
from tui.widgets.prompt_line import PromptLine

_WALL_TABLES = {"card", "trend", "member", "group"}
_RULE_TABLES = {"board", "meeting", "stage"}
_ONLY_WITH_TREND = {"rename", "merge", "dissolve"}


class TrendsScreen(TrendsActions):
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
        *BOARD_KEYS,
        *CURSOR_BINDINGS,
    ]

    card_detail = getters.query_one("#card", Static)

    def __init__(self) -> None:
        super().__init__()
        self._refusal: str | None = None
        self._empty_text = ""

    def compose_content(self) -> Iterable[Widget]:
        yield CardWall()
        with Vertical(id="foot"):
            yield PromptLine()
            yield Static(id="card", markup=False)

    # -- showing

    def show(self) -> None:
        """Read which board is shown and whether the viewer may group its cards, then its cards."""
        board = trends.board_to_show(self.session)
        if board is None:
            self._trends_wall, self._refusal = None, ""
            self._empty_text = "No meeting has been opened yet, so there is nothing to group. Press 2 and open one."
            self.wall.set_columns([], empty=self._empty_text)
            self._show_heading()
        else:
            self._refusal = trends.grouping_refusal(self.session, board)
            self._trends_wall = trends.load_wall(self.session, board)
            self._empty_text = "Nothing has been said on this board yet. Press 3 and say the first card."
            self._meeting = self.session.get(Meeting, board.meeting_id)
            self._read_cards()
        self.wall.may_drag = self._trends_wall is not None and self._refusal is None
        if not self.wall.may_drag:
            self.wall.stop_dragging()
        self.refresh_bindings()
        self._show_card()

    def handle_changes(self, changes: list[CommittedChange]) -> None:
        tables = {table for change in changes for table in change.rows}
        if tables & _RULE_TABLES or (self._trends_wall is None and tables):
            self.show()
        elif tables & _WALL_TABLES:
            self._read_cards()

    def _read_cards(self) -> None:
        if self._trends_wall is None:
            return
        self._trends_wall = trends.load_wall(self.session, self._trends_wall.board)
        self.wall.set_columns(self._trends_wall.columns, empty=self._empty_text)
        self._show_heading()

    def _show_heading(self) -> None:
        if self._trends_wall is None or self._meeting is None:
            self.top_line.left, self.top_line.right = "TRENDS", ""
            return
        wall, meeting = self._trends_wall, self._meeting
        cards, count = len(wall.cards), len(wall.trends)
        in_trends = f"{wall.grouped_count} in {count} {'trend' if count == 1 else 'trends'}"
        closed = f" · {meeting.kind} {meeting.number}, closed" if meeting.status == "closed" else ""
        self.top_line.left = (
            f"TRENDS · {wall.board.kind}{closed} · {cards} {'card' if cards == 1 else 'cards'}, {in_trends}"
        )
        leads = host_of(self.session, meeting)
        self.top_line.right = f"host {leads.name}" if leads else ""

    @on(CardWall.Moved)
    def _show_card(self) -> None:
        card = self.wall.cursor.card
        who = self._trends_wall.author_label(card) if self._trends_wall and card else ""
        column = self.wall.cursor.column
        marked = len(self.wall.cursor.marked_ids)
        self.key_line.note = f"{marked} marked" if marked else ""
        self.card_detail.update(
            format_card_detail(
                card, who, column, self._refusal or "", self.card_detail.size.width or self.size.width - 2
            )
        )
        self.refresh_bindings()

    def on_resize(self) -> None:
        self.call_after_refresh(self._show_card)

    @on(CardWall.Pressed)
    def _leave_prompt(self) -> None:
        self.prompt.leave()

    @on(CardWall.Dragged)
    def _show_drag(self, event: CardWall.Dragged) -> None:
        if not event.cards:
            self._show_card()
            return
        onto = "a new trend" if event.onto_new else event.column.name if event.column else "…"
        self.card_detail.update(Text(f"{describe_card_count(event.cards)} → {onto}", style="bold"))

    # -- actions

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "choose_board":
            return may_choose_board(self.session)
        if action not in _ACTIONS:
            return super().check_action(action, parameters)
        if self.prompt.is_asking:
            return False
        if action == "find":
            return self._trends_wall is not None
        if self._trends_wall is None or self._refusal is not None:
            return False
        return action not in _ONLY_WITH_TREND or self.wall.cursor.column.trend is not None

    def action_choose_board(self) -> None:
        ask_board_to_collect(self)

    def action_back(self) -> None:
        """Stop a drag, else remove the marks, else leave the screen."""
        if self.wall.stop_dragging():
            return
        if self.wall.cursor.marked_ids:
            self.wall.cursor.clear_marks()
            self.wall.repaint_changed()
            return
        super().action_back()


_ACTIONS = _ONLY_WITH_TREND | {"move", "new", "mark", "undo", "find"}

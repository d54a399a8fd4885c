"""Trends: everything that was said, in columns, grouped with the keyboard or the mouse."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import ClassVar

from rich.text import Text
from textual import getters, on
from textual.binding import Binding
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Static

from core import trends
from core.errors import HuddleError
from core.live import Landed
from core.meeting import host
from core.models import Card, Meeting, Trend
from core.trends import Column, Wall
from tui.screens.base import HuddleScreen
from tui.widgets.clock import ClockLine
from tui.widgets.promptline import PromptLine, Question
from tui.widgets.wall import CardWall
from tui.widgets.wall_choice import is_settled, listed, matching
from tui.widgets.wall_foot import card_words
from tui.widgets.wall_keys import GOING, WallKeys

_WALL_TABLES = {"card", "trend", "member", "group"}
_RULE_TABLES = {"board", "meeting", "stage"}
_ONLY_WITH_TREND = {"rename", "merge", "dissolve"}


class TrendsScreen(WallKeys, HuddleScreen):
    """The wall of cards, the card under the cursor in full, and the line that asks."""

    CSS_PATH = "trends.tcss"
    TOP = ClockLine
    AUTO_FOCUS = ""  # the line that asks takes the focus when it does
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
        *GOING,
    ]

    wall = getters.query_one(CardWall)
    prompt = getters.query_one(PromptLine)
    foot = getters.query_one("#card", Static)

    def __init__(self) -> None:
        super().__init__()
        self._wall: Wall | None = None
        self._why_not: str | None = None
        self._nothing = ""

    def compose_content(self) -> Iterable[Widget]:
        yield CardWall()
        with Vertical(id="foot"):
            yield PromptLine()
            yield Static(id="card", markup=False)

    # -- what is shown

    def show(self) -> None:
        """Reads the board and the rules anew: which one it is, and whether one may group here."""
        board = trends.board_to_show(self.session)
        if board is None:
            self._wall, self._why_not = None, ""
            self._nothing = "No meeting has been opened yet, so there is nothing to group. Press 2 and open one."
            self.wall.set_columns([], empty=self._nothing)
            self._heading()
        else:
            self._why_not = trends.why_not(self.session, board)
            self._wall = trends.wall(self.session, board)
            self._nothing = "Nothing has been said on this board yet. Press 3 and say the first card."
            self._meeting = self.session.get(Meeting, board.meeting_id)
            self._read()
        self.wall.may_drag = self._wall is not None and self._why_not is None
        if not self.wall.may_drag:
            self.wall.stop_dragging()
        self.refresh_bindings()
        self._foot()

    def changed(self, landed: list[Landed]) -> None:
        tables = {table for change in landed for table in change.rows}
        if tables & _RULE_TABLES or (self._wall is None and tables):
            self.show()
        elif tables & _WALL_TABLES:
            self._read()

    def _read(self) -> None:
        if self._wall is None:
            return
        self._wall = trends.wall(self.session, self._wall.board)
        self.wall.set_columns(self._wall.columns, empty=self._nothing)
        self._heading()

    def _heading(self) -> None:
        if self._wall is None or self._meeting is None:
            self.top.left, self.top.right = "TRENDS", ""
            return
        wall, meeting = self._wall, self._meeting
        cards, count = len(wall.cards), len(wall.trends)
        in_trends = f"{wall.grouped} in {count} {'trend' if count == 1 else 'trends'}"
        closed = f" · {meeting.kind} {meeting.number}, closed" if meeting.status == "closed" else ""
        self.top.left = f"TRENDS · {wall.board.kind}{closed} · {cards} {'card' if cards == 1 else 'cards'}, {in_trends}"
        leads = host(self.session, meeting)
        self.top.right = f"host {leads.name}" if leads else ""

    @on(CardWall.Moved)
    def _foot(self) -> None:
        card = self.wall.spot.card
        who = self._wall.said_by(card) if self._wall and card else ""
        column = self.wall.spot.column
        marked = len(self.wall.spot.marked)
        self.keys.note = f"{marked} marked" if marked else ""
        self.foot.update(
            card_words(card, who, column, self._why_not or "", self.foot.size.width or self.size.width - 2)
        )
        self.refresh_bindings()

    def on_resize(self) -> None:
        self.call_after_refresh(self._foot)

    @on(CardWall.Pressed)
    def _pressed(self) -> None:
        self.prompt.leave()

    @on(CardWall.Dragged)
    def _dragged(self, event: CardWall.Dragged) -> None:
        if not event.cards:
            self._foot()
            return
        onto = "a new trend" if event.onto_new else event.column.name if event.column else "…"
        self.foot.update(Text(f"{_counted(event.cards)} → {onto}", style="bold"))

    # -- going

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action not in _ACTIONS:
            return super().check_action(action, parameters)
        if self.prompt.is_asking:
            return False
        if action == "find":
            return self._wall is not None
        if self._wall is None or self._why_not is not None:
            return False
        return action not in _ONLY_WITH_TREND or self.wall.spot.column.trend is not None

    def action_mark(self) -> None:
        spot = self.wall.spot
        if spot.card is not None:
            spot.mark([spot.card.id])
            spot.down(1)
            self.wall.drawn()

    def action_back(self) -> None:
        """Takes off, one by one, what is in the way: a drag, the marks; then leaves."""
        if self.wall.stop_dragging():
            return
        if self.wall.spot.marked:
            self.wall.spot.unmark()
            self.wall.drawn()
            return
        super().action_back()

    def action_find(self) -> None:
        def typed(text: str) -> str:
            return told(self.wall.spot.find(text), text)

        def further(text: str) -> bool:
            told(self.wall.spot.find(text, further=True), text)
            return not text.strip()

        def told(hit: tuple[int, int], text: str) -> str:
            self.wall.drawn()
            number, of = hit
            words = f"{number} of {of}   enter Next   esc Back" if of else "no card has this" if text.strip() else ""
            self.prompt.hint(words)
            return words

        def left() -> None:
            self.wall.spot.needle = ""
            self.wall.drawn()

        self.prompt.ask(Question("Find", further, typed=typed, left=left))

    # -- grouping

    def action_move(self) -> None:
        cards = self.wall.spot.chosen()
        if cards:
            self._choose(f"Move {_counted(cards)} to", self._columns(), partial(self._move, cards))

    def action_merge(self) -> None:
        trend = self.wall.spot.column.trend
        others = [column for column in self._columns() if column.trend not in (None, trend)]
        if trend is None or not others:
            self.notify("There is no other trend to merge this one with.", severity="warning", markup=False)
        else:
            self._choose(f"Merge {trend.name} into", others, partial(self._merge, trend))

    def action_dissolve(self) -> None:
        trend = self.wall.spot.column.trend
        if trend is not None:
            told = f"{trend.name} is dissolved; its cards stay. u takes it back"
            self.do(trends.dissolve, self.session, trend, then=lambda _: self._tell(told))

    def action_new(self) -> None:
        self._new(self.wall.spot.chosen())

    def action_rename(self) -> None:
        trend = self.wall.spot.column.trend
        if trend is not None:

            def answer(name: str) -> bool:
                return self._settle(partial(trends.rename, self.session, trend, name))

            self.prompt.ask(Question("New name", answer, value=trend.name))

    def action_undo(self) -> None:
        if self._wall is not None:
            self.do(trends.undo, self.session, self._wall.board, then=self._tell)

    def _tell(self, words: str) -> None:
        # One at a time: a row of them, after some quick undos, would hide the cards.
        self.app.clear_notifications()
        self.notify(words, markup=False)

    @on(CardWall.Dropped)
    def _dropped(self, event: CardWall.Dropped) -> None:
        if event.column is None:
            self._new(event.cards)
        else:
            self._move(event.cards, event.column)

    def _columns(self) -> Sequence[Column]:
        return self.wall.spot.columns

    def _choose(self, label: str, columns: Sequence[Column], chosen: Callable[[Column], None]) -> None:
        """Asks for a column by number, or by a part of its name."""

        def answer(typed: str) -> bool:
            found = matching(typed, columns) if typed.strip() else []
            if found:
                chosen(found[0])
            return bool(found)

        def means(typed: str) -> str:
            return listed(matching(typed, columns)) or "there is no such trend"

        settled = partial(is_settled, columns=columns)
        self.prompt.ask(Question(label, answer, typed=means, at_once=settled, short=True))

    def _move(self, cards: list[Card], column: Column) -> None:
        self._leave(cards if column.key != self.wall.spot.column.key else [])
        self.do(trends.move, self.session, cards, column.trend)

    def _merge(self, other: Trend, into: Column) -> None:
        self.do(trends.merge, self.session, into.trend, other)

    def _new(self, cards: list[Card]) -> None:
        if self._wall is None:
            return
        make = partial(trends.new_trend, self.session, self._wall.board, cards=cards)

        def answer(name: str) -> bool:
            self.wall.spot.step_off({card.id for card in cards})
            self.wall.drawn()
            return self._settle(lambda: make(name), done=self.wall.spot.unmark)

        holds = f"with {_counted(cards)}" if cards else "without a card yet"
        means = f"{holds}   enter Make   esc Back"
        proposed = trends.proposed_name(cards)
        self.prompt.ask(Question("New trend", answer, value=proposed, typed=lambda _text: means))

    def _settle(self, change: Callable[[], object], done: Callable[[], object] = lambda: None) -> bool:
        """Does what was asked for; when it is refused, what was typed stays, to be put right."""
        self.prompt.waiting = True
        self.run_worker(self._settling(change, done))
        return False

    async def _settling(self, change: Callable[[], object], done: Callable[[], object]) -> None:
        try:
            await self.app.act(change)
        except HuddleError as refusal:
            self.prompt.waiting = False
            self.refused(refusal)
        else:
            done()
            self.prompt.leave()
            self.wall.drawn()

    def _leave(self, cards: list[Card]) -> None:
        """The cursor goes on to the next card at once, so that the next key can be for that one."""
        self.wall.spot.step_off({card.id for card in cards})
        self.wall.spot.unmark()
        self.wall.drawn()


_ACTIONS = _ONLY_WITH_TREND | {"move", "new", "mark", "undo", "find"}


def _counted(cards: Sequence[Card]) -> str:
    return "this card" if len(cards) == 1 else f"{len(cards)} cards"

"""The actions of the trends screen: what each key asks, and what is done with the answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from textual import getters, on

from core.errors import HuddleError
from core.meeting import trends
from core.meeting.trends import TrendColumn, Wall
from core.models import Card, Trend
from tui.shell.screen import HuddleScreen
from tui.trends.column_choice import format_columns, is_unambiguous, matching_columns
from tui.trends.cursor_keys import CursorActions
from tui.trends.wall import CardWall
from tui.widgets.prompt_line import PromptLine, PromptQuestion


class TrendsActions(CursorActions, HuddleScreen):
    """The actions on a card wall with a prompt line. The bindings, and who may use them, are in the screen."""

    wall = getters.query_one(CardWall)
    prompt = getters.query_one(PromptLine)

    def __init__(self) -> None:
        super().__init__()
        self._trends_wall: Wall | None = None

    # -- finding and marking

    def action_mark(self) -> None:
        spot = self.wall.cursor
        if spot.card is not None:
            spot.toggle_marks([spot.card.id])
            spot.move_down(1)
            self.wall.repaint_changed()

    def action_find(self) -> None:
        def typed(text: str) -> str:
            return show_hit(self.wall.cursor.find_text(text), text)

        def further(text: str) -> bool:
            show_hit(self.wall.cursor.find_text(text, after_cursor=True), text)
            return not text.strip()

        def show_hit(hit: tuple[int, int], text: str) -> str:
            self.wall.repaint_changed()
            number, of = hit
            words = f"{number} of {of}   enter Next   esc Back" if of else "no card has this" if text.strip() else ""
            self.prompt.show_hint(words)
            return words

        def leave() -> None:
            self.wall.cursor.needle = ""
            self.wall.repaint_changed()

        self.prompt.ask(PromptQuestion("Find", further, hint_for=typed, on_leave=leave))

    # -- grouping

    def action_move(self) -> None:
        cards = self.wall.cursor.selected_cards()
        if cards:
            self._ask_column(f"Move {describe_card_count(cards)} to", self._columns(), partial(self._move, cards))

    def action_merge(self) -> None:
        trend = self.wall.cursor.column.trend
        others = [column for column in self._columns() if column.trend not in (None, trend)]
        if trend is None or not others:
            self.notify("There is no other trend to merge this one with.", severity="warning", markup=False)
        else:
            self._ask_column(f"Merge {trend.name} into", others, partial(self._merge, trend))

    def action_dissolve(self) -> None:
        trend = self.wall.cursor.column.trend
        if trend is not None:
            words = f"{trend.name} is dissolved; its cards stay. u takes it back"
            self.run_change(trends.dissolve, self.session, trend, then=lambda _: self._announce(words))

    def action_new(self) -> None:
        self._ask_new_trend(self.wall.cursor.selected_cards())

    def action_rename(self) -> None:
        trend = self.wall.cursor.column.trend
        if trend is not None:

            def answer(name: str) -> bool:
                return self._run_change(partial(trends.rename, self.session, trend, name))

            self.prompt.ask(PromptQuestion("New name", answer, value=trend.name))

    def action_undo(self) -> None:
        if self._trends_wall is not None:
            self.run_change(trends.undo, self.session, self._trends_wall.board, then=self._announce)

    def _announce(self, words: str) -> None:
        # One notification at a time: several, after some quick undos, would hide the cards.
        self.app.clear_notifications()
        self.notify(words, markup=False)

    @on(CardWall.Dropped)
    def _move_dropped(self, event: CardWall.Dropped) -> None:
        if event.column is None:
            self._ask_new_trend(event.cards)
        else:
            self._move(event.cards, event.column)

    def _columns(self) -> Sequence[TrendColumn]:
        return self.wall.cursor.columns

    def _ask_column(self, label: str, columns: Sequence[TrendColumn], chosen: Callable[[TrendColumn], None]) -> None:
        """Ask for a column by its number or a part of its name, and call `chosen` with it."""

        def answer(typed: str) -> bool:
            matches = matching_columns(typed, columns) if typed.strip() else []
            if matches:
                chosen(matches[0])
            return bool(matches)

        def means(typed: str) -> str:
            return format_columns(matching_columns(typed, columns)) or "there is no such trend"

        settled = partial(is_unambiguous, columns=columns)
        self.prompt.ask(PromptQuestion(label, answer, hint_for=means, is_complete=settled, is_short=True))

    def _move(self, cards: list[Card], column: TrendColumn) -> None:
        self._step_off(cards if column.key != self.wall.cursor.column.key else [])
        self.run_change(trends.move, self.session, cards, column.trend)

    def _merge(self, other: Trend, into: TrendColumn) -> None:
        self.run_change(trends.merge, self.session, into.trend, other)

    def _ask_new_trend(self, cards: list[Card]) -> None:
        if self._trends_wall is None:
            return
        make = partial(trends.new_trend, self.session, self._trends_wall.board, cards=cards)

        def answer(name: str) -> bool:
            self.wall.cursor.move_off({card.id for card in cards})
            self.wall.repaint_changed()
            return self._run_change(lambda: make(name), done=self.wall.cursor.clear_marks)

        holds = f"with {describe_card_count(cards)}" if cards else "without a card yet"
        means = f"{holds}   enter Make   esc Back"
        proposed = trends.propose_name(cards)
        self.prompt.ask(PromptQuestion("New trend", answer, value=proposed, hint_for=lambda _text: means))

    def _run_change(self, change: Callable[[], object], done: Callable[[], object] = lambda: None) -> bool:
        """Run the change and return False, so that the prompt keeps what was typed until the change has succeeded."""
        self.prompt.is_answering = True
        self.run_worker(self._await_change(change, done))
        return False

    async def _await_change(self, change: Callable[[], object], done: Callable[[], object]) -> None:
        try:
            await self.app.apply_change(change)
        except HuddleError as refusal:
            self.prompt.is_answering = False
            self.show_refusal(refusal)
        else:
            done()
            self.prompt.leave()
            self.wall.repaint_changed()

    def _step_off(self, cards: list[Card]) -> None:
        """Move the cursor off these cards at once, so that the next key can be for the next card."""
        self.wall.cursor.move_off({card.id for card in cards})
        self.wall.cursor.clear_marks()
        self.wall.repaint_changed()


def describe_card_count(cards: Sequence[Card]) -> str:
    """Return `this card` for one card, else how many there are."""
    return "this card" if len(cards) == 1 else f"{len(cards)} cards"

"""The actions of the trends screen: what each key asks, and what is done with the answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from textual import getters, on

from core import trends
from core.errors import HuddleError
from core.models import Card, Trend
from core.trends import Column, Wall
from tui.screens.base import HuddleScreen
from tui.widgets.promptline import PromptLine, Question
from tui.widgets.wall import CardWall
from tui.widgets.wall_choice import is_settled, listed, matching
from tui.widgets.wall_keys import WallKeys


class TrendsKeys(WallKeys, HuddleScreen):
    """The actions on a card wall with a prompt line. The bindings, and who may use them, are in the screen."""

    wall = getters.query_one(CardWall)
    prompt = getters.query_one(PromptLine)

    def __init__(self) -> None:
        super().__init__()
        self._trends_wall: Wall | None = None

    # -- finding and marking

    def action_mark(self) -> None:
        spot = self.wall.spot
        if spot.card is not None:
            spot.mark([spot.card.id])
            spot.down(1)
            self.wall.drawn()

    def action_find(self) -> None:
        def typed(text: str) -> str:
            return show_hit(self.wall.spot.find(text), text)

        def further(text: str) -> bool:
            show_hit(self.wall.spot.find(text, further=True), text)
            return not text.strip()

        def show_hit(hit: tuple[int, int], text: str) -> str:
            self.wall.drawn()
            number, of = hit
            words = f"{number} of {of}   enter Next   esc Back" if of else "no card has this" if text.strip() else ""
            self.prompt.hint(words)
            return words

        def leave() -> None:
            self.wall.spot.needle = ""
            self.wall.drawn()

        self.prompt.ask(Question("Find", further, typed=typed, left=leave))

    # -- grouping

    def action_move(self) -> None:
        cards = self.wall.spot.chosen()
        if cards:
            self._ask_column(f"Move {counted(cards)} to", self._columns(), partial(self._move, cards))

    def action_merge(self) -> None:
        trend = self.wall.spot.column.trend
        others = [column for column in self._columns() if column.trend not in (None, trend)]
        if trend is None or not others:
            self.notify("There is no other trend to merge this one with.", severity="warning", markup=False)
        else:
            self._ask_column(f"Merge {trend.name} into", others, partial(self._merge, trend))

    def action_dissolve(self) -> None:
        trend = self.wall.spot.column.trend
        if trend is not None:
            words = f"{trend.name} is dissolved; its cards stay. u takes it back"
            self.do(trends.dissolve, self.session, trend, then=lambda _: self._announce(words))

    def action_new(self) -> None:
        self._ask_new_trend(self.wall.spot.chosen())

    def action_rename(self) -> None:
        trend = self.wall.spot.column.trend
        if trend is not None:

            def answer(name: str) -> bool:
                return self._run_change(partial(trends.rename, self.session, trend, name))

            self.prompt.ask(Question("New name", answer, value=trend.name))

    def action_undo(self) -> None:
        if self._trends_wall is not None:
            self.do(trends.undo, self.session, self._trends_wall.board, then=self._announce)

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

    def _columns(self) -> Sequence[Column]:
        return self.wall.spot.columns

    def _ask_column(self, label: str, columns: Sequence[Column], chosen: Callable[[Column], None]) -> None:
        """Ask for a column by its number or a part of its name, and call `chosen` with it."""

        def answer(typed: str) -> bool:
            matches = matching(typed, columns) if typed.strip() else []
            if matches:
                chosen(matches[0])
            return bool(matches)

        def means(typed: str) -> str:
            return listed(matching(typed, columns)) or "there is no such trend"

        settled = partial(is_settled, columns=columns)
        self.prompt.ask(Question(label, answer, typed=means, at_once=settled, short=True))

    def _move(self, cards: list[Card], column: Column) -> None:
        self._step_off(cards if column.key != self.wall.spot.column.key else [])
        self.do(trends.move, self.session, cards, column.trend)

    def _merge(self, other: Trend, into: Column) -> None:
        self.do(trends.merge, self.session, into.trend, other)

    def _ask_new_trend(self, cards: list[Card]) -> None:
        if self._trends_wall is None:
            return
        make = partial(trends.new_trend, self.session, self._trends_wall.board, cards=cards)

        def answer(name: str) -> bool:
            self.wall.spot.step_off({card.id for card in cards})
            self.wall.drawn()
            return self._run_change(lambda: make(name), done=self.wall.spot.unmark)

        holds = f"with {counted(cards)}" if cards else "without a card yet"
        means = f"{holds}   enter Make   esc Back"
        proposed = trends.proposed_name(cards)
        self.prompt.ask(Question("New trend", answer, value=proposed, typed=lambda _text: means))

    def _run_change(self, change: Callable[[], object], done: Callable[[], object] = lambda: None) -> bool:
        """Run the change and return False, so that the prompt keeps what was typed until the change has succeeded."""
        self.prompt.waiting = True
        self.run_worker(self._await_change(change, done))
        return False

    async def _await_change(self, change: Callable[[], object], done: Callable[[], object]) -> None:
        try:
            await self.app.act(change)
        except HuddleError as refusal:
            self.prompt.waiting = False
            self.refused(refusal)
        else:
            done()
            self.prompt.leave()
            self.wall.drawn()

    def _step_off(self, cards: list[Card]) -> None:
        """Move the cursor off these cards at once, so that the next key can be for the next card."""
        self.wall.spot.step_off({card.id for card in cards})
        self.wall.spot.unmark()
        self.wall.drawn()


def counted(cards: Sequence[Card]) -> str:
    """Return `this card` for one card, else how many there are."""
    return "this card" if len(cards) == 1 else f"{len(cards)} cards"

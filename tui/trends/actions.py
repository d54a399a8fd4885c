"""The actions of the trends screen: what each key asks, and what is done with the answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from core.errors import HuddleError
from core.meeting import trends
from core.meeting.trend_columns import TrendColumn
from core.models import Board, Card, Trend
from tui import keymap
from tui.shell.actions import Action, ActionTable
from tui.shell.confirm import ConfirmScreen
from tui.shell.screen import HuddleScreen
from tui.shell.undo import undo_last
from tui.trends.lines import describe_card_count, format_columns, is_unambiguous, matching_columns
from tui.trends.wall import CardWall
from tui.widgets.prompt_line import PromptLine, PromptQuestion


class TrendsActions:
    """The actions on a card wall, which ask on a prompt line. The bindings are in the screen."""

    def __init__(self, screen: HuddleScreen, wall: CardWall, prompt: PromptLine) -> None:
        self.board: Board | None = None
        """The board whose cards are on the wall; None without one."""
        self.may_group = False
        """Whether the viewer may group these cards."""
        self._screen = screen
        self._wall = wall
        self._cursor = wall.cursor
        self._prompt = prompt

    def table(self) -> ActionTable:
        """Return the actions by name, with when each is offered."""
        cursor = self._cursor
        return {
            "right": Action(self._moving(cursor.move_right)),
            "down": Action(self._moving(cursor.move_down)),
            "page": Action(self._moving(cursor.move_pages)),
            "first": Action(self._moving(cursor.move_to_first)),
            "last": Action(self._moving(cursor.move_to_last)),
            "find": Action(self.ask_text, lambda: self.board is not None and not self._prompt.is_asking),
            "mark": Action(self.mark, self._can_group),
            "move": Action(self.ask_where_to_move, self._can_group),
            "new": Action(lambda: self.ask_new_trend(cursor.selected_cards()), self._can_group),
            "undo": Action(self.undo, self._can_group),
            "rename": Action(self.ask_new_name, self._can_change_trend),
            "merge": Action(self.ask_where_to_merge, self._can_change_trend),
            "dissolve": Action(self.dissolve, self._can_change_trend),
        }

    def _can_group(self) -> bool:
        return self.board is not None and self.may_group and not self._prompt.is_asking

    def _can_change_trend(self) -> bool:
        return self._can_group() and self._cursor.column.trend is not None

    # -- the cursor

    def _moving(self, move: Callable[..., None]) -> Callable[..., None]:
        """Return an action that moves the cursor and repaints what this changes."""

        def move_and_repaint(*by: int) -> None:
            move(*by)
            self._wall.repaint_changed()

        return move_and_repaint

    def mark(self) -> None:
        """Mark the card under the cursor, and move on to the next one."""
        card = self._cursor.card
        if card is not None:
            self._cursor.toggle_marks([card.id])
            self._cursor.move_down(1)
            self._wall.repaint_changed()

    def ask_text(self) -> None:
        """Ask for a text, and move the cursor from card to card that has it."""

        def show_hit(hit: tuple[int, int], text: str) -> str:
            self._wall.repaint_changed()
            number, count = hit
            none = "No match" if text.strip() else ""
            hint = f"{number} of {count}   enter Next   esc Close" if count else none
            self._prompt.show_hint(hint)
            return hint

        def find_first(text: str) -> str:
            return show_hit(self._cursor.find_text(text), text)

        def find_next(text: str) -> bool:
            show_hit(self._cursor.find_text(text, after_cursor=True), text)
            return not text.strip()

        def stop_finding() -> None:
            self._cursor.needle = ""
            self._wall.repaint_changed()

        self._prompt.ask(PromptQuestion("Find", find_next, hint_for=find_first, on_leave=stop_finding))

    # -- cards

    def ask_where_to_move(self) -> None:
        """Ask for a column, and move the marked cards, or the one under the cursor, there."""
        cards = self._cursor.selected_cards()
        if cards:
            move_there = partial(self.move, cards)
            self._ask_column(f"Move {describe_card_count(cards)} to", self._cursor.columns, move_there)

    def move(self, cards: list[Card], column: TrendColumn) -> None:
        """Move these cards to that column."""
        self._move_cursor_off(cards if column.key != self._cursor.column.key else [])
        self._cursor.clear_marks()
        self._wall.repaint_changed()
        self._screen.run_change(trends.move, self._screen.session, cards, column.trend)

    def ask_new_trend(self, cards: list[Card]) -> None:
        """Ask for the name of a new trend, and make it of these cards."""
        if self.board is None:
            return
        make = partial(trends.new_trend, self._screen.session, self.board, cards=cards)

        def answer(name: str) -> bool:
            self._move_cursor_off(cards)
            self._wall.repaint_changed()
            return self._run_change(lambda: make(name), then=self._cursor.clear_marks)

        holds = f"with {describe_card_count(cards)}" if cards else "without cards yet"
        hint = f"{holds}   enter Add   esc Cancel"
        proposed = trends.propose_name(cards)
        self._ask(PromptQuestion("New trend", answer, value=proposed, hint_for=lambda _text: hint))

    def drop(self, cards: list[Card], column: TrendColumn | None) -> None:
        """Move cards that were dropped on a column; ask for the name of a new trend for those on the edge."""
        if column is None:
            self.ask_new_trend(cards)
        else:
            self.move(cards, column)

    def _move_cursor_off(self, cards: list[Card]) -> None:
        """Move the cursor off these cards at once, so that the next key can be for the next card."""
        self._cursor.move_off({card.id for card in cards})

    # -- trends

    def ask_where_to_merge(self) -> None:
        """Ask for a trend, and put the one under the cursor into it."""
        trend = self._cursor.column.trend
        others = [column for column in self._cursor.columns if column.trend not in (None, trend)]
        if trend is None or not others:
            self._screen.notify("No other trend to merge with.", severity="warning", markup=False)
        else:
            self._ask_column(f"Merge {trend.name} into", others, partial(self._merge, trend))

    def _merge(self, trend: Trend, into: TrendColumn) -> None:
        self._screen.run_change(trends.merge, self._screen.session, into.trend, trend)

    def ask_new_name(self) -> None:
        """Ask for another name of the trend under the cursor."""
        trend = self._cursor.column.trend
        if trend is not None:

            def answer(name: str) -> bool:
                return self._run_change(partial(trends.rename, self._screen.session, trend, name))

            self._ask(PromptQuestion("New name", answer, value=trend.name))

    def dissolve(self) -> None:
        """Ask, and delete the trend under the cursor; its cards stay."""
        trend, screen = self._cursor.column.trend, self._screen
        if trend is None:
            return
        key = screen.app.key_label(keymap.UNDO, "undo")
        words = f"Trend “{trend.name}” deleted. Press {key} to undo."

        def delete_if_sure(is_sure: bool | None) -> None:
            if is_sure:
                screen.run_change(trends.dissolve, screen.session, trend, then=lambda _trend: self._announce(words))

        question = f"Delete the trend “{trend.name}”? Its cards stay."
        screen.open_dialog(ConfirmScreen(question, "Delete trend"), delete_if_sure)

    def undo(self) -> None:
        """Undo the viewer's last step on these trends."""
        if self.board is not None:
            undo = partial(trends.undo, self._screen.session, self.board)
            undo_last(self._screen, trends.FAMILY, meeting_id=self.board.meeting_id, undo=undo, then=self._announce)

    def _announce(self, words: str) -> None:
        # One notification at a time: several, after some quick undos, would hide the cards.
        self._screen.app.clear_notifications()
        self._screen.notify(words, markup=False)

    # -- asking

    def _ask_column(self, label: str, columns: Sequence[TrendColumn], chosen: Callable[[TrendColumn], None]) -> None:
        """Ask for a column by its number or a part of its name, and call `chosen` with it."""

        def answer(typed: str) -> bool:
            matches = matching_columns(typed, columns) if typed.strip() else []
            if matches:
                chosen(matches[0])
            return bool(matches)

        def describe_matches(typed: str) -> str:
            return format_columns(matching_columns(typed, columns)) or "No such trend"

        is_complete = partial(is_unambiguous, columns=columns)
        question = PromptQuestion(label, answer, hint_for=describe_matches, is_complete=is_complete, is_short=True)
        self._ask(question)

    def _ask(self, question: PromptQuestion) -> None:
        """Ask the question, and keep what is typed as a draft until the line closes."""
        app, board_id = self._screen.app, self.board.id if self.board else 0
        draft = repr(("trends", board_id, question.label, question.value))

        def keep(text: str) -> None:
            if text:
                app.form_drafts.save(draft, {"typed": text})
            elif not app.moved_file.sentence:  # else nothing can be stored any more but the draft
                app.form_drafts.discard(draft)
            app.form_drafts.wait_until_saved()

        typed = app.form_drafts.read(draft).get("typed", "")
        self._prompt.ask(replace(question, typed=typed, keep=keep))

    def _run_change(self, change: Callable[[], object], then: Callable[[], object] = lambda: None) -> bool:
        """Run the change and return False, so that the prompt keeps what was typed until the change has succeeded."""
        self._prompt.is_answering = True
        self._screen.run_worker(self._await_change(change, then))
        return False

    async def _await_change(self, change: Callable[[], object], then: Callable[[], object]) -> None:
        try:
            await self._screen.app.apply_change(change)
        except HuddleError as refusal:
            self._prompt.is_answering = False
            self._screen.show_refusal(refusal)
        else:
            then()
            self._prompt.leave()
            self._wall.repaint_changed()

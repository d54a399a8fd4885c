"""The trends stage: the trends, largest first. Cards are sorted on the trends screen."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual import getters
from textual.app import ComposeResult
from textual.widgets import Static

from core.access.feed import CommittedChange
from core.meeting import cards
from core.meeting.lifecycle import NoMeetingError
from core.meeting.trend_columns import TrendColumn, load_grouped_cards
from core.meeting.unrevealed import count_hidden_cards
from tui import keymap
from tui.dialogs.board_choice import BOARD_KEYS, ask_board_to_collect, describe_sheet_key, may_choose_board
from tui.dialogs.reveal_cards import REVEAL_KEY, ask_reveal, may_reveal
from tui.meeting.stages.voting import VotingStage
from tui.shell.actions import Action, ActionTable
from tui.widgets.card_list import CardLine, CardList
from tui.widgets.text_bars import count_bar

RECURRING_QUESTION = "What keeps coming up?"

NO_TREND = "No trends yet."
HIDDEN_CARDS = "Cards can be sorted once they are revealed."

BAR_WIDTH = 24
"""Columns of the bar of the trend with the most cards."""


class TrendsStage(VotingStage):
    """The trends, each with a bar and its number of cards."""

    VOTES_ON = "trend"
    NO_SUBJECT = "No trends to vote on."
    DEFAULT_CSS = """
    TrendsStage { max-width: 92; }
    TrendsStage CardList > .cardlist--state { color: $bar; }
    """

    BINDINGS = [
        keymap.OPEN.bind("sort", "Sort cards", id="trends.sort", tooltip="Sort cards into trends"),
        *BOARD_KEYS,
        REVEAL_KEY,
    ]

    trend_list = getters.query_one(CardList)
    question = getters.query_one(".question", Static)
    counts = getters.query_one(".goal", Static)

    def compose_heading(self) -> ComposeResult:
        yield Static(RECURRING_QUESTION, classes="question", markup=False)
        yield Static("", classes="goal", markup=False)

    def compose_content(self) -> ComposeResult:
        yield CardList(empty=NO_TREND, numbers=False)

    def focus_first(self) -> None:
        (self.vote_list if self.is_vote_list_shown else self.trend_list).focus()

    def handle_changes(self, changes: list[CommittedChange]) -> None:
        if not self.show_vote_changes(changes):
            self.show()

    def show(self) -> None:
        try:
            self._board = cards.find_board(self.session)
            grouped = load_grouped_cards(self.session, self._board)
        except NoMeetingError as refusal:
            self.trend_list.set_empty_text(str(refusal))
            return
        self.question.update(RECURRING_QUESTION if self._board.kind == "accountabilities" else self._board.question)
        if cards.is_hidden(self._board):
            counts = f"{count_hidden_cards(self.session, self._board)}, hidden until the host reveals them"
            self.trend_list.set_empty_text(HIDDEN_CARDS)
        else:
            counts = grouped.counts_text
            key = self.app.key_label(keymap.OPEN, "trends.sort")
            how = f" Press {key} to sort the cards." if self.can_act else ""
            self.trend_list.set_empty_text(f"{NO_TREND}{how}")
        self.counts.update(
            " · ".join(part for part in (counts, describe_sheet_key(self.app, self._board.kind)) if part)
        )
        self.trend_list.set_lines(trend_lines(grouped.columns))
        self.show_votes()

    def make_actions(self) -> ActionTable:
        return {
            **super().make_actions(),
            "sort": Action(lambda: self.app.action_go("trends")),
            "reveal": Action(
                lambda: ask_reveal(self.huddle_screen, self._board), lambda: may_reveal(self.session, self._board)
            ),
            "choose_board": Action(
                lambda: ask_board_to_collect(self.huddle_screen),
                lambda: self.can_act and may_choose_board(self.session),
            ),
        }


def trend_lines(columns: Sequence[TrendColumn]) -> list[CardLine]:
    """Return a line with a bar for each trend, the one with the most cards first."""
    trend_cards = [(column.trend, len(column.cards)) for column in columns if column.trend is not None]
    trend_cards.sort(key=lambda entry: -entry[1])
    most_cards = max((count for _, count in trend_cards), default=0)
    name_width = max((cell_len(trend.name) for trend, _ in trend_cards), default=0)
    return [
        CardLine(
            key=trend.id,
            text=trend.name + " " * (name_width - cell_len(trend.name)),
            state=f"{count_bar(count, most_cards, BAR_WIDTH)} {count:>3}",
        )
        for trend, count in trend_cards
    ]

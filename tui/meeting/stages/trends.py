"""The trends stage: the trends, largest first. Cards are sorted on the trends screen."""

from __future__ import annotations

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Static

from core.access.feed import CommittedChange
from core.errors import HuddleError
from core.meeting import cards, trends
from tui.dialogs.board_choice import BOARD_KEYS, ask_board_to_collect, describe_sheet_key, may_choose_board
from tui.meeting.stages.voting import VotingStage
from tui.widgets.card_list import CardLine, CardList
from tui.widgets.pick_list import PickList

RECURRING_QUESTION = "What do we say, again and again?"


class TrendsStage(VotingStage):
    """The trends, each with a bar and its number of cards."""

    VOTES_ON = "trend"
    DEFAULT_CSS = """
    TrendsStage { max-width: 92; }
    TrendsStage CardList > .cardlist--state { color: $bar; }
    """

    BINDINGS = [
        Binding(
            "enter", "sort", "Sort the cards", id="trends.sort", tooltip="To the trends screen, where cards are moved"
        ),
        *BOARD_KEYS,
    ]

    def compose(self) -> ComposeResult:
        yield Static(RECURRING_QUESTION, classes="question", markup=False)
        yield Static("", classes="goal", markup=False)
        with Vertical(id="said"):
            yield CardList(empty="No trend has been made yet. Press enter to sort what was said.", numbers=False)
        yield PickList(empty="There is no trend to vote on.", id="votes")

    def focus_first(self) -> None:
        (self.vote_list if self.is_vote_list_shown else self.query_one(CardList)).focus()

    def changed(self, changes: list[CommittedChange]) -> None:
        if not self.show_vote_changes(changes):
            self.show()

    def show(self) -> None:
        try:
            self._board = cards.find_board(self.session)
            wall = trends.load_wall(self.session, self._board)
        except HuddleError as refusal:
            self.query_one(CardList).set_empty_text(str(refusal))
            return
        asks = RECURRING_QUESTION if self._board.kind == "accountabilities" else self._board.question
        self.query_one(".question", Static).update(asks)
        grouped = [column for column in wall.columns if column.trend is not None]
        total = sum(len(column.cards) for column in wall.columns)
        inside = sum(len(column.cards) for column in grouped)
        counts = f"{total} cards, {inside} of them in {len(grouped)} trends"
        self.query_one(".goal", Static).update(
            " · ".join(word for word in (counts, describe_sheet_key(self._board.kind)) if word)
        )
        largest = max((len(column.cards) for column in grouped), default=1) or 1
        grouped.sort(key=lambda column: -len(column.cards))
        names = {column.trend.id: column.trend.name for column in grouped if column.trend}
        wide = max((cell_len(name) for name in names.values()), default=0)
        lines = []
        for column in grouped:
            assert column.trend is not None
            name = column.trend.name
            length = round(24 * len(column.cards) / largest)
            padded = name + " " * (wide - cell_len(name))
            lines.append(
                CardLine(key=column.trend.id, text=f"{padded}", state=f"{'▇' * length} {len(column.cards):>3}")
            )
        self.query_one(CardList).set_lines(lines)
        self.show_votes()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "choose_board":
            return self.can_act and may_choose_board(self.session)
        return super().check_action(action, parameters)

    def action_choose_board(self) -> None:
        ask_board_to_collect(self.huddle_screen)

    def action_sort(self) -> None:
        self.app.action_go("trends")

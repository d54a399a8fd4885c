"""The trends stage on the wall: what recurs, largest first. The sorting itself is done on the trends screen."""

from __future__ import annotations

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Static

from core import collect, trends
from core.errors import HuddleError
from tui.stages.base import StageView
from tui.widgets.cardlist import CardList, Line


class TrendsStage(StageView):
    """Each trend with its number of cards."""

    BINDINGS = [
        Binding(
            "enter", "sort", "Sort the cards", id="trends.sort", tooltip="To the trends screen, where cards are moved"
        ),
    ]

    def compose(self) -> ComposeResult:
        yield Static("What do we say, again and again?", classes="question", markup=False)
        yield Static("", classes="goal", markup=False)
        yield CardList(empty="No trend has been made yet. Press enter to sort what was said.", numbers=False)

    def focus_first(self) -> None:
        self.query_one(CardList).focus()

    def show(self) -> None:
        try:
            wall = trends.wall(self.session, collect.board(self.session))
        except HuddleError as refusal:
            self.query_one(CardList).set_empty(str(refusal))
            return
        grouped = [column for column in wall.columns if column.trend is not None]
        total = sum(len(column.cards) for column in wall.columns)
        inside = sum(len(column.cards) for column in grouped)
        self.query_one(".goal", Static).update(f"{total} cards, {inside} of them in {len(grouped)} trends")
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
            lines.append(Line(key=column.trend.id, text=f"{padded}", state=f"{'▇' * length} {len(column.cards):>3}"))
        self.query_one(CardList).set_lines(lines)

    def action_sort(self) -> None:
        self.app.action_go("trends")

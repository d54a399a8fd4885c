"""A dialog with charts of a leaderboard row: its course in the period, and how the team is distributed."""

from __future__ import annotations

from collections.abc import Sequence

from textual import getters
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from core.errors import HuddleError
from core.metrics.rating import format_rating, format_target
from core.standings.charts import Distribution, burn_up, distribution
from core.standings.leaderboard import Standing, StandingsBoard
from core.values.amounts import format_amount, format_percent
from core.values.periods import format_share_gone
from core.values.writing import is_in_words
from tui import keymap
from tui.app import HuddleApp
from tui.keymap import Verb
from tui.shell.dialog import Dialog
from tui.widgets.charts import BurnUpChart, DistributionChart, describe_legend
from tui.widgets.top_and_key_lines import first_that_fits


class ChartScreen(Dialog[None]):
    """The charts in a dialog."""

    app = getters.app(HuddleApp)
    CSS_PATH = "chart.tcss"
    BINDINGS = [
        keymap.BACK.bind("dismiss", "Close", id="chart.close", tooltip="Close the chart", also="enter"),
        keymap.MARK.bind(
            "spread", "Chart or spread", id="chart.spread", tooltip="Show the spread of the team, or the chart"
        ),
        keymap.FIELD.bind("next", "Next number", id="chart.next", tooltip="Show the next number"),
    ]

    def __init__(self, rows: Sequence[tuple[StandingsBoard, Standing]]) -> None:
        """`rows` are rows, each with its board. The first is shown; a key shows the next."""
        super().__init__()
        self._rows = list(rows)
        self._index = 0
        self._is_spread = False

    def compose(self) -> ComposeResult:
        with Vertical(id="chart", classes="dialog--box"):
            yield Static("", id="chart-name", classes="dialog--title", markup=False)
            yield BurnUpChart()
            yield DistributionChart()
            yield Static("", id="chart-legend", markup=False)
            yield Static("", classes="dialog--keys", markup=False)

    def on_mount(self) -> None:
        self.call_after_refresh(self._show)

    def on_resize(self) -> None:
        if self.is_mounted:
            self.call_after_refresh(self._show)

    def action_next(self) -> None:
        self._index = (self._index + 1) % len(self._rows)
        self._is_spread = False
        self._show()

    def action_spread(self) -> None:
        if distribution(self._rows[self._index][0]) is not None:
            self._is_spread = not self._is_spread
            self._show()

    def _show(self) -> None:
        board, row = self._rows[self._index]
        spread = distribution(board)
        self.query_one(BurnUpChart).display = not self._is_spread
        self.query_one(DistributionChart).display = self._is_spread
        if self._is_spread and spread is not None:
            self._show_spread(board, spread)
        else:
            self._show_burn_up(board, row)
        keys = [f"{self._key(keymap.MARK, 'spread')} {'Chart' if self._is_spread else 'Spread'}"] if spread else []
        keys += [f"{self._key(keymap.FIELD, 'next')} Next number"] if len(self._rows) > 1 else []
        close = f"{self._key(keymap.BACK, 'close')} Close"
        self.query_one(".dialog--keys", Static).update("   ".join([*keys, close]))

    def _key(self, verb: Verb, name: str) -> str:
        return self.app.key_label(verb, f"chart.{name}")

    def _show_burn_up(self, board: StandingsBoard, row: Standing) -> None:
        try:
            chart = burn_up(self.app.session, board, row)
        except HuddleError as refusal:
            self.notify(str(refusal), severity="warning", markup=False)
            self.dismiss()
            return
        amounts = format_amount(row.actual, board.scale, board.unit)
        attainment = ""
        if row.target is not None:
            amounts += f" of {format_target(row.target, board.better, board.scale, board.unit)}"
            attainment = f" · {format_rating(row.actual, row.target, board.better, board.scale, board.unit) or '–'}"
        pace = f" · pace {format_percent(row.pace)}" if row.pace is not None else ""
        title = f"{chart.name} · {board.metric} · {board.period.title} · {amounts}"
        texts = (title + attainment + pace, title + attainment, f"{chart.name} · {board.metric} · {amounts}")
        name = self.query_one("#chart-name", Static)
        name.update(first_that_fits(texts, name.size.width or len(title + attainment + pace)))
        self.query_one(BurnUpChart).set_chart(chart)
        self.query_one("#chart-legend", Static).update(describe_legend(chart))

    def _show_spread(self, board: StandingsBoard, spread: Distribution) -> None:
        name = f"Team · {board.metric} · {format_share_gone(board.period, board.share_gone)}"
        self.query_one("#chart-name", Static).update(name)
        chart = self.query_one(DistributionChart)
        chart.set_chart(spread)
        # Only after layout is it known how many members one dot stands for.
        self.call_after_refresh(self._show_dot_legend, chart, spread)

    def _show_dot_legend(self, chart: DistributionChart, spread: Distribution) -> None:
        if not self._is_spread:
            return
        people = chart.people_per_dot
        dots = "● 1 person" if people == 1 else f"● up to {people} people"
        legend = ["placed by % of target reached"] if is_in_words() else [dots, "placed by % of target reached"]
        legend += [f"{spread.without_target} without a target"] if spread.without_target else []
        self.query_one("#chart-legend", Static).update(" · ".join(legend))

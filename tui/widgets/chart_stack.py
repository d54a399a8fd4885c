"""Burn-up charts one below the other, as many as the height has room for."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from core.standings.charts import BurnUp
from tui.widgets.charts import BurnUpChart, describe_legend
from tui.widgets.section import Section

MAX_CHARTS = 3
"""The most charts that are shown."""

MIN_CHART_LINES = 11
"""Least height of a chart in lines, with its heading and the line below it."""


class _TitledChart(Vertical):
    """A chart under its heading."""

    DEFAULT_CSS = """
    _TitledChart {
        height: 1fr;
        max-height: 18;
        margin-bottom: 1;
    }
    """

    def __init__(self, chart: BurnUp) -> None:
        super().__init__()
        self._heading = Section(chart.metric, chart.period.title)
        self._chart = BurnUpChart()
        self._chart.set_chart(chart)

    def compose(self) -> ComposeResult:
        yield self._heading
        yield self._chart

    def set_chart(self, chart: BurnUp) -> None:
        """Show another chart."""
        self._heading.title, self._heading.note = chart.metric, chart.period.title
        self._chart.set_chart(chart)


class ChartStack(Vertical):
    """Charts that fill the space below other widgets; none is shown where there is too little of it."""

    DEFAULT_CSS = """
    ChartStack {
        height: 1fr;
        & > Static { height: 1; color: $dim; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.display = False
        self._charts: Sequence[BurnUp] = ()
        self._places: list[_TitledChart] = []
        """The charts that were needed so far, since many pages never show any."""
        self._legend = Static("", markup=False)

    def compose(self) -> ComposeResult:
        yield self._legend

    def set_charts(self, charts: Sequence[BurnUp]) -> None:
        """Show the first of these charts that have room."""
        self._charts = charts
        self.display = bool(charts)
        self._arrange()

    def on_resize(self) -> None:
        self._arrange()

    def _arrange(self) -> None:
        count = min(MAX_CHARTS, len(self._charts), self.size.height // MIN_CHART_LINES)
        for place, chart in zip(self._places, self._charts, strict=False):
            place.set_chart(chart)
        for chart in self._charts[len(self._places) : count]:
            self._places.append(_TitledChart(chart))
            self.mount(self._places[-1], before=self._legend)
        for number, place in enumerate(self._places):
            place.display = number < count
        self._legend.update(describe_legend(self._charts[0]) if count else "")

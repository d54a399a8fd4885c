"""What is known about one row of the leaderboard, beside the rows: its chart, and how its figures come about."""

from __future__ import annotations

from dataclasses import dataclass

from textual import getters
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from core.access.session import Session
from core.errors import HuddleError
from core.standings.charts import BurnUp, burn_up
from core.standings.explain import explain_row
from core.standings.leaderboard import Standing, StandingsBoard
from tui.widgets.charts import BurnUpChart, describe_legend
from tui.widgets.fact_list import Fact, Facts
from tui.widgets.section import Section


@dataclass(frozen=True, slots=True)
class ExplainedRow:
    """A row, and what is known about it as far as the viewer may see it."""

    row: Standing
    chart: BurnUp | None = None
    rules: tuple[tuple[str, str], ...] = ()
    """The rules by which the row has its place: a word and a sentence each."""
    why_hidden: str = ""
    """Why the viewer does not see chart and rules."""


def read_row(session: Session, board: StandingsBoard, row: Standing) -> ExplainedRow:
    """Return what is known about a row of a board. It reads entries, which takes its time in a long history."""
    try:
        return ExplainedRow(row, burn_up(session, board, row), explain_row(session, board, row).rules)
    except HuddleError as refusal:
        return ExplainedRow(row, why_hidden=str(refusal))


class RowPane(Vertical):
    """The chart of a row, and the rules by which it has its place."""

    DEFAULT_CSS = """
    RowPane {
        padding: 0 2;
        border-left: solid $rule;
        & > BurnUpChart { max-height: 24; margin-top: 1; }
        & > .row-pane--legend { height: auto; color: $dim; margin: 1 0; }
        & > Facts { height: auto; }
    }
    """

    heading = getters.query_one(Section)
    chart = getters.query_one(BurnUpChart)
    legend = getters.query_one(Static)
    facts = getters.query_one(Facts)

    def compose(self) -> ComposeResult:
        yield Section("")
        yield BurnUpChart()
        yield Static("", classes="row-pane--legend", markup=False)
        yield Facts()

    def show(self, explained: ExplainedRow) -> None:
        """Show a row, as far as the viewer may see it; where they may not, say why."""
        chart = explained.chart
        self.chart.display = self.legend.display = chart is not None
        if chart is None:
            self.heading.title = explained.row.name
            self.facts.set_facts([], empty=explained.why_hidden)
            return
        self.heading.title = chart.name
        self.chart.set_chart(chart)
        self.legend.update(describe_legend(chart))
        self.facts.set_gap(True)
        self.facts.set_facts([Fact(sentence, who=word) for word, sentence in explained.rules])

    def clear(self) -> None:
        """Show nothing."""
        self.heading.title = ""
        self.chart.display = self.legend.display = False
        self.facts.set_facts([])

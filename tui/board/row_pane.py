"""What is known about one row of the leaderboard, beside the rows: its chart, and how its figures come about."""

from __future__ import annotations

from textual import getters
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from core.access.session import Session
from core.errors import HuddleError
from core.standings.charts import burn_up
from core.standings.explain import explain_row
from core.standings.leaderboard import Standing, StandingsBoard
from tui.widgets.charts import BurnUpChart, describe_legend
from tui.widgets.fact_list import Fact, Facts
from tui.widgets.section import Section


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

    def show(self, session: Session, board: StandingsBoard, row: Standing) -> None:
        """Show this row, as far as the viewer may see it; where they may not, say why."""
        try:
            chart, rules = burn_up(session, board, row), explain_row(session, board, row).rules
        except HuddleError as refusal:
            self.heading.title = row.name
            self.chart.display = self.legend.display = False
            self.facts.set_facts([], empty=str(refusal))
            return
        self.heading.title = chart.name
        self.chart.display = self.legend.display = True
        self.chart.set_chart(chart)
        self.legend.update(describe_legend(chart))
        self.facts.set_gap(True)
        self.facts.set_facts([Fact(sentence, who=word) for word, sentence in rules])

"""The details of one row of a list: a heading, facts and numbers, which scroll if they are long."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll

from tui.widgets.chart_stack import ChartStack
from tui.widgets.fact_list import Fact, Facts
from tui.widgets.progress_rows import ProgressRow, ProgressRows
from tui.widgets.section import Section

FEW_ROWS = 8
"""Up to this many numbers have empty lines between them, on a tall screen."""


class NumbersPart(Vertical):
    """Progress rows under a heading of their own; hidden without rows."""

    DEFAULT_CSS = """
    NumbersPart {
        height: auto;
        margin-top: 1;
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.display = False
        self._heading = Section("")
        self._rows = ProgressRows(terse=True)

    def compose(self) -> ComposeResult:
        yield self._heading
        yield self._rows

    def set_numbers(self, title: str, rows: Sequence[ProgressRow], *, note: str = "") -> None:
        """Show these rows under the title, with a dim note at the right of it."""
        self.display = bool(rows)
        self._heading.title, self._heading.note = title, note
        self._rows.set_gap(len(rows) <= FEW_ROWS and self.screen.has_class("-tall"))
        self._rows.set_rows(rows)


class DetailPane(VerticalScroll, can_focus=False):
    """A heading of one line and facts under it; below them numbers if there are any, and charts if there is room."""

    DEFAULT_CSS = """
    DetailPane > ChartStack { margin-top: 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.facts = Facts()
        self.numbers = NumbersPart()
        self.charts = ChartStack()
        self._heading = Section("")

    def compose(self) -> ComposeResult:
        yield self._heading
        yield self.facts
        yield self.numbers
        yield self.charts

    def set_detail(self, title: str, facts: Sequence[Fact], *, note: str = "") -> None:
        """Show a title, a dim note at the right of it, and the facts."""
        self._heading.title, self._heading.note = title, note
        self.facts.set_facts(facts)

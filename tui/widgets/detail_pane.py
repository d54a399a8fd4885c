"""The details of one row of a list: a heading and facts, which scroll if they are long."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from tui.widgets.fact_list import Fact, Facts
from tui.widgets.section import Section


class DetailPane(VerticalScroll, can_focus=False):
    """A heading of one line and facts under it."""

    def __init__(self) -> None:
        super().__init__()
        self.facts = Facts()
        self._heading = Section("")

    def compose(self) -> ComposeResult:
        yield self._heading
        yield self.facts

    def set_detail(self, title: str, facts: Sequence[Fact], *, note: str = "") -> None:
        """Show a title, a dim note at the right of it, and the facts."""
        self._heading.title, self._heading.note = title, note
        self.facts.set_facts(facts)

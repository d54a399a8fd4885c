"""The heading of a part of a screen: a title at the left, a dim note at the right."""

from __future__ import annotations

from rich.cells import cell_len
from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.top_and_key_lines import truncate


class Section(Widget):
    """A heading of one line. The note is left out if the line is too short for both."""

    COMPONENT_CLASSES = {"section--name", "section--note"}
    DEFAULT_CSS = """
    Section {
        height: 1;
        & > .section--name { text-style: bold; }
        & > .section--note { color: $dim; }
    }
    """

    title: reactive[str] = reactive("")
    note: reactive[str] = reactive("")

    def __init__(self, title: str, note: str = "", *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.set_reactive(Section.title, title)
        self.set_reactive(Section.note, note)

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if y:
            return Strip.blank(width, self.rich_style)
        name = truncate(self.title, width)
        note = self.note if cell_len(name) + 2 + cell_len(self.note) <= width else ""
        gap = " " * (width - cell_len(name) - cell_len(note))
        return Strip(
            [
                Segment(name, self.get_component_rich_style("section--name")),
                Segment(gap, self.rich_style),
                Segment(note, self.get_component_rich_style("section--note")),
            ],
            width,
        )

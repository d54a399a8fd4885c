"""A widget with the number of cards of each group: name, bar and number, in columns where they fit."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.text_bars import count_bar


class GroupCounts(Widget):
    """Bars of the groups on one scale, in the order given and not ranked."""

    COMPONENT_CLASSES = {"counts--name", "counts--bar", "counts--number"}
    DEFAULT_CSS = """
    GroupCounts {
        height: auto;
        padding: 0 3;
        margin-bottom: 1;
        & > .counts--name { text-style: bold; }
        & > .counts--bar { color: $bar; }
        & > .counts--number { text-style: bold; }
    }
    """
    MIN_COLUMN = 26
    MAX_BAR = 40

    def __init__(self) -> None:
        super().__init__()
        self._counts: tuple[tuple[str, int], ...] = ()

    def set_counts(self, counts: Sequence[tuple[str, int]]) -> None:
        """Show these names and numbers, in order."""
        fresh = tuple(counts)
        if fresh != self._counts:
            relayout = len(fresh) != len(self._counts)
            self._counts = fresh
            self.refresh(layout=relayout)

    def _columns(self, width: int) -> int:
        return max(1, min(len(self._counts), width // self.MIN_COLUMN))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return -(-len(self._counts) // self._columns(width)) if self._counts else 0

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        columns = self._columns(width)
        row = self._counts[y * columns : (y + 1) * columns]
        if not row:
            return Strip.blank(width, self.rich_style)
        column = width // columns
        names = max(cell_len(name) for name, _ in self._counts)
        most = max(number for _, number in self._counts)
        room = min(self.MAX_BAR, column - names - 8)
        segments: list[Segment] = []
        name_style, bar_style, number_style = (
            self.get_component_rich_style(f"counts--{part}") for part in ("name", "bar", "number")
        )
        plain = self.rich_style
        for name, number in row:
            bar = count_bar(number, most, room, cell="▄")
            used = names + 2 + len(bar) + 1 + len(str(number))
            segments += [
                Segment(set_cell_size(name, names + 2), name_style),
                Segment(bar, bar_style),
                Segment(f" {number}", number_style),
                Segment(" " * max(1, column - used), plain),
            ]
        return Strip(segments).adjust_cell_length(width, plain)

"""A widget of names with a bar and a number each, as large as the space allows."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from core.values.writing import is_in_words
from tui.widgets.big_text import BIG_ROWS, big_width, big_word
from tui.widgets.empty_state import empty_line
from tui.widgets.text_bars import COUNT, count_bar
from tui.widgets.top_and_key_lines import truncate

LARGEST_BAR = 60
"""Largest width of a bar in cells; a longer one is not easier to read."""


class BarRows(Widget):
    """Rows on one scale: in block letters if all of them fit, else one line each, spaced if they fit."""

    COMPONENT_CLASSES = {"barrows--name", "barrows--bar", "barrows--quiet"}
    DEFAULT_CSS = """
    BarRows {
        height: 1fr;
        padding: 0 3;
        & > .barrows--name { text-style: bold; }
        & > .barrows--bar { color: $bar; }
        & > .barrows--quiet { color: $dim; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[tuple[str, int], ...] = ()
        self._empty = ""

    def set_rows(self, rows: Sequence[tuple[str, int]], *, empty: str = "") -> None:
        """Show these names and numbers in order; `empty` is the sentence shown without any."""
        if (tuple(rows), empty) != (self._rows, self._empty):
            self._rows, self._empty = tuple(rows), empty
            self.refresh()

    def _are_big(self, width: int, height: int) -> bool:
        words = [(name, str(number)) for name, number in self._rows]
        if not words or is_in_words() or len(words) * (BIG_ROWS + 1) - 1 > height:
            return False
        return all((big_width(name) or width) <= width // 2 and big_width(number) for name, number in words)

    def render_line(self, y: int) -> Strip:
        width, height = self.size
        if not self._rows:
            return empty_line(self, self._empty, y, self.get_component_rich_style("barrows--quiet"))
        every = BIG_ROWS + 1 if self._are_big(width, height) else 2 if len(self._rows) * 2 - 1 <= height else 1
        index, part = divmod(y, every)
        if index >= len(self._rows) or part == every - 1 > 0:
            return Strip.blank(width, self.rich_style)
        hidden = len(self._rows) - height
        if every == 1 and hidden > 0 and y == height - 1:
            words = f"and {hidden + 1} more"
            return Strip([Segment(words, self.get_component_rich_style("barrows--quiet"))]).adjust_cell_length(
                width, self.rich_style
            )
        return self._row(index, part, large=every > 2)

    def _row(self, index: int, part: int, *, large: bool) -> Strip:
        width = self.size.width
        name, number = self._rows[index]
        most = max(number for _, number in self._rows)
        names = max((big_width(name) or 0) if large else cell_len(name) for name, _ in self._rows)
        names = min(names, width // 2)
        numbers = max((big_width(str(value)) or 0) if large else len(str(value)) for _, value in self._rows)
        room = min(LARGEST_BAR, width - names - numbers - 6)
        bar = count_bar(number, most, room)
        if large:
            left = "    ".join((big_word(word) or ("",) * BIG_ROWS)[part] for word in name.split())
            right = (big_word(str(number)) or ("",) * BIG_ROWS)[part]
            # As high as the letters, whose uppermost half row is for accents.
            bar = bar.replace(COUNT, "▄" if part == 0 else "█")
        else:
            left, right = truncate(name, names), str(number)
        bold, bar_style = self.get_component_rich_style("barrows--name"), self.get_component_rich_style("barrows--bar")
        segments = [
            Segment(set_cell_size(left, names + 3), bold),
            Segment(bar, bar_style),
            Segment("  " + right, bold),
        ]
        return Strip(segments).adjust_cell_length(width, self.rich_style)

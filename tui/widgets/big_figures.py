"""Large numbers for the projector: each in block letters above its label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from core.values.writing import is_in_words
from tui.widgets.big_text import BIG_ROWS, big_width, big_word

FIGURE_GAP = 5
"""Cells between two figures at size 1; twice as many at size 2."""

LARGE_FIGURES_HEIGHT = 40
"""Screen height in lines from which figures may be twice as large."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and its label: `38`, `cards said`. The number may have a unit: `97%`."""

    text: str
    label: str
    loud: bool = False
    """Whether it is in the colour of a warning; the label must say the same in words."""

    def width(self, size: int) -> int:
        """Return the width in cells at this size of letters."""
        if is_in_words():
            return cell_len(f"{self.text} {self.label}")
        return max(_width(self.text, size), cell_len(self.label))


class Figures(Widget):
    """As many figures as fit, in order, as large as fit. Only a figure that changed is repainted.

    In words each number stands before its label, in one line.
    """

    COMPONENT_CLASSES = {"figures--number", "figures--label", "figures--loud"}
    DEFAULT_CSS = """
    Figures {
        height: auto;
        & > .figures--number { text-style: bold; }
        & > .figures--label { color: $dim; }
        & > .figures--loud { color: $error; text-style: bold; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._figures: tuple[Figure, ...] = ()
        self._centred = False

    @property
    def figures(self) -> tuple[Figure, ...]:
        return self._figures

    def set_figures(self, figures: Sequence[Figure], *, centred: bool = False) -> None:
        """Show these figures, the most important first, from the left or `centred`."""
        if centred != self._centred:
            self._centred = centred
            self.refresh()
        before, width = self._figures, self.size.width
        fresh = tuple(figures)
        if fresh == before:
            return
        old_size, old = self._columns(width)
        self._figures = fresh
        size, columns = self._columns(width)
        if (size, columns) != (old_size, old) or not before:
            self.refresh(layout=True)
            return
        for (x, figure_width), was, now in zip(columns, before, fresh, strict=False):
            if was != now:
                self.refresh(Region(x, 0, figure_width, self.size.height))

    def on_resize(self, _event: events.Resize) -> None:
        self.refresh()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        size, columns = self._columns(width)
        return (1 if is_in_words() else BIG_ROWS * size + 1) if columns else 0

    def _columns(self, width: int) -> tuple[int, list[tuple[int, int]]]:
        """Return the size, and (start, width) in cells of each figure that fits."""
        sizes = (2, 1) if self.app.size.height >= LARGE_FIGURES_HEIGHT else (1,)
        columns: list[tuple[int, int]] = []
        for size in sizes:
            columns, x = [], 0
            for figure in self._figures:
                figure_width = figure.width(size)
                if x + figure_width > width:
                    break
                columns.append((x, figure_width))
                x += figure_width + FIGURE_GAP * size
            if len(columns) == len(self._figures):
                break
        used = sum(columns[-1]) if columns else 0
        left = max(0, (width - used) // 2) if self._centred else 0
        return size, [(x + left, figure_width) for x, figure_width in columns]

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        size, columns = self._columns(width)
        segments: list[Segment] = []
        x = 0
        for (start, figure_width), figure in zip(columns, self._figures, strict=False):
            number = self.get_component_rich_style("figures--loud" if figure.loud else "figures--number")
            label = number if figure.loud else self.get_component_rich_style("figures--label")
            if is_in_words():
                gap = Segment(" " * (start - x), self.rich_style)
                segments += [gap, Segment(f"{figure.text} ", number), Segment(figure.label, label)] if y == 0 else []
                x = start + figure_width
                continue
            text = _row(figure.text, size, y) if y < BIG_ROWS * size else figure.label if y == BIG_ROWS * size else ""
            segments.append(Segment(" " * (start - x), self.rich_style))
            segments.append(Segment(text.ljust(figure_width), number if y < BIG_ROWS * size else label))
            x = start + max(figure_width, cell_len(text))
        return Strip(segments).adjust_cell_length(width, self.rich_style)


def _width(text: str, size: int) -> int:
    cells = big_width(text, size)
    return cell_len(text) if cells is None else cells - _saved_width(text, size)


def _saved_width(text: str, size: int) -> int:
    """Return the cells by which a figure is narrower than a sentence: its words are closer, as in `97%`."""
    return 2 * size * (len(text.split()) - 1)


def _row(text: str, size: int, y: int) -> str:
    words = [big_word(word, size) for word in text.split()]
    drawn = [rows[y] for rows in words if rows is not None]
    if len(drawn) < len(words):  # the font lacks a sign: the plain text, in the lowest row of the figure
        return text if y == BIG_ROWS * size - 1 else ""
    return (" " * 2 * size).join(drawn)

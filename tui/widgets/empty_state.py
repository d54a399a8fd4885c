"""The sentence that a widget shows when it has nothing to show: why, and which key changes that."""

from __future__ import annotations

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.text_wrap import wrap_text

WIDEST = 84
"""Largest width of a line in cells, short enough to read at one glance."""


def empty_lines(widget: Widget, sentence: str, style: Style) -> list[Strip]:
    """Return the strips of a widget that shows only `sentence`, centred; from its top to the last line of text."""
    width, height = widget.size
    # Centred on the whole widget: a scrolling list has only its left margin outside of its lines.
    room = widget.outer_size.width - 2 * widget.styles.gutter.left
    lines = wrap_text(sentence, max(10, min(WIDEST, room - 4))) if sentence else []
    drawn = [Strip.blank(width, widget.rich_style)] * max(0, (height - len(lines)) // 2)
    for words in lines:
        pad = " " * max(0, (room - cell_len(words)) // 2)
        drawn.append(Strip([Segment(pad + words, style)]).adjust_cell_length(width, widget.rich_style))
    return drawn


def empty_line(widget: Widget, sentence: str, y: int, style: Style) -> Strip:
    """Return line `y` of `empty_lines`, blank below the sentence."""
    drawn = empty_lines(widget, sentence, style)
    return drawn[y] if y < len(drawn) else Strip.blank(widget.size.width, widget.rich_style)

"""Keeps what a screen reader would spell out from the terminal, where the reader wants words: frames, lines, blocks."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from core.values.writing import is_in_words
from tui.widgets.signs import without_drawing


class WordFilter(LineFilter):
    """Draws spaces in place of what only draws, and a comma for an arrow in a sentence. No width changes."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [Segment(without_drawing(text), style, control) for text, style, control in segments]


_WORD_FILTERS = (WordFilter(),)


def word_filters() -> Sequence[LineFilter]:
    """Return the filter where signs are written in words, else none."""
    return _WORD_FILTERS if is_in_words() else ()

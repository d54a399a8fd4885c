"""Keeps control characters from the terminal, whatever a widget draws: file names, cells of a file, outside words."""

from __future__ import annotations

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from core.values.printable import drop_controls


class ControlFilter(LineFilter):
    """Drops control characters from each line that is drawn. What people typed has none since it was taken in."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        if all(segment.text.isprintable() for segment in segments):
            return segments
        return [Segment(drop_controls(text), style, control) for text, style, control in segments]


CONTROL_FILTER = ControlFilter()

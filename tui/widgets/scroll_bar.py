"""Scroll bars with a column of air before them, so that text does not touch them."""

from __future__ import annotations

from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment, Segments
from rich.style import Style
from textual.scrollbar import ScrollBar, ScrollBarRender


class SpacedBar(ScrollBarRender):
    """A vertical bar that takes the last of its columns; those before it are air. The style sheet gives it two."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if not self.vertical:
            yield from super().__rich_console__(console, options)
            return
        air = Segment(" " * (options.max_width - 1), Style(bgcolor=console.get_style(self.style).bgcolor))
        for bar in super().__rich_console__(console, options.update_width(1)):
            if isinstance(bar, Segments):
                yield Segments([part for cell in bar.segments for part in (air, cell, Segment.line())])


def use_spaced_bars() -> None:
    """Draw all scroll bars this way. Textual asks for it on its own class."""
    ScrollBar.renderer = SpacedBar

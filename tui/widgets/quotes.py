"""The quote wall: the latest cards in quotation marks, with their authors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.big_text import BIG_ROWS, big_segments, fit_largest
from tui.widgets.empty_state import empty_lines
from tui.widgets.text_wrap import wrap_text
from tui.widgets.top_and_key_lines import truncate


@dataclass(frozen=True, slots=True)
class Quote:
    """A card on the wall. `by` is the author's name, empty on an anonymous board."""

    key: int
    text: str
    by: str = ""


class QuoteWall(Widget):
    """As many of the latest cards as fit, the newest at the bottom and highlighted. It does not scroll."""

    COMPONENT_CLASSES = {"quotes--newest", "quotes--loud", "quotes--by", "quotes--empty"}
    DEFAULT_CSS = """
    QuoteWall {
        height: 1fr;
        padding: 0 3;
        & > .quotes--newest { text-style: bold; }
        & > .quotes--loud { color: $accent; text-style: bold; }
        & > .quotes--by { color: $dim; }
        & > .quotes--empty { color: $dim; }
    }
    """

    def __init__(self, *, empty: str = "", big: bool = False) -> None:
        """`empty` is the sentence shown without cards.

        With `big`, all cards are in block letters if they fit, else the newest one if it fits into half of the height.
        """
        super().__init__()
        self._empty = empty
        self._big = big
        self._quotes: list[Quote] = []
        self._drawn: list[Strip] | None = None
        self._blocks: dict[Quote, list[Strip]] = {}
        """Strips of the cards shown last: a new card only moves them up, so they need not be drawn again."""

    def set_quotes(self, quotes: Sequence[Quote], *, empty: str | None = None) -> None:
        """Show these cards, oldest first; `empty` is the sentence shown without any, None keeps the present one."""
        self._empty = self._empty if empty is None else empty
        self._quotes = list(quotes)
        self._drawn = None
        self.refresh()

    def on_resize(self, _event: events.Resize) -> None:
        self._drawn = None
        self._blocks.clear()

    def notify_style_update(self) -> None:
        self._drawn = None
        self._blocks.clear()
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        if self._drawn is None:
            self._drawn = self._draw()
        return self._drawn[y] if y < len(self._drawn) else Strip.blank(self.size.width, self.rich_style)

    def _draw(self) -> list[Strip]:
        width, height = self.size
        if not self._quotes:
            return empty_lines(self, self._empty, self.get_component_rich_style("quotes--empty"))
        # On a wide wall a line of text is kept short enough to be read at one glance.
        by_width = min(28, max(14, width // 4))
        text_width = min(96, max(10, width - by_width - 4))
        spaced = height >= 12
        if self._big and (lines := self._all_big()):
            return lines
        blank = Strip.blank(width, self.rich_style)
        blocks: dict[Quote, list[Strip]] = {}
        lines = []
        for number, quote in enumerate(reversed(self._quotes)):
            if number == 0:
                block = self._block(quote, text_width, by_width, newest=True)
            else:
                block = self._blocks.get(quote) or self._block(quote, text_width, by_width, newest=False)
                blocks[quote] = block
                block = [*block, blank] if spaced else block
            if len(lines) + len(block) > height:
                break
            lines = block + lines
        self._blocks = blocks
        return lines

    def _block(self, quote: Quote, text_width: int, by_width: int, *, newest: bool) -> list[Strip]:
        style: Style = self.get_component_rich_style("quotes--newest") if newest else self.rich_style
        if newest and self._big:
            loud = self.get_component_rich_style("quotes--loud")
            if block := self._big_block(quote, loud, self.size.height // 2 - 2):
                return block
        by_style = self.get_component_rich_style("quotes--by")
        plain = self.rich_style
        rows = wrap_text(f"“{quote.text}”", text_width)
        strips = []
        for number, row in enumerate(rows):
            by = truncate(quote.by, by_width) if number == 0 else ""
            gap = max(2, text_width + 2 - cell_len(row))
            segments = [Segment(row, style), Segment(" " * gap, plain), Segment(by, by_style)]
            strips.append(Strip(segments).adjust_cell_length(self.size.width, plain))
        return strips

    def _all_big(self) -> list[Strip]:
        """Return all cards in block letters, the newest highlighted; an empty list if they do not fit."""
        height = self.size.height
        if len(self._quotes) * (BIG_ROWS + 1) > height:
            return []
        plain, loud = self.rich_style, self.get_component_rich_style("quotes--loud")
        strips: list[Strip] = []
        for number, quote in enumerate(self._quotes, start=1):
            block = self._big_block(quote, loud if number == len(self._quotes) else plain, height - len(strips) - 2)
            if not block:
                return []
            strips += block
        return strips[1:] if len(strips) <= height + 1 else []

    def _big_block(self, quote: Quote, style: Style, height: int) -> list[Strip]:
        """Return a card in block letters of at most `height` lines, after an empty line and before its author.

        The list is empty if the text is too long.
        """
        width, sizes = self.size.width, range(1, 0, -1)
        if not fit_largest(quote.text, width, height, sizes)[0]:
            return []
        rows = big_segments(quote.text, width, height, style, style, sizes)
        by = [Segment(quote.by, self.get_component_rich_style("quotes--by") + Style(bold=True))]
        plain = self.rich_style
        return [Strip(row).adjust_cell_length(width, plain) for row in [[], *rows, *([by] if quote.by else [])]]

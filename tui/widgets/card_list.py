"""A list of cards that grows at its end; adding a card costs the same however long the list is."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual import events
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar
from textual.strip import Strip

from tui.widgets.empty_state import empty_line
from tui.widgets.text_wrap import wrap_text
from tui.widgets.top_and_key_lines import truncate


@dataclass(frozen=True, slots=True)
class CardLine:
    """One entry of the list, which may wrap to several rows."""

    key: Hashable
    """The card's id, or a temporary key for a card that is being sent."""
    text: str
    who: str = ""
    state: str = ""
    """A word at the right edge: added, sending, not added. `loud` highlights it."""
    loud: bool = False


READABLE_WIDTH = 120
"""Largest width of a list in cells: on a wider one, the parts of a row would be too far apart."""


def author_width(width: int) -> int:
    """Return how many of `width` columns names take: a first name at 80 columns, a full name on the projector."""
    return max(8, min(24, width // 8))


class CardList(ScrollView, can_focus=True):
    """Numbered lines of author, text and state. New ones scroll the list if its end is visible, else are counted."""

    COMPONENT_CLASSES = {
        "cardlist--number",
        "cardlist--who",
        "cardlist--state",
        "cardlist--loud",
        "cardlist--more",
        "cardlist--empty",
    }
    DEFAULT_CSS = """
    CardList {
        height: 1fr; padding: 0 0 0 1;
        overflow-x: hidden; scrollbar-gutter: stable;
        & > .cardlist--number { color: $ghost; } & > .cardlist--who { color: $dim; }
        & > .cardlist--state, & > .cardlist--empty { color: $dim; }
        & > .cardlist--loud { color: $warning; text-style: bold; }
        & > .cardlist--more { color: $on-accent; background: $accent; text-style: bold; }
    }
    """

    def __init__(
        self, *, empty: str = "", numbers: bool = True, focus_on_click: bool = True, id: str | None = None
    ) -> None:
        """`empty` is the sentence shown without lines."""
        super().__init__(id=id)
        self._focus_on_click = focus_on_click
        self._empty = empty
        self._numbers = numbers
        self._lines: list[CardLine] = []
        self._index_by_key: dict[Hashable, int] = {}
        self._blocks: list[list[str]] = []
        self._starts: list[int] = [0]
        self._width = 0
        self._unseen = 0
        self._is_following = True
        self._thumb = _Thumb()
        self._drawn: dict[int, Strip] = {}
        """Strips by row: a new card draws its own rows, and the others are only moved."""

    def focus_on_click(self) -> bool:
        return self._focus_on_click

    # -- lines

    def set_lines(self, lines: Iterable[CardLine]) -> None:
        """Replace all lines, and scroll to the end."""
        self._lines = list(lines)
        self._measure_all()
        self.refresh()
        self.scroll_end(animate=False, immediate=False)

    def update_lines(self, lines: Iterable[CardLine]) -> None:
        """Show these lines. If some are shown already, only add, change and remove the others, without scrolling."""
        lines = list(lines)
        wanted = {line.key for line in lines}
        if wanted.isdisjoint(self._index_by_key):
            self.set_lines(lines)
            return
        if any(line.key not in wanted for line in self._lines):
            self._lines = [line for line in self._lines if line.key in wanted]
            self._measure_all()
            self.refresh()
        for line in lines:
            if line.key not in self._index_by_key or self._lines[self._index_by_key[line.key]] != line:
                self.put_line(line)

    def put_line(self, line: CardLine, *, instead_of: Hashable | None = None) -> None:
        """Add a line at the end, or replace the one with the key `instead_of`, else the one with its own key.

        Numbered cards stand in the order of their ids, before other lines: a card's number is the same everywhere.
        """
        old = instead_of if instead_of in self._index_by_key else line.key
        following = self._at_end
        if old in self._index_by_key:
            index = self._index_by_key[old]
            if not self._numbers or _place(self._lines, line.key, index) == index:
                self._replace(index, line)
                return
            del self._lines[index]
            self._measure_all()
        if self._numbers and (place := _place(self._lines, line.key)) < len(self._lines):
            self._lines.insert(place, line)
            self._measure_all()
            self.refresh()
            if following:
                self.scroll_end(animate=False, immediate=False)
            return
        self._index_by_key[line.key] = len(self._lines)
        self._lines.append(line)
        block = self._block(line)
        self._blocks.append(block)
        self._starts.append(self._starts[-1] + len(block))
        at_once = self._grow()
        if following:
            # Scrolling updates the scrollbar too: before it, the thumb would be drawn wrong for a moment.
            self.scroll_end(animate=False, immediate=at_once)
        else:
            self._unseen += 1
            self._update_scrollbar()
        self._refresh_from(len(self._lines) - 1)

    def remove_line(self, key: Hashable) -> None:
        """Remove the line with this key, if there is one."""
        if key in self._index_by_key:
            del self._lines[self._index_by_key[key]]
            self._measure_all()
            self.refresh()

    def __contains__(self, key: Hashable) -> bool:
        return key in self._index_by_key

    # No `__len__`: an empty list would be falsy, and Textual keeps the focus on a falsy widget that is removed.

    def set_empty_text(self, sentence: str) -> None:
        """Set the sentence shown without lines."""
        if sentence != self._empty:
            self._empty = sentence
            self.refresh()

    # -- measuring

    def _replace(self, index: int, line: CardLine) -> None:
        del self._index_by_key[self._lines[index].key]
        self._index_by_key[line.key] = index
        self._lines[index] = line
        block = self._block(line)
        if len(block) == len(self._blocks[index]):
            self._blocks[index] = block
            for row in range(self._starts[index], self._starts[index + 1]):
                self._drawn.pop(row, None)
            self._refresh_from(index, to_end=False)
        else:
            self._measure_all()
            self.refresh()

    @property
    def _text_start(self) -> int:
        return (6 if self._numbers else 0) + author_width(self._width) + 2

    def _block(self, line: CardLine) -> list[str]:
        room = self._width - self._text_start - (cell_len(line.state) + 2 if line.state else 0)
        return wrap_text(line.text, max(10, room))

    def _measure_all(self) -> None:
        self._drawn.clear()
        self._index_by_key = {line.key: index for index, line in enumerate(self._lines)}
        self._blocks = [self._block(line) for line in self._lines]
        self._starts = [0, *accumulate(map(len, self._blocks))]
        self._resize()

    def _resize(self) -> None:
        self.virtual_size = Size(self._width, self._starts[-1])

    def _grow(self) -> bool:
        """Set the new height; return False if the scrollbar appears or disappears, which needs a layout."""
        height = self._starts[-1]
        if (height > self.container_size.height) != self.show_vertical_scrollbar or not self.size:
            self._resize()
            return False
        self.set_reactive(CardList.virtual_size, Size(self._width, height))
        return True

    def _update_scrollbar(self) -> None:
        """Update the scrollbar, and repaint it only if its thumb changes: one card of 500 does not move it."""
        if not self.show_vertical_scrollbar:
            return
        self._thumb.update(self.vertical_scrollbar, self.scroll_y, self.size.height, max(1, self._starts[-1]))

    def on_resize(self, _event: events.Resize) -> None:
        width = min(READABLE_WIDTH, self.scrollable_content_region.width)
        if width != self._width:
            # Not `_at_end`: on a terminal that has shrunk, the old scroll position is no longer the end.
            follows = self._is_following
            self._width = width
            self._measure_all()
            if follows:
                self.scroll_end(animate=False, immediate=False)
        elif self._is_following and not self._at_end:
            # A widget below the list grew: keep the last line visible.
            self.scroll_end(animate=False, immediate=False)

    @property
    def _at_end(self) -> bool:
        return self.scroll_offset.y >= self.max_scroll_y

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        # Not `super()`: it would repaint the scrollbar each time.
        self._update_scrollbar()
        if round(old_value) != round(new_value):
            self.refresh(self.size.region)
        self._is_following = self._at_end
        if self._unseen and self._at_end:
            self._unseen = 0
            self.refresh()

    def _refresh_from(self, index: int, *, to_end: bool = True) -> None:
        """Repaint the rows of an entry, and with `to_end` all below it."""
        top = self._starts[index] - self.scroll_offset.y
        height = self.size.height if to_end else len(self._blocks[index])
        visible = Region(0, max(0, top), self.size.width, height).intersection(self.size.region)
        if visible:
            self.refresh(visible)
        if self._unseen:
            self.refresh(Region(0, self.size.height - 1, self.size.width, 1))

    # -- drawing

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if not self._lines:
            return empty_line(self, self._empty, y, self.get_component_rich_style("cardlist--empty"))
        if self._unseen and y == self.size.height - 1:
            words = f" ▼ {self._unseen} more below: End "
            return Strip([Segment(words, self.get_component_rich_style("cardlist--more"))]).adjust_cell_length(
                width, self.rich_style
            )
        row = y + self.scroll_offset.y
        if row >= self._starts[-1]:
            return Strip.blank(width, self.rich_style)
        strip = self._drawn.get(row)
        if strip is None or strip.cell_length != width:
            index = bisect_right(self._starts, row) - 1
            strip = self._draw(index, row - self._starts[index]).adjust_cell_length(width, self.rich_style)
            self._drawn[row] = strip
        return strip

    def notify_style_update(self) -> None:
        self._drawn.clear()
        super().notify_style_update()

    def _draw(self, index: int, part: int) -> Strip:
        line = self._lines[index]
        first = part == 0
        style = self.rich_style
        segments: list[Segment] = []
        if self._numbers:
            number = f"{index + 1:>4}  " if first else " " * 6
            segments.append(Segment(number, self.get_component_rich_style("cardlist--number")))
        width = author_width(self._width)
        who = set_cell_size(truncate(line.who, width) if first else "", width + 2)
        segments.append(Segment(who, self.get_component_rich_style("cardlist--who")))
        text = self._blocks[index][part]
        segments.append(Segment(text, style))
        if first and line.state:
            gap = self._width - self._text_start - cell_len(text) - cell_len(line.state)
            loud = "cardlist--loud" if line.loud else "cardlist--state"
            segments += [Segment(" " * max(1, gap), style), Segment(line.state, self.get_component_rich_style(loud))]
        return Strip(segments)


def _place(lines: Sequence[CardLine], key: Hashable, without: int | None = None) -> int:
    """Return the index at which a line with this key belongs: a card after all earlier ones, anything else at the end.

    With `without`, the line at that index is looked past; it is returned if the line may stay there.
    """
    if not isinstance(key, int):
        return len(lines) if without is None else without
    place = 0
    for index in range(len(lines) - 1, -1, -1):
        other = lines[index].key
        if index != without and isinstance(other, int) and other < key:
            place = index + 1
            break
    return place


class _Thumb:
    """The thumb of a scrollbar, which is repainted only when it moves."""

    def __init__(self) -> None:
        self._drawn = (0, 0)

    def update(self, bar: ScrollBar, top: float, page: int, height: int) -> None:
        """Show that `page` of `height` lines are visible, from `top` on."""
        eighths = 8 * page
        bar.set_reactive(ScrollBar.window_virtual_size, height)
        bar.set_reactive(ScrollBar.position, top)
        thumb = (round(top * eighths / height), round(page * eighths / height))
        if thumb != self._drawn:
            self._drawn = thumb
            bar.refresh()

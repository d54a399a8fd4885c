"""The card wall: cards in columns, drawn as one widget that repaints only what changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from core.meeting.trends import TrendColumn
from tui.trends.layout import HEAD_LINES, ColumnFrame
from tui.trends.mouse import WallMouse
from tui.trends.paint import WallPainter


class CardWall(WallMouse):
    """Columns of cards with a cursor and marks. It changes no card: it posts what the user pointed at."""

    COMPONENT_CLASSES = {
        "wall--head",
        "wall--head-current",
        "wall--count",
        "wall--rule",
        "wall--cursor",
        "wall--cursor-mark",
        "wall--mark",
        "wall--marked",
        "wall--found",
        "wall--quiet",
        "wall--target",
        "wall--dragged",
        "wall--empty",
    }
    DEFAULT_CSS = """
    CardWall {
        height: 1fr;
        padding: 0 1;
        & > .wall--head { color: $foreground; text-style: bold; }
        & > .wall--head-current { color: $accent; text-style: bold; }
        & > .wall--count { color: $dim; }
        & > .wall--rule { color: $rule; }
        & > .wall--cursor { background: $panel; text-style: bold; }
        & > .wall--cursor-mark { color: $accent; background: $panel; text-style: bold; }
        & > .wall--mark { color: $secondary; text-style: bold; }
        & > .wall--marked { color: $secondary; }
        & > .wall--found { color: $warning; text-style: bold underline; }
        & > .wall--quiet { color: $dim; text-style: italic; }
        & > .wall--target { color: $on-accent; background: $accent; text-style: bold; }
        & > .wall--dragged { color: $dim; text-style: italic; }
        & > .wall--empty { color: $dim; }
    }
    """

    @dataclass
    class Moved(Message):
        """The cursor or the marks have moved, or the card under the cursor has changed."""

        wall: CardWall

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._empty = ""
        self._strips: dict[int, Strip] = {}
        self._posted_state: object = None
        """The card, column and marks that the last `Moved` was posted for."""

    # -- content

    @property
    def _has_columns(self) -> bool:
        return not self._empty

    def set_columns(self, columns: Sequence[TrendColumn], *, empty: str = "") -> None:
        """Show these columns; `empty` is the sentence shown instead where there is no trend and no card."""
        with_cards = any(column.cards for column in columns) or len(columns) > 1
        self._show_empty("" if with_cards else empty)
        self.cursor.set_columns(columns)
        self.repaint_changed()

    def _show_empty(self, sentence: str) -> None:
        if sentence != self._empty:
            self._empty = sentence
            self._repaint_all()

    def _repaint_all(self) -> None:
        self._strips.clear()
        self.refresh()

    def repaint_changed(self) -> None:
        """Repaint what differs from the last paint. Must be called after each move of the cursor or change of marks."""
        self.cursor.target_key = self._drag.target
        place, columns = self.cursor.lay_out()
        old_place, old_columns = self._geometry, self._columns
        self._geometry, self._columns = place, columns
        if place != old_place or len(columns) != len(old_columns):
            self._repaint_all()
        else:
            self._refresh(list(self._changed_regions(old_columns, columns)))
        state = (self.cursor.card, self.cursor.column, frozenset(self.cursor.marked_ids))
        if state != self._posted_state:
            self._posted_state = state
            self.post_message(self.Moved(self))

    def _changed_regions(self, before: Sequence[ColumnFrame], after: Sequence[ColumnFrame]) -> Iterable[Region]:
        width = self._geometry.column_width
        for at, (old, new) in enumerate(zip(before, after, strict=True)):
            if old is new or old == new:
                continue
            x = self._geometry.x_of(at)
            if old.head != new.head:
                yield Region(x, 0, width, 1)
            for y, (old_row, new_row) in enumerate(zip(old.rows, new.rows, strict=True), HEAD_LINES):
                if old_row != new_row:
                    yield Region(x, y, width, 1)

    def _refresh(self, regions: list[Region]) -> None:
        for region in regions:
            self._strips.pop(region.y, None)
        if regions:
            self.refresh(*regions)

    def on_resize(self, _event: events.Resize) -> None:
        self.cursor.resize(self.size.width, self.size.height)
        self.repaint_changed()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self.__dict__.pop("_paint", None)
        self._strips.clear()  # painted in the old colours

    # -- drawing

    @cached_property
    def _paint(self) -> WallPainter:
        names = sorted(self.COMPONENT_CLASSES)
        styles = {name.removeprefix("wall--"): self.get_component_rich_style(name) for name in names}
        return WallPainter(styles | {"": self.rich_style})

    def render_line(self, y: int) -> Strip:
        strip = self._strips.get(y)
        if strip is None:
            size = self.size
            if self._empty:
                strip = self._paint.paint_sentence(self._empty, y, size.width, size.height)
            else:
                strip = self._paint.paint_line(y, self._geometry, self._columns, self._drag)
            self._strips[y] = strip
        return strip

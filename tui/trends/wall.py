"""The card wall: cards in columns, drawn as one widget that repaints only what changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from core.meeting.trend_columns import TrendColumn
from core.models import Card
from tui.trends.cursor import WallCursor
from tui.trends.layout import HEAD_LINES, WallFrame
from tui.trends.mouse import NEW_TREND, Drag, WallPointer
from tui.trends.paint import WallPainter
from tui.widgets.chosen_line import describe_line, tell_chosen


class CardWall(Widget):
    """Columns of cards with a cursor and marks. It changes no card: it posts what the user pointed at."""

    ALLOW_SELECT = False  # the mouse moves cards here
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

    @dataclass
    class Pressed(Message):
        """Something was clicked."""

    @dataclass
    class Dragged(Message):
        """Cards are being dragged, and would drop on this column; both are empty once the drag ended without a drop."""

        cards: list[Card]
        column: TrendColumn | None
        onto_new: bool = False

    @dataclass
    class Dropped(Message):
        """Cards were dropped on a column or, where that is None, on the edge for a new trend."""

        cards: list[Card]
        column: TrendColumn | None

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.cursor = WallCursor()
        self.may_drag = False
        self._pointer = WallPointer(self.cursor)
        self._frame = self.cursor.lay_out()
        """What was painted last."""
        self._empty_text = ""
        """The sentence shown instead of columns; empty while columns are shown."""
        self._strips: dict[int, Strip] = {}
        self._posted_state: object = None
        """The card, column and marks that the last `Moved` was posted for."""

    # -- content

    def set_columns(self, columns: Sequence[TrendColumn], *, empty: str = "") -> None:
        """Show these columns; `empty` is the sentence shown instead where there is no trend and no card."""
        with_cards = any(column.cards for column in columns) or len(columns) > 1
        sentence = "" if with_cards else empty
        if sentence != self._empty_text:
            self._empty_text = sentence
            self._repaint_all()
        self.cursor.set_columns(columns)
        self.repaint_changed()

    def _repaint_all(self) -> None:
        self._strips.clear()
        self.refresh()

    def repaint_changed(self) -> None:
        """Repaint what differs from the last paint. Must be called after each move of the cursor or change of marks."""
        self.cursor.target_key = self._pointer.drag.target
        old, self._frame = self._frame, self.cursor.lay_out()
        if self._frame.geometry != old.geometry or len(self._frame.columns) != len(old.columns):
            self._repaint_all()
        else:
            self._refresh(list(changed_regions(old, self._frame)))
        state = (self.cursor.card, self.cursor.column, frozenset(self.cursor.marked_ids))
        if state != self._posted_state:
            self._posted_state = state
            self.post_message(self.Moved(self))
            tell_chosen(self)

    def describe_chosen(self) -> str:
        """Return the card under the cursor in words, with its column; the column alone where it has no card."""
        cursor = self.cursor
        column, card = cursor.column, cursor.card
        if card is None:
            return f"{column.name}: no cards"
        marked = "marked" if card.id in cursor.marked_ids else ""
        return f"{column.name}, {describe_line(cursor.card_index + 1, len(column.cards), (card.text, marked))}"

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
        self.__dict__.pop("_painter", None)
        self._strips.clear()  # painted in the old colours

    # -- drawing

    @cached_property
    def _painter(self) -> WallPainter:
        names = sorted(self.COMPONENT_CLASSES)
        styles = {name.removeprefix("wall--"): self.get_component_rich_style(name) for name in names}
        return WallPainter(styles | {"": self.rich_style})

    def render_line(self, y: int) -> Strip:
        strip = self._strips.get(y)
        if strip is None:
            size = self.size
            if self._empty_text:
                strip = self._painter.paint_sentence(self._empty_text, y, size.width, size.height)
            else:
                strip = self._painter.paint_line(y, self._frame, self._pointer.drag)
            self._strips[y] = strip
        return strip

    # -- the mouse

    def on_mouse_down(self, event: events.MouseDown) -> None:
        if event.button != 1 or self._empty_text:
            return
        self.post_message(self.Pressed())
        x, y = event.get_content_offset_capture(self)
        toggles_mark = event.ctrl or event.meta
        card_id = self._pointer.press(self._frame, x, y, toggles_mark=toggles_mark, marks_range=event.shift)
        if card_id is not None and self.may_drag:
            self._pointer.drag.press(card_id, x, y)
            self.capture_mouse()
        self.repaint_changed()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        drag = self._pointer.drag
        if drag.pressed_card_id is None:
            return
        step = self._pointer.move(self._frame, *event.get_content_offset_capture(self))
        if step is None:
            return
        if step.changes_edge:
            self._repaint_all()
        if step.has_new_target:
            cards, column = self.cursor.find_cards(drag.card_ids), self._column_of(drag.target)
            self.post_message(self.Dragged(cards, column, drag.target == NEW_TREND))
        self.repaint_changed()

    def on_mouse_up(self, _event: events.MouseUp) -> None:
        if self._pointer.drag.pressed_card_id is None:
            return
        self.release_mouse()
        drag = self._end_drag()
        cards = self.cursor.find_cards(drag.card_ids)
        if cards and drag.target is not None:
            self.post_message(self.Dropped(cards, self._column_of(drag.target)))
        elif drag.is_active:
            self.post_message(self.Dragged([], None))

    def cancel_drag(self) -> bool:
        """Give up a drag, so that no card moves. Return whether there was one."""
        drag = self._end_drag()
        if drag.is_active:
            self.release_mouse()
            self.post_message(self.Dragged([], None))
        return drag.is_active

    def _end_drag(self) -> Drag:
        """Forget the press and the drag, and return what there was."""
        drag = self._pointer.end_drag()
        if drag.is_active:
            self._repaint_all()
        self.repaint_changed()
        return drag

    def _column_of(self, key: int | None) -> TrendColumn | None:
        return next((column for column in self.cursor.columns if column.key == key), None)

    def _turn_wheel(self, event: events.MouseEvent, step: int, *, is_sideways: bool) -> None:
        event.stop()
        if not self._empty_text:
            x, y = event.get_content_offset_capture(self)
            self._pointer.turn_wheel(self._frame, x, y, step, is_sideways=is_sideways)
            self.repaint_changed()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self._turn_wheel(event, 1, is_sideways=event.shift or event.ctrl)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self._turn_wheel(event, -1, is_sideways=event.shift or event.ctrl)

    def on_mouse_scroll_right(self, event: events.MouseScrollRight) -> None:
        self._turn_wheel(event, 1, is_sideways=True)

    def on_mouse_scroll_left(self, event: events.MouseScrollLeft) -> None:
        self._turn_wheel(event, -1, is_sideways=True)


def changed_regions(before: WallFrame, after: WallFrame) -> Iterable[Region]:
    """Return the regions in which two frames of the same geometry differ."""
    width = after.geometry.column_width
    for at, (old, new) in enumerate(zip(before.columns, after.columns, strict=True)):
        if old is new or old == new:
            continue
        x = after.geometry.x_of(at)
        if old.head != new.head:
            yield Region(x, 0, width, 1)
        for y, (old_row, new_row) in enumerate(zip(old.rows, new.rows, strict=True), HEAD_LINES):
            if old_row != new_row:
                yield Region(x, y, width, 1)

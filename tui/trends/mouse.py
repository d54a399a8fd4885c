"""The mouse on a card wall: click, mark, scroll, and drag to another column."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.message import Message
from textual.widget import Widget

from core.meeting.trends import TrendColumn
from core.models import Card
from tui.trends.cursor import WallCursor
from tui.trends.drag import NEW_TREND, Drag
from tui.trends.layout import HEAD_LINES, ColumnFrame, WallRow
from tui.trends.paint import EDGE_WIDTH


class WallMouse(Widget):
    """The base class of the card wall that handles the mouse. Its subclass sets what is in sight, and paints."""

    ALLOW_SELECT = False  # the mouse moves cards here

    @dataclass
    class Pressed(Message):
        """Something was clicked."""

    @dataclass
    class Dragged(Message):
        """Cards are being dragged, and would drop on this column; both are empty once the drag was given up."""

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
        self._drag = Drag()
        self._geometry, self._columns = self.cursor.lay_out()

    @property
    def _has_columns(self) -> bool:
        """Whether columns are shown, and not a sentence instead of them."""
        return True

    def repaint_changed(self) -> None:
        """Repaint what differs from the last paint. Must be called after each move of the cursor or change of marks."""

    def _repaint_all(self) -> None:
        """Repaint everything."""

    def _find_at(self, event: events.MouseEvent) -> tuple[ColumnFrame | None, WallRow | None, int, int]:
        """Return the column and the row under the mouse, and the cell x, y within the wall."""
        offset = event.get_content_offset_capture(self)
        place = self._geometry.place_at(offset.x)
        column = self._columns[place] if place is not None and self._has_columns else None
        row = None
        if column is not None and HEAD_LINES <= offset.y < HEAD_LINES + len(column.rows):
            row = column.rows[offset.y - HEAD_LINES]
        return column, row, offset.x, offset.y

    def on_mouse_down(self, event: events.MouseDown) -> None:
        if event.button != 1 or not self._has_columns:
            return
        self.post_message(self.Pressed())
        column, row, x, y = self._find_at(event)
        if column is None:
            return
        if row is None or row.card_id is None:
            self._press_empty(column, x, y)
        elif event.ctrl or event.meta:
            self.cursor.move_to_card(row.card_id)
            self.cursor.toggle_marks([row.card_id])
        elif event.shift:
            self.cursor.mark_to(row.card_id)
            self.cursor.move_to_card(row.card_id)
        else:
            self.cursor.move_to_card(row.card_id)
            if self.may_drag:
                self._drag.press(row.card_id, x, y)
                self.capture_mouse()
        self.repaint_changed()

    def _press_empty(self, column: ColumnFrame, x: int, y: int) -> None:
        if not (y == 1 and self._scroll_sideways(x)):
            self.cursor.move_to_column(column.key)

    def _scroll_sideways(self, x: int) -> bool:
        """Scroll sideways and return True, if `x` is on a label of the rule for trends out of sight."""
        by = self._geometry.scroll_direction_at(x)
        if by:
            self.cursor.scroll_right(by)
        return by != 0

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if not self._drag.pressed_card_id:
            return
        column, _, x, y = self._find_at(event)
        began = self._drag.begin_if_moved(x, y, self.cursor.marked_ids)
        if not self._drag.is_active:
            return
        if y == 1:
            self._scroll_sideways(x)
        onto_new = x >= self.size.width - EDGE_WIDTH and y != 1
        target = NEW_TREND if onto_new else column.key if column else None
        if began or target != self._drag.target:
            edge_changes = began or NEW_TREND in (target, self._drag.target)
            self._drag.target = target
            if edge_changes:
                self._repaint_all()
            self.post_message(self.Dragged(self._dragged_cards(), self._column_of(target), onto_new))
        self.repaint_changed()

    def on_mouse_up(self, _event: events.MouseUp) -> None:
        if not self._drag.pressed_card_id:
            return
        self.release_mouse()
        cards, target, was_on = self._dragged_cards(), self._drag.target, self._drag.is_active
        self.stop_dragging()
        if was_on and cards and target is not None:
            self.post_message(self.Dropped(cards, self._column_of(target)))

    def stop_dragging(self) -> bool:
        """Give up a drag, so that no card moves. Return whether there was one."""
        was_on = self._drag.is_active
        self._drag = Drag()
        if was_on:
            self.release_mouse()
            self._repaint_all()
            self.post_message(self.Dragged([], None))
        self.repaint_changed()
        return was_on

    def _dragged_cards(self) -> list[Card]:
        return self.cursor.find_cards(self._drag.card_ids)

    def _column_of(self, key: int | None) -> TrendColumn | None:
        return next((column for column in self.cursor.columns if column.key == key), None)

    def _wheel(self, event: events.MouseEvent, by: int) -> None:
        event.stop()
        column, *_ = self._find_at(event)
        if event.shift or event.ctrl:
            self.cursor.scroll_right(by)
        elif column is not None:
            self.cursor.scroll_column(column.key, by * 3)
        self.repaint_changed()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self._wheel(event, 1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self._wheel(event, -1)

    def on_mouse_scroll_right(self, event: events.MouseScrollRight) -> None:
        event.stop()
        self.cursor.scroll_right(1)
        self.repaint_changed()

    def on_mouse_scroll_left(self, event: events.MouseScrollLeft) -> None:
        event.stop()
        self.cursor.scroll_right(-1)
        self.repaint_changed()

"""What the mouse does on a card wall: click, mark, scroll, and drag to another column; without any widget."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from tui.trends.cursor import WallCursor
from tui.trends.layout import EDGE_WIDTH, RULE_LINE, WallFrame

NEW_TREND = -1
"""The target that means a new trend."""

WHEEL_CARDS = 3
"""How many cards one step of the wheel scrolls a column by."""


@dataclass
class Drag:
    """What happens from the press of the mouse button to its release; a drag only once the mouse has left the cell."""

    pressed_card_id: int | None = None
    """The id of the card on which the button was pressed."""
    is_active: bool = False
    """Whether cards are being dragged."""
    card_ids: frozenset[int] = frozenset()
    """The ids of the cards that are dragged."""
    target: int | None = None
    """The key of the column where they would drop; `NEW_TREND` for a new trend."""
    _pressed_at: tuple[int, int] = field(default=(0, 0))

    def press(self, card_id: int, x: int, y: int) -> None:
        """Note that the button was pressed on this card, at this cell."""
        self.pressed_card_id, self._pressed_at = card_id, (x, y)

    def begin_if_moved(self, x: int, y: int, marked: Collection[int]) -> bool:
        """Return whether this mouse move begins a drag: of all marked cards, if the pressed card is one of them."""
        if self.is_active or self.pressed_card_id is None or (x, y) == self._pressed_at:
            return False
        self.is_active = True
        self.card_ids = frozenset(marked) if self.pressed_card_id in marked else frozenset({self.pressed_card_id})
        return True


@dataclass(frozen=True, slots=True)
class DragStep:
    """What one move of the mouse has changed in a drag."""

    has_new_target: bool = False
    """Whether the drag has begun, or would drop elsewhere than before."""
    changes_edge: bool = False
    """Whether the edge for a new trend looks different now."""


class WallPointer:
    """Moves the cursor and the marks of a wall as the mouse points, and keeps the drag."""

    def __init__(self, cursor: WallCursor) -> None:
        self.drag = Drag()
        self._cursor = cursor

    def press(
        self, frame: WallFrame, x: int, y: int, *, toggles_mark: bool = False, marks_range: bool = False
    ) -> int | None:
        """Take a press at a cell, with the keys that mark one card or all from the cursor on.

        Return the id of the card that a drag could begin with; None where there is none.
        """
        column, row = frame.at(x, y)
        if column is None:
            return None
        if row is None or row.card_id is None:
            if not (y == RULE_LINE and self._scroll_at_label(frame, x)):
                self._cursor.move_to_column(column.key)
            return None
        if marks_range and not toggles_mark:
            self._cursor.mark_to(row.card_id)
        self._cursor.move_to_card(row.card_id)
        if toggles_mark:
            self._cursor.toggle_marks([row.card_id])
        return None if toggles_mark or marks_range else row.card_id

    def move(self, frame: WallFrame, x: int, y: int) -> DragStep | None:
        """Take a move to a cell with the button pressed; return what it changed, None while nothing is dragged."""
        drag = self.drag
        began = drag.begin_if_moved(x, y, self._cursor.marked_ids)
        if not drag.is_active:
            return None
        if y == RULE_LINE:
            self._scroll_at_label(frame, x)
        column, _ = frame.at(x, y)
        onto_new = x >= frame.geometry.width - EDGE_WIDTH and y != RULE_LINE
        before, target = drag.target, NEW_TREND if onto_new else column.key if column else None
        if not began and target == before:
            return DragStep()
        drag.target = target
        return DragStep(has_new_target=True, changes_edge=began or NEW_TREND in (target, before))

    def end_drag(self) -> Drag:
        """Forget the press and the drag, and return what there was."""
        ended, self.drag = self.drag, Drag()
        return ended

    def turn_wheel(self, frame: WallFrame, x: int, y: int, step: int, *, is_sideways: bool) -> None:
        """Scroll the column at a cell by a step of the wheel, or the wall sideways."""
        column, _ = frame.at(x, y)
        if is_sideways:
            self._cursor.scroll_right(step)
        elif column is not None:
            self._cursor.scroll_column(column.key, step * WHEEL_CARDS)

    def _scroll_at_label(self, frame: WallFrame, x: int) -> bool:
        """Scroll sideways and return True, if `x` is on a label of the rule for trends out of sight."""
        by = frame.geometry.scroll_direction_at(x)
        if by:
            self._cursor.scroll_right(by)
        return by != 0

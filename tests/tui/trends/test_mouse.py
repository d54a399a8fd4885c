"""What the mouse does to the cursor, the marks and the drag of a wall, without a screen."""

from __future__ import annotations

import pytest

from core.meeting.trend_columns import TrendColumn
from core.models import Card, Trend
from tui.trends.cursor import WallCursor
from tui.trends.layout import HEAD_LINES, RULE_LINE
from tui.trends.mouse import NEW_TREND, DragStep, WallPointer
from tui.trends.wall import changed_regions

WIDTH, HEIGHT = 100, 20


def card(number: int, trend_id: int | None = None) -> Card:
    return Card(id=number, board_id=1, text=f"card {number}", said_at="2026-11-23T14:00:00.000Z", trend_id=trend_id)


@pytest.fixture
def cursor() -> WallCursor:
    """Five ungrouped cards, and a trend with one."""
    trend = Trend(id=7, board_id=1, name="Old", position=1)
    cursor = WallCursor()
    cursor.resize(WIDTH, HEIGHT)
    cursor.set_columns([TrendColumn(None, tuple(map(card, range(1, 6)))), TrendColumn(trend, (card(6, 7),), 1)])
    return cursor


def row_of(cursor: WallCursor, card_id: int) -> tuple[int, int]:
    """The cell of a card's first row."""
    geometry, columns = cursor.lay_out()
    for place, column in enumerate(columns):
        for y, row in enumerate(column.rows, HEAD_LINES):
            if row.card_id == card_id and row.is_first:
                return geometry.x_of(place) + 5, y
    raise AssertionError(card_id)


def test_a_press_moves_the_cursor_and_may_begin_a_drag(cursor: WallCursor) -> None:
    pointer = WallPointer(cursor)
    assert pointer.press(cursor.lay_out(), *row_of(cursor, 3)) == 3
    assert cursor.card == card(3)


def test_a_press_with_a_key_marks_and_begins_no_drag(cursor: WallCursor) -> None:
    pointer = WallPointer(cursor)
    assert pointer.press(cursor.lay_out(), *row_of(cursor, 2), toggles_mark=True) is None
    assert cursor.marked_ids == {2}
    assert pointer.press(cursor.lay_out(), *row_of(cursor, 4), marks_range=True) is None
    assert cursor.marked_ids == {2, 3, 4}
    pointer.press(cursor.lay_out(), *row_of(cursor, 3), toggles_mark=True)
    assert cursor.marked_ids == {2, 4}


def test_a_press_beside_the_cards_moves_to_the_column(cursor: WallCursor) -> None:
    x, _ = row_of(cursor, 6)
    assert WallPointer(cursor).press(cursor.lay_out(), x, HEIGHT - 1) is None
    assert cursor.column.name == "Old"
    assert WallPointer(cursor).press(cursor.lay_out(), 10_000, 5) is None, "beside all columns"


def test_a_drag_begins_when_the_mouse_leaves_the_cell_and_tells_each_new_target(cursor: WallCursor) -> None:
    pointer, start, onto = WallPointer(cursor), row_of(cursor, 3), row_of(cursor, 6)
    pointer.drag.press(3, *start)
    assert pointer.move(cursor.lay_out(), *start) is None
    assert pointer.move(cursor.lay_out(), start[0] + 1, start[1]) == DragStep(True, True)
    assert (pointer.drag.card_ids, pointer.drag.target) == (frozenset({3}), 0)
    assert pointer.move(cursor.lay_out(), *onto) == DragStep(True, False)
    assert pointer.move(cursor.lay_out(), *onto) == DragStep()
    assert pointer.drag.target == 7
    assert pointer.move(cursor.lay_out(), WIDTH - 3, 8) == DragStep(True, True)
    assert pointer.drag.target == NEW_TREND
    ended = pointer.end_drag()
    assert (ended.is_active, ended.target) == (True, NEW_TREND)
    assert not pointer.drag.is_active


def test_a_marked_card_takes_all_marked_ones_with_it(cursor: WallCursor) -> None:
    cursor.toggle_marks([1, 3])
    pointer, start = WallPointer(cursor), row_of(cursor, 3)
    pointer.drag.press(3, *start)
    pointer.move(cursor.lay_out(), start[0] + 1, start[1])
    assert pointer.drag.card_ids == {1, 3}


def test_the_wheel_scrolls_a_column_or_sideways() -> None:
    cursor = WallCursor()
    cursor.resize(60, 8)
    trends = [TrendColumn(Trend(id=at, board_id=1, name=f"T{at}", position=at), (), at) for at in range(1, 6)]
    cursor.set_columns([TrendColumn(None, tuple(map(card, range(1, 40)))), *trends])
    pointer = WallPointer(cursor)
    pointer.turn_wheel(cursor.lay_out(), 5, 5, 1, is_sideways=False)
    assert cursor.lay_out().columns[0].rows[0].text == "…3 above"
    before = cursor.lay_out().geometry
    pointer.turn_wheel(cursor.lay_out(), 5, 5, 1, is_sideways=True)
    assert cursor.lay_out().geometry.hidden_left == before.hidden_left + 1
    pointer.press(cursor.lay_out(), cursor.lay_out().geometry.left_label_x, RULE_LINE)
    assert cursor.lay_out().geometry == before


def test_only_the_rows_that_differ_are_painted_again(cursor: WallCursor) -> None:
    before = cursor.lay_out()
    assert list(changed_regions(before, cursor.lay_out())) == []
    cursor.toggle_marks([2])
    regions = list(changed_regions(before, cursor.lay_out()))
    assert [(region.x, region.y, region.height) for region in regions] == [(0, row_of(cursor, 2)[1], 1)]

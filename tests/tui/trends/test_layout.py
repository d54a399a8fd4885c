"""How the wall is laid out, and where its cursor goes, without a screen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from core.meeting.trend_columns import TrendColumn
from core.models import Card, Trend
from tui.trends.cursor import WallCursor
from tui.trends.layout import (
    GUTTER,
    HEAD_LINES,
    MIN_WIDTH,
    Highlights,
    first_card_showing,
    first_trend_showing,
    lay_out_column,
    lay_out_wall,
    visible_range,
)
from tui.trends.lines import format_columns, is_unambiguous, matching_columns

TEXTS = st.text(alphabet="ab é漢🙂\t", min_size=1, max_size=60).filter(lambda text: bool(text.strip()))


def card(number: int, text: str = "", trend_id: int | None = None) -> Card:
    return Card(
        id=number, board_id=1, text=text or f"card {number}", said_at="2026-11-23T14:00:00.000Z", trend_id=trend_id
    )


def columns_of(*sizes: int) -> list[TrendColumn]:
    """Columns with so many cards; the first holds what is not grouped."""
    made, number = [], 0
    for at, size in enumerate(sizes):
        trend = Trend(id=at, board_id=1, name=f"Trend {at}", position=at) if at else None
        cards = tuple(card(number + step + 1) for step in range(size))
        number += size
        made.append(TrendColumn(trend, cards, at))
    return made


@given(st.integers(1, 250), st.integers(3, 80), st.integers(1, 40), st.integers(-3, 50))
def test_columns_are_equally_wide_and_all_accounted_for(width: int, height: int, count: int, left: int) -> None:
    place = lay_out_wall(width, height, count, left)
    assert place.hidden_left + len(place.shown) + place.hidden_right == count
    assert len(set(place.shown)) == len(place.shown)
    if width >= MIN_WIDTH:
        assert place.column_width >= MIN_WIDTH
        assert place.x_of(len(place.shown)) - 1 <= width
    if len(place.shown) > 1:
        assert place.shown[0] == 0, "what is not grouped stays in sight"


@given(st.integers(20, 250), st.integers(1, 40), st.integers(-3, 50), st.data())
def test_any_column_can_be_brought_into_sight(width: int, count: int, left: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, count - 1))
    assert index in lay_out_wall(width, 20, count, first_trend_showing(index, width, count, left)).shown


@given(st.integers(1, 400), st.integers(1, 60), st.integers(-5, 500), st.data())
def test_any_card_can_be_brought_into_sight(count: int, height: int, top: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, count - 1))
    first, last = visible_range(count, height, first_card_showing(index, count, height, top))
    assert first <= index < last
    lines = last - first + ((first > 0) + (last < count) if height >= 3 else 0)
    assert lines <= height


@given(st.lists(TEXTS, max_size=30), st.integers(MIN_WIDTH, 60), st.integers(3, 40), st.integers(0, 40))
def test_a_column_shows_or_counts_each_card_once(texts: list[str], width: int, height: int, top: int) -> None:
    column = TrendColumn(None, tuple(card(at + 1, text) for at, text in enumerate(texts)))
    place = lay_out_wall(width, height + HEAD_LINES, 1, 0)
    frame = lay_out_column(column, 0, place, top, Highlights())
    assert len(frame.rows) == place.body_rows
    assert all(cell_len(row.text) <= place.column_width - GUTTER for row in frame.rows)
    shown = [row.card_id for row in frame.rows if row.is_first and row.card_id]
    assert shown == sorted(set(shown))
    counted = sum(int(row.text.split()[0][1:]) for row in frame.rows if row.is_note and row.text.startswith("…"))
    assert len(shown) + counted == len(texts)


def test_cards_show_as_much_as_there_is_room_for() -> None:
    long = "one two three four five six seven eight nine ten eleven twelve thirteen"
    place = lay_out_wall(24, 12 + HEAD_LINES, 1, 0)

    def lines(count: int) -> list[str]:
        frame = lay_out_column(
            TrendColumn(None, tuple(card(at, long) for at in range(1, count + 1))), 0, place, 0, Highlights()
        )
        return [row.text for row in frame.rows]

    assert lines(1)[:4] == ["one two three four", "five six seven eight", "nine ten eleven", "twelve thirteen"]
    assert lines(3)[:4] == ["one two three four", "five six seven eight", "nine ten eleven…", ""]
    assert lines(6)[:3] == ["one two three four", "  five six seven…", "one two three four"]
    assert lines(12)[:2] == ["one two three four…"] * 2
    assert lines(13)[-1] == "…2 more"


# -- the cursor


Walls = st.lists(st.lists(st.integers(1, 12), max_size=6), min_size=1, max_size=5)


def wall_of(ids: list[list[int]]) -> list[TrendColumn]:
    """A wall on which each card stands once, where it is named first."""
    seen: set[int] = set()
    made = []
    for at, column in enumerate(ids):
        fresh = [number for number in dict.fromkeys(column) if number not in seen]
        seen.update(fresh)
        trend = Trend(id=at * 7, board_id=1, name=f"Trend {at}", position=at) if at else None
        made.append(TrendColumn(trend, tuple(card(number) for number in fresh), at))
    return made


STEPS = st.sampled_from(["down", "up", "left", "right", "first", "last", "page", "mark", "step_off", "find"])


def step(spot: WallCursor, name: str) -> None:
    {  # type: ignore[no-untyped-call]
        "down": lambda: spot.move_down(1),
        "up": lambda: spot.move_down(-1),
        "left": lambda: spot.move_right(-1),
        "right": lambda: spot.move_right(1),
        "first": spot.move_to_first,
        "last": spot.move_to_last,
        "page": lambda: spot.move_pages(1),
        "mark": lambda: spot.toggle_marks([spot.card.id] if spot.card else []),
        "step_off": lambda: spot.move_off({spot.card.id} if spot.card else set()),
        "find": lambda: spot.find_text("1", after_cursor=True),
    }[name]()


@given(st.lists(st.tuples(Walls, st.lists(STEPS, max_size=6)), min_size=1, max_size=6), st.integers(5, 12))
def test_the_cursor_stays_on_its_card_whatever_lands(
    rounds: list[tuple[list[list[int]], list[str]]], height: int
) -> None:
    spot = WallCursor()
    spot.resize(60, height)
    for ids, steps in rounds:
        before, marked = spot.card, set(spot.marked_ids)
        columns = wall_of(ids)
        spot.set_columns(columns)
        there = {card.id for column in columns for card in column.cards}
        if before is not None and before.id in there:
            assert spot.card is not None
            assert spot.card.id == before.id
        assert spot.marked_ids == marked & there
        for name in steps:
            step(spot, name)
        assert (spot.card is None) == (not spot.column.cards)
        place, frames = spot.lay_out()
        assert spot.column_index in place.shown
        rows = [row for frame in frames for row in frame.rows if row.has_cursor and row.is_first]
        assert len(rows) == 1, "exactly one row has the cursor, and it is in sight"


def test_left_and_right_keep_to_the_row() -> None:
    spot = WallCursor()
    spot.resize(100, 40)
    spot.set_columns(columns_of(9, 3, 9))
    spot.move_down(5)
    row = spot.card_index
    spot.move_right(1)
    assert spot.card_index == 2
    spot.move_right(1)
    spot.move_right(-2)
    assert spot.card_index == row


def test_the_cursor_steps_off_to_the_next_card_that_stays() -> None:
    spot = WallCursor()
    spot.set_columns(columns_of(4))
    spot.move_down(1)
    spot.move_off({2, 3})
    assert spot.card == card(4)
    spot.move_off({4})
    assert spot.card == card(3)
    spot.move_off({1})
    assert spot.card == card(3)


def test_a_column_that_goes_leaves_the_cursor_beside_it() -> None:
    spot = WallCursor()
    spot.set_columns(columns_of(2, 0, 0))
    spot.move_right(2)
    assert spot.column.name == "Trend 2"
    spot.set_columns(columns_of(2, 0))
    assert spot.column.name == "Trend 1"


# -- choosing a column


@pytest.mark.parametrize(
    ("typed", "numbers", "settled"),
    [
        ("", list(range(13)), False),
        ("0", [0], True),
        ("1", [1, 10, 11, 12], False),
        ("12", [12], True),
        ("2", [2], True),
        ("13", [], False),
        ("trend 1", [1, 10, 11, 12], False),
        ("GROUPED", [0], False),
        ("nothing", [], False),
    ],
)
def test_a_column_is_chosen_by_number_or_name(typed: str, numbers: list[int], settled: bool) -> None:
    columns = columns_of(*[1] * 13)
    assert [column.number for column in matching_columns(typed, columns)] == numbers
    assert is_unambiguous(typed, columns) == settled


def test_choices_are_listed_with_their_numbers() -> None:
    assert format_columns(columns_of(1, 1)) == "0 Ungrouped · 1 Trend 1"

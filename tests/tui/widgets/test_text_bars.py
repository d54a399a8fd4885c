"""Bars, histories and signs."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.values.writing import DATES, NUMBERS, written_as
from tui.widgets.text_bars import bar, count_bar, format_movement, mark_cell, slim_bar, sparkline, target_bar

shares = st.floats(-1, 3, allow_nan=False)
widths = st.integers(0, 120)


@given(shares, widths)
def test_a_bar_is_as_wide_as_asked(share: float, width: int) -> None:
    assert len(bar(share, width)) == width


@given(st.floats(0, 1), st.floats(0, 1), st.integers(1, 80))
def test_more_never_looks_like_less(one: float, other: float, width: int) -> None:
    def eighths(text: str) -> int:
        return sum(" ▏▎▍▌▋▊▉█".index(cell) for cell in text)

    small, large = sorted((one, other))
    assert eighths(bar(small, width)) <= eighths(bar(large, width))


def test_a_bar_is_exact_to_an_eighth_of_a_cell() -> None:
    assert bar(0.5, 4) == "██  "
    assert bar(11 / 32, 4) == "█▍  "
    assert bar(1.0, 4) == "████"


def test_a_little_shows_and_nearly_all_is_not_all() -> None:
    assert bar(0.0001, 4) == "▏   "
    assert bar(0.9999, 4) == "███▉"
    assert bar(0, 4) == bar(-1, 4) == bar(math.nan, 4) == "    "


@given(shares, widths, st.none() | st.floats(0, 2), st.sampled_from((1.0, 1.25, 1.5)))
def test_a_track_is_as_wide_as_asked(share: float, width: int, mark: float | None, full: float) -> None:
    assert len(target_bar(share, width, mark=mark, full=full)) == width


def test_a_track_shows_pace_and_what_lies_beyond_the_target() -> None:
    assert target_bar(0.5, 10, mark=0.8) == "█████   │ "
    assert target_bar(1.0, 10, full=1.25) == "████████  "
    assert target_bar(1.12, 10, full=1.25) == "████████▒ "
    assert target_bar(9.0, 10, full=1.25) == "████████▒▒"
    assert target_bar(0.8, 10, mark=0.5) == "█████│██  "


def test_the_mark_stays_on_the_track() -> None:
    assert mark_cell(7.0, 10) == 9
    assert mark_cell(1.0, 10, full=1.25) == 8
    assert mark_cell(None, 10) is None
    assert mark_cell(0.0, 10) is None


@pytest.mark.parametrize(
    ("values", "text"),
    [((), ""), ((0, 0), "▁▁"), ((1, 2, 4, 7), "▂▃▄▇"), ((5, 5), "▇▇"), ((-3, 0, 6), "▁▁▇")],
)
def test_a_history(values: tuple[int, ...], text: str) -> None:
    assert sparkline(values) == text


@pytest.mark.parametrize(("places", "text"), [(2, "▲2"), (-1, "▼1"), (0, "＝"), (None, ""), (11, "▲11")])
def test_movement(places: int | None, text: str) -> None:
    assert format_movement(places) == text


def test_a_slim_bar_shows_what_is_beyond_the_target_too() -> None:
    assert target_bar(0.5, 10, full=1.25, slim=True) == "▄▄▄▄▁▁▁▁  "
    assert target_bar(1.125, 10, full=1.25, slim=True) == "▄▄▄▄▄▄▄▄▗ "
    assert target_bar(0.5, 10, mark=0.7, slim=True) == "▄▄▄▄▄▁▁│▁▁"


@given(st.integers(0, 500), st.integers(0, 500), st.integers(1, 60))
def test_a_bar_of_a_count_shows_any_and_fills_at_most_all(number: int, more: int, width: int) -> None:
    drawn = count_bar(number, number + more, width)
    assert min(1, number) <= len(drawn) <= width
    assert len(count_bar(number, number, width)) == (width if number else 0)


def test_in_words_bars_are_left_out_and_numbers_stay() -> None:
    with written_as(NUMBERS[0], DATES[0], in_words=True):
        assert (bar(0.5, 4), slim_bar(0.5, 4), target_bar(0.5, 4), count_bar(2, 4, 4)) == ("", "", "", "")
        assert sparkline([0, 12, 5]) == "0, 12, 5"
        assert sparkline([80, 100], top=100, write="{}%".format) == "80%, 100%"
        assert [format_movement(places) for places in (None, 0, 2, -1)] == ["", "same", "up 2", "down 1"]

"""How numbers and days are written for their reader: what is computed and typed is not touched by it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextvars import Context, copy_context
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.values.amounts import format_amount, format_exact, format_plain, parse_amount, to_json_number
from core.values.input_parsing import parse_day
from core.values.periods import format_date, format_day, format_heading_day
from core.values.text import format_count
from core.values.writing import DATES, NUMBERS, is_in_words, written_as

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("numbers", "exact", "short", "count"),
    [
        ("en", "1,234,567.50 EUR", "1.23M", "1,200 cards"),
        ("de", "1.234.567,50 EUR", "1,23M", "1.200 cards"),
        ("fr", "1\u00a0234\u00a0567,50 EUR", "1,23M", "1\u00a0200 cards"),
        ("ch", "1'234'567.50 EUR", "1.23M", "1'200 cards"),
    ],
)
def test_numbers(numbers: str, exact: str, short: str, count: str) -> None:
    with written_as(numbers, DATES[0]):
        assert format_exact(123_456_750, 2, "EUR") == exact
        assert format_amount(123_456_750, 2) == short
        assert format_count(1200, "card") == count
        assert format_plain(123_456_750, 2) == "1234567.50"
        assert to_json_number(123_456_750, 2) == 1234567.5
    assert format_amount(123_456_750, 2) == "1.23M"


@pytest.mark.parametrize(
    ("dates", "near", "far", "heading"),
    [
        ("7 Dec", "7 Dec", "7 Dec 2025", "Mon 7 Dec"),
        ("Dec 7", "Dec 7", "Dec 7, 2025", "Mon Dec 7"),
        ("07.12.", "07.12.", "07.12.2025", "Mon 07.12."),
        ("2026-12-07", "2026-12-07", "2025-12-07", "Mon 2026-12-07"),
    ],
)
def test_days(dates: str, near: str, far: str, heading: str) -> None:
    day = date(2026, 12, 7)
    with written_as(NUMBERS[0], dates):
        assert format_day(day, TODAY) == near
        assert format_day(day.replace(year=2025), TODAY) == far
        assert format_heading_day(day, TODAY) == heading
        assert format_date(day) == "7 Dec 2026"  # what is kept and passed on is the same for all


@given(st.integers(0, 364), st.sampled_from(DATES))
def test_a_day_that_is_shown_can_be_typed(away: int, dates: str) -> None:
    day = TODAY + timedelta(days=away)
    with written_as(NUMBERS[0], dates):
        assert parse_day(format_day(day, TODAY), TODAY) == day


@given(st.integers(-(10**14), 10**14), st.integers(0, 2), st.sampled_from(NUMBERS))
def test_what_stands_in_a_field_is_read_as_it_was(amount: int, scale: int, numbers: str) -> None:
    with written_as(numbers, DATES[0]):
        assert parse_amount(format_plain(amount, scale), scale) == amount


def test_it_holds_in_its_context_alone() -> None:
    with written_as("de", DATES[0], in_words=True), ThreadPoolExecutor(1) as threads:
        assert threads.submit(copy_context().run, format_exact, 1500).result() == "1.500"
        assert Context().run(format_exact, 1500) == "1,500"
        assert is_in_words()
        assert not Context().run(is_in_words)
    assert format_exact(1500) == "1,500"
    assert not is_in_words()

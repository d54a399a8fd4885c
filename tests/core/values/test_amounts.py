from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import HuddleError
from core.values.amounts import (
    MAX_AMOUNT,
    format_amount,
    format_exact,
    format_percent,
    format_plain,
    format_with_unit,
    parse_amount,
    to_json_number,
)


@pytest.mark.parametrize(
    ("amount", "scale", "text"),
    [
        (0, 0, "0"), (31, 0, "31"), (1054, 0, "1054"), (9999, 0, "9999"), (10_000, 0, "10k"), (42_300, 0, "42.3k"),
        (99_949, 0, "99.9k"), (99_950, 0, "100k"), (310_000, 0, "310k"), (999_499, 0, "999k"), (999_500, 0, "1M"),
        (1_200_000, 0, "1.2M"), (1_234_567, 0, "1.23M"), (-42_300, 0, "-42.3k"), (105_400, 2, "1054"),
        (1250, 2, "12.50"), (5, 2, "0.05"), (-5, 2, "-0.05"), (26_200_000, 2, "262k"), (999_999, 2, "10k"),
        (2_600_000_000, 0, "2.6G"), (MAX_AMOUNT * 1000, 0, "1000000T"), (None, 0, "–"),
    ],
)  # fmt: skip
def test_amounts_are_shown_in_few_figures(amount: int | None, scale: int, text: str) -> None:
    assert format_amount(amount, scale) == text


def test_units() -> None:
    assert format_amount(840, 1, "%") == "84%"
    assert format_amount(310_000, 0, "EUR") == "310k"
    assert format_with_unit(310_000, 0, "EUR") == "310k EUR"
    assert format_with_unit(None, 0, "EUR") == "–"
    assert format_exact(105_400, 2, "EUR") == "1,054 EUR"


@given(st.integers(-MAX_AMOUNT, MAX_AMOUNT), st.integers(0, 6))
def test_what_is_shown_is_right_to_its_last_figure(amount: int, scale: int) -> None:
    text = format_amount(amount, scale)
    power = {"k": 3, "M": 6, "G": 9, "T": 12}.get(text[-1], 0)
    figures = Decimal(text[:-1] if power else text)
    step = figures.as_tuple().exponent
    assert isinstance(step, int)
    value = Decimal(amount).scaleb(-scale - power)
    assert figures.quantize(value.quantize(Decimal(1).scaleb(step)), ROUND_HALF_UP) == figures
    # Trailing zeros are left out, so the last figure shown may stand for up to half of two more.
    assert abs(figures - value) <= Decimal("0.5") if power == 0 else abs(figures - value) <= abs(value) / 190


@given(st.integers(-MAX_AMOUNT, MAX_AMOUNT), st.integers(0, 6))
def test_what_is_written_out_can_be_typed_again(amount: int, scale: int) -> None:
    assert parse_amount(format_plain(amount, scale), scale) == amount
    assert to_json_number(amount, scale) == float(Decimal(amount).scaleb(-scale))


@pytest.mark.parametrize(
    ("typed", "scale", "amount"),
    [
        ("1054", 0, 1054), ("1054", 2, 105_400), ("12.5", 2, 1250), ("12,5", 2, 1250), ("1,054,000", 0, 1_054_000),
        ("1,054.50", 2, 105_450), ("1.054,50", 2, 105_450), ("1.054.000", 0, 1_054_000), ("1 054", 0, 1054),
        ("1'054", 0, 1054), ("310k", 0, 310_000), ("1.2M", 2, 120_000_000), ("-3", 0, -3), ("−3", 0, -3),
        ("+3", 0, 3), (".5", 1, 5), ("0,125", 3, 125), ("1.125", 3, 1125), ("0.250", 2, 25), ("1.250k", 2, 125_000),
        ("1054.000", 2, 105_400), ("12.50", 1, 125), ("1.5k", 0, 1500), ("-0", 0, 0),
    ],
)  # fmt: skip
def test_what_can_be_typed(typed: str, scale: int, amount: int) -> None:
    assert parse_amount(typed, scale) == amount


@pytest.mark.parametrize(
    ("typed", "scale", "says"),
    [
        ("", 0, "not an amount"), ("k", 0, "not an amount"), ("-", 0, "not an amount"), ("--3", 0, "not an amount"),
        ("1e5", 0, "not an amount"), ("nan", 0, "not an amount"), ("٣", 0, "not an amount"),
        ("1.2.3", 0, "not an amount"), ("5 6", 0, "more than one number"), ("12 1054", 0, "more than one number"),
        ("12,34,567", 0, "is not an amount"), ("1.234,5.6", 2, "is not an amount"), ("5 EUR", 0, "is not an amount"),
        ("1,054", 0, "ambiguous"), ("1.5", 0, "whole number"), ("1.2345", 2, "at most 2 decimals"),
        ("100.000", 2, "is ambiguous: 100000 or"), ("1.234", 0, "is ambiguous: 1234 or"),
        ("9" * 30, 0, "too large"), ("9" * 5000, 0, "is not an amount"),
    ],
)  # fmt: skip
def test_what_cannot_be_typed_is_refused_with_what_to_do(typed: str, scale: int, says: str) -> None:
    with pytest.raises(HuddleError, match=says):
        parse_amount(typed, scale)


@given(st.text(max_size=30), st.integers(0, 6))
def test_any_text_is_an_amount_or_is_refused(text: str, scale: int) -> None:
    try:
        amount = parse_amount(text, scale)
    except HuddleError:
        return
    assert abs(amount) <= MAX_AMOUNT


def test_only_what_reaches_the_whole_says_so() -> None:
    shares = [None, 0.0, 0.625, 0.775, 0.9949, 0.9999, 1.0, 1.183, -0.005]
    assert [format_percent(share) for share in shares] == [
        "–", "0%", "63%", "78%", "99%", "99%", "100%", "118%", "-1%",
    ]  # fmt: skip

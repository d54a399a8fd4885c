"""What people type into forms."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import HuddleError
from core.metrics import amount_input
from core.metrics.metrics import add_metric
from core.values import input_parsing
from core.values.writing import written_as
from tests.conftest import Crew

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", None),
        ("today", MONDAY),
        ("Tomorrow", date(2026, 11, 24)),
        ("monday", MONDAY),
        ("fri", date(2026, 11, 27)),
        ("by 30 Nov", date(2026, 11, 30)),
        ("30.11.", date(2026, 11, 30)),
        ("Nov 30", date(2026, 11, 30)),
        ("3 January", date(2027, 1, 3)),
        ("30 nov 27", date(2027, 11, 30)),
        ("2026-12-24", date(2026, 12, 24)),
        ("+10", date(2026, 12, 3)),
        ("22 Nov", date(2027, 11, 22)),
        ("yesterday", date(2026, 11, 22)),
        ("next monday", date(2026, 11, 30)),
        ("last monday", date(2026, 11, 16)),
        ("next fri", date(2026, 11, 27)),
        ("in 2 weeks", date(2026, 12, 7)),
        ("3 days ago", date(2026, 11, 20)),
        ("20/11/2026", date(2026, 11, 20)),
        ("20-11-2026", date(2026, 11, 20)),
        ("11/20/2026", date(2026, 11, 20)),
        ("1/12", date(2026, 12, 1)),
        ("2026/12/24", date(2026, 12, 24)),
        ("29 Feb", date(2028, 2, 29)),
        ("june 5", date(2027, 6, 5)),
        ("Sept 3", date(2027, 9, 3)),
        ("30th nov", date(2026, 11, 30)),
        ("21st dec 2026", date(2026, 12, 21)),
        ("Dec 3rd", date(2026, 12, 3)),
    ],
)
def test_a_day_is_understood_as_people_type_it(text: str, expected: date | None) -> None:
    assert input_parsing.parse_day(text, MONDAY) == expected


@pytest.mark.parametrize("text", ["soon", "31 Feb", "t", "30", "Nov", "2026-13-01", "1 2 3 4", "+x", "+99999999999"])
def test_what_is_no_day_is_refused_with_examples(text: str) -> None:
    with pytest.raises(HuddleError, match="Nov, friday, tomorrow or"):
        input_parsing.parse_day(text, MONDAY)


def test_numbers_are_read_in_the_order_of_the_readers_dates() -> None:
    assert input_parsing.parse_day("5/6/2027", MONDAY) == date(2027, 6, 5)
    with written_as("en", "Dec 7"):
        assert input_parsing.parse_day("5/6/2027", MONDAY) == date(2027, 5, 6)
        assert input_parsing.parse_day("5.6.2027", MONDAY) == date(2027, 6, 5)


@pytest.mark.parametrize("text", ["1026-11-20", "20 Nov 2206", "2926-11-20"])
def test_a_year_that_is_far_away_is_asked_about(text: str) -> None:
    with pytest.raises(HuddleError, match="Is the year right"):
        input_parsing.parse_past_day(text, MONDAY)


def test_no_text_is_no_day() -> None:
    for parse in (input_parsing.require_day, input_parsing.require_past_day):
        with pytest.raises(HuddleError, match="“ ” is not a date"):
            parse(" ", MONDAY)


@given(st.text(max_size=20))
def test_whatever_is_typed_is_a_day_or_a_sentence(text: str) -> None:
    try:
        found = input_parsing.parse_day(text, MONDAY)
    except HuddleError:
        return
    assert found is None or isinstance(found, date)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", (None, None)),
        ("once", (None, None)),
        ("every Monday", ("week", 1)),
        ("friday", ("week", 5)),
        ("weekly", ("week", None)),
        ("every day", ("day", None)),
        ("each quarter", ("quarter", None)),
    ],
)
def test_how_often(text: str, expected: tuple[str | None, int | None]) -> None:
    assert input_parsing.parse_recurrence(text) == expected


def test_how_often_is_refused_with_what_there_is() -> None:
    with pytest.raises(HuddleError, match="Use day, week, month, quarter or a weekday"):
        input_parsing.parse_recurrence("now and then")


def test_where_nothing_is_counted_it_says_how_to_begin(crew: Crew) -> None:
    for text in ("5", "5 calls"):
        with pytest.raises(HuddleError, match="Leave this empty, or add a metric first"):
            amount_input.parse_metric_amount(crew["Ana"], text)


def test_an_amount_is_of_a_metric(crew: Crew) -> None:
    calls = add_metric(crew["Ana"], "calls")
    revenue = add_metric(crew["Ana"], "won revenue", unit="EUR", scale=2)
    assert amount_input.parse_metric_amount(crew["Ana"], "5 calls") == (calls, 5)
    assert amount_input.parse_metric_amount(crew["Ana"], "12.5 won") == (revenue, 1250)
    assert amount_input.parse_metric_amount(crew["Ana"], "2k eur") == (revenue, 200_000)
    assert amount_input.parse_metric_amount(crew["Ana"], " ") == (None, None)
    with pytest.raises(HuddleError, match="Type a number and a metric, e"):
        amount_input.parse_metric_amount(crew["Ana"], "5")
    with pytest.raises(HuddleError, match="is not a metric"):
        amount_input.parse_metric_amount(crew["Ana"], "5 visits")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("5", 300), ("5:30", 330), ("0:45", 45), ("90s", 90), ("90 sec", 90), ("2 min", 120), ("1h", 3600), ("0", None)],
)
def test_a_length_is_understood_as_people_type_it(text: str, expected: int | None) -> None:
    assert input_parsing.parse_duration(text) == expected


@pytest.mark.parametrize("text", ["", "soon", "5:3", "5:75", "-5", "1.5", "5:30s", "99999999999", "٣"])
def test_what_is_no_length_is_refused_with_examples(text: str) -> None:
    with pytest.raises(HuddleError, match="0 removes the timer"):
        input_parsing.parse_duration(text)


def test_a_number_is_one_in_digits() -> None:
    assert input_parsing.parse_count(" 12 ") == 12
    for text in ("", "three", "-1", "1.5", "99999999999", "٣"):
        with pytest.raises(HuddleError, match="is not a number"):
            input_parsing.parse_count(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("", None),
        ("today", date(2026, 11, 23)),
        ("yesterday", date(2026, 11, 22)),
        ("friday", date(2026, 11, 20)),
        ("monday", date(2026, 11, 23)),
        ("20 Nov", date(2026, 11, 20)),
        ("24 Dec", date(2025, 12, 24)),
        ("2026-12-24", date(2026, 12, 24)),
        ("tomorrow", date(2026, 11, 24)),
        ("last monday", date(2026, 11, 16)),
        ("last friday", date(2026, 11, 20)),
        ("2 weeks ago", date(2026, 11, 9)),
        ("24/12", date(2025, 12, 24)),
        ("29 Feb", date(2024, 2, 29)),
    ],
)
def test_a_day_that_has_been(text: str, day: date | None) -> None:
    assert input_parsing.parse_past_day(text, date(2026, 11, 23)) == day


# -- names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", []), (" , ; ", []), ("Ben Okafor", ["Ben Okafor"]), ("Ben, Lea, Jon", ["Ben", "Lea", "Jon"]),
        ("Ben, Lea and Jon", ["Ben", "Lea", "Jon"]), ("Ben, Lea, and Jon", ["Ben", "Lea", "Jon"]),
        ("Ben & Lea", ["Ben", "Lea"]), ("Ben,Lea,", ["Ben", "Lea"]), ("Sandy Anders", ["Sandy Anders"]),
        ("Sam Hall, Jr., Lea", ["Sam Hall, Jr.", "Lea"]), ("Weiss, Jon; Brandt, Lea", ["Weiss, Jon", "Brandt, Lea"]),
        ("Mia Voss\nTim Berg\n", ["Mia Voss", "Tim Berg"]), ("Ben, Lea;", ["Ben", "Lea"]),
    ],
)  # fmt: skip
def test_names_are_parted_as_people_type_them(text: str, names: list[str]) -> None:
    assert input_parsing.split_names(text) == names


@given(st.lists(st.from_regex(r"[A-Z][b-c]{1,5}( [A-Z][b-c]{1,5})?", fullmatch=True), max_size=6))
def test_names_come_out_as_they_went_in(names: list[str]) -> None:
    for between in (", ", ",", " and ", "; ", "\n"):
        assert input_parsing.split_names(between.join(names)) == names

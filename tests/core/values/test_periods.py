from __future__ import annotations

import pickle
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import HuddleError
from core.values.periods import (
    PERIOD_KINDS,
    Period,
    count_working_days,
    format_day,
    format_due,
    format_full_day,
    format_heading_day,
    format_share_gone,
    on_day,
    parse_period,
    period_between,
    period_containing,
)

pytestmark = pytest.mark.days

DAYS = st.dates(min_value=date(1970, 1, 1), max_value=date(2199, 12, 31))


@pytest.mark.parametrize(
    ("typed", "kind", "starts_on", "ends_on"),
    [
        ("2017-Q2", "quarter", date(2017, 4, 1), date(2017, 6, 30)),
        ("2017-q4", "quarter", date(2017, 10, 1), date(2017, 12, 31)),
        ("2016-02", "month", date(2016, 2, 1), date(2016, 2, 29)),
        ("2017-12", "month", date(2017, 12, 1), date(2017, 12, 31)),
        ("2017-W52", "week", date(2017, 12, 25), date(2017, 12, 31)),
        ("2020-W53", "week", date(2020, 12, 28), date(2021, 1, 3)),
        ("2017-W1", "week", date(2017, 1, 2), date(2017, 1, 8)),
        ("2017", "year", date(2017, 1, 1), date(2017, 12, 31)),
        ("2017-03-01", "day", date(2017, 3, 1), date(2017, 3, 1)),
        ("2017-03-01..2017-03-10", "span", date(2017, 3, 1), date(2017, 3, 10)),
        ("2017-Q1..2017-Q2", "span", date(2017, 1, 1), date(2017, 6, 30)),
        ("2017-01..2017-03", "quarter", date(2017, 1, 1), date(2017, 3, 31)),
    ],
)
def test_what_can_be_typed(typed: str, kind: str, starts_on: date, ends_on: date) -> None:
    period = parse_period(f" {typed} ")
    assert (period.kind, period.starts_on, period.ends_on) == (kind, starts_on, ends_on)


@pytest.mark.parametrize(
    "typed",
    ["", "2017-Q5", "2017-Q0", "2017-13", "2017-W54", "2021-W53", "2017-02-30", "17", "Q2", "2017-Q22", "२०१७",
     "2017-", "0000", "quarter", "2017-03-10..2017-03-01"],
)  # fmt: skip
def test_anything_else_is_refused_with_what_to_do(typed: str) -> None:
    with pytest.raises(HuddleError, match=r"is not a period|first day first"):
        parse_period(typed)


def test_the_running_period_by_its_kind() -> None:
    assert parse_period("quarter", date(2026, 11, 23)).label == "2026-Q4"
    assert parse_period("Week", date(2026, 11, 23)).label == "2026-W48"
    assert parse_period("this year", date(2026, 11, 23)).label == "2026"


def test_the_period_before_has_a_name_too() -> None:
    monday = date(2026, 11, 23)
    typed = ("last-week", "Last month", "last-quarter", "last year", "last-day")
    assert [parse_period(words, monday).label for words in typed] == [
        "2026-W47", "2026-10", "2026-Q3", "2025", "2026-11-22",
    ]  # fmt: skip
    for words in ("next-week", "last last week", "last", "-"):
        with pytest.raises(HuddleError, match="Try week, month, quarter, last-month or 2026-Q1"):
            parse_period(words, monday)


@given(DAYS, st.sampled_from(PERIOD_KINDS))
def test_a_period_is_found_again_by_its_label_and_by_its_days(day: date, kind: str) -> None:
    period = period_containing(day, kind)
    assert day in period
    assert parse_period(period.label) == period
    assert period_between(period.starts_on, period.ends_on) == period


@given(DAYS, st.sampled_from(PERIOD_KINDS))
def test_next_and_previous_leave_no_day_out(day: date, kind: str) -> None:
    period = period_containing(day, kind)
    assert period.next().starts_on == period.ends_on + timedelta(days=1)
    assert period.next().previous() == period
    assert period.previous().ends_on == period.starts_on - timedelta(days=1)


def test_a_span_moves_by_its_own_length() -> None:
    span = period_between(date(2026, 3, 2), date(2026, 3, 11))
    assert (span.next().starts_on, span.next().ends_on) == (date(2026, 3, 12), date(2026, 3, 21))
    assert span.next().previous() == span


def test_the_calendar_has_an_end() -> None:
    with pytest.raises(HuddleError, match="Choose another period"):
        parse_period("9999").next()


def test_how_a_heading_says_it() -> None:
    said = [parse_period(typed).title for typed in ("2017-Q2", "2017-03", "2020-W53", "2017")]
    assert said == ["Q2 2017", "Mar 2017", "week 53 of 2020", "2017"]
    assert parse_period("2017-03-01").title == "1 Mar 2017"
    assert parse_period("2017-Q2").short == "Q2"


def test_a_period_is_frozen_and_travels() -> None:
    period = parse_period("2017-Q2")
    with pytest.raises(AttributeError):
        period.label = "2018-Q2"
    assert pickle.loads(pickle.dumps(period)) == period
    assert len({period, parse_period("2017-q2")}) == 1
    assert period != Period("span", "x", period.starts_on, period.ends_on)


@given(DAYS, st.integers(0, 800), st.sets(st.sampled_from("1234567")))
def test_working_days_are_those_one_would_count(starts_on: date, length: int, weekdays: set[str]) -> None:
    ends_on = starts_on + timedelta(days=length)
    counted = sum(str((starts_on + timedelta(days=step)).isoweekday()) in weekdays for step in range(length + 1))
    assert count_working_days(starts_on, ends_on, "".join(sorted(weekdays))) == counted


def test_days_have_their_year_only_in_another_year() -> None:
    today = date(2026, 11, 23)
    assert format_day(date(2026, 12, 7), today) == "7 Dec"
    assert format_day(date(2025, 12, 7), today) == "7 Dec 2025"
    assert format_heading_day(date(2026, 12, 7), today) == "Mon 7 Dec"
    assert format_heading_day(date(2027, 12, 7), today) == "Tue 7 Dec 2027"
    assert format_full_day(date(2026, 12, 7)) == "Monday 7 December"


def test_a_due_day_that_has_passed_is_overdue() -> None:
    today = date(2026, 11, 23)
    assert format_due(date(2026, 11, 22), today) == "overdue, 22 Nov"
    assert format_due(date(2026, 11, 26), today) == "Thu"
    assert [on_day(date(2026, 11, day), today) for day in (22, 23, 26, 30)] == [
        "yesterday", "today", "on Thu", "on 30 Nov",
    ]  # fmt: skip


def test_the_share_of_time_names_its_period() -> None:
    quarter = period_containing(date(2026, 11, 23), "quarter")
    assert format_share_gone(quarter, 0.58) == "58% of Q4 gone"
    assert format_share_gone(period_containing(date(2026, 11, 23), "week"), 0.2) == "20% of week 48 gone"

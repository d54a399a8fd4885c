"""Days in a time zone of one's own choice, against a list of the hours of its days."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import HuddleError
from core.values.clock import format_timestamp
from core.values.time_zone import day_in_zone, find_zone, in_zone, local_zone_name, parse_time_zone

pytestmark = pytest.mark.days

ZONES = ("Europe/Berlin", "America/New_York", "Pacific/Auckland", "Asia/Kolkata", "Pacific/Apia", "UTC")


@pytest.fixture
def new_york(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "America/New_York")
        time.tzset()
        yield
    time.tzset()


@given(st.sampled_from(ZONES), st.dates(date(2000, 1, 2), date(2060, 1, 1)), st.integers(0, 24 * 60 - 1))
def test_a_moment_lies_in_the_day_whose_minutes_have_it(name: str, day: date, minute: int) -> None:
    """The minutes of a day are listed by the zone's own midnight, across every change of its clocks."""
    zone = ZoneInfo(name)
    midnights = [
        datetime(each.year, each.month, each.day, tzinfo=zone).astimezone(UTC)
        for each in (day + timedelta(days=step) for step in range(-1, 3))
    ]
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=minute)
    (listed,) = [day + timedelta(days=step - 1) for step in range(3) if midnights[step] <= moment < midnights[step + 1]]
    assert day_in_zone(format_timestamp(moment), find_zone(name)) == listed


def test_the_computers_own_zone_needs_no_other(new_york: None) -> None:
    assert local_zone_name() == "America/New_York"
    assert find_zone("America/New_York") is None
    assert find_zone("") is find_zone("Nowhere/Land") is None
    assert day_in_zone("2026-07-02T03:30:00.000Z", None) == date(2026, 7, 1)
    now = datetime(2026, 11, 23, 23, 0).astimezone()
    assert in_zone(now, None) is now
    assert in_zone(now, find_zone("Pacific/Auckland")).date() == date(2026, 11, 24)


def test_a_zone_is_known_by_its_name_alone() -> None:
    assert parse_time_zone(" europe/berlin ") == "Europe/Berlin"
    for text in ("", "Berlin", "../etc/passwd", "CET+25", "\x00"):
        with pytest.raises(HuddleError, match="not a time zone"):
            parse_time_zone(text)

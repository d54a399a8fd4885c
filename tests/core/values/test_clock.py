"""The day of a stored moment, where clocks are put forward and back."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from core.values.clock import day_of_timestamp, format_timestamp, parse_timestamp

pytestmark = pytest.mark.days


@pytest.fixture
def new_york(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "America/New_York")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.parametrize(
    ("today", "moment", "day"),
    [
        # Winter, and a moment at 23:30 and at 00:30 of a summer night, four hours behind UTC.
        ("2026-11-23T09:00", "2026-07-02T03:30:00.000Z", date(2026, 7, 1)),
        ("2026-11-23T09:00", "2026-07-02T04:30:00.000Z", date(2026, 7, 2)),
        # Summer, and a winter night, five hours behind UTC.
        ("2026-07-02T09:00", "2026-01-15T04:30:00.000Z", date(2026, 1, 14)),
        ("2026-07-02T09:00", "2026-01-15T05:30:00.000Z", date(2026, 1, 15)),
    ],
)
def test_a_moment_has_the_day_that_people_had_then(new_york: None, today: str, moment: str, day: date) -> None:
    now = datetime.fromisoformat(today).astimezone()
    assert day_of_timestamp(moment, now) == day
    assert format_timestamp(parse_timestamp(moment, now)) == moment


def test_a_span_across_the_change_has_its_true_length(new_york: None) -> None:
    began = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)  # 01:30 in summer time; an hour later it is 01:30 again
    now = (began + timedelta(hours=3)).astimezone()
    assert now - parse_timestamp(format_timestamp(began), now) == timedelta(hours=3)


def test_a_clock_with_another_zone_keeps_it(new_york: None) -> None:
    moment = "2026-07-02T03:30:00.000Z"
    for zone in (UTC, timezone(timedelta(hours=9))):
        now = datetime(2026, 11, 23, 9, 0, tzinfo=zone)
        assert parse_timestamp(moment, now).utcoffset() == now.utcoffset()

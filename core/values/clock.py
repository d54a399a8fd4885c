"""The only module that asks the system for the time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

Clock = Callable[[], datetime]
"""Returns the current time, aware of its time zone, which is the team's."""


def system_clock() -> datetime:
    """Return this computer's time in its own time zone."""
    return datetime.now().astimezone()


def format_timestamp(at: datetime) -> str:
    """Return a time as it is stored: ISO 8601 in UTC with milliseconds, which sorts as text."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def parse_timestamp(text: str, like: datetime) -> datetime:
    """Return a stored time in the time zone of `like`."""
    return datetime.fromisoformat(text).astimezone(like.tzinfo)


def day_of_timestamp(text: str, like: datetime) -> date:
    """Return the date of a stored time in the time zone of `like`."""
    return parse_timestamp(text, like).date()

"""The only place that knows what time it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

Clock = Callable[[], datetime]
"""Gives the current moment, aware of its time zone, which is the team's."""


def system_clock() -> datetime:
    """This computer's time, in its own zone."""
    return datetime.now().astimezone()


def moment(at: datetime) -> str:
    """The moment as it is stored: ISO 8601 in UTC, with milliseconds, sorting as it reads."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def from_moment(text: str, like: datetime) -> datetime:
    """A stored moment in the time zone of `like`."""
    return datetime.fromisoformat(text).astimezone(like.tzinfo)


def day_of(text: str, like: datetime) -> date:
    """The day on which a stored moment fell, in the time zone of `like`."""
    return from_moment(text, like).date()

"""The only module that asks the system for the time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timezone

Clock = Callable[[], datetime]
"""Returns the current time, aware of its time zone, which is the team's."""


def system_clock() -> datetime:
    """Return this computer's time in its own time zone."""
    return datetime.now().astimezone()


def format_timestamp(at: datetime) -> str:
    """Return a time as it is stored: ISO 8601 in UTC with milliseconds, which sorts as text."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def parse_timestamp(text: str, like: datetime) -> datetime:
    """Return a stored time in the time zone of `like`.

    The system's clock carries today's offset, and on the other side of a daylight-saving change the zone had another:
    for a time of the system's clock, this computer's rules for the stored moment count.
    """
    moment = datetime.fromisoformat(text)
    is_system_time = like.tzinfo is not UTC and isinstance(like.tzinfo, timezone)
    if is_system_time and like.utcoffset() == like.astimezone().utcoffset():
        return moment.astimezone()
    return moment.astimezone(like.tzinfo)


def day_of_timestamp(text: str, like: datetime) -> date:
    """Return the date of a stored time in the time zone of `like`."""
    return parse_timestamp(text, like).date()

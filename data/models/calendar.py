"""Holidays and absences: the days on which the team, or one member, does not work."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from data.models.base import Name, Row, StatedText


class Holiday(Row):
    """A day on which the team does not work."""

    table: ClassVar[str] = "holiday"
    day: date
    name: Name
    country: str | None = None
    """The country whose calendar it came from, ISO 3166; None for a day that the team added itself."""
    works: bool = False
    """Whether the team works on it all the same."""


class Absence(Row):
    """Days on which one member does not work."""

    table: ClassVar[str] = "absence"
    member_id: int
    starts_on: date
    ends_on: date
    """The last day."""
    reason: StatedText | None = None

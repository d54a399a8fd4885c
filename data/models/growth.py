"""Measures, practice and mentoring pairs, and customer accounts."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from data.models.base import Every, Moment, Name, PairKind, Row, StatedText


class Measure(Row):
    """A metric that the team, or one territory, has chosen as a measure of its success."""

    table: ClassVar[str] = "measure"
    metric_id: int
    territory: str | None = None
    """None for the whole team."""
    trend_id: int | None = None
    """The building block of success, a trend, that it came from."""
    since: date
    ended_on: date | None = None
    replaced_by: int | None = None
    """The measure that replaced it."""
    reason: str | None = None
    """Why it was replaced or ended."""


class Pair(Row):
    """Two members who practise together, or a mentor (`one_id`) and the member they mentor (`other_id`)."""

    table: ClassVar[str] = "pair"
    kind: PairKind
    one_id: int
    other_id: int
    starts_on: date
    every: Every | None = None
    ended_on: date | None = None
    drawn_at: Moment


class Account(Row):
    """A customer, and the member who owns it."""

    table: ClassVar[str] = "account"
    name: Name
    member_id: int | None = None
    opened_by: int | None = None
    """The member who won it."""
    opened_on: date | None = None
    touched_on: date | None = None
    """The last day of contact, from an import or from a member."""
    source: str | None = None
    """The import that created it; None when a member did."""


class Handover(Row):
    """A change of an account's owner, with the reason."""

    table: ClassVar[str] = "handover"
    account_id: int
    from_id: int | None = None
    to_id: int
    day: date
    reason: StatedText
    agreed_by: int | None = None

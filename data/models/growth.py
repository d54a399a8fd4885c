"""What the team measures itself by, who trains with whom, and whose customers are whose."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from data.models.rows import Every, Moment, Name, PairKind, Row, Stated


class Measure(Row):
    """A metric that the team, or one territory, has chosen to steer by."""

    table: ClassVar[str] = "measure"
    metric_id: int
    territory: str | None = None
    """None is the whole team's."""
    trend_id: int | None = None
    """The building block of success that it came from."""
    since: date
    ended_on: date | None = None
    replaced_by: int | None = None
    reason: str | None = None
    """Why it was replaced or ended."""


class Pair(Row):
    """Two who practise together, or a mentor (`one_id`) and who is mentored."""

    table: ClassVar[str] = "pair"
    kind: PairKind
    one_id: int
    other_id: int
    starts_on: date
    every: Every | None = None
    ended_on: date | None = None
    drawn_at: Moment


class Account(Row):
    """A customer, and whose it is."""

    table: ClassVar[str] = "account"
    name: Name
    member_id: int | None = None
    opened_by: int | None = None
    """Who won it."""
    opened_on: date | None = None
    touched_on: date | None = None
    """The last day of which an import or a member tells."""
    source: str | None = None


class Handover(Row):
    """An account that went from one member to another, and why."""

    table: ClassVar[str] = "handover"
    account_id: int
    from_id: int | None = None
    to_id: int
    day: date
    reason: Stated
    agreed_by: int | None = None

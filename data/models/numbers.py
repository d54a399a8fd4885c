"""What is counted, what was agreed, and what came in."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from pydantic import Field

from data.models.rows import Better, MetricKind, Moment, Name, Row


class Metric(Row):
    """What is counted."""

    table: ClassVar[str] = "metric"
    name: Name
    kind: MetricKind = "sum"
    unit: str = ""
    """A currency by ISO 4217, a word such as `calls`, or nothing."""
    scale: int = Field(default=0, ge=0, le=6)
    """Decimal places of an amount: 2 stores cents."""
    better: Better = "higher"
    numerator_id: int | None = None
    denominator_id: int | None = None
    private: bool = False
    """Whether nobody is ranked on it, and each sees only themself against their own target."""
    ended_on: date | None = None


class Target(Row):
    """What one member, group or the team agreed to reach on one metric in one period."""

    table: ClassVar[str] = "target"
    metric_id: int
    member_id: int | None = None
    group_id: int | None = None
    """Both None: the team's."""
    starts_on: date
    ends_on: date
    """The last day of the period."""
    amount: int
    floor: int | None = None
    bonus: str | None = None
    agreed_by: int | None = None
    agreed_at: Moment | None = None


class Entry(Row):
    """One dated amount on one metric for one member."""

    table: ClassVar[str] = "entry"
    metric_id: int
    member_id: int
    day: date
    amount: int
    note: str | None = None
    source: str | None = None
    """The import it came from; None when it was typed."""
    key: str | None = None
    """The row's own key in that source."""
    entered_by: int | None = None
    entered_at: Moment

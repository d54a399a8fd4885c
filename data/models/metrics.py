"""Metrics, targets and entries, and what an import remembers."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from pydantic import Field

from data.models.base import Better, CountedFrom, MetricKind, Moment, Name, Row, StatedText


class Metric(Row):
    """What the team counts."""

    table: ClassVar[str] = "metric"
    name: Name
    kind: MetricKind = "sum"
    unit: str = ""
    """A currency by ISO 4217, a word such as `calls`, or empty."""
    scale: int = Field(default=0, ge=0, le=6)
    """The decimal places of an amount: with 2, amounts are stored in cents."""
    better: Better = "higher"
    numerator_id: int | None = None
    denominator_id: int | None = None
    counted_from: CountedFrom = "entries"
    """What it is counted from. `core.metrics.totals` computes it where that is not its entries."""
    outside_remit: bool = False
    """Whether no seller can influence it, such as net profit: it is shown, and is nobody's target."""
    private: bool = False
    """Whether nobody is ranked on it, and each member sees only their own amounts against their own target."""
    ended_on: date | None = None


class Target(Row):
    """What one member, group or the team agreed to reach on one metric in one period."""

    table: ClassVar[str] = "target"
    metric_id: int
    member_id: int | None = None
    group_id: int | None = None
    """Without a member and a group it is the team's."""
    starts_on: date
    ends_on: date
    """The last day of the period."""
    amount: int
    floor: int | None = None
    """The least that must be reached; where lower is better, the most that may be."""
    floor_metric_id: int | None = None
    """The metric of the floor, where it is another one: revenue with a minimum gross margin."""
    bonus: str | None = None
    bonus_percent: int | None = Field(default=None, gt=0, le=1000)
    """The per cent of the target at which the bonus is earned; None for 100."""
    goal_id: int | None = None
    """The goal that it serves."""
    reason: StatedText | None = None
    """The reason for the last revision, or for declining it."""
    proposed_by: int | None = None
    proposed_at: Moment | None = None
    agreed_by: int | None = None
    """The member who agreed to this amount; None while it is proposed."""
    agreed_at: Moment | None = None
    agreed_amount: int | None = None
    """The amount agreed last: it counts until a new one is agreed."""
    declined_at: Moment | None = None
    """When it was declined without an amount agreed before; it then does not count."""


class Entry(Row):
    """One dated amount on one metric for one member."""

    table: ClassVar[str] = "entry"
    metric_id: int
    member_id: int
    day: date
    amount: int
    note: str | None = None
    source: str | None = None
    """The import that it came from; None when it was typed."""
    key: str | None = None
    """The row's own key in that source."""
    entered_by: int | None = None
    entered_at: Moment
    topic: str | None = None
    """The subject of a training session, such as `role play`."""


class Alias(Row):
    """A name that a file uses for a member: another spelling, an address, an id in a CRM."""

    table: ClassVar[str] = "alias"
    text: str = Field(min_length=1, max_length=200)
    """Casefolded, so that case does not matter."""
    member_id: int


class TakenFile(Row):
    """A file of a watched folder that was imported."""

    table: ClassVar[str] = "taken_file"
    hash: str
    """SHA-256 of its content: the same content under another name is the same file."""
    name: str
    taken_by: int | None = None
    taken_at: Moment


class Published(Row):
    """The team's number on a private metric in one month, as it was told."""

    table: ClassVar[str] = "published"
    metric_id: int
    month: str
    """The calendar month: `2026-11`."""
    total: int
    """Of a sum or a mean, in the metric's smallest unit; 0 of a count."""
    entries: int
    """How many entries, of a count or a mean; 0 of a sum."""
    told_on: date

"""What is counted, what was agreed, and what came in."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from pydantic import Field

from data.models.rows import Better, CountedFrom, MetricKind, Moment, Name, Row, Stated


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
    counted_from: CountedFrom = "entries"
    """What it is counted from. `core.actuals` says how it is computed where that is not its entries."""
    outside_remit: bool = False
    """Whether no seller can steer it (net profit): it is shown, and is nobody's target."""
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
    """What must be reached at the least, or not be passed where lower is better."""
    floor_metric_id: int | None = None
    """What the floor is on, where that is another metric: revenue with a minimum gross margin."""
    bonus: str | None = None
    bonus_percent: int | None = Field(default=None, gt=0, le=1000)
    """The share of the target at which the bonus is earned; None is all of it."""
    goal_id: int | None = None
    """The goal that it serves."""
    reason: Stated | None = None
    """Why it is as it is now: of the last revision, or of the refusal."""
    proposed_by: int | None = None
    proposed_at: Moment | None = None
    agreed_by: int | None = None
    """Who it binds, once they said yes to this amount; None while it is proposed."""
    agreed_at: Moment | None = None
    agreed_amount: int | None = None
    """What was agreed last: it stands until a new amount is agreed."""
    declined_at: Moment | None = None
    """When it was turned down, with nothing agreed before: then it counts for nothing."""


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
    topic: str | None = None
    """What a training session was about: `role play`."""


class Alias(Row):
    """By what a file calls a member: another spelling, an address, an id in a CRM."""

    table: ClassVar[str] = "alias"
    text: str = Field(min_length=1, max_length=200)
    """Casefolded: upper and lower case are the same."""
    member_id: int


class TakenFile(Row):
    """A file that a watched folder had, and that was taken in."""

    table: ClassVar[str] = "taken_file"
    hash: str
    """SHA-256 of what was in it: the same file under another name is the same."""
    name: str
    taken_by: int | None = None
    taken_at: Moment

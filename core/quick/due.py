"""What is due for one member: commitments with a day, targets that are behind, proposals to answer, the turn to host.

On the quick path: plain SQL into plain values, and no import that is slow.
"""

from __future__ import annotations

from datetime import date

from core.access.visible_connection import VisibleConnection
from core.commitments.outcomes import OutcomeCalculator
from core.metrics.rating import format_rating, format_target
from core.quick.progress import RunningTarget, list_running_targets
from core.values import amounts, periods
from core.values.periods import Period, period_between
from data.quick import due_queries, metric_queries
from data.quick.commitment_queries import CommitmentRecord

AHEAD_DAYS = 7
"""How many days ahead are included: up to the next weekly meeting."""


class DueItem:
    """One thing that is due."""

    __slots__ = ("day", "kind", "next_action", "number", "text")

    def __init__(self, kind: str, day: date | None, what: str, next: str, number: int | None = None) -> None:
        self.kind = kind
        """`commitment`, `target`, `proposal` or `hosting`."""
        self.day = day
        """When it is due; None where it has no day."""
        self.text = what
        """What it is, in words."""
        self.next_action = next
        """What to do about it: a command, or what is left a day."""
        self.number = number
        """The id of the commitment or target."""


def list_due_items(connection: VisibleConnection, member_id: int, today: date) -> list[DueItem]:
    """Return what is due for a member: commitments and hosting by day, overdue first, then proposals, then targets
    that are behind."""
    dated = [*_commitments(connection, member_id, today), *_hosting(connection, member_id, today)]
    dated.sort(key=lambda item: (item.day or today, item.kind, item.number or 0))
    return [*dated, *_proposals(connection, member_id, today), *_behind(connection, member_id, today)]


def _commitments(connection: VisibleConnection, member_id: int, today: date) -> list[DueItem]:
    items = []
    calculator = OutcomeCalculator(connection, today, member_id=member_id)
    for record in calculator.records.values():
        due_day = (
            (_unanswered(calculator, record, today) or calculator.next_due(record))
            if calculator.is_open(record)
            else None
        )
        if due_day is not None and (due_day - today).days < AHEAD_DAYS:
            if record.helps_id is not None:  # the helped member says whether it was kept
                day = due_day if due_day >= today else None  # then they have to confirm it, and it is not overdue
                items.append(DueItem("commitment", day, record.text, "huddle one-on-one"))
                continue
            ticks = calculator.is_counted_from_entries(record) and record.metric_id is not None
            command = f"huddle commitment keep {record.id}" if not ticks else _to_log(connection, record)
            items.append(DueItem("commitment", due_day, record.text, command, record.id))
    return items


def _unanswered(calculator: OutcomeCalculator, record: CommitmentRecord, today: date) -> date | None:
    """Return the oldest week, month or quarter that has passed without the owner's answer, or None.

    It is the one that `huddle commitment keep` answers. Daily commitments are left out: nobody is reminded of each day.
    """
    if record.every in (None, "day") or calculator.is_counted_from_entries(record):
        return None
    unanswered = (
        occurrence.day
        for occurrence in calculator.list_occurrences(record)
        if occurrence.day < today and occurrence.status == "open" and occurrence.period
    )
    return next(unanswered, None)


def _to_log(connection: VisibleConnection, record: CommitmentRecord) -> str:
    """Return the command that enters an amount: a commitment counted by entries needs nothing else."""
    name = metric_queries.read_metric(connection, record.metric_id or 0).name
    return f"huddle log '{name}' AMOUNT" if " " in name else f"huddle log {name} AMOUNT"


def _hosting(connection: VisibleConnection, member_id: int, today: date) -> list[DueItem]:
    meeting = metric_queries.read_next_meeting(connection)
    if meeting is None or meeting[0] != member_id:
        return []
    day = meeting[1] if meeting[1] and meeting[1] >= today else None
    if day is not None and (day - today).days > AHEAD_DAYS:
        return []
    what = "you host the meeting" if day else "you host the next meeting"
    return [DueItem("hosting", day, what, "huddle meet" if day == today else "huddle rotation")]


def _proposals(connection: VisibleConnection, member_id: int, today: date) -> list[DueItem]:
    items = []
    for number, metric, unit, scale, amount, first, last, proposer in due_queries.read_proposals(
        connection, member_id, today
    ):
        period = period_between(date.fromisoformat(first), date.fromisoformat(last))
        terms = f"{metric}, {amounts.format_with_unit(amount, scale, unit)} in {period.title}"
        what = f"{proposer} proposes {terms}" if proposer else f"proposed: {terms}"
        items.append(DueItem("proposal", None, what, f"huddle target accept {number}", number))
    return items


def _behind(connection: VisibleConnection, member_id: int, today: date) -> list[DueItem]:
    items = []
    for target in list_running_targets(connection, member_id, today):
        if target.is_behind:
            actual = amounts.format_amount(target.actual, target.scale)
            wanted = format_target(target.target, target.better, target.scale)
            pace = f", pace {amounts.format_percent(target.pace)}" if target.pace is not None else ""
            what = f"{target.metric}{describe_target_period(target.period, today)}: {actual} of {wanted}{pace}"
            rating = format_rating(target.actual, target.target, target.better, target.scale, target.unit)
            items.append(DueItem("target", None, what, describe_remaining(target) or rating))
    return items


def describe_remaining(target: RunningTarget) -> str:
    """Return what is left of a target, and how much a day: `9 to go, 3 a day`; empty where more is not better."""
    if target.actual is None or target.better != "higher":
        return ""
    left = target.target - target.actual
    if left <= 0:
        return "reached"
    words = f"{amounts.format_amount(left, target.scale, target.unit)} to go"
    if target.is_last_day:
        return f"{words} today"
    if not target.days_left:
        return words
    return f"{words}, {amounts.format_amount(-(-left // target.days_left), target.scale, target.unit)} a day"


def describe_target_period(period: Period, today: date) -> str:
    """Return the period as it is shown after a metric's name: empty for the running quarter, ` today`, ` this week`, `,
    Q1 2027`."""
    if period == periods.period_containing(today, "quarter"):
        return ""
    if period.kind == "day":
        return " today"
    return f" this {period.kind}" if period.kind in periods.PERIOD_KINDS and today in period else f", {period.title}"

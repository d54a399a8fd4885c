"""What is due for one member: commitments with a day, targets behind pace, proposals to answer, the turn to host.

On the quick path: plain SQL into plain values, and no import that is slow.
"""

from __future__ import annotations

from datetime import date

from core import amounts, periods
from core.periods import Period, between
from core.progress import Reached, reached
from core.reckoning import Reckoning
from data import due as stored
from data import numbers
from data.promised import Undertaking
from data.sqlite import sqlite3

AHEAD_DAYS = 7
"""How many days ahead are included: up to the next weekly meeting."""


class Due:
    """One thing that is due."""

    __slots__ = ("day", "kind", "next", "number", "what")

    def __init__(self, kind: str, day: date | None, what: str, next: str, number: int | None = None) -> None:
        self.kind = kind
        """`commitment`, `target`, `proposal` or `hosting`."""
        self.day = day
        """When it is due; None where it has no day."""
        self.what = what
        """What it is, in words."""
        self.next = next
        """What to do about it: a command, or what is left a day."""
        self.number = number
        """The id of the commitment or target."""


def due(connection: sqlite3.Connection, member_id: int, today: date) -> list[Due]:
    """Return what is due for a member: commitments and hosting by day, overdue first, then proposals, then targets
    behind pace."""
    dated = [*_commitments(connection, member_id, today), *_hosting(connection, member_id, today)]
    dated.sort(key=lambda item: (item.day or today, item.kind, item.number or 0))
    return [*dated, *_proposals(connection, member_id, today), *_behind_pace(connection, member_id, today)]


def _commitments(connection: sqlite3.Connection, member_id: int, today: date) -> list[Due]:
    items = []
    reckoning = Reckoning(connection, today, member_id=member_id, viewer_id=member_id)
    for record in reckoning.all.values():
        due_day = (
            (_unanswered(reckoning, record, today) or reckoning.next_due(record)) if reckoning.is_open(record) else None
        )
        if due_day is not None and (due_day - today).days < AHEAD_DAYS:
            if record.helps_id is not None:  # the helped member says whether it was kept
                items.append(Due("commitment", due_day, record.text, "huddle one-on-one"))
                continue
            ticks = reckoning.ticks(record) and record.metric_id is not None
            command = f"huddle commitment keep {record.id}" if not ticks else _to_log(connection, record)
            items.append(Due("commitment", due_day, record.text, command, record.id))
    return items


def _unanswered(reckoning: Reckoning, record: Undertaking, today: date) -> date | None:
    """Return the oldest week, month or quarter that has passed without the owner's answer, or None.

    It is the one that `huddle commitment keep` answers. Daily commitments are left out: nobody is reminded of each day.
    """
    if record.every in (None, "day") or reckoning.ticks(record):
        return None
    unanswered = (
        occurrence.day
        for occurrence in reckoning.comings(record)
        if occurrence.day < today and occurrence.status == "open" and occurrence.period
    )
    return next(unanswered, None)


def _to_log(connection: sqlite3.Connection, record: Undertaking) -> str:
    """Return the command that enters an amount: a commitment counted by entries needs nothing else."""
    name = numbers.counted(connection, record.metric_id or 0).name
    return f"huddle log '{name}' AMOUNT" if " " in name else f"huddle log {name} AMOUNT"


def _hosting(connection: sqlite3.Connection, member_id: int, today: date) -> list[Due]:
    meeting = numbers.next_meeting(connection)
    if meeting is None or meeting[0] != member_id:
        return []
    day = meeting[1] if meeting[1] and meeting[1] >= today else None
    if day is not None and (day - today).days > AHEAD_DAYS:
        return []
    what = "you host the meeting" if day else "you host the next meeting"
    return [Due("hosting", day, what, "huddle meet" if day == today else "huddle rotation")]


def _proposals(connection: sqlite3.Connection, member_id: int, today: date) -> list[Due]:
    items = []
    for number, metric, unit, scale, amount, first, last, proposer in stored.proposals(connection, member_id, today):
        period = between(date.fromisoformat(first), date.fromisoformat(last))
        terms = f"{metric}, {amounts.with_unit(amount, scale, unit)} in {period.title}"
        what = f"{proposer} proposes {terms}" if proposer else f"proposed: {terms}"
        items.append(Due("proposal", None, what, f"huddle target accept {number}", number))
    return items


def _behind_pace(connection: sqlite3.Connection, member_id: int, today: date) -> list[Due]:
    items = []
    for target in reached(connection, member_id, today):
        if target.pace is not None and target.better == "higher" and target.pace < 1:
            so_far = f"{amounts.shown(target.actual, target.scale)} of {amounts.shown(target.target, target.scale)}"
            what = f"{target.metric}{when(target.period, today)}: {so_far}, pace {amounts.percent(target.pace)}"
            items.append(Due("target", None, what, to_do(target)))
    return items


def to_do(one: Reached) -> str:
    """Return what is left of a target, and how much a day: `9 to go, 3 a day`; empty where more is not better."""
    if one.actual is None or one.better != "higher":
        return ""
    left = one.target - one.actual
    if left <= 0:
        return "reached"
    words = f"{amounts.shown(left, one.scale, one.unit)} to go"
    if not one.days_left:
        return f"{words} today"
    return f"{words}, {amounts.shown(-(-left // one.days_left), one.scale, one.unit)} a day"


def when(period: Period, today: date) -> str:
    """Return the period as it is shown after a metric's name: empty for the running quarter, ` today`, ` this week`, `,
    Q1 2027`."""
    if period == periods.containing(today, "quarter"):
        return ""
    if period.kind == "day":
        return " today"
    return f" this {period.kind}" if period.kind in periods.KINDS and today in period else f", {period.title}"

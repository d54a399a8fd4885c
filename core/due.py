"""What is due for one member: commitments with a day, targets behind pace, proposals to answer, the turn to host.

On the quick path: plain SQL into plain values, and nothing that is slow to import.
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
"""How far ahead is looked: until the next weekly meeting."""


class Due:
    """One thing that waits."""

    __slots__ = ("day", "kind", "next", "number", "what")

    def __init__(self, kind: str, day: date | None, what: str, next: str, number: int | None = None) -> None:
        self.kind = kind
        """`commitment`, `target`, `proposal` or `hosting`."""
        self.day = day
        """When; None where it runs all the time."""
        self.what = what
        self.next = next
        """What to do about it: a command, or a pace."""
        self.number = number
        """The commitment's or the target's."""


def due(connection: sqlite3.Connection, member_id: int, today: date) -> list[Due]:
    """What waits for a member: the days first, overdue ones before all, then what runs behind pace."""
    found = [*_promised(connection, member_id, today), *_hosting(connection, member_id, today)]
    found.sort(key=lambda each: (each.day or today, each.kind, each.number or 0))
    return [*found, *_proposed(connection, member_id, today), *_behind(connection, member_id, today)]


def _promised(connection: sqlite3.Connection, member_id: int, today: date) -> list[Due]:
    found = []
    reckoning = Reckoning(connection, today, member_id=member_id, viewer_id=member_id)
    for one in reckoning.all.values():
        falls = (_unanswered(reckoning, one, today) or reckoning.next_due(one)) if reckoning.is_open(one) else None
        if falls is not None and (falls - today).days < AHEAD_DAYS:
            if one.helps_id is not None:  # whom it helps says what became of it
                found.append(Due("commitment", falls, one.text, "huddle one-on-one"))
                continue
            ticks = reckoning.ticks(one) and one.metric_id is not None
            to_do = f"huddle commitment keep {one.id}" if not ticks else _to_log(connection, one)
            found.append(Due("commitment", falls, one.text, to_do, one.id))
    return found


def _unanswered(reckoning: Reckoning, one: Undertaking, today: date) -> date | None:
    """The oldest week, month or quarter that has passed and of which its owner has said nothing: the one that
    `huddle commitment keep` means. Of days nobody is reminded one by one."""
    if one.every in (None, "day") or reckoning.ticks(one):
        return None
    past = (each.day for each in reckoning.comings(one) if each.day < today and each.status == "open" and each.period)
    return next(past, None)


def _to_log(connection: sqlite3.Connection, one: Undertaking) -> str:
    """What ticks by itself needs its amounts alone."""
    name = numbers.counted(connection, one.metric_id or 0).name
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


def _proposed(connection: sqlite3.Connection, member_id: int, today: date) -> list[Due]:
    found = []
    for number, metric, unit, scale, amount, first, last, who in stored.proposals(connection, member_id, today):
        period = between(date.fromisoformat(first), date.fromisoformat(last))
        words = f"{metric}, {amounts.with_unit(amount, scale, unit)} in {period.title}"
        what = f"{who} proposes {words}" if who else f"proposed: {words}"
        found.append(Due("proposal", None, what, f"huddle target accept {number}", number))
    return found


def _behind(connection: sqlite3.Connection, member_id: int, today: date) -> list[Due]:
    found = []
    for one in reached(connection, member_id, today):
        if one.pace is not None and one.better == "higher" and one.pace < 1:
            so_far = f"{amounts.shown(one.actual, one.scale)} of {amounts.shown(one.target, one.scale)}"
            what = f"{one.metric}{when(one.period, today)}: {so_far}, pace {amounts.percent(one.pace)}"
            found.append(Due("target", None, what, to_do(one)))
    return found


def to_do(one: Reached) -> str:
    """What is left of a target, and what that makes a day: `9 to go, 3 a day`."""
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
    """What is said of a period beside a metric: nothing of the running quarter."""
    if period == periods.containing(today, "quarter"):
        return ""
    if period.kind == "day":
        return " today"
    return f" this {period.kind}" if period.kind in periods.KINDS and today in period else f", {period.title}"

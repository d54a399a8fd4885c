"""What became of commitments, day by day: the one place that decides what counts as kept, missed, in time and open.

What is done once counts on the day it was closed. What comes again counts on each day on which it fell due: with a
metric and an amount by its entries, so that a corrected entry corrects it; without by what its owner said of the day.
Closed as a whole, it counts once more only if nothing became of any of its days.

On the quick path: plain SQL into plain values, and nothing that is slow to import.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from core import workdays
from core.actuals import actual, added, shares
from core.periods import Period
from core.rhythm import comings
from data import numbers, promised
from data.promised import Undertaking
from data.sqlite import sqlite3

_DAY = timedelta(days=1)
_AHEAD = timedelta(days=100)
"""Farther than the longest rhythm, a quarter, so that what falls due next is always seen."""


class Coming:
    """One of the days on which a commitment that comes again falls due."""

    __slots__ = ("actual", "day", "next_step", "on_time", "period", "said", "status")

    def __init__(self, day: date, period: Period | None) -> None:
        self.day = day
        self.period = period
        """What it stands for; None where something was said of a day on which it does not fall due any more."""
        self.status = "open"
        """`kept`, `missed` or `open`."""
        self.on_time = False
        """Whether it was kept by its day."""
        self.said = False
        """Whether its owner said so; else the entries tell."""
        self.actual: int | None = None
        """What the entries of its period come to, where it ticks by them."""
        self.next_step: str | None = None


class Answer:
    """What became of a commitment: kept or missed, on a day."""

    __slots__ = ("commitment_id", "day", "member_id", "next_step", "on_time", "status", "text", "trend_id")

    def __init__(
        self, one: Undertaking, day: date, status: str, *, on_time: bool, next_step: str | None = None
    ) -> None:
        self.commitment_id = one.id
        self.member_id = one.member_id
        self.text = one.text
        self.trend_id = one.trend_id
        self.day = day
        self.status = status
        self.on_time = on_time
        self.next_step = next_step


def day_of(moment: str) -> date:
    """The day on which a stored moment fell, in this computer's zone: the same in a screen and in `huddle me`."""
    return datetime.fromisoformat(moment).astimezone().date()


class Reckoning:
    """Reads everything once, and reckons each commitment from it.

    `viewer_id` is who looks: help that was promised is seen by two people, and what ticks by a private metric by its
    owner alone. Without one, what everybody may see is reckoned.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        today: date,
        *,
        member_id: int | None = None,
        viewer_id: int | None = None,
    ) -> None:
        self._connection = connection
        self._today = today
        self._viewer = viewer_id
        self._counting = promised.counting(connection)
        self._said = promised.said(connection, member_id)
        everything = promised.undertakings(connection, member_id)
        self.all = {one.id: one for one in everything if self._seen(one)}
        self._days: dict[int | None, Callable[[date], bool]] = {}
        self._made: dict[int, list[Coming]] = {}

    def _seen(self, one: Undertaking) -> bool:
        return one.helps_id is None or (self._viewer is not None and self._viewer in (one.member_id, one.helps_id))

    def ticks(self, one: Undertaking) -> bool:
        """Whether the entries tell what became of it."""
        return bool(one.every) and one.metric_id is not None and one.amount is not None

    def may_tell(self, one: Undertaking) -> bool:
        """Whether the viewer may know what its entries come to."""
        counted = self._counting.get(one.metric_id or 0)
        if counted is None or not counted.private or one.member_id is None:
            return True
        return self._viewer is not None and one.member_id == self._viewer

    # -- what comes again

    def comings(self, one: Undertaking) -> list[Coming]:
        """The days on which it fell due so far, and the next to come, in order. Empty for what is done once."""
        if not one.every:
            return []
        if one.id not in self._made:
            self._made[one.id] = self._reckoned(one)
        return self._made[one.id]

    def running(self, one: Undertaking) -> Coming | None:
        """The time whose week, month or quarter it is today, reckoned alone: a screen looks whenever entries land."""
        if not one.every:
            return None
        after, before = self._bounds(one)
        days = comings(
            one.every, one.weekday, after=max(after, self._today - _AHEAD), before=before, last=one.due,
            works=self._works(one.member_id),
        )  # fmt: skip
        for day, period in days:
            if self._today in period:
                coming = Coming(day, period)
                self._tick(one, coming, self._said.get(one.id, {}).get(day))
                return coming
            if period.starts_on > self._today:
                break
        return None

    def _reckoned(self, one: Undertaking) -> list[Coming]:
        assert one.every is not None
        after, before = self._bounds(one)
        said = dict(self._said.get(one.id, {}))
        found = []
        days = comings(
            one.every, one.weekday, after=after, before=before, last=one.due, works=self._works(one.member_id)
        )
        for day, period in days:
            coming = Coming(day, period)
            self._tick(one, coming, said.pop(day, None))
            found.append(coming)
            if day > self._today:  # the next one is enough
                break
        for day, (status, next_step) in said.items():
            coming = Coming(day, None)
            coming.status, coming.next_step, coming.said, coming.on_time = status, next_step, True, status == "kept"
            if not self.ticks(one):
                found.append(coming)
        if one.status != "open" and one.closed_on is not None:
            # On the day on which it ended nobody owes it any more.
            found = [each for each in found if each.day < one.closed_on or each.status == "kept" or each.said]
        return sorted(found, key=lambda each: each.day)

    def _bounds(self, one: Undertaking) -> tuple[date, date]:
        """The days between which it falls due: after it was taken on, before it ended, whatever ended it."""
        after = day_of(one.created_at)
        if one.worded_at != one.created_at:
            after = max(after, day_of(one.worded_at) - _DAY)
        ends = [self._today + _AHEAD]
        newer = self.all.get(one.replaced_by or 0)
        if newer is not None:
            ends.append(day_of(newer.worded_at))
        if one.left_on is not None:
            ends.append(one.left_on)
        if one.status != "open":
            ends.append((one.closed_on or after) + _DAY)
        return after, min(ends)

    def _works(self, member_id: int | None) -> Callable[[date], bool]:
        if member_id not in self._days:
            first, last = date(1, 1, 1), self._today + _AHEAD
            days = workdays.read(self._connection, first, last, member_id)
            self._days[member_id] = lambda day: days.count(day, day, member_id) == 1
        return self._days[member_id]

    def _tick(self, one: Undertaking, coming: Coming, said: tuple[str, str | None] | None) -> None:
        if said is not None:
            coming.next_step = said[1]
        if self.ticks(one) and not self.has_ended(one, coming):
            if self.may_tell(one):
                self._tick_by_entries(one, coming, given_up=said is not None)
        elif said is not None:
            coming.status, coming.said, coming.on_time = said[0], True, said[0] == "kept"
        if coming.status == "kept":
            coming.next_step = None

    def has_ended(self, one: Undertaking, coming: Coming) -> bool:
        """Whether its metric was not counted any more when it fell due: then its owner says what became of it."""
        counted = self._counting.get(one.metric_id or 0)
        return counted is None or (counted.ended_on is not None and counted.ended_on <= coming.day)

    def _tick_by_entries(self, one: Undertaking, coming: Coming, *, given_up: bool) -> None:
        assert coming.period is not None
        assert one.metric_id is not None
        assert one.amount is not None
        coming.actual = self.amount(one, coming.period.starts_on, coming.period.ends_on)
        over = self._today > coming.period.ends_on
        if self._counting[one.metric_id].better == "lower":
            # Whether one stayed below is known when nothing can come any more.
            if over and coming.actual is not None:
                coming.status = "kept" if coming.actual <= one.amount else "missed"
                coming.on_time = coming.status == "kept"
        elif coming.actual is not None and coming.actual >= one.amount:
            coming.status = "kept"
            by_its_day = self.amount(one, coming.period.starts_on, coming.day)
            coming.on_time = by_its_day is not None and by_its_day >= one.amount
        elif over:
            coming.status = "missed"
        if given_up and coming.status == "open":
            coming.status, coming.said = "missed", True

    def amount(self, one: Undertaking, starts_on: date, ends_on: date) -> int | None:
        """What its owner's entries of these days come to, or the whole team's, in the metric's smallest unit."""
        if one.metric_id is None:
            return None
        metric = numbers.counted(self._connection, one.metric_id)
        if metric.counted_from == "commitments":  # it would be counted from itself
            return None
        own = shares(self._connection, metric, (starts_on, ends_on), one.member_id)
        return actual(metric.kind, added(own.values()))

    # -- what became of everything

    def answers(self, ones: Iterable[Undertaking] | None = None) -> list[Answer]:
        """What became of these commitments, or of all, by day.

        Without promised help: a rate is one number for everybody who may see it, and help is two people's.
        """
        found: list[Answer] = []
        for one in self.all.values() if ones is None else ones:
            found += self._answers(one) if one.helps_id is None else []
        return sorted(found, key=lambda answer: (answer.day, answer.commitment_id))

    def _answers(self, one: Undertaking) -> list[Answer]:
        days = [
            Answer(one, coming.day, coming.status, on_time=coming.on_time, next_step=coming.next_step)
            for coming in self.comings(one)
            if coming.status != "open"
        ]
        if days or one.status == "open" or (one.every and not self.may_tell(one)):
            return days
        closed = one.closed_on or day_of(one.created_at)
        in_time = one.status == "kept" and (one.due is None or closed <= one.due)
        return [Answer(one, closed, one.status, on_time=in_time)]

    def is_open(self, one: Undertaking) -> bool:
        """Whether it stands, as it is worded now."""
        return one.status == "open" and one.replaced_by is None

    def next_due(self, one: Undertaking) -> date | None:
        """The day on which an open commitment falls due next and is not answered; its last day once no other comes."""
        if not one.every:
            return one.due
        ahead = [each.day for each in self.comings(one) if each.day >= self._today and each.status == "open"]
        if ahead or one.due is not None:
            return min(ahead, default=one.due)
        # All that is seen of it is kept: it comes again after the last.
        after = max((each.day for each in self.comings(one)), default=self._today)
        last = self._today + 2 * _AHEAD
        return next((day for day, _ in comings(one.every, one.weekday, after=after, before=last)), None)


def kept_on_time(
    connection: sqlite3.Connection, span: tuple[date, date], today: date, member_id: int | None = None
) -> dict[int, tuple[int, int]]:
    """Of what became of each member's commitments on these days: how much was kept in time, and how much in all.

    Only what everybody may see, since a board shows everybody the same number.
    """
    found: dict[int, tuple[int, int]] = {}
    for answer in Reckoning(connection, today, member_id=member_id).answers():
        if answer.member_id is not None and span[0] <= answer.day <= span[1]:
            kept, of = found.get(answer.member_id, (0, 0))
            found[answer.member_id] = (kept + answer.on_time, of + 1)
    return found

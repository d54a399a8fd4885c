"""What became of commitments, day by day: the only place that decides what is kept, missed, on time or open.

A one-time commitment counts on the day it was closed. A recurring one counts on each due day: by its entries where it
has a metric and an amount, so that a corrected entry corrects the outcome, else by its owner's answer. Closing a
recurring commitment counts as one more outcome only if none of its due days has one.

On the quick path: plain SQL into plain values, and no import that is slow.
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
"""Longer than the longest recurrence, a quarter, so that the next due day is always found."""


class Coming:
    """One due day of a recurring commitment."""

    __slots__ = ("actual", "day", "next_step", "on_time", "period", "said", "status")

    def __init__(self, day: date, period: Period | None) -> None:
        self.day = day
        self.period = period
        """The period it counts for; None for an answer on a day on which it is no longer due."""
        self.status = "open"
        """`kept`, `missed` or `open`."""
        self.on_time = False
        """Whether it was kept by its day."""
        self.said = False
        """Whether the owner's answer decided it; False when the entries did, or nothing has yet."""
        self.actual: int | None = None
        """The total of its period's entries, in the metric's smallest unit; None where entries do not decide."""
        self.next_step: str | None = None


class Answer:
    """The outcome of a commitment on one day: kept or missed."""

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
    """Return the day of a stored moment in this computer's time zone: the same in a screen and in `huddle me`."""
    return datetime.fromisoformat(moment).astimezone().date()


class Reckoning:
    """Computes the occurrences and outcomes of commitments, from rows that are read once.

    `member_id` limits it to one member's commitments. `viewer_id` is the viewer: help is visible to two members, and an
    outcome that is counted from a private metric to its owner alone. Without a viewer only what everybody may see is
    used.
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
        self._metric_rules = promised.counting(connection)
        self._stored_answers = promised.said(connection, member_id)
        records = promised.undertakings(connection, member_id)
        self.all = {record.id: record for record in records if self._is_visible(record)}
        """The visible commitments by id, earlier wordings included."""
        self._works_on: dict[int | None, Callable[[date], bool]] = {}
        self._occurrences: dict[int, list[Coming]] = {}

    def _is_visible(self, record: Undertaking) -> bool:
        return record.helps_id is None or (
            self._viewer is not None and self._viewer in (record.member_id, record.helps_id)
        )

    def ticks(self, one: Undertaking) -> bool:
        """Return whether entries decide its outcome: it recurs and has a metric and an amount."""
        return bool(one.every) and one.metric_id is not None and one.amount is not None

    def may_tell(self, one: Undertaking) -> bool:
        """Return whether the viewer may know the total of its entries."""
        counted = self._metric_rules.get(one.metric_id or 0)
        if counted is None or not counted.private or one.member_id is None:
            return True
        return self._viewer is not None and one.member_id == self._viewer

    # -- due days of recurring commitments

    def comings(self, one: Undertaking) -> list[Coming]:
        """Return its due days so far and the next one, in order. Empty for a one-time commitment. Cached."""
        if not one.every:
            return []
        if one.id not in self._occurrences:
            self._occurrences[one.id] = self._compute_occurrences(one)
        return self._occurrences[one.id]

    def running(self, one: Undertaking) -> Coming | None:
        """Return the occurrence whose period today lies in, or None. Computes that one alone: screens ask after every
        entry."""
        if not one.every:
            return None
        after, before = self._bounds(one)
        days = comings(
            one.every, one.weekday, after=max(after, self._today - _AHEAD), before=before, last=one.due,
            works=self._works(one.member_id),
        )  # fmt: skip
        for day, period in days:
            if self._today in period:
                occurrence = Coming(day, period)
                self._decide(one, occurrence, self._stored_answers.get(one.id, {}).get(day))
                return occurrence
            if period.starts_on > self._today:
                break
        return None

    def _compute_occurrences(self, record: Undertaking) -> list[Coming]:
        assert record.every is not None
        after, before = self._bounds(record)
        stored = dict(self._stored_answers.get(record.id, {}))
        occurrences = []
        days = comings(
            record.every,
            record.weekday,
            after=after,
            before=before,
            last=record.due,
            works=self._works(record.member_id),
        )
        for day, period in days:
            occurrence = Coming(day, period)
            self._decide(record, occurrence, stored.pop(day, None))
            occurrences.append(occurrence)
            if day > self._today:  # only the next due day is needed
                break
        for day, (status, next_step) in stored.items():
            occurrence = Coming(day, None)
            occurrence.status, occurrence.next_step, occurrence.said, occurrence.on_time = (
                status,
                next_step,
                True,
                status == "kept",
            )
            if not self.ticks(record):
                occurrences.append(occurrence)
        if record.status != "open" and record.closed_on is not None:
            # From the day it ended on, an open occurrence is no longer due.
            occurrences = [
                occurrence
                for occurrence in occurrences
                if occurrence.day < record.closed_on or occurrence.status == "kept" or occurrence.said
            ]
        return sorted(occurrences, key=lambda occurrence: occurrence.day)

    def _bounds(self, record: Undertaking) -> tuple[date, date]:
        """Return the days between which it falls due, both exclusive: after it was taken on, and before it ended, was
        reworded, or its owner left."""
        after = day_of(record.created_at)
        if record.worded_at != record.created_at:
            after = max(after, day_of(record.worded_at) - _DAY)
        ends = [self._today + _AHEAD]
        newer = self.all.get(record.replaced_by or 0)
        if newer is not None:
            ends.append(day_of(newer.worded_at))
        if record.left_on is not None:
            ends.append(record.left_on)
        if record.status != "open":
            ends.append((record.closed_on or after) + _DAY)
        return after, min(ends)

    def _works(self, member_id: int | None) -> Callable[[date], bool]:
        """Return a function that tells whether the member, or the team, works on a day."""
        if member_id not in self._works_on:
            first, last = date(1, 1, 1), self._today + _AHEAD
            days = workdays.read(self._connection, first, last, member_id)
            self._works_on[member_id] = lambda day: days.count(day, day, member_id) == 1
        return self._works_on[member_id]

    def _decide(self, record: Undertaking, occurrence: Coming, stored: tuple[str, str | None] | None) -> None:
        """Set the outcome of an occurrence, from its entries or from the stored answer (status, next step)."""
        if stored is not None:
            occurrence.next_step = stored[1]
        if self.ticks(record) and not self.has_ended(record, occurrence):
            if self.may_tell(record):
                self._decide_by_entries(record, occurrence, given_up=stored is not None)
        elif stored is not None:
            occurrence.status, occurrence.said, occurrence.on_time = stored[0], True, stored[0] == "kept"
        if occurrence.status == "kept":
            occurrence.next_step = None

    def has_ended(self, one: Undertaking, coming: Coming) -> bool:
        """Return whether its metric had ended by that due day: then its owner says whether it was kept."""
        counted = self._metric_rules.get(one.metric_id or 0)
        return counted is None or (counted.ended_on is not None and counted.ended_on <= coming.day)

    def _decide_by_entries(self, record: Undertaking, occurrence: Coming, *, given_up: bool) -> None:
        assert occurrence.period is not None
        assert record.metric_id is not None
        assert record.amount is not None
        occurrence.actual = self.amount(record, occurrence.period.starts_on, occurrence.period.ends_on)
        over = self._today > occurrence.period.ends_on
        if self._metric_rules[record.metric_id].better == "lower":
            # Staying below a limit is only known when the period is over.
            if over and occurrence.actual is not None:
                occurrence.status = "kept" if occurrence.actual <= record.amount else "missed"
                occurrence.on_time = occurrence.status == "kept"
        elif occurrence.actual is not None and occurrence.actual >= record.amount:
            occurrence.status = "kept"
            by_its_day = self.amount(record, occurrence.period.starts_on, occurrence.day)
            occurrence.on_time = by_its_day is not None and by_its_day >= record.amount
        elif over:
            occurrence.status = "missed"
        if given_up and occurrence.status == "open":
            occurrence.status, occurrence.said = "missed", True

    def amount(self, one: Undertaking, starts_on: date, ends_on: date) -> int | None:
        """Return the total of the owner's (or the whole team's) entries in these days, in the metric's smallest unit.

        None without a metric, without an amount, or for a metric that is itself counted from commitments.
        """
        if one.metric_id is None:
            return None
        metric = numbers.counted(self._connection, one.metric_id)
        if metric.counted_from == "commitments":  # this would recurse
            return None
        own = shares(self._connection, metric, (starts_on, ends_on), one.member_id)
        return actual(metric.kind, added(own.values()))

    # -- outcomes

    def answers(self, ones: Iterable[Undertaking] | None = None) -> list[Answer]:
        """Return the outcomes of these commitments, or of all, by day.

        Help is left out: a rate is the same number for everybody who may see it, and only two members see help.
        """
        outcomes: list[Answer] = []
        for record in self.all.values() if ones is None else ones:
            outcomes += self._answers(record) if record.helps_id is None else []
        return sorted(outcomes, key=lambda outcome: (outcome.day, outcome.commitment_id))

    def _answers(self, record: Undertaking) -> list[Answer]:
        days = [
            Answer(
                record, occurrence.day, occurrence.status, on_time=occurrence.on_time, next_step=occurrence.next_step
            )
            for occurrence in self.comings(record)
            if occurrence.status != "open"
        ]
        if days or record.status == "open" or (record.every and not self.may_tell(record)):
            return days
        closed = record.closed_on or day_of(record.created_at)
        in_time = record.status == "kept" and (record.due is None or closed <= record.due)
        return [Answer(record, closed, record.status, on_time=in_time)]

    def is_open(self, one: Undertaking) -> bool:
        """Return whether a commitment is open and not replaced by another wording."""
        return one.status == "open" and one.replaced_by is None

    def next_due(self, one: Undertaking) -> date | None:
        """Return the next due day of an open commitment that is not answered; its last day when no other follows; or
        None."""
        if not one.every:
            return one.due
        ahead = [
            occurrence.day
            for occurrence in self.comings(one)
            if occurrence.day >= self._today and occurrence.status == "open"
        ]
        if ahead or one.due is not None:
            return min(ahead, default=one.due)
        # All known due days are kept: the next one is after the last of them.
        after = max((occurrence.day for occurrence in self.comings(one)), default=self._today)
        last = self._today + 2 * _AHEAD
        return next((day for day, _ in comings(one.every, one.weekday, after=after, before=last)), None)


def kept_on_time(
    connection: sqlite3.Connection, span: tuple[date, date], today: date, member_id: int | None = None
) -> dict[int, tuple[int, int]]:
    """Return, by member, how many outcomes on these days were kept on time, and how many there were.

    Only what everybody may see is counted, since a board shows everybody the same number.
    """
    counts: dict[int, tuple[int, int]] = {}
    for outcome in Reckoning(connection, today, member_id=member_id).answers():
        if outcome.member_id is not None and span[0] <= outcome.day <= span[1]:
            kept, total = counts.get(outcome.member_id, (0, 0))
            counts[outcome.member_id] = (kept + outcome.on_time, total + 1)
    return counts

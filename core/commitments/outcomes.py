"""What became of commitments, day by day: the only place that decides what is kept, missed, on time or open.

A one-time commitment counts on the day it was closed. A recurring one counts on each due day: by its entries where it
has a metric and an amount, so that a corrected entry corrects the outcome, else by its owner's answer. Closing a
recurring commitment counts as one more outcome only if none of its due days has one.

`huddle me` imports it, which answers at once: plain SQL into plain values, no pydantic and no dataclasses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from core.access.visible_connection import VisibleConnection
from core.commitments.recurrence import due_days
from core.metrics.totals import amount_of_tally, count_totals, sum_tallies
from core.team import workdays
from core.values.periods import Period
from core.values.time_zone import day_in_zone, find_zone
from data.quick import commitment_queries, metric_queries
from data.quick.commitment_queries import CommitmentRecord

_DAY = timedelta(days=1)
_AHEAD = timedelta(days=100)
"""Longer than the longest recurrence, a quarter, so that the next due day is always found."""


class DueOccurrence:
    """One due day of a recurring commitment."""

    __slots__ = ("actual", "answered_by_owner", "day", "next_step", "on_time", "period", "status")

    def __init__(self, day: date, period: Period | None) -> None:
        self.day = day
        self.period = period
        """The period it counts for; None for an answer on a day on which it is no longer due."""
        self.status = "open"
        """`kept`, `missed` or `open`."""
        self.on_time = False
        """Whether it was kept by its day."""
        self.answered_by_owner = False
        """Whether the owner's answer decided it; False when the entries did, or nothing has yet."""
        self.actual: int | None = None
        """The total of its period's entries, in the metric's smallest unit; None where entries do not decide."""
        self.next_step: str | None = None


class CommitmentOutcome:
    """The outcome of a commitment on one day: kept or missed."""

    __slots__ = ("commitment_id", "day", "member_id", "next_step", "on_time", "status", "text", "trend_id")

    def __init__(
        self, one: CommitmentRecord, day: date, status: str, *, on_time: bool, next_step: str | None = None
    ) -> None:
        self.commitment_id = one.id
        self.member_id = one.member_id
        self.text = one.text
        self.trend_id = one.trend_id
        self.day = day
        self.status = status
        self.on_time = on_time
        self.next_step = next_step


class OutcomeCalculator:
    """Computes the occurrences and outcomes of commitments, from rows that are read once.

    `member_id` limits it to one member's commitments. It uses what the connection's viewer may see: help is visible to
    two members, and an outcome that is counted from a private metric to its owner alone.
    """

    def __init__(self, connection: VisibleConnection, today: date, *, member_id: int | None = None) -> None:
        self._connection = connection
        self._today = today
        self._zone = find_zone(metric_queries.read_time_zone(connection))
        self._metric_rules = commitment_queries.read_metric_rules(connection)
        self._stored_answers = commitment_queries.read_answers(connection, member_id)
        records = commitment_queries.read_commitments(connection, member_id)
        self.records = {record.id: record for record in records}
        """The visible commitments by id, earlier wordings included."""
        self._works_on: dict[int | None, Callable[[date], bool]] = {}
        self._occurrences: dict[int, list[DueOccurrence]] = {}

    def day_of(self, moment: str) -> date:
        """Return the day of a stored moment in the team's time zone."""
        return day_in_zone(moment, self._zone)

    def is_counted_from_entries(self, record: CommitmentRecord) -> bool:
        """Return whether entries decide its outcome: it recurs and has a metric and an amount."""
        return bool(record.every) and record.metric_id is not None and record.amount is not None

    def may_see_amount(self, record: CommitmentRecord) -> bool:
        """Return whether the viewer may know the total of its entries."""
        return record.shows_amount

    # -- due days of recurring commitments

    def list_occurrences(self, record: CommitmentRecord) -> list[DueOccurrence]:
        """Return its due days so far and the next one, in order. Empty for a one-time commitment. Cached."""
        if not record.every:
            return []
        if record.id not in self._occurrences:
            self._occurrences[record.id] = self._compute_occurrences(record)
        return self._occurrences[record.id]

    def running_occurrence(self, record: CommitmentRecord) -> DueOccurrence | None:
        """Return the occurrence whose period today lies in, or None. Computes that one alone: screens ask after every
        entry."""
        if not record.every:
            return None
        after, before = self._bounds(record)
        days = due_days(
            record.every, record.weekday, after=max(after, self._today - _AHEAD), before=before, last=record.due,
            works=self._works(record.member_id),
        )  # fmt: skip
        for day, period in days:
            if self._today in period:
                occurrence = DueOccurrence(day, period)
                self._decide(record, occurrence, self._stored_answers.get(record.id, {}).get(day))
                return occurrence
            if period.starts_on > self._today:
                break
        return None

    def _compute_occurrences(self, record: CommitmentRecord) -> list[DueOccurrence]:
        assert record.every is not None
        after, before = self._bounds(record)
        stored = dict(self._stored_answers.get(record.id, {}))
        occurrences = []
        days = due_days(
            record.every,
            record.weekday,
            after=after,
            before=before,
            last=record.due,
            works=self._works(record.member_id),
        )
        for day, period in days:
            occurrence = DueOccurrence(day, period)
            self._decide(record, occurrence, stored.pop(day, None))
            occurrences.append(occurrence)
            if day > self._today:  # only the next due day is needed
                break
        for day, (status, next_step) in stored.items():
            occurrence = DueOccurrence(day, None)
            occurrence.status, occurrence.next_step, occurrence.answered_by_owner, occurrence.on_time = (
                status,
                next_step,
                True,
                status == "kept",
            )
            if not self.is_counted_from_entries(record):
                occurrences.append(occurrence)
        if record.status != "open" and record.closed_on is not None:
            # From the day it ended on, an open occurrence is no longer due.
            occurrences = [
                occurrence
                for occurrence in occurrences
                if occurrence.day < record.closed_on or occurrence.status == "kept" or occurrence.answered_by_owner
            ]
        return sorted(occurrences, key=lambda occurrence: occurrence.day)

    def _bounds(self, record: CommitmentRecord) -> tuple[date, date]:
        """Return the days between which it falls due, both exclusive: after it was taken on, and before it ended, was
        reworded, or its owner left."""
        after = self.day_of(record.created_at)
        if record.worded_at != record.created_at:
            after = max(after, self.day_of(record.worded_at) - _DAY)
        ends = [self._today + _AHEAD]
        newer = self.records.get(record.replaced_by or 0)
        if newer is not None:
            ends.append(self.day_of(newer.worded_at))
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

    def _decide(
        self, record: CommitmentRecord, occurrence: DueOccurrence, stored: tuple[str, str | None] | None
    ) -> None:
        """Set the outcome of an occurrence, from its entries or from the stored answer (status, next step)."""
        if stored is not None:
            occurrence.next_step = stored[1]
        if self.is_counted_from_entries(record) and not self.metric_has_ended(record, occurrence):
            if self.may_see_amount(record):
                self._decide_by_entries(record, occurrence, given_up=stored is not None)
        elif stored is not None:
            occurrence.status, occurrence.answered_by_owner, occurrence.on_time = stored[0], True, stored[0] == "kept"
        if occurrence.status == "kept":
            occurrence.next_step = None

    def metric_has_ended(self, record: CommitmentRecord, occurrence: DueOccurrence) -> bool:
        """Return whether its metric had ended by that due day: then its owner says whether it was kept."""
        counted = self._metric_rules.get(record.metric_id or 0)
        return counted is None or (counted.ended_on is not None and counted.ended_on <= occurrence.day)

    def _decide_by_entries(self, record: CommitmentRecord, occurrence: DueOccurrence, *, given_up: bool) -> None:
        assert occurrence.period is not None
        assert record.metric_id is not None
        assert record.amount is not None
        occurrence.actual = self.entered_amount(record, occurrence.period.starts_on, occurrence.period.ends_on)
        over = self._today > occurrence.period.ends_on
        if self._metric_rules[record.metric_id].better == "lower":
            # Staying below a limit is only known when the period is over.
            if over and occurrence.actual is not None:
                occurrence.status = "kept" if occurrence.actual <= record.amount else "missed"
                occurrence.on_time = occurrence.status == "kept"
        elif occurrence.actual is not None and occurrence.actual >= record.amount:
            occurrence.status = "kept"
            by_its_day = self.entered_amount(record, occurrence.period.starts_on, occurrence.day)
            occurrence.on_time = by_its_day is not None and by_its_day >= record.amount
        elif over:
            occurrence.status = "missed"
        if given_up and occurrence.status == "open":
            occurrence.status, occurrence.answered_by_owner = "missed", True

    def entered_amount(self, record: CommitmentRecord, starts_on: date, ends_on: date) -> int | None:
        """Return the total of the owner's (or the whole team's) entries in these days, in the metric's smallest unit.

        None without a metric, without an amount, or for a metric that is itself counted from commitments.
        """
        if record.metric_id is None:
            return None
        metric = metric_queries.read_metric(self._connection, record.metric_id)
        if metric.counted_from == "commitments":  # this would recurse
            return None
        own = count_totals(
            self._connection, metric, (starts_on, ends_on), count_kept_on_time_by_member, record.member_id
        )
        return amount_of_tally(metric.kind, sum_tallies(own.values()))

    # -- outcomes

    def list_outcomes(self, records: Iterable[CommitmentRecord] | None = None) -> list[CommitmentOutcome]:
        """Return the outcomes of these commitments, or of all, by day.

        Help is left out: a rate is the same number for everybody who may see it, and only two members see help.
        """
        outcomes: list[CommitmentOutcome] = []
        for record in self.records.values() if records is None else records:
            outcomes += self._outcomes_of(record) if record.helps_id is None else []
        return sorted(outcomes, key=lambda outcome: (outcome.day, outcome.commitment_id))

    def _outcomes_of(self, record: CommitmentRecord) -> list[CommitmentOutcome]:
        days = [
            CommitmentOutcome(
                record, occurrence.day, occurrence.status, on_time=occurrence.on_time, next_step=occurrence.next_step
            )
            for occurrence in self.list_occurrences(record)
            if occurrence.status != "open"
        ]
        if days or record.status == "open" or (record.every and not self.may_see_amount(record)):
            return days
        closed = record.closed_on or self.day_of(record.created_at)
        in_time = record.status == "kept" and (record.due is None or closed <= record.due)
        return [CommitmentOutcome(record, closed, record.status, on_time=in_time)]

    def is_open(self, record: CommitmentRecord) -> bool:
        """Return whether a commitment is open and not replaced by another wording."""
        return record.status == "open" and record.replaced_by is None

    def next_due(self, record: CommitmentRecord) -> date | None:
        """Return the next due day of an open commitment that is not answered; its last day when no other follows; or
        None."""
        if not record.every:
            return record.due
        ahead = [
            occurrence.day
            for occurrence in self.list_occurrences(record)
            if occurrence.day >= self._today and occurrence.status == "open"
        ]
        if ahead or record.due is not None:
            return min(ahead, default=record.due)
        # All known due days are kept: the next one is after the last of them.
        after = max((occurrence.day for occurrence in self.list_occurrences(record)), default=self._today)
        last = self._today + 2 * _AHEAD
        return next((day for day, _ in due_days(record.every, record.weekday, after=after, before=last)), None)


def count_kept_on_time_by_member(
    connection: VisibleConnection, span: tuple[date, date], today: date, member_id: int | None = None
) -> dict[int, tuple[int, int]]:
    """Return, by member, how many outcomes on these days were kept on time, and how many there were.

    Only what everybody may see is counted, since a board shows everybody the same number.
    """
    counts: dict[int, tuple[int, int]] = {}
    for outcome in OutcomeCalculator(connection.for_viewer(None), today, member_id=member_id).list_outcomes():
        if outcome.member_id is not None and span[0] <= outcome.day <= span[1]:
            kept, total = counts.get(outcome.member_id, (0, 0))
            counts[outcome.member_id] = (kept + outcome.on_time, total + 1)
    return counts

"""Whole calendar weeks of each metric, and what each member's targets ask of a week.

A week that is running tells nothing yet, and one in which a target was not there yet is held against nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from core import metrics, workdays
from core.actuals import GROWING, actual, shares, shares_by_span
from core.clock import day_of
from core.models import Member, Metric, Target
from core.signalling.signal import Look
from data import numbers
from data.numbers import Span, Tally

BACK = 13
"""Whole weeks that are looked at: a quarter. What ran on for longer is told as this long."""


@dataclass(frozen=True, slots=True)
class Week:
    """One whole week of one member on one metric. Amounts are in the metric's smallest unit."""

    first: date
    amount: int
    share: Fraction
    """What the target asks of this week, by working days."""
    days: int
    """The member's working days in it."""


@dataclass(frozen=True, slots=True)
class Course:
    """How one member did week by week on one metric on which they have a target."""

    member: Member
    metric: Metric
    weeks: tuple[Week, ...]
    """The oldest first, without those in which nobody works."""

    @property
    def below(self) -> int:
        """How many weeks running, up to the last, came to less than their share."""
        return _running([week.amount < week.share for week in self.weeks])

    @property
    def above(self) -> int:
        """How many weeks running, up to the last, came to their share or more."""
        return _running([week.amount >= week.share for week in self.weeks])


class Weeks:
    """The last whole weeks, of whatever the viewer may see."""

    def __init__(self, look: Look) -> None:
        self._look = look
        s = look.s
        self._alone = look.people[0].id if len(look.people) == 1 else None
        self.spans: list[Span] = [
            (look.monday - timedelta(days=7 * back), look.monday - timedelta(days=7 * back - 6))
            for back in range(BACK, 0, -1)
        ]
        self.metrics = {metric.id: metric for metric in metrics.metrics(s)}
        self._shares: dict[int, list[dict[int, Tally]]] = {}
        self._courses: list[Course] | None = None
        self._within: dict[tuple[int, date, date], dict[int, Tally]] = {}
        self._first = {
            row["metric_id"]: date.fromisoformat(row["day"])
            for row in s.store.query("SELECT metric_id, min(day) AS day FROM entry_day GROUP BY metric_id")
        }
        self._targets = self._agreed()
        self._made = self._first_said()
        ends = [target.ends_on for some in self._targets.values() for target in some]
        begins = [target.starts_on for some in self._targets.values() for target in some]
        self._working = workdays.read(
            s.store.connection, min([*begins, self.spans[0][0]]), max([*ends, self.spans[-1][1]])
        )

    def tells(self, member: Member, metric: Metric) -> bool:
        """Whether the viewer may see that member's amounts."""
        return not metric.private or self._look.own(member)

    def amounts(self, member: Member, metric: Metric) -> list[int | None]:
        """What the member came to in each of the weeks, the oldest first; None where there is no amount, and where it
        was not counted yet, or they were not there."""
        if metric.id not in self._shares:
            self._shares[metric.id] = self._read(metric)
        since = self._since(member, metric)
        found: list[int | None] = []
        for (first, _), week in zip(self.spans, self._shares[metric.id], strict=True):
            there = since is not None and first >= since
            found.append(actual(metric.kind, week.get(member.id, (0, 0))) if there else None)
        return found

    def courses(self) -> list[Course]:
        """How everybody did on what they agreed to and what grows from day to day. Looked at once."""
        if self._courses is not None:
            return self._courses
        found: list[Course] = []
        for (member_id, metric_id), targets in self._targets.items():
            metric, member = self.metrics.get(metric_id), self._look.member(member_id)
            if metric is None or member is None or not self.tells(member, metric):
                continue
            if metric.kind in GROWING and metric.better == "higher":
                found.append(Course(member, metric, tuple(self._judged(member, metric, targets))))
        self._courses = found
        return found

    def running(self, member_id: int, metric_id: int) -> list[Target]:
        """That member's targets that run today."""
        today = self._look.s.today
        targets = self._targets.get((member_id, metric_id), [])
        return [each for each in targets if each.starts_on <= today <= each.ends_on]

    def amount(self, course: Course, first: date, last: date) -> int:
        """What the member came to from one day to another. Everybody's are read at once, and once."""
        key = course.metric.id, first, last
        if key not in self._within:
            connection = self._look.s.store.connection
            self._within[key] = shares(connection, numbers.counted(connection, key[0]), (first, last), self._alone)
        return actual(course.metric.kind, self._within[key].get(course.member.id, (0, 0))) or 0

    def due_by(self, member: Member, target: Target, last: date) -> Fraction:
        """What the target asks for up to the day `last`, by the member's working days."""
        of = self._working.count(target.starts_on, target.ends_on, member.id)
        days = self._working.count(target.starts_on, last, member.id) if last >= target.starts_on else 0
        return Fraction(agreed(target) * days, of) if of else Fraction(0)

    # -- within

    def _read(self, metric: Metric) -> list[dict[int, Tally]]:
        connection = self._look.s.store.connection
        counted = numbers.counted(connection, metric.id)
        if self._alone is None:
            return shares_by_span(connection, counted, self.spans)
        return [shares(connection, counted, span, self._alone) for span in self.spans]

    def _agreed(self) -> dict[tuple[int, int], list[Target]]:
        """The members' targets that reach into these weeks, the shortest periods first."""
        people = {member.id for member in self._look.people}
        found: dict[tuple[int, int], list[Target]] = {}
        s = self._look.s
        for target in s.all(
            Target,
            "member_id IS NOT NULL AND declined_at IS NULL AND ends_on >= ? AND starts_on <= ?",
            (self.spans[0][0].isoformat(), s.today.isoformat()),
            order="julianday(ends_on) - julianday(starts_on), id",
        ):
            if target.member_id in people:
                found.setdefault((target.member_id or 0, target.metric_id), []).append(target)
        return found

    def _since(self, member: Member, metric: Metric) -> date | None:
        first = self._first.get(metric.id)
        if metric.kind == "ratio":
            parts = [self._first.get(each or 0) for each in (metric.numerator_id, metric.denominator_id)]
            first = max((day for day in parts if day is not None), default=None)
        if first is None:
            return None
        # The week in which the team begins is nobody's whole week, on whatever day that is.
        return max(first, self._look.since(member), self._look.founded + timedelta(days=1))

    def _judged(self, member: Member, metric: Metric, targets: list[Target]) -> list[Week]:
        found: list[Week] = []
        for (first, last), amount in zip(reversed(self.spans), reversed(self.amounts(member, metric)), strict=True):
            if amount is None:
                break
            days = self._working.count(first, last, member.id)
            whole = [each for each in targets if each.starts_on <= first and last <= each.ends_on]
            if not whole and not any(each.starts_on <= last and first <= each.ends_on for each in targets):
                break
            if not days or not whole:  # nobody works, or two targets share this week
                continue
            target = whole[0]
            if self._made.get(target.id, date.min) > last:
                break
            of = self._working.count(target.starts_on, target.ends_on, member.id)
            found.append(Week(first, amount, Fraction(agreed(target) * days, of), days))
        return found[::-1]

    def _first_said(self) -> dict[int, date]:
        """The day on which each of the targets was first there, to be measured against."""
        ids = [target.id for some in self._targets.values() for target in some]
        rows = self._look.s.store.query(
            "SELECT row_id, min(at) AS at FROM journal_row JOIN journal ON journal.id = journal_id "
            f"WHERE row_table = 'target' AND row_id IN ({','.join('?' * len(ids))}) GROUP BY row_id",
            tuple(ids),
        )
        return {row["row_id"]: day_of(row["at"], self._look.s.now) for row in rows}


def agreed(target: Target) -> int:
    """What was agreed stands until a new amount is; what is proposed for the first time is measured against at once."""
    return target.amount if target.agreed_amount is None else target.agreed_amount


def _running(each: list[bool]) -> int:
    count = 0
    for yes in reversed(each):
        if not yes:
            break
        count += 1
    return count

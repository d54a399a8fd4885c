"""Whole calendar weeks of each metric, and what each member's targets require of a week.

The running week does not count yet, and a week before a target existed does not count against it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from core.metrics import metrics
from core.metrics.totals import CUMULATIVE_KINDS, amount_of_tally
from core.models import Member, Metric, Target, by_id
from core.overview.signals.signal import SignalContext
from core.standings.metric_totals import totals_by_member, totals_by_span
from core.team import workdays
from core.values.clock import day_of_timestamp
from data.quick import metric_queries
from data.quick.metric_queries import Span, Tally
from data.sqlite import placeholders

WEEKS_BACK = 13
"""How many whole weeks are read: a quarter. Longer runs are reported as this long."""


@dataclass(frozen=True, slots=True)
class Week:
    """One whole week of one member on one metric. Amounts are in the metric's smallest unit."""

    monday: date
    """Its Monday."""
    amount: int
    share: Fraction
    """What the target requires of this week, by working days."""
    working_days: int
    """The member's working days in it."""


@dataclass(frozen=True, slots=True)
class MetricWeeks:
    """The whole weeks of one member on one metric with a target."""

    member: Member
    metric: Metric
    weeks: tuple[Week, ...]
    """Oldest first, without weeks in which the member has no working day."""

    @property
    def weeks_below(self) -> int:
        """Return how many weeks in a row, up to the last, were below their share."""
        return _trailing_count([week.amount < week.share for week in self.weeks])

    @property
    def weeks_above(self) -> int:
        """Return how many weeks in a row, up to the last, reached their share."""
        return _trailing_count([week.amount >= week.share for week in self.weeks])


class Weeks:
    """The last whole weeks of everything the viewer may see."""

    def __init__(self, context: SignalContext) -> None:
        self._context = context
        session = context.session
        self._only_member_id = context.people[0].id if len(context.people) == 1 else None
        self.spans: list[Span] = [
            (context.monday - timedelta(days=7 * back), context.monday - timedelta(days=7 * back - 6))
            for back in range(WEEKS_BACK, 0, -1)
        ]
        """First and last day of each week, oldest first."""
        self.metrics = by_id(metrics.list_metrics(session))
        """The metrics by id."""
        self._private_ids = metrics.private_ids(session)
        self._shares: dict[int, list[dict[int, Tally]]] = {}
        self._courses: list[MetricWeeks] | None = None
        self._within: dict[tuple[int, date, date], dict[int, Tally]] = {}
        self._first = {
            row["metric_id"]: date.fromisoformat(row["day"])
            for row in session.query("SELECT metric_id, min(day) AS day FROM visible_entry_day GROUP BY metric_id")
        }
        self._targets = self._targets_by_metric()
        self._recorded_on = self._first_recorded()
        ends = [target.ends_on for targets in self._targets.values() for target in targets]
        begins = [target.starts_on for targets in self._targets.values() for target in targets]
        self._working = workdays.read(
            session.connection, min([*begins, self.spans[0][0]]), max([*ends, self.spans[-1][1]])
        )

    def may_see(self, member: Member, metric: Metric) -> bool:
        """Return whether the viewer may see that member's amounts on the metric."""
        return metric.id not in self._private_ids or self._context.is_viewer(member)

    def amounts(self, member: Member, metric: Metric) -> list[int | None]:
        """Return the member's amount in each week, oldest first.

        None when there is no amount, before the metric had entries, and before the member joined.
        """
        if metric.id not in self._shares:
            self._shares[metric.id] = self._read_totals(metric)
        since = self._counted_since(member, metric)
        amounts: list[int | None] = []
        for (first, _), week in zip(self.spans, self._shares[metric.id], strict=True):
            counts = since is not None and first >= since
            amounts.append(amount_of_tally(metric.kind, week.get(member.id, (0, 0))) if counts else None)
        return amounts

    def list_metric_weeks(self) -> list[MetricWeeks]:
        """Return the weeks of every member and metric with a target that grows day by day; cached."""
        if self._courses is not None:
            return self._courses
        courses: list[MetricWeeks] = []
        for (member_id, metric_id), targets in self._targets.items():
            metric, member = self.metrics.get(metric_id), self._context.find_member(member_id)
            if metric is None or member is None or not self.may_see(member, metric):
                continue
            if metric.kind in CUMULATIVE_KINDS and metric.better == "higher":
                courses.append(MetricWeeks(member, metric, tuple(self._whole_weeks(member, metric, targets))))
        self._courses = courses
        return courses

    def running_targets(self, member_id: int, metric_id: int) -> list[Target]:
        """Return the member's targets on a metric whose period includes today."""
        today = self._context.session.today
        targets = self._targets.get((member_id, metric_id), [])
        return [target for target in targets if target.starts_on <= today <= target.ends_on]

    def amount_between(self, course: MetricWeeks, first: date, last: date) -> int:
        """Return the member's amount from `first` to `last`. Everybody's are read in one query and cached."""
        key = course.metric.id, first, last
        if key not in self._within:
            connection = self._context.session.connection
            self._within[key] = totals_by_member(
                connection, metric_queries.read_metric(connection, key[0]), (first, last), self._only_member_id
            )
        return amount_of_tally(course.metric.kind, self._within[key].get(course.member.id, (0, 0))) or 0

    def due_by(self, member: Member, target: Target, last: date) -> Fraction:
        """Return what the target requires up to `last`, by the member's working days."""
        all_days = self._working.count(target.starts_on, target.ends_on, member.id)
        days = self._working.count(target.starts_on, last, member.id) if last >= target.starts_on else 0
        return Fraction(agreed_amount(target) * days, all_days) if all_days else Fraction(0)

    # -- helpers

    def _read_totals(self, metric: Metric) -> list[dict[int, Tally]]:
        connection = self._context.session.connection
        metric_record = metric_queries.read_metric(connection, metric.id)
        if self._only_member_id is None:
            return totals_by_span(connection, metric_record, self.spans)
        return [totals_by_member(connection, metric_record, span, self._only_member_id) for span in self.spans]

    def _targets_by_metric(self) -> dict[tuple[int, int], list[Target]]:
        """Return the members' agreed targets that overlap these weeks, by member and metric id, shortest first."""
        people = {member.id for member in self._context.people}
        targets: dict[tuple[int, int], list[Target]] = {}
        session = self._context.session
        for target in session.all(
            Target,
            "member_id IS NOT NULL AND agreed_amount IS NOT NULL AND declined_at IS NULL AND ends_on >= ? "
            "AND starts_on <= ?",
            (self.spans[0][0].isoformat(), session.today.isoformat()),
            order="julianday(ends_on) - julianday(starts_on), id",
        ):
            if target.member_id in people:
                targets.setdefault((target.member_id or 0, target.metric_id), []).append(target)
        return targets

    def _counted_since(self, member: Member, metric: Metric) -> date | None:
        first = self._first.get(metric.id)
        if metric.kind == "ratio":
            parts = [self._first.get(part_id or 0) for part_id in (metric.numerator_id, metric.denominator_id)]
            first = max((day for day in parts if day is not None), default=None)
        if first is None:
            return None
        # The week in which the team was created never counts as whole, even when that was a Monday.
        return max(first, self._context.counted_since(member), self._context.founded + timedelta(days=1))

    def _whole_weeks(self, member: Member, metric: Metric, targets: list[Target]) -> list[Week]:
        weeks: list[Week] = []
        for (first, last), amount in zip(reversed(self.spans), reversed(self.amounts(member, metric)), strict=True):
            if amount is None:
                break
            days = self._working.count(first, last, member.id)
            covering = [
                candidate for candidate in targets if candidate.starts_on <= first and last <= candidate.ends_on
            ]
            if not covering and not any(
                candidate.starts_on <= last and first <= candidate.ends_on for candidate in targets
            ):
                break
            if not days or not covering:  # no working day, or two targets share this week
                continue
            target = covering[0]
            if self._recorded_on.get(target.id, date.min) > last:
                break
            all_days = self._working.count(target.starts_on, target.ends_on, member.id)
            weeks.append(Week(first, amount, Fraction(agreed_amount(target) * days, all_days), days))
        return weeks[::-1]

    def _first_recorded(self) -> dict[int, date]:
        """Return the day on which each target was first recorded, by target id."""
        ids = [target.id for targets in self._targets.values() for target in targets]
        rows = self._context.session.query(
            "SELECT row_id, min(at) AS at FROM journal_row JOIN journal ON journal.id = journal_id "
            f"WHERE row_table = 'target' AND row_id IN ({placeholders(ids)}) GROUP BY row_id",
            tuple(ids),
        )
        return {row["row_id"]: day_of_timestamp(row["at"], self._context.session.now) for row in rows}


def agreed_amount(target: Target) -> int:
    """Return the agreed amount of an agreed target, which stays until a new one is agreed."""
    assert target.agreed_amount is not None
    return target.agreed_amount


def _trailing_count(flags: list[bool]) -> int:
    """Return how many values at the end are True."""
    count = 0
    for flag in reversed(flags):
        if not flag:
            break
        count += 1
    return count

"""Agreed amounts for any period: the target for exactly these days, or one derived from longer or shorter targets."""

from __future__ import annotations

from core.access.session import Session
from core.metrics.targets import amount_in_force, list_targets
from core.metrics.totals import CUMULATIVE_KINDS
from core.models import Metric, Target
from core.team.workdays import Workdays
from core.values.periods import Period, period_between


class AgreedTargets:
    """All targets on one metric that the viewer may see."""

    def __init__(self, session: Session, metric: Metric, days: Workdays) -> None:
        self._days = days
        self._by_day = metric.kind in CUMULATIVE_KINDS
        self._targets: dict[tuple[int | None, int | None], list[tuple[Period, Target]]] = {}
        for target in list_targets(session, metric=metric):
            own = self._targets.setdefault((target.member_id, target.group_id), [])
            own.append((period_between(target.starts_on, target.ends_on), target))

    def has_target(self, member_id: int) -> bool:
        """Return whether a member ever had a target on the metric."""
        return (member_id, None) in self._targets

    def target_for(self, member_id: int | None, group_id: int | None, period: Period) -> Target | None:
        """Return the target, agreed or proposed, for exactly these days, or None; without member and group the
        team's."""
        for days, target in self._targets.get((member_id, group_id), ()):
            if days == period and target.declined_at is None:
                return target
        return None

    def amount_for(
        self, member_id: int | None, group_id: int | None, period: Period, *, agreed_only: bool
    ) -> tuple[int | None, bool]:
        """Return the amount for these days, and whether it was derived from targets for other periods.

        The amount is in the metric's smallest unit; None without a target. `agreed_only` leaves out what is only
        proposed. Shorter periods within these days are added up, those of the longest kind; else the shortest period
        around them counts by its share of working days. For a metric that is no sum or count the amount is the same for
        every part of a period.
        """
        amounts = [
            (days, amount)
            for days, target in self._targets.get((member_id, group_id), ())
            if (amount := _counting_amount(target, agreed_only)) is not None
        ]
        for days, amount in amounts:
            if days == period:
                return amount, False
        around = [(days, amount) for days, amount in amounts if _within(period, days)]
        inside = [(days, amount) for days, amount in amounts if _within(days, period)] if self._by_day else []
        if inside:
            longest = max(_length(days) for days, _ in inside)
            kind = next(days.kind for days, _ in inside if _length(days) == longest)
            return sum(amount for days, amount in inside if days.kind == kind), True
        if not around:
            return None, True
        days, amount = min(around, key=lambda pair: _length(pair[0]))
        if not self._by_day:
            return amount, True
        all_days = self._days.count(days.starts_on, days.ends_on, member_id)
        own_days = self._days.count(period.starts_on, period.ends_on, member_id)
        return (2 * amount * own_days + all_days) // (2 * all_days) if all_days else 0, True


def _counting_amount(target: Target, agreed_only: bool) -> int | None:
    """Return the amount of a target that counts, or None."""
    if agreed_only and target.agreed_by is None:
        return target.agreed_amount if target.declined_at is None else None
    return amount_in_force(target)


def _within(inner: Period, outer: Period) -> bool:
    return outer.starts_on <= inner.starts_on and inner.ends_on <= outer.ends_on


def _length(period: Period) -> int:
    return (period.ends_on - period.starts_on).days

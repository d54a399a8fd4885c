"""Agreed amounts for any period, from all targets on one metric that the viewer may see."""

from __future__ import annotations

from core.access.session import Session
from core.metrics.period_amounts import amount_in_period
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

    def declined_target(self, member_id: int, period: Period) -> Target | None:
        """Return the target for exactly these days that a member declined, or None."""
        own = self._targets.get((member_id, None), ())
        return next((target for days, target in own if days == period and target.declined_at is not None), None)

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
        proposed. How it is derived: `core.metrics.period_amounts`.
        """
        own = self._targets.get((member_id, group_id), ())
        counting = [
            ((days.starts_on, days.ends_on), amount)
            for days, target in own
            if (amount := _counting_amount(target, agreed_only)) is not None
        ]
        span = (period.starts_on, period.ends_on)
        amount = amount_in_period(
            span,
            counting,
            lambda first, last: self._days.count(first, last, member_id),
            adds_up=self._by_day,
        )
        return amount, all(days != span for days, _ in counting)


def _counting_amount(target: Target, agreed_only: bool) -> int | None:
    """Return the amount of a target that counts, or None."""
    if agreed_only and target.agreed_by is None:
        return target.agreed_amount if target.declined_at is None else None
    return amount_in_force(target)

"""What one, a group or the team agreed to for any days: exactly these, or worked out from longer and shorter ones."""

from __future__ import annotations

from core.actuals import GROWING
from core.models import Metric, Target
from core.periods import Period, between
from core.session import Session
from core.targets import standing_amount, targets
from core.workdays import Workdays


class Agreements:
    """All targets on one metric that the viewer may see."""

    def __init__(self, s: Session, metric: Metric, days: Workdays) -> None:
        self._days = days
        self._by_day = metric.kind in GROWING
        self._targets: dict[tuple[int | None, int | None], list[tuple[Period, Target]]] = {}
        for target in targets(s, metric=metric):
            own = self._targets.setdefault((target.member_id, target.group_id), [])
            own.append((between(target.starts_on, target.ends_on), target))

    def has_any(self, member_id: int) -> bool:
        """Whether a member ever had a target."""
        return (member_id, None) in self._targets

    def exact(self, member_id: int | None, group_id: int | None, period: Period) -> Target | None:
        """The target for exactly these days, agreed or proposed; without member and group the team's."""
        for days, target in self._targets.get((member_id, group_id), ()):
            if days == period and target.declined_at is None:
                return target
        return None

    def amount(
        self, member_id: int | None, group_id: int | None, period: Period, *, agreed_only: bool
    ) -> tuple[int | None, bool]:
        """What was set for these days, and whether that had to be worked out from other periods.

        `agreed_only` leaves out what nobody has said yes to. Shorter periods within these days are added up, those
        of the longest kind there is; else the shortest longer one counts by its share of working days. What does not
        grow by the day is the same on each of them.
        """
        there = [
            (days, amount)
            for days, target in self._targets.get((member_id, group_id), ())
            if (amount := _counts(target, agreed_only)) is not None
        ]
        for days, amount in there:
            if days == period:
                return amount, False
        around = [(days, amount) for days, amount in there if _within(period, days)]
        inside = [(days, amount) for days, amount in there if _within(days, period)] if self._by_day else []
        if inside:
            longest = max(_length(days) for days, _ in inside)
            kind = next(days.kind for days, _ in inside if _length(days) == longest)
            return sum(amount for days, amount in inside if days.kind == kind), True
        if not around:
            return None, True
        days, amount = min(around, key=lambda pair: _length(pair[0]))
        if not self._by_day:
            return amount, True
        of = self._days.count(days.starts_on, days.ends_on, member_id)
        own = self._days.count(period.starts_on, period.ends_on, member_id)
        return (2 * amount * own + of) // (2 * of) if of else 0, True


def _counts(target: Target, agreed_only: bool) -> int | None:
    if agreed_only and target.agreed_by is None:
        return target.agreed_amount if target.declined_at is None else None
    return standing_amount(target)


def _within(inner: Period, outer: Period) -> bool:
    return outer.starts_on <= inner.starts_on and inner.ends_on <= outer.ends_on


def _length(period: Period) -> int:
    return (period.ends_on - period.starts_on).days

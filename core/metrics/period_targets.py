"""The targets that count in a period, as boards and metrics counted from targets read them. Plain values only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from core.access.visible_connection import VisibleConnection
from core.metrics.period_amounts import CountDays, amount_in_period, days_covered
from core.team import workdays
from data.quick import metric_queries
from data.quick.metric_queries import Span, TargetRecord

Owner = tuple[int | None, int | None]
"""Whose a target is: the ids of a member and of a group, both None for the team."""


class PeriodTarget:
    """What the targets of one owner come to in a period."""

    __slots__ = ("amount", "days", "group_id", "is_agreed", "member_id")

    def __init__(self, owner: Owner, amount: int, days: tuple[Span, ...], *, is_agreed: bool) -> None:
        self.member_id, self.group_id = owner
        self.amount = amount
        """In the metric's smallest unit."""
        self.days = days
        """The days of the period that it stands for."""
        self.is_agreed = is_agreed
        """Whether it is agreed: proposals, if there are any, change neither its amount nor its days."""


def read_period_targets(
    connection: VisibleConnection, metric_id: int, span: Span, *, adds_up: bool
) -> list[PeriodTarget]:
    """Return what the targets of the team, of each group and of each member come to in the days of `span`.

    One for each owner who has any. `adds_up` says whether the metric adds up over time.
    """
    found = metric_queries.read_targets(connection, metric_id, span)
    results = [
        PeriodTarget(target.owner, target.amount, (span,), is_agreed=target.is_agreed)
        for target in found
        if target.span == span
    ]
    with_own = {(result.member_id, result.group_id) for result in results}
    others: dict[Owner, list[TargetRecord]] = {target.owner: [] for target in found if target.owner not in with_own}
    if not others:
        return results
    # What a target leaves for a day depends on the shorter ones beside it, and theirs on others again: read on until no
    # target reaches out of the days that were read. It ends, since the days only grow and the targets are finite.
    around = _cover(found)
    while _cover(found := metric_queries.read_targets(connection, metric_id, around)) != around:
        around = _cover(found)
    days = workdays.read(connection, *around)
    for target in found:
        if target.owner in others:
            others[target.owner].append(target)
    for owner, targets in others.items():
        count_days = partial(days.count, member_id=owner[0])
        amount, covered = _derive(span, targets, count_days, adds_up=adds_up)
        if amount is not None:
            agreed = [target for target in targets if target.is_agreed]
            is_agreed = agreed == targets or _derive(span, agreed, count_days, adds_up=adds_up) == (amount, covered)
            results.append(PeriodTarget(owner, amount, covered, is_agreed=is_agreed))
    return results


def _derive(
    span: Span, targets: Sequence[TargetRecord], count_days: CountDays, *, adds_up: bool
) -> tuple[int | None, tuple[Span, ...]]:
    """Return what the targets of one owner come to in the days of `span`, and which of these days they cover."""
    amount = amount_in_period(span, [(target.span, target.amount) for target in targets], count_days, adds_up=adds_up)
    return amount, days_covered(span, [target.span for target in targets])


def _cover(targets: Iterable[TargetRecord]) -> Span:
    """Return the first and the last day of any of the targets."""
    spans = [target.span for target in targets]
    return min(first for first, _ in spans), max(last for _, last in spans)

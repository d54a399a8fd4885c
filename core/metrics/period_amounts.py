"""What the targets of one owner on one metric come to in any days: one rule for boards, the plan and all progress.

A period with a target of its own has that. Without one: the targets that lie inside it, plus its share by working days
of what is left of longer ones. So a shorter target never changes a period that has its own, no target stands for days
that it does not cover, and the parts of a period add up to the whole. Plain values: the quick path uses it too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

from data.quick.metric_queries import Span

CountDays = Callable[[date, date], int]
"""Counts the owner's working days between two days, both included."""

_DAY = timedelta(days=1)


def amount_in_period(
    span: Span, targets: Sequence[tuple[Span, int]], count_days: CountDays, *, adds_up: bool
) -> int | None:
    """Return what an owner's targets come to in the days of `span`; None where no target covers any of them.

    Amounts are in the metric's smallest unit, and each span occurs once in `targets`. A metric that does not add up
    over time has the same amount in every part of a period: that of the shortest target around it.
    """
    own = next((amount for days, amount in targets if days == span), None)
    if own is not None:
        return own
    if not adds_up:
        around = [(days, amount) for days, amount in targets if _lies_within(span, days)]
        return min(around, key=lambda target: _length(target[0]))[1] if around else None
    if not any(_overlap(days, span) for days, _ in targets):
        return None
    inside = _whole_targets_inside(span, targets)
    whole = sum(amount for _, amount in inside)
    rest = _days_without(span, [days for days, _ in inside])
    if not rest:
        return whole
    shares = _list_shares(targets, count_days)
    return whole + sum(share.amount_in(days) for days in rest for share in shares)


def days_covered(span: Span, targets: Iterable[Span]) -> tuple[Span, ...]:
    """Return the days of `span` that any of the targets covers, as spans in order."""
    return tuple(_days_without(span, _days_without(span, targets)))


class _Share:
    """What is left of one target for the days that no shorter target covers."""

    __slots__ = ("_count", "amount", "days")

    def __init__(self, amount: int, days: list[Span], count_days: CountDays) -> None:
        self.amount = amount
        self.days = days
        # Without a working day among them, all days count: what is left must fall on some.
        has_working_day = any(count_days(*each) for each in days)
        self._count = count_days if has_working_day else lambda first, last: (last - first).days + 1

    def amount_in(self, span: Span) -> int:
        """Return the part that falls on the days of `span`, rounded so that parts add up."""
        touched = [each for each in self.days if _overlap(each, span)]
        if not touched or not self.amount:
            return 0
        all_days = before = within = 0
        for first, last in self.days:
            all_days += self._count(first, last)
            if first < span[0]:
                before += self._count(first, min(last, span[0] - _DAY))
            if _overlap((first, last), span):
                within += self._count(max(first, span[0]), min(last, span[1]))
        return self._rounded(before + within, all_days) - self._rounded(before, all_days)

    def _rounded(self, days: int, all_days: int) -> int:
        return (2 * self.amount * days + all_days) // (2 * all_days)


def _list_shares(targets: Iterable[tuple[Span, int]], count_days: CountDays) -> list[_Share]:
    """Return the share of each target that is the shortest one on some days."""
    shares: list[_Share] = []
    shorter: list[tuple[Span, int]] = []
    for span, amount in sorted(targets, key=lambda target: (_length(target[0]), target[0])):
        days = _days_without(span, [days for days, _ in shorter])
        if days:
            inside = _whole_targets_inside(span, shorter)
            set_already = sum(amount for _, amount in inside) + sum(
                share.amount_in(rest) for rest in _days_without(span, [days for days, _ in inside]) for share in shares
            )
            shares.append(_Share(max(0, amount - set_already), days, count_days))
        shorter.append((span, amount))
    return shares


def _whole_targets_inside(span: Span, targets: Iterable[tuple[Span, int]]) -> list[tuple[Span, int]]:
    """Return the targets that lie inside `span`, the longest of those that share a day."""
    chosen: list[tuple[Span, int]] = []
    inside = (target for target in targets if _lies_within(target[0], span))
    for target in sorted(inside, key=lambda target: (-_length(target[0]), target[0])):
        if not any(_overlap(target[0], days) for days, _ in chosen):
            chosen.append(target)
    return chosen


def _days_without(span: Span, taken: Iterable[Span]) -> list[Span]:
    """Return the days of `span` that none of `taken` covers, as spans in order."""
    rest = []
    first, last = span
    for begins, ends in sorted(taken):
        if begins > last:
            break
        if begins > first:
            rest.append((first, begins - _DAY))
        if ends >= last:
            return rest
        first = max(first, ends + _DAY)
    return [*rest, (first, last)]


def _lies_within(inner: Span, outer: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _overlap(one: Span, other: Span) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _length(span: Span) -> int:
    return (span[1] - span[0]).days

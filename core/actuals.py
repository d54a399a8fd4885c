"""What a metric comes to, from its entries, for one member or for many. The standard library only.

Each member's share of a metric is a pair of integers that add up over members: for a mean the sum and the number of
entries, for a ratio numerator and denominator. `actual` makes the amount of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from data import computed, numbers
from data.numbers import Counted, Span, Tally
from data.sqlite import sqlite3

GROWING = ("sum", "count")
"""The kinds that grow with every day: nothing entered is 0, and pace means something. The others have no amount
without an entry, and no pace: a mean of half a quarter is no half of a mean."""


def shares(
    connection: sqlite3.Connection,
    metric: Counted,
    span: Span,
    member_id: int | None = None,
    *,
    today: date | None = None,
) -> dict[int, Tally]:
    """Each member's share of the metric within these days; who has no entry is not in it.

    What is counted from commitments is reckoned as of `today`; as of the last of these days without it.
    """
    match metric.counted_from:
        case "commitments":
            from core.reckoning import kept_on_time  # which ticks by shares itself

            return _in_unit(metric, kept_on_time(connection, span, today or span[1], member_id))
        case "targets":
            return computed.targets(connection, metric.numerator_id or 0, span, member_id)
    if metric.kind == "latest":
        return numbers.latest(connection, metric.id, span, member_id)
    if metric.kind == "ratio":
        above, below = _parts(connection, metric)
        over, under = shares(connection, above, span, member_id), shares(connection, below, span, member_id)
        return _ratio(metric, above, over, below, under)
    return _plain(metric, numbers.tallies(connection, metric.id, span, member_id))


def shares_by_span(
    connection: sqlite3.Connection, metric: Counted, spans: Sequence[Span], *, today: date | None = None
) -> list[dict[int, Tally]]:
    """`shares` of several stretches of days, in their order."""
    if metric.counted_from in ("commitments", "targets") or metric.kind == "latest":
        return [shares(connection, metric, span, today=today) for span in spans]
    if metric.kind == "ratio":
        above, below = _parts(connection, metric)
        pairs = zip(shares_by_span(connection, above, spans), shares_by_span(connection, below, spans), strict=True)
        return [_ratio(metric, above, over, below, under) for over, under in pairs]
    return [_plain(metric, tallies) for tallies in numbers.tallies_by_span(connection, metric.id, spans)]


def added(tallies: Iterable[Tally]) -> Tally:
    """The share of several members together."""
    above = below = 0
    for one, other in tallies:
        above, below = above + one, below + other
    return above, below


def actual(kind: str, share: Tally) -> int | None:
    """The amount, in the metric's smallest unit, that a share comes to; a half goes to the even neighbour.

    None for a mean, a ratio or a latest value of nothing. The latest value of several members is the sum of theirs.
    """
    above, below = share
    if kind in GROWING:
        return above
    if below == 0:
        return None
    return above if kind == "latest" else _divided(above, below)


def attainment_and_pace(
    metric: Counted, amount: int | None, target: int | None, gone: tuple[int, int]
) -> tuple[float | None, float | None]:
    """Attainment, actual ÷ target, and pace, attainment ÷ the share of working days that is `gone` (gone, of all).

    Each is None where it means nothing: without a target or an amount, and pace on the first morning of a period
    or for a metric that does not grow with the days. The integers are divided once, at the very end.
    """
    if amount is None or not target:
        return None, None
    days, of = gone
    pace = amount * of / (target * days) if days and metric.kind in GROWING else None
    return amount / target, pace


def _parts(connection: sqlite3.Connection, metric: Counted) -> tuple[Counted, Counted]:
    assert metric.numerator_id is not None
    assert metric.denominator_id is not None
    return numbers.counted(connection, metric.numerator_id), numbers.counted(connection, metric.denominator_id)


def _plain(metric: Counted, tallies: dict[int, Tally]) -> dict[int, Tally]:
    if metric.kind == "count":
        return {who: (entries, entries) for who, (_, entries) in tallies.items()}
    return tallies


def _ratio(
    metric: Counted, above: Counted, over: dict[int, Tally], below: Counted, under: dict[int, Tally]
) -> dict[int, Tally]:
    """Both sums brought to the ratio's own smallest unit, so that dividing them gives its amount."""
    times = 10 ** (below.scale + metric.scale) * (100 if metric.unit == "%" else 1)
    by = 10**above.scale
    pairs = {who: (over.get(who, (0, 0))[0], under.get(who, (0, 0))[0]) for who in over.keys() | under.keys()}
    if metric.counted_from == "forecast":
        # Both as whole amounts of one scale before they are compared.
        pairs = {who: (one * 10**below.scale, two * by) for who, (one, two) in pairs.items()}
        times, by = times // 10**below.scale, 1
        pairs = {who: (won - abs(forecast - won), won) for who, (forecast, won) in pairs.items()}
    return {who: (one * times, two * by) for who, (one, two) in pairs.items()}


def _in_unit(metric: Counted, pairs: dict[int, Tally]) -> dict[int, Tally]:
    """Counts brought to a ratio's own smallest unit."""
    times = 10**metric.scale * (100 if metric.unit == "%" else 1)
    return {who: (one * times, of) for who, (one, of) in pairs.items()}


def _divided(above: int, below: int) -> int:
    if below < 0:
        above, below = -above, -below
    whole, rest = divmod(above, below)
    return whole + (2 * rest > below or (2 * rest == below and whole % 2 == 1))

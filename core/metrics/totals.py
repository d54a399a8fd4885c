"""What a metric comes to, from its entries, by member or in total. The standard library only.

A member's share of a metric is a tally: two integers that can be summed over members. For a sum, count or mean they are
the total and the number of entries, for a ratio the numerator and the denominator. `amount_of_tally` turns a tally
into an amount.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from core.access.visible_connection import VisibleConnection
from core.metrics.rating import is_over_limit
from data.quick import metric_queries
from data.quick.metric_queries import MetricRecord, Span, Tally

if TYPE_CHECKING:
    from core.models import Metric

CUMULATIVE_KINDS = ("sum", "count")
"""The kinds that grow with every day: no entry means 0, and they have a pace.

The other kinds have no amount without an entry, and no pace: half a quarter's mean is not half of the quarter's mean.
"""


CommitmentCounter = Callable[[VisibleConnection, Span, date, int | None], dict[int, Tally]]
"""Counts commitments by member: (kept on time, all) within a span, as of a day, of one member or of all.

It is passed in, since commitments are counted by a package that uses this one.
"""


def count_totals(
    connection: VisibleConnection,
    metric: MetricRecord,
    span: Span,
    count_commitments: CommitmentCounter,
    member_id: int | None = None,
    *,
    today: date | None = None,
) -> dict[int, Tally]:
    """Return each member's tally of the metric within these days; a member without an entry is left out.

    For a metric that is counted from commitments, `count_commitments` counts them, with outcomes as of `today`, by
    default the last of these days.
    """
    match metric.counted_from:
        case "commitments":
            return _scale_counts(metric, count_commitments(connection, span, today or span[1], member_id))
        case "targets":
            return _target_tallies(connection, metric, span, member_id)
    if metric.kind == "latest":
        return metric_queries.read_latest(connection, metric.id, span, member_id)
    if metric.kind == "ratio":
        above, below = part_metrics(connection, metric)
        over, under = (
            count_totals(connection, above, span, count_commitments, member_id),
            count_totals(connection, below, span, count_commitments, member_id),
        )
        return _ratio_tallies(metric, above, over, below, under)
    return _plain_tallies(metric, metric_queries.read_tallies(connection, metric.id, span, member_id))


def count_totals_by_span(
    connection: VisibleConnection,
    metric: MetricRecord,
    spans: Sequence[Span],
    count_commitments: CommitmentCounter,
    *,
    today: date | None = None,
) -> list[dict[int, Tally]]:
    """Return `count_totals` for several spans, in their order."""
    if metric.counted_from in ("commitments", "targets") or metric.kind == "latest":
        return [count_totals(connection, metric, span, count_commitments, today=today) for span in spans]
    if metric.kind == "ratio":
        above, below = part_metrics(connection, metric)
        pairs = zip(
            *(count_totals_by_span(connection, part, spans, count_commitments) for part in (above, below)), strict=True
        )
        return [_ratio_tallies(metric, above, over, below, under) for over, under in pairs]
    return [
        _plain_tallies(metric, tallies) for tallies in metric_queries.read_tallies_by_span(connection, metric.id, spans)
    ]


def _scale_counts(metric: MetricRecord, pairs: dict[int, Tally]) -> dict[int, Tally]:
    """Return counts scaled to the ratio's own smallest unit."""
    times = 10**metric.scale * (100 if metric.unit == "%" else 1)
    return {member_id: (kept * times, total) for member_id, (kept, total) in pairs.items()}


def _target_tallies(
    connection: VisibleConnection, metric: MetricRecord, span: Span, member_id: int | None
) -> dict[int, Tally]:
    """Return each member's target on the first part of the metric, as a tally of one entry."""
    from core.metrics.period_targets import read_period_targets  # few metrics need it, and `huddle me` must be quick

    of_metric = metric_queries.read_metric(connection, metric.numerator_id or 0)
    targets = read_period_targets(connection, of_metric.id, span, adds_up=of_metric.kind in CUMULATIVE_KINDS)
    return {
        target.member_id: (target.amount, 1)
        for target in targets
        if target.member_id is not None and member_id in (None, target.member_id)
    }


def sum_tallies(tallies: Iterable[Tally]) -> Tally:
    """Return the sum of several tallies."""
    above = below = 0
    for first, second in tallies:
        above, below = above + first, below + second
    return above, below


def amount_of_tally(kind: str, tally: Tally) -> int | None:
    """Return the amount, in the metric's smallest unit, of a tally; halves are rounded to the even neighbour.

    None for a mean, a ratio or a latest value without entries. The latest value of several members is the sum of
    theirs.
    """
    above, below = tally
    if kind in CUMULATIVE_KINDS:
        return above
    if below == 0:
        return None
    return above if kind == "latest" else _divide_half_even(above, below)


def attainment_and_pace(
    metric: MetricRecord, amount: int | None, target: int | None, working_days: tuple[int, int]
) -> tuple[float | None, float | None]:
    """Return attainment, actual ÷ target, and pace, attainment ÷ the share of working days finished.

    `working_days` is (finished working days, all working days). Each is None where it has no meaning: without a target
    or an amount; pace also until the first day has finished, and for a metric without (`has_pace`). The integers are
    divided only once, at the end, to stay exact.
    """
    if amount is None or not target:
        return None, None
    days_gone, all_days = working_days
    pace = amount * all_days / (target * days_gone) if days_gone and has_pace(metric) else None
    return amount / target, pace


BEHIND_SHARE = 0.8
"""The share of what is due below which a target counts as behind. A fifth behind is more than a bad week: of a quarter
it is two and a half weeks' work, and help that is offered now can still change the result."""


def is_behind(
    metric: MetricRecord,
    amount: int | None,
    target: int | None,
    finished_days: tuple[int, int],
    *,
    is_agreed: bool,
) -> bool:
    """Return whether a target counts as behind: the one rule of all screens, commands and signals.

    `finished_days` is (working days finished before today, all working days): what is due today has until the evening,
    so no one is behind on a Monday morning. Less than one whole unit missing is not behind, since one customer every
    other week can't be counted by the day. Where lower is better, whoever is over the target is behind, on any day. No
    one is behind on a number that they have not accepted.
    """
    if not is_agreed or target is None or amount is None:
        return False
    if not has_pace(metric):
        return is_over_limit(amount, target, metric.better)
    days, all_days = finished_days
    due = target * days / all_days
    return amount < BEHIND_SHARE * due and due - amount >= 10**metric.scale


def has_pace(metric: MetricRecord | Metric) -> bool:
    """Return whether an amount of the metric is expected by the day: it adds up over time, and more is better."""
    return metric.kind in CUMULATIVE_KINDS and metric.better == "higher"


def part_metrics(connection: VisibleConnection, metric: MetricRecord) -> tuple[MetricRecord, MetricRecord]:
    """Return the two metrics that a ratio is made of: numerator and denominator."""
    assert metric.numerator_id is not None
    assert metric.denominator_id is not None
    return metric_queries.read_metric(connection, metric.numerator_id), metric_queries.read_metric(
        connection, metric.denominator_id
    )


def plain_tally(metric: MetricRecord, tally: Tally) -> Tally:
    """Return the tally of a metric that is no ratio; a count counts its entries."""
    return (tally[1], tally[1]) if metric.kind == "count" else tally


def ratio_tally(metric: MetricRecord, above: MetricRecord, over: Tally, below: MetricRecord, under: Tally) -> Tally:
    """Return the tally of a ratio, scaled as `count_totals` does, from those of its two metrics."""
    return _ratio_tallies(metric, above, {0: over}, below, {0: under})[0]


def _plain_tallies(metric: MetricRecord, tallies: dict[int, Tally]) -> dict[int, Tally]:
    return {member_id: plain_tally(metric, tally) for member_id, tally in tallies.items()}


def _ratio_tallies(
    metric: MetricRecord, above: MetricRecord, over: dict[int, Tally], below: MetricRecord, under: dict[int, Tally]
) -> dict[int, Tally]:
    """Return the tallies of a ratio, scaled so that dividing them gives the amount in the ratio's smallest unit."""
    times = 10 ** (below.scale + metric.scale) * (100 if metric.unit == "%" else 1)
    by = 10**above.scale
    pairs = {
        member_id: (over.get(member_id, (0, 0))[0], under.get(member_id, (0, 0))[0])
        for member_id in over.keys() | under.keys()
    }
    if metric.counted_from == "forecast":
        # Bring both to one scale before they are compared.
        pairs = {
            member_id: (over_total * 10**below.scale, under_total * by)
            for member_id, (over_total, under_total) in pairs.items()
        }
        times, by = times // 10**below.scale, 1
        pairs = {member_id: (won - abs(forecast - won), won) for member_id, (forecast, won) in pairs.items()}
    return {member_id: (over_total * times, under_total * by) for member_id, (over_total, under_total) in pairs.items()}


def _divide_half_even(above: int, below: int) -> int:
    """Return the quotient, rounded to the nearest integer, halves to the even one."""
    if below < 0:
        above, below = -above, -below
    whole, rest = divmod(above, below)
    return whole + (2 * rest > below or (2 * rest == below and whole % 2 == 1))

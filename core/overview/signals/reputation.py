"""Signals about what customers say: complaints that grow, and feedback that falls."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from core.metrics.metrics import COMPLAINTS, FEEDBACK
from core.models import Member, Metric
from core.outcomes.measures import list_current
from core.overview.signals.signal import NextStep, Signal, SignalContext
from core.overview.signals.weeks import Weeks
from core.values.amounts import format_amount

WORSE_WEEKS = 2
"""Weeks in a row that must be worse than the week before. One may be chance; after three a customer may be lost."""

MIN_FALL_DIVISOR = 20
"""The divisor of the smallest fall that counts: a twentieth in all. A mean of few answers moves by less on its own."""


def growing_complaints(context: SignalContext, weeks: Weeks) -> Iterator[Signal]:
    """Yield members with growing complaints, or another growing chosen measure where lower is better."""
    chosen = {measure.metric_id for measure in list_current(context.session)}
    for metric in weeks.metrics.values():
        if metric.better != "lower" or metric.kind not in ("sum", "count"):
            continue
        if metric.name.casefold() == COMPLAINTS or metric.id in chosen:
            yield from _worse_weeks(context, weeks, metric, rises=True)


def falling_feedback(context: SignalContext, weeks: Weeks) -> Iterator[Signal]:
    """Yield members whose customer feedback falls."""
    for metric in weeks.metrics.values():
        if metric.kind == "mean" and metric.better == "higher" and metric.name.casefold() == FEEDBACK:
            yield from _worse_weeks(context, weeks, metric, rises=False)


def _worse_weeks(context: SignalContext, weeks: Weeks, metric: Metric, *, rises: bool) -> Iterator[Signal]:
    for member in context.people:
        if not weeks.may_see(member, metric):
            continue
        recent = weeks.amounts(member, metric)[-WORSE_WEEKS - 1 :]
        amounts = [amount for amount in recent if amount is not None]
        if len(amounts) <= WORSE_WEEKS or not (_rises(amounts) if rises else _falls(amounts)):
            continue
        headline = f"{metric.name}: {'up' if rises else 'down'} {WORSE_WEEKS} weeks in a row"
        figures = ", ".join(format_amount(amount, metric.scale, metric.unit) for amount in amounts)
        yield Signal(
            "reputation", member, headline, figures, _next_step(context, member), abs(amounts[-1] - amounts[0])
        )


def _next_step(context: SignalContext, member: Member) -> NextStep:
    own_step = NextStep("Call the last of them yourself", "me.hurdle", "huddle hurdle TEXT")
    return context.talk_step(member, own_step)


def _rises(amounts: list[int]) -> bool:
    return all(later > earlier for earlier, later in pairwise(amounts))


def _falls(amounts: list[int]) -> bool:
    all_down = all(later < earlier for earlier, later in pairwise(amounts))
    return all_down and (amounts[0] - amounts[-1]) * MIN_FALL_DIVISOR >= amounts[0]

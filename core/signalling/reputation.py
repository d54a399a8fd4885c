"""Signals about what customers say: complaints that grow, and feedback that falls."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from core.amounts import shown
from core.measures import standing
from core.models import Member, Metric
from core.signalling.signal import Look, Signal, Step
from core.signalling.weeks import Weeks

RISES = 2
"""Weeks in a row that must be worse than the week before. One may be chance; after three a customer may be lost."""

COMPLAINTS = "complaints"
"""The name of the metric of complaints, casefolded."""
FEEDBACK = "customer feedback"
"""The name of the metric of customer ratings, casefolded."""

FELL_BY = 20
"""The divisor of the smallest fall that counts: a twentieth in all. A mean of few answers moves by less on its own."""


def complaints(context: Look, weeks: Weeks) -> Iterator[Signal]:
    """Yield members with growing complaints, or another growing chosen measure where lower is better."""
    chosen = {measure.metric_id for measure in standing(context.s)}
    for metric in weeks.metrics.values():
        if metric.better != "lower" or metric.kind not in ("sum", "count"):
            continue
        if metric.name.casefold() == COMPLAINTS or metric.id in chosen:
            yield from _worse_weeks(context, weeks, metric, rises=True)


def feedback(context: Look, weeks: Weeks) -> Iterator[Signal]:
    """Yield members whose customer feedback falls."""
    for metric in weeks.metrics.values():
        if metric.kind == "mean" and metric.better == "higher" and metric.name.casefold() == FEEDBACK:
            yield from _worse_weeks(context, weeks, metric, rises=False)


def _worse_weeks(context: Look, weeks: Weeks, metric: Metric, *, rises: bool) -> Iterator[Signal]:
    for member in context.people:
        if not weeks.tells(member, metric):
            continue
        recent = weeks.amounts(member, metric)[-RISES - 1 :]
        amounts = [amount for amount in recent if amount is not None]
        if len(amounts) <= RISES or not (_rises(amounts) if rises else _falls(amounts)):
            continue
        headline = f"{metric.name}: {'more' if rises else 'less'} {RISES} weeks running"
        figures = ", ".join(shown(amount, metric.scale, metric.unit) for amount in amounts)
        yield Signal(
            "reputation", member, headline, figures, _next_step(context, member), abs(amounts[-1] - amounts[0])
        )


def _next_step(context: Look, member: Member) -> Step:
    own_step = Step("Ring the last of them yourself", "6 Me, h", "huddle hurdle 'WHAT STANDS IN THE WAY'")
    return context.talk(member, own_step)


def _rises(amounts: list[int]) -> bool:
    return all(later > earlier for earlier, later in pairwise(amounts))


def _falls(amounts: list[int]) -> bool:
    all_down = all(later < earlier for earlier, later in pairwise(amounts))
    return all_down and (amounts[0] - amounts[-1]) * FELL_BY >= amounts[0]

"""What customers say: complaints that grow, and feedback that falls."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from core.amounts import shown
from core.measures import standing
from core.models import Member, Metric
from core.signalling.signal import Look, Signal, Step
from core.signalling.weeks import Weeks

RISES = 2
"""Weeks running with more than the week before. One week's more is chance; a third would be a lost customer."""

COMPLAINTS = "complaints"
FEEDBACK = "customer feedback"

FELL_BY = 20
"""A fall of a twentieth or more in all is told: a mean of few answers moves by less on its own."""


def complaints(look: Look, weeks: Weeks) -> Iterator[Signal]:
    """What should grow less and grows: complaints, and whatever of that kind the team has chosen to steer by."""
    chosen = {measure.metric_id for measure in standing(look.s)}
    for metric in weeks.metrics.values():
        if metric.better != "lower" or metric.kind not in ("sum", "count"):
            continue
        if metric.name.casefold() == COMPLAINTS or metric.id in chosen:
            yield from _told(look, weeks, metric, rises=True)


def feedback(look: Look, weeks: Weeks) -> Iterator[Signal]:
    """How customers rate one, falling."""
    for metric in weeks.metrics.values():
        if metric.kind == "mean" and metric.better == "higher" and metric.name.casefold() == FEEDBACK:
            yield from _told(look, weeks, metric, rises=False)


def _told(look: Look, weeks: Weeks, metric: Metric, *, rises: bool) -> Iterator[Signal]:
    for member in look.people:
        if not weeks.tells(member, metric):
            continue
        last = weeks.amounts(member, metric)[-RISES - 1 :]
        amounts = [amount for amount in last if amount is not None]
        if len(amounts) <= RISES or not (_rises(amounts) if rises else _falls(amounts)):
            continue
        what = f"{metric.name}: {'more' if rises else 'less'} {RISES} weeks running"
        figures = ", ".join(shown(amount, metric.scale, metric.unit) for amount in amounts)
        yield Signal("reputation", member, what, figures, _step(look, member), abs(amounts[-1] - amounts[0]))


def _step(look: Look, member: Member) -> Step:
    own = Step("Ring the last of them yourself", "6 Me, h", "huddle hurdle 'WHAT STANDS IN THE WAY'")
    return look.talk(member, own)


def _rises(amounts: list[int]) -> bool:
    return all(two > one for one, two in pairwise(amounts))


def _falls(amounts: list[int]) -> bool:
    down = all(two < one for one, two in pairwise(amounts))
    return down and (amounts[0] - amounts[-1]) * FELL_BY >= amounts[0]

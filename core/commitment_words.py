"""A commitment in words: how much, how often, by when."""

from __future__ import annotations

from datetime import date

from core.amounts import with_unit
from core.models import Commitment, Metric
from core.periods import said

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_OFTEN = {"day": "every day", "week": "every week", "month": "every month", "quarter": "every quarter"}


def how_much(c: Commitment, metric: Metric | None) -> str:
    """`5 calls`, `3 new customers`, `310k EUR won revenue`; the metric's name alone without an amount, empty without a
    metric."""
    if metric is None:
        return ""
    if c.amount is None:
        return metric.name
    if metric.unit.casefold() == metric.name.casefold():
        return with_unit(c.amount, metric.scale, metric.unit)
    # `2 new customers`: the name says what is counted, so the unit need not say it too.
    unit = "" if metric.name.casefold().endswith(f" {metric.unit.casefold()}") else metric.unit
    return f"{with_unit(c.amount, metric.scale, unit)} {metric.name}"


def how_often(c: Commitment) -> str:
    """`every Monday`, `every month`; empty when it is done once."""
    if c.every is None:
        return ""
    return f"every {WEEKDAYS[c.weekday - 1]}" if c.weekday else _OFTEN[c.every]


def by_when(c: Commitment, today: date) -> str:
    """`today`, `by 30 Nov`, `by 30 Nov 2027`; empty without a day."""
    if c.due is None:
        return ""
    if c.due == today:
        return "today"
    day = said(c.due)
    return f"by {day if c.due.year != today.year else day.removesuffix(f' {c.due.year}')}"


def in_words(c: Commitment, metric: Metric | None, today: date) -> str:
    """All of it: `5 calls · every Monday · by 30 Nov`; empty when nothing of it was said."""
    return " · ".join(filter(None, (how_much(c, metric), how_often(c), by_when(c, today))))

"""Text for the terms of a commitment: how much, how often, by when."""

from __future__ import annotations

from datetime import date

from core.amounts import with_unit
from core.models import Commitment, Metric
from core.periods import said

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
"""The names of the ISO weekdays, Monday first."""
_OFTEN = {"day": "every day", "week": "every week", "month": "every month", "quarter": "every quarter"}


def how_much(c: Commitment, metric: Metric | None) -> str:
    """Return `5 calls`, `3 new customers`, `310k EUR won revenue`; the metric's name without an amount, empty without a
    metric."""
    if metric is None:
        return ""
    if c.amount is None:
        return metric.name
    if metric.unit.casefold() == metric.name.casefold():
        return with_unit(c.amount, metric.scale, metric.unit)
    # `2 new customers`: the name ends in the unit already, so the unit is left out.
    unit = "" if metric.name.casefold().endswith(f" {metric.unit.casefold()}") else metric.unit
    return f"{with_unit(c.amount, metric.scale, unit)} {metric.name}"


def how_often(c: Commitment) -> str:
    """Return `every Monday`, `every month`; empty for a one-time commitment."""
    if c.every is None:
        return ""
    return f"every {WEEKDAYS[c.weekday - 1]}" if c.weekday else _OFTEN[c.every]


def by_when(c: Commitment, today: date) -> str:
    """Return `today`, `by 30 Nov`, `by 30 Nov 2027`; empty without a due day."""
    if c.due is None:
        return ""
    if c.due == today:
        return "today"
    day = said(c.due)
    return f"by {day if c.due.year != today.year else day.removesuffix(f' {c.due.year}')}"


def in_words(c: Commitment, metric: Metric | None, today: date) -> str:
    """Return all terms: `5 calls · every Monday · by 30 Nov`; empty when it has none."""
    return " · ".join(filter(None, (how_much(c, metric), how_often(c), by_when(c, today))))

"""Text for the terms of a commitment: how much, how often, by when."""

from __future__ import annotations

from datetime import date

from core.models import Commitment, Metric
from core.values.amounts import format_with_unit
from core.values.periods import WEEKDAYS, format_date

_OFTEN = {"day": "every day", "week": "every week", "month": "every month", "quarter": "every quarter"}


def describe_amount(commitment: Commitment, metric: Metric | None) -> str:
    """Return `5 calls`, `3 new customers`, `310k EUR won revenue`; the metric's name without an amount, empty without a
    metric."""
    if metric is None:
        return ""
    if commitment.amount is None:
        return metric.name
    if metric.unit.casefold() == metric.name.casefold():
        return format_with_unit(commitment.amount, metric.scale, metric.unit)
    # `2 new customers`: the name ends in the unit already, so the unit is left out.
    unit = "" if metric.name.casefold().endswith(f" {metric.unit.casefold()}") else metric.unit
    return f"{format_with_unit(commitment.amount, metric.scale, unit)} {metric.name}"


def describe_recurrence(commitment: Commitment) -> str:
    """Return `every Monday`, `every month`; empty for a one-time commitment."""
    if commitment.every is None:
        return ""
    return f"every {WEEKDAYS[commitment.weekday - 1]}" if commitment.weekday else _OFTEN[commitment.every]


def describe_due(commitment: Commitment, today: date) -> str:
    """Return `today`, `by 30 Nov`, `by 30 Nov 2027`; empty without a due day."""
    if commitment.due is None:
        return ""
    if commitment.due == today:
        return "today"
    day = format_date(commitment.due)
    return f"by {day if commitment.due.year != today.year else day.removesuffix(f' {commitment.due.year}')}"


def describe_terms(commitment: Commitment, metric: Metric | None, today: date) -> str:
    """Return all terms: `5 calls · every Monday · by 30 Nov`; empty when it has none."""
    return " · ".join(
        filter(
            None,
            (describe_amount(commitment, metric), describe_recurrence(commitment), describe_due(commitment, today)),
        )
    )

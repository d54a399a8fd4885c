"""Longer and shorter periods: from a week to a month, a quarter and a year, and back."""

from __future__ import annotations

from datetime import date

from core.values.periods import Period, period_containing

LENGTHS = ("week", "month", "quarter", "year")


def change_length(period: Period, step: int, today: date) -> Period:
    """Return the period that is `step` lengths longer, or shorter if negative; the longest or shortest at the end.

    It contains today if `period` does, or else the last day of `period`. Other stretches of days become a quarter.
    """
    day = today if today in period else period.ends_on
    if period.kind not in LENGTHS:
        return period_containing(day, "quarter")
    index = LENGTHS.index(period.kind) + step
    return period_containing(day, LENGTHS[min(max(index, 0), len(LENGTHS) - 1)])

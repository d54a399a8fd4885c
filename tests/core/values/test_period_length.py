"""Longer and shorter periods."""

from __future__ import annotations

from datetime import date

import pytest

from core.values.period_length import change_length
from core.values.periods import parse_period

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("period", "step", "changed"),
    [
        ("2026-Q4", -1, "2026-11"),
        ("2026-11", -1, "2026-W48"),
        ("2026-W48", -1, "2026-W48"),
        ("2026-W48", 1, "2026-11"),
        ("2026-Q4", 1, "2026"),
        ("2026", 1, "2026"),
        ("2026-Q2", -1, "2026-06"),
        ("2025", -1, "2025-Q4"),
        ("2026-11-23", 1, "2026-Q4"),
    ],
)
def test_a_period_gets_longer_or_shorter_around_today_or_its_last_day(period: str, step: int, changed: str) -> None:
    assert change_length(parse_period(period), step, TODAY) == parse_period(changed)

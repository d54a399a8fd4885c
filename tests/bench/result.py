"""What a benchmark found."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the table."""

    what: str
    measured: float
    unit: str = "ms"
    """`ms`, or `×` for a ratio."""
    reach: float | None = None
    """What it should not be above; None where it only informs."""
    note: str = ""

    def line(self) -> str:
        measured = f"{self.measured:,.2f} {self.unit}"
        if self.reach is None:
            reach = ""
        else:
            sign = "✓" if self.measured <= self.reach else "✗ MISSED"
            reach = f"≤ {self.reach:g} {self.unit}  {sign}"
        return f"{self.what:<58} {measured:>14}   {reach:<18} {self.note}".rstrip()


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0 to 1) of them lie, by the nearest rank."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))]

"""The team's numbers on private metrics, by plain SQL into plain values."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from data.quick.metric_queries import Tally

if TYPE_CHECKING:
    from data.quick.readable import Readable


def read_published(connection: Readable, metric_id: int, months: list[str]) -> dict[str, tuple[Tally, date]]:
    """Return what was told of these months (`2026-11`), by month: the team's tally, and the day it was told on."""
    marks = ",".join("?" * len(months))
    rows = connection.execute(
        f"SELECT month, total, entries, told_on FROM published WHERE metric_id = ? AND month IN ({marks})",
        (metric_id, *months),
    )
    return {month: ((total, entries), date.fromisoformat(told_on)) for month, total, entries, told_on in rows}

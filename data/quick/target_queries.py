"""Tallies of metrics that are counted from targets, by plain SQL into plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.quick.metric_queries import Span, Tally

if TYPE_CHECKING:
    from data.quick.readable import Readable


def target_tallies(connection: Readable, metric_id: int, span: Span, member_id: int | None = None) -> dict[int, Tally]:
    """Return each member's target on a metric for exactly these days, as a tally of one entry."""
    rows = connection.execute(
        "SELECT member_id, ifnull(agreed_amount, amount) FROM visible_target "
        "WHERE metric_id = ? AND member_id IS NOT NULL "
        "AND declined_at IS NULL AND starts_on = ? AND ends_on = ? AND (? IS NULL OR member_id = ?)",
        (metric_id, span[0].isoformat(), span[1].isoformat(), member_id, member_id),
    )
    return {owner_id: (amount, 1) for owner_id, amount in rows}

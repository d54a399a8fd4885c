"""Sums of what is counted without entries: commitments and targets. Plain SQL into plain values."""

from __future__ import annotations

from data.numbers import Span, Tally
from data.sqlite import sqlite3


def kept_on_time(connection: sqlite3.Connection, span: Span, member_id: int | None = None) -> dict[int, Tally]:
    """Of each member's commitments that were closed on these days: how many were kept in time, and how many in all.

    Without the help that was promised to one member: of that nobody else knows, not even how much.
    """
    rows = connection.execute(
        "SELECT member_id, sum(status = 'kept' AND (due IS NULL OR closed_on <= due)), count(*) FROM commitment "
        "WHERE member_id IS NOT NULL AND helps_id IS NULL AND status <> 'open' AND closed_on BETWEEN ? AND ? "
        "AND (? IS NULL OR member_id = ?) GROUP BY member_id",
        (span[0].isoformat(), span[1].isoformat(), member_id, member_id),
    )
    return {who: (kept, closed) for who, kept, closed in rows}


def targets(
    connection: sqlite3.Connection, metric_id: int, span: Span, member_id: int | None = None
) -> dict[int, Tally]:
    """Each member's target on a metric for exactly these days, as a tally of one."""
    rows = connection.execute(
        "SELECT member_id, ifnull(agreed_amount, amount) FROM target WHERE metric_id = ? AND member_id IS NOT NULL "
        "AND declined_at IS NULL AND starts_on = ? AND ends_on = ? AND (? IS NULL OR member_id = ?)",
        (metric_id, span[0].isoformat(), span[1].isoformat(), member_id, member_id),
    )
    return {who: (amount, 1) for who, amount in rows}

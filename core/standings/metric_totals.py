"""Total a metric by member, from whatever it is counted from: entries, commitments or targets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from core.access.visible_connection import VisibleConnection
from core.commitments.outcomes import count_kept_on_time_by_member
from core.metrics.totals import count_totals, count_totals_by_span
from data.quick.metric_queries import MetricRecord, Span, Tally


def totals_by_member(
    connection: VisibleConnection,
    metric: MetricRecord,
    span: Span,
    member_id: int | None = None,
    *,
    today: date | None = None,
) -> dict[int, Tally]:
    """Return each member's tally of the metric within these days; a member without an entry is left out.

    For a metric that is counted from commitments, outcomes are those as of `today`, by default the last of these days.
    """
    return count_totals(connection, metric, span, count_kept_on_time_by_member, member_id, today=today)


def totals_by_span(
    connection: VisibleConnection, metric: MetricRecord, spans: Sequence[Span], *, today: date | None = None
) -> list[dict[int, Tally]]:
    """Return `totals_by_member` for several spans, in their order."""
    return count_totals_by_span(connection, metric, spans, count_kept_on_time_by_member, today=today)

"""Private metrics: nobody is ranked on them, and each member sees only their own amounts and target.

The rows are hidden by the visibility rules (entries, targets and their journal rows) and by the standings; totals of
the whole team stay visible to everybody.
"""

from __future__ import annotations

from core.access.session import Session
from core.errors import HuddleError
from core.models import Metric
from data.quick import metric_queries


def is_private(session: Session, metric: Metric) -> bool:
    """Return whether the metric is private, or is counted from a private one."""
    return metric_queries.is_private(session.store.connection, metric.id)


def set_private(session: Session, metric: Metric, private: bool) -> Metric:
    """Make a metric private, or visible to everybody again, and return it.

    Raises `HuddleError` unless the leader acts, and for a ratio of two public metrics, which anybody could divide
    themselves.
    """
    with session.change("metric.made_private" if private else "metric.made_public") as change:
        if not session.viewer.is_leader:
            raise HuddleError(f"Only the leader may say who sees {metric.name}. Ask the leader.")
        metric = session.get(Metric, metric.id) or metric
        if metric.private == private:
            return metric
        parts = [
            part
            for part in (session.get(Metric, metric.numerator_id), session.get(Metric, metric.denominator_id))
            if part
        ]
        if private and parts and not any(part.private for part in parts):
            names = " and ".join(part.name for part in parts)
            raise HuddleError(f"{metric.name} is counted from {names}, which everybody sees. Make one of them private.")
        return change.update(metric, private=private)

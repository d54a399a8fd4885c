"""Private boards: nobody is ranked on such a metric, and each sees only themself against their own target.

What is kept from others is kept in `core/visibility.py` (entries, targets and what the journal tells of them) and in
`core/standings.py` (rows); sums of the whole team stay everybody's.
"""

from __future__ import annotations

from core.errors import HuddleError
from core.models import Metric
from core.session import Session
from data import numbers


def is_private(s: Session, metric: Metric) -> bool:
    """Whether the metric is private, or counted from one that is."""
    return numbers.is_private(s.store.connection, metric.id)


def set_private(s: Session, metric: Metric, private: bool) -> Metric:
    """Makes a metric's board private, or everybody's again.

    Raises `HuddleError` unless the leader asks, and for a ratio whose parts anybody could divide themself.
    """
    with s.change("metric.made_private" if private else "metric.made_public") as change:
        if not s.viewer.is_leader:
            raise HuddleError(f"Only the leader may say who sees {metric.name}. Ask the leader.")
        metric = s.get(Metric, metric.id) or metric
        if metric.private == private:
            return metric
        parts = [part for part in (s.get(Metric, metric.numerator_id), s.get(Metric, metric.denominator_id)) if part]
        if private and parts and not any(part.private for part in parts):
            names = " and ".join(part.name for part in parts)
            raise HuddleError(f"{metric.name} is counted from {names}, which everybody sees. Make one of them private.")
        return change.update(metric, private=private)

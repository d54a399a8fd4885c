"""Parses what people type into a form: a day, a recurrence, an amount of a metric, a number, a duration."""

from __future__ import annotations

from collections.abc import Sequence

from core.access.session import Session
from core.errors import HuddleError
from core.metrics.metrics import list_metrics
from core.models import Metric
from core.values.amounts import parse_amount
from core.values.text import clean


def parse_metric_amount(
    session: Session, text: str, current_metric: Metric | None = None
) -> tuple[Metric | None, int | None]:
    """Parse `5 calls`: return the metric and the amount in its smallest unit; (None, None) for no text.

    `current_metric` is the metric of the commitment that is edited: it may be named even when it has ended. Raises
    `HuddleError` when the amount is no number or the metric is not one of the team's.
    """
    words = clean(text).split(maxsplit=1)
    if not words:
        return None, None
    known = list_metrics(session)
    if current_metric is not None and current_metric.ended_on is not None:
        known.append(current_metric)
    if len(words) == 1:
        _require_metrics(known)
        names = ", ".join(metric.name for metric in known)
        raise HuddleError(f"Type a number and a metric, e.g. 5 calls. Metrics: {names}.")
    wanted = words[1].casefold()
    named = [metric for metric in known if metric.name.casefold() == wanted]
    matches = named or [metric for metric in known if metric.name.casefold().startswith(wanted)]
    matches = matches or [metric for metric in known if metric.unit.casefold() == wanted]
    if len(matches) != 1:
        _require_metrics(known)
        names = ", ".join(metric.name for metric in matches or known)
        raise HuddleError(f"“{words[1]}” is not a metric. Metrics: {names}.")
    return matches[0], parse_amount(words[0], matches[0].scale)


def _require_metrics(known: Sequence[Metric]) -> None:
    if not known:
        raise HuddleError("No metrics yet. Leave this empty, or add a metric first.", action="plan.adopt")

"""Metrics: what a team counts, how it is named, added and ended."""

from __future__ import annotations

from typing import TypedDict, Unpack

from core.access.session import Session
from core.errors import HuddleError
from core.metrics.published import publish_what_was_public
from core.models import CountedFrom, Metric
from core.team.permissions import describe_no_part
from core.values.text import clean, join_words, require_name, require_text
from data.quick import metric_queries

METRIC_KINDS = ("sum", "count", "mean", "latest", "ratio")
"""How the amounts of a metric are combined."""
MAX_UNIT_LENGTH = 20
"""The longest unit, in characters."""
MAX_DECIMALS = 6
"""The most decimal places that an amount keeps."""

TRAINING, COMPLAINTS, FEEDBACK = "training sessions", "complaints", "customer feedback"
"""The metrics that Huddle knows by name: of training, and of two signals. They keep their names."""

# ISO 4217 minor units: the currencies that do not have two decimals.
_NO_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND"


def list_metrics(session: Session, *, include_ended: bool = False) -> list[Metric]:
    """Return the team's metrics by name; `include_ended` adds those that have ended."""
    rows = session.all(Metric, "1" if include_ended else "ended_on IS NULL")
    return sorted(rows, key=lambda metric: metric.name.casefold())


def find_metric(session: Session, name: str) -> Metric:
    """Return the metric of that name, or the only one whose name begins so; case does not matter.

    A metric that has ended is found by its whole name only. Raises `HuddleError`, naming similar ones, when there is
    none.
    """
    wanted = clean(name).casefold()
    known = list_metrics(session, include_ended=True)
    for candidate in known:
        if candidate.name.casefold() == wanted:
            return candidate
    matches = [
        candidate
        for candidate in known
        if candidate.ended_on is None and wanted and candidate.name.casefold().startswith(wanted)
    ]
    if len(matches) == 1:
        return matches[0]
    if matches:
        raise HuddleError(f"“{clean(name)}” could be {_alternatives(matches)}. Type more of the name.")
    raise HuddleError(f"No metric named “{clean(name)}”. {_similar_names(known, wanted)}")


def is_currency(unit: str) -> bool:
    """Return whether a unit is written as a currency: three capital letters."""
    return len(unit) == 3 and unit.isascii() and unit.isupper()


def default_scale(kind: str, unit: str) -> int:
    """Return how many decimals a metric keeps by default: a currency its own, a percentage 1, a mean and a ratio 2."""
    if unit == "%":
        return 1
    if is_currency(unit):
        return 0 if unit in _NO_DECIMALS else 3 if unit in _THREE_DECIMALS else 2
    return 2 if kind in ("mean", "ratio") else 0


class MetricOptions(TypedDict, total=False):
    """What only some metrics have."""

    numerator: Metric | None
    """The metric that a ratio divides, by its `denominator`; each is a sum, a count or a latest value."""
    denominator: Metric | None
    counted_from: CountedFrom
    """What is counted, by default entries; the others are for the templates of `core.metrics.templates`."""
    outside_remit: bool
    """True for a metric that is shown, and is nobody's target."""


def add_metric(
    session: Session,
    name: str,
    *,
    kind: str = "sum",
    unit: str = "",
    scale: int = 0,
    better: str = "higher",
    **options: Unpack[MetricOptions],
) -> Metric:
    """Create a metric and return it. `scale` is the number of decimals that its amounts keep.

    A ratio is computed from two metrics and takes no entries; with the unit `%` it is in hundredths. Raises
    `HuddleError` for a name that is taken, and for values that do not fit together.
    """
    numerator, denominator = options.get("numerator"), options.get("denominator")
    counted_from = options.get("counted_from", "entries")
    name = require_name(name, "The metric's name")
    unit = require_text(unit, "The unit", limit=MAX_UNIT_LENGTH) if clean(unit) else ""
    if kind not in METRIC_KINDS:
        raise HuddleError(f"“{kind}” is not a kind of metric. Use {join_words(METRIC_KINDS, 'or')}.")
    if better not in ("higher", "lower"):
        raise HuddleError(f"“{better}” is not valid here. Use higher or lower.")
    if not 0 <= scale <= MAX_DECIMALS:
        raise HuddleError(f"Choose 0 to {MAX_DECIMALS} decimals, not {scale}.")
    if kind == "count" and scale:
        raise HuddleError("A count has no decimals. Leave them out, or use the kind sum.")
    has_parts = numerator is not None and denominator is not None
    if counted_from == "entries" and (kind == "ratio") != has_parts:
        raise HuddleError("A ratio, and only a ratio, needs two metrics.")
    with session.change("metric.added") as change:
        require_non_watcher(session, "add metrics")
        _require_free_name(session, name)
        for part in (numerator, denominator):
            if part is not None and part.kind not in ("sum", "count", "latest"):
                raise HuddleError(
                    f"{part.name} is a {part.kind}, so it can't be part of a ratio. Use a sum, count or latest value."
                )
        return change.insert(
            Metric.model_validate(
                {
                    "name": name,
                    "kind": kind,
                    "unit": unit,
                    "scale": scale,
                    "better": better,
                    "numerator_id": numerator.id if numerator else None,
                    "denominator_id": denominator.id if denominator else None,
                    "counted_from": counted_from,
                    "outside_remit": options.get("outside_remit", False),
                }
            )
        )


def end_metric(session: Session, metric: Metric) -> Metric:
    """End a metric as of today; its entries stay. Raises `HuddleError` unless the leader acts."""
    with session.change("metric.ended") as change:
        if not session.viewer.is_leader:
            raise HuddleError(f"Only the leader can end {metric.name}.")
        return change.update(metric, ended_on=session.today)


def rename_metric(session: Session, metric: Metric, name: str) -> Metric:
    """Give a metric another name and return it; its entries and targets stay.

    Raises `HuddleError` unless the leader acts, for a name that is taken, and for the metrics that Huddle knows by
    name.
    """
    name = require_name(name, "The metric's name")
    with session.change("metric.renamed") as change:
        if not session.viewer.is_leader:
            raise HuddleError(f"Only the leader can rename {metric.name}.")
        metric = reload_metric(session, metric)
        if metric.name.casefold() in (TRAINING, COMPLAINTS, FEEDBACK) and name.casefold() != metric.name.casefold():
            raise HuddleError(f"{metric.name} keeps its name, because Huddle looks it up by this name.")
        _require_free_name(session, name, metric)
        return change.update(metric, name=name)


def reopen_metric(session: Session, metric: Metric) -> Metric:
    """Reopen a metric that has ended and return it. Raises `HuddleError` unless the leader acts, and for one that has
    not ended."""
    with session.change("metric.reopened") as change:
        if not session.viewer.is_leader:
            raise HuddleError(f"Only the leader can reopen {metric.name}.")
        metric = reload_metric(session, metric)
        if metric.ended_on is None:
            raise HuddleError(f"{metric.name} has not ended.")
        return change.update(metric, ended_on=None)


def set_remit(session: Session, metric: Metric, *, outside: bool) -> Metric:
    """Set whether a metric is outside a seller's remit. Targets agreed on it before stay readable.

    Raises `HuddleError` unless the leader acts.
    """
    with session.change("metric.remit") as change:
        if not session.viewer.is_leader:
            raise HuddleError(f"Only the leader can set who influences {metric.name}.")
        return change.update(metric, outside_remit=outside)


def reload_metric(session: Session, metric: Metric) -> Metric:
    """Return the metric as stored now. Raises `Conflict` when it has been taken back."""
    return session.reload(metric, f"{metric.name} was removed. Choose another metric.")


def require_metric_not_ended(metric: Metric) -> None:
    """Raise `HuddleError` when the metric has ended."""
    if metric.ended_on is not None:
        raise HuddleError(f"{metric.name} ended on {metric.ended_on}. Metrics: huddle metric list")


def require_non_watcher(session: Session, action: str) -> None:
    """Raise `HuddleError` when the acting member is a watcher; `action` completes “Watchers can't …”."""
    if session.viewer.role == "watcher":
        watchers = f"Watchers can't {action}. Ask your leader to change your role."
        raise HuddleError(describe_no_part(session, watchers))


def _require_free_name(session: Session, name: str, itself: Metric | None = None) -> None:
    for existing in list_metrics(session, include_ended=True):
        if existing.name.casefold() == name.casefold() and (itself is None or existing.id != itself.id):
            ended = f" (ended {existing.ended_on})" if existing.ended_on else ""
            raise HuddleError(f"A metric named {existing.name} exists already{ended}. Choose another name.")


def _alternatives(matches: list[Metric]) -> str:
    return join_words((metric.name for metric in matches), "or")


def _similar_names(known: list[Metric], wanted: str) -> str:
    from difflib import get_close_matches

    if not known:
        return "No metrics yet. Add one with: huddle metric add NAME"
    names = {metric.name.casefold(): metric.name for metric in known}
    close = get_close_matches(wanted, names, n=3, cutoff=0.5)
    if close:
        return f"Did you mean {join_words((names[name] for name in close), 'or')}?"
    return "See: huddle metric list"


def is_private(session: Session, metric: Metric) -> bool:
    """Return whether the metric is private, or is counted from a private one at any depth."""
    return metric_queries.is_private(session.connection, metric.id)


def private_ids(session: Session) -> frozenset[int]:
    """Return the ids of the metrics for which `is_private` holds."""
    return metric_queries.read_private_ids(session.connection)


def make_private(session: Session, metric: Metric) -> Metric:
    """Make a metric private for good, and return it: what was entered in confidence is never opened afterwards. The
    team's numbers of past months, which everybody could see, are kept as they are.

    Raises `HuddleError` unless the leader acts, and for a ratio of two public metrics, which anybody could divide
    themselves.
    """
    with session.change("metric.made_private") as change:
        if not session.viewer.is_leader:
            raise HuddleError(f"Only the leader can change who sees {metric.name}.")
        metric = reload_metric(session, metric)
        if metric.private:
            return metric
        parts = [
            part
            for part in (session.get(Metric, metric.numerator_id), session.get(Metric, metric.denominator_id))
            if part
        ]
        if parts and not any(is_private(session, part) for part in parts):
            names = join_words(part.name for part in parts)
            raise HuddleError(
                f"{metric.name} is calculated from {names}, which are public. Make one of those private first."
            )
        metric = change.update(metric, private=True)
        publish_what_was_public(session, change, metric)
        return metric

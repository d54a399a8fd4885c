"""Metrics: what is counted."""

from __future__ import annotations

from core.errors import HuddleError
from core.models import CountedFrom, Metric
from core.session import Session
from core.wording import clean, named, stated

KINDS = ("sum", "count", "mean", "latest", "ratio")
UNIT_LIMIT = 20
MOST_DECIMALS = 6

# ISO 4217, minor units: the currencies that do not have the usual two decimals.
_NO_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND"


def metrics(s: Session, *, include_ended: bool = False) -> list[Metric]:
    """What the team counts, by name; `include_ended` adds what it no longer does."""
    found = s.all(Metric, "1" if include_ended else "ended_on IS NULL")
    return sorted(found, key=lambda metric: metric.name.casefold())


def metric(s: Session, name: str) -> Metric:
    """The metric called so, or the only one that begins so; upper and lower case are the same.

    One that has ended is found by its whole name. Raises `HuddleError`, naming what is close, when there is none.
    """
    wanted = clean(name).casefold()
    there = metrics(s, include_ended=True)
    for each in there:
        if each.name.casefold() == wanted:
            return each
    begun = [each for each in there if each.ended_on is None and wanted and each.name.casefold().startswith(wanted)]
    if len(begun) == 1:
        return begun[0]
    if begun:
        raise HuddleError(f"“{clean(name)}” could be {_either(begun)}. Type more of the name.")
    raise HuddleError(f"There is no metric “{clean(name)}”. {_nearest(there, wanted)}")


def usual_scale(kind: str, unit: str) -> int:
    """How many decimals a metric keeps when nobody says: a currency its own, a mean and a ratio 2, a percentage 1."""
    if unit == "%":
        return 1
    if len(unit) == 3 and unit.isascii() and unit.isupper():
        return 0 if unit in _NO_DECIMALS else 3 if unit in _THREE_DECIMALS else 2
    return 2 if kind in ("mean", "ratio") else 0


def add_metric(
    s: Session,
    name: str,
    *,
    kind: str = "sum",
    unit: str = "",
    scale: int = 0,
    better: str = "higher",
    numerator: Metric | None = None,
    denominator: Metric | None = None,
    counted_from: CountedFrom = "entries",
    outside_remit: bool = False,
) -> Metric:
    """Makes a metric. `scale` is the number of decimals that its amounts keep.

    A ratio is counted from two sums, counts or latest values and takes no entries; with the unit `%` it is in
    hundredths. `counted_from` is for the ready-made ones of `core.metric_shelf`. What is `outside_remit` is shown
    and is nobody's target. Raises `HuddleError` for a name that is taken, and for what cannot be counted.
    """
    name = named(name, "The metric's name")
    unit = stated(unit, "The unit", limit=UNIT_LIMIT) if clean(unit) else ""
    if kind not in KINDS:
        raise HuddleError(f"“{kind}” is no kind of metric. Use one of: {', '.join(KINDS)}.")
    if better not in ("higher", "lower"):
        raise HuddleError(f"“{better}” cannot be better. Use higher or lower.")
    if not 0 <= scale <= MOST_DECIMALS:
        raise HuddleError(f"An amount keeps 0 to {MOST_DECIMALS} decimals, not {scale}.")
    if kind == "count" and scale:
        raise HuddleError("A count counts its entries, in whole numbers. Leave the decimals out, or make it a sum.")
    parted = numerator is not None and denominator is not None
    if counted_from == "entries" and (kind == "ratio") != parted:
        raise HuddleError("A ratio needs two metrics, what is divided and by what; no other kind has them.")
    with s.change("metric.added") as change:
        no_watcher(s, "add metrics")
        for each in metrics(s, include_ended=True):
            if each.name.casefold() == name.casefold():
                ended = f", which ended on {each.ended_on}" if each.ended_on else ""
                raise HuddleError(f"There is a metric {each.name} already{ended}. Give the new one another name.")
        for part in (numerator, denominator):
            if part is not None and part.kind not in ("sum", "count", "latest"):
                raise HuddleError(f"{part.name} is a {part.kind}. A ratio is made of sums, counts or latest values.")
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
                    "outside_remit": outside_remit,
                }
            )
        )


def end_metric(s: Session, metric: Metric) -> Metric:
    """Stops counting it from today on; what was entered stays. Raises `HuddleError` unless the leader asks."""
    with s.change("metric.ended") as change:
        if not s.viewer.is_leader:
            raise HuddleError(f"Only the leader may end {metric.name}. Ask the leader.")
        return change.update(metric, ended_on=s.today)


def set_remit(s: Session, metric: Metric, *, outside: bool) -> Metric:
    """Says whether a metric is outside a seller's remit. What was agreed on it before stays readable.

    Raises `HuddleError` unless the leader asks.
    """
    with s.change("metric.remit") as change:
        if not s.viewer.is_leader:
            raise HuddleError(f"Only the leader may say whose remit {metric.name} is in. Ask the leader.")
        return change.update(metric, outside_remit=outside)


def counts(metric: Metric) -> None:
    """Raises `HuddleError` when the metric has ended."""
    if metric.ended_on is not None:
        raise HuddleError(f"{metric.name} ended on {metric.ended_on}. See what is counted with: huddle metric list")


def no_watcher(s: Session, what: str) -> None:
    """Raises `HuddleError` when the acting member only watches."""
    if s.viewer.role == "watcher":
        raise HuddleError(f"Watchers see, and do not {what}. Ask the leader to make you a seller.")


def _either(found: list[Metric]) -> str:
    names = [metric.name for metric in found]
    return f"{', '.join(names[:-1])} or {names[-1]}"


def _nearest(there: list[Metric], wanted: str) -> str:
    from difflib import get_close_matches

    if not there:
        return "Nothing is counted yet. Add one with: huddle metric add NAME"
    names = {metric.name.casefold(): metric.name for metric in there}
    close = get_close_matches(wanted, names, n=3, cutoff=0.5)
    if close:
        return f"Did you mean {' or '.join(names[name] for name in close)}?"
    return "See what there is with: huddle metric list"

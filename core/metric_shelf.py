"""Ready-made metrics: what sales teams count, each with its formula and where that comes from. Adopted in one step."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import HuddleError
from core.metrics import add_metric, metrics, no_watcher, usual_scale
from core.models import Better, CountedFrom, Metric, MetricKind
from core.session import Session
from core.team import team
from core.wording import clean

MONEY = "money"
"""Stands for the team's currency."""


@dataclass(frozen=True, slots=True)
class Ready:
    """One metric as it lies on the shelf."""

    name: str
    kind: MetricKind
    unit: str
    formula: str
    source: str
    """Where the figures come from, or who defined the formula so."""
    better: Better = "higher"
    scale: int | None = None
    """Decimals; None for what its unit usually has."""
    parts: tuple[str, ...] = ()
    """What is divided and by what; also on the shelf, and adopted with it."""
    counted_from: CountedFrom = "entries"
    outside_remit: bool = False
    alone: bool = True
    """Whether it is offered by itself; the others come along as parts."""


SHELF: tuple[Ready, ...] = (
    Ready("won revenue", "sum", MONEY, "value of the deals won", "CRM: amount of closed-won opportunities"),
    Ready("gross profit", "sum", MONEY, "won revenue − direct cost of what was sold", "finance or CRM", alone=False),
    Ready(
        "gross margin", "ratio", "%", "gross profit ÷ won revenue", "accounting: IFRS 15 revenue less cost of sales",
        parts=("gross profit", "won revenue"),
    ),
    Ready(
        "net profit", "sum", MONEY, "what is left after all costs; no seller steers it", "finance",
        outside_remit=True,
    ),
    Ready("deals won", "sum", "deals", "deals won", "CRM: opportunities closed won"),
    Ready("deals closed", "sum", "deals", "deals won and lost", "CRM: opportunities closed", alone=False),
    Ready("win rate", "ratio", "%", "deals won ÷ deals closed", "CRM, by the day of closing",
          parts=("deals won", "deals closed")),
    Ready("calls", "sum", "calls", "calls made", "typed, or CRM: completed call tasks"),
    Ready("first meetings", "sum", "meetings", "first meetings held with a customer", "typed, or CRM: first meeting"),
    Ready("proposals", "sum", "proposals", "proposals sent", "typed, or CRM: stage proposal reached"),
    Ready("conversion to first meeting", "ratio", "%", "first meetings ÷ calls", "stage by stage, same period",
          parts=("first meetings", "calls"), alone=False),
    Ready("conversion to proposal", "ratio", "%", "proposals ÷ first meetings", "stage by stage, same period",
          parts=("proposals", "first meetings"), alone=False),
    Ready(
        "conversion to deal", "ratio", "%", "deals won ÷ proposals", "stage by stage, same period",
        parts=("deals won", "proposals"), alone=False,
    ),
    Ready("call time", "sum", "minutes", "minutes spent on calls", "telephone system, or typed"),
    Ready("pipeline", "latest", MONEY, "value of the open deals, as it is now", "CRM: open opportunities", alone=False),
    Ready("quota", "latest", MONEY, "each one's target on won revenue", "the targets", parts=("won revenue",),
          counted_from="targets", alone=False),
    Ready(
        "pipeline-to-quota ratio", "ratio", "", "pipeline ÷ quota of the same period",
        "pipeline coverage; three times the quota is the usual rule of thumb", scale=1, parts=("pipeline", "quota"),
    ),
    Ready("forecast", "latest", MONEY, "what one expects to win in the period, as said last", "typed", alone=False),
    Ready(
        "forecast accuracy", "ratio", "%", "100 % − |forecast − won revenue| ÷ won revenue, errors added up first",
        "1 − MAD/mean: Kolassa & Schütz, Foresight 6 (2007)", parts=("forecast", "won revenue"),
        counted_from="forecast",
    ),
    Ready("sales-cycle days", "mean", "days", "mean of the days from first contact to won, one entry for each deal",
          "CRM: created to closed won", better="lower", scale=1),
    Ready(
        "commitments kept on time", "ratio", "%",
        "commitments kept by their day ÷ commitments closed, by the day of closing; an open one counts once closed",
        "the commitments themselves", counted_from="commitments",
    ),
    Ready("complaints", "sum", "complaints", "complaints of customers received", "typed, or help desk", better="lower"),
    Ready("customer feedback", "mean", "", "mean of what customers answered, from 1 to 5, one entry for each answer",
          "typed, or survey", scale=1),
    Ready("training sessions", "sum", "sessions", "sessions of training, role play or mentoring attended", "typed"),
)  # fmt: skip

SETS = {
    "conversion rate by stage": ("conversion to first meeting", "conversion to proposal", "conversion to deal"),
}
"""Several that are adopted together, under one name."""

_BY_NAME = {ready.name: ready for ready in SHELF}


@dataclass(frozen=True, slots=True)
class Offer:
    """One line of the shelf."""

    name: str
    formula: str
    source: str
    adopted: bool
    """Whether the team counts it already."""


def offers(s: Session) -> list[Offer]:
    """What can be adopted, in the order of the shelf; parts come along with what is made of them."""
    there = {metric.name.casefold() for metric in metrics(s, include_ended=True)}
    found = [
        Offer(ready.name, ready.formula, ready.source, ready.name.casefold() in there) for ready in SHELF if ready.alone
    ]
    for name, names in SETS.items():
        formulas = " · ".join(_BY_NAME[each].formula for each in names)
        adopted = all(each.casefold() in there for each in names)
        at = next(number for number, offer in enumerate(found) if offer.name == "proposals") + 1
        found.insert(at, Offer(name, formulas, _BY_NAME[names[0]].source, adopted))
    return found


def adopt(s: Session, name: str) -> list[Metric]:
    """Adds a ready-made metric and what it is made of, as far as the team does not count that yet; what was added.

    `name` may be its beginning. Raises `HuddleError`, naming the shelf, when it is not on it, when all is there
    already, and when the team counts something else under the name of a part.
    """
    wanted = _found(name)
    with s.change("metric.adopted"):
        no_watcher(s, "add metrics")
        made: list[Metric] = []
        for each in SETS.get(wanted, (wanted,)):
            _make(s, _BY_NAME[each], made, is_part=False)
        if not made:
            raise HuddleError(f"The team counts {wanted} already. See: huddle metric list")
    return made


def formula(s: Session, metric: Metric) -> str:
    """How a metric comes about, in one line."""
    ready = _BY_NAME.get(metric.name.casefold())
    if ready is not None and (ready.kind, ready.counted_from) == (metric.kind, metric.counted_from):
        return ready.formula
    if metric.kind == "ratio":
        names = {each.id: each.name for each in metrics(s, include_ended=True)}
        return f"{names.get(metric.numerator_id or 0, '?')} ÷ {names.get(metric.denominator_id or 0, '?')}"
    return {"count": "number of entries", "mean": "mean of the entries", "latest": "the last entry of each member"}.get(
        metric.kind, "sum of the entries"
    )


def _make(s: Session, ready: Ready, made: list[Metric], *, is_part: bool) -> Metric:
    for there in metrics(s, include_ended=True):
        if there.name.casefold() == ready.name.casefold():
            fits = there.kind == ready.kind or {there.kind, ready.kind} == {"sum", "count"}
            if is_part and not fits:
                raise HuddleError(
                    f"The team counts {there.name} as a {there.kind}, and a {ready.kind} is needed. "
                    "Make the metric by hand: huddle metric add NAME --ratio NUM DEN"
                )
            return there
    parts = [_make(s, _BY_NAME[part], made, is_part=True) for part in ready.parts]
    unit = team(s).currency if ready.unit == MONEY else ready.unit
    metric = add_metric(
        s,
        ready.name,
        kind=ready.kind,
        unit=unit,
        scale=usual_scale(ready.kind, unit) if ready.scale is None else ready.scale,
        better=ready.better,
        numerator=parts[0] if parts else None,
        denominator=parts[1] if len(parts) > 1 else None,
        counted_from=ready.counted_from,
        outside_remit=ready.outside_remit,
    )
    made.append(metric)
    return metric


def _found(name: str) -> str:
    wanted = clean(name).casefold()
    names = [*_BY_NAME, *SETS]
    if wanted in names:
        return wanted
    begun = [each for each in names if wanted and each.startswith(wanted)]
    if len(begun) == 1:
        return begun[0]
    offered = [ready.name for ready in SHELF if ready.alone] + list(SETS)
    raise HuddleError(f"“{clean(name)}” is not ready-made. There are: {', '.join(begun or offered)}.")

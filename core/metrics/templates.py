"""Metric templates: what sales teams usually count, each with its formula and source, adopted in one step."""

from __future__ import annotations

from dataclasses import dataclass

from core.access.session import Session
from core.errors import HuddleError
from core.metrics.metrics import add_metric, default_scale, list_metrics, require_non_watcher
from core.models import Better, CountedFrom, Metric, MetricKind
from core.team.record import get_team
from core.values.text import clean

TEAM_CURRENCY = "money"
"""A placeholder unit for the team's currency."""


@dataclass(frozen=True, slots=True)
class MetricTemplate:
    """A template for one metric."""

    name: str
    kind: MetricKind
    unit: str
    formula: str
    source: str
    """Where the figures come from, or who defined the formula."""
    better: Better = "higher"
    scale: int | None = None
    """Decimals; None for the usual number for its unit."""
    parts: tuple[str, ...] = ()
    """The numerator and the denominator: names of templates that are adopted with it."""
    counted_from: CountedFrom = "entries"
    outside_remit: bool = False
    offered_alone: bool = True
    """Whether it is offered by itself; the others are adopted as parts only."""


TEMPLATES: tuple[MetricTemplate, ...] = (
    MetricTemplate(
        "won revenue", "sum", TEAM_CURRENCY, "value of the deals won", "CRM: amount of closed-won opportunities"
    ),
    MetricTemplate(
        "gross profit",
        "sum",
        TEAM_CURRENCY,
        "won revenue − direct cost of what was sold",
        "finance or CRM",
        offered_alone=False,
    ),
    MetricTemplate(
        "gross margin",
        "ratio",
        "%",
        "gross profit ÷ won revenue",
        "accounting: IFRS 15 revenue less cost of sales",
        parts=("gross profit", "won revenue"),
    ),
    MetricTemplate(
        "net profit",
        "sum",
        TEAM_CURRENCY,
        "profit after all costs; sellers can't influence it",
        "finance",
        outside_remit=True,
    ),
    MetricTemplate("deals won", "sum", "deals", "deals won", "CRM: opportunities closed won"),
    MetricTemplate(
        "deals closed", "sum", "deals", "deals won and lost", "CRM: opportunities closed", offered_alone=False
    ),
    MetricTemplate(
        "win rate",
        "ratio",
        "%",
        "deals won ÷ deals closed",
        "CRM, by the day of closing",
        parts=("deals won", "deals closed"),
    ),
    MetricTemplate("calls", "sum", "calls", "calls made", "typed, or CRM: completed call tasks"),
    MetricTemplate(
        "first meetings", "sum", "meetings", "first meetings held with a customer", "typed, or CRM: first meeting"
    ),
    MetricTemplate("proposals", "sum", "proposals", "proposals sent", "typed, or CRM: stage proposal reached"),
    MetricTemplate(
        "conversion to first meeting",
        "ratio",
        "%",
        "first meetings ÷ calls",
        "stage by stage, same period",
        parts=("first meetings", "calls"),
        offered_alone=False,
    ),
    MetricTemplate(
        "conversion to proposal",
        "ratio",
        "%",
        "proposals ÷ first meetings",
        "stage by stage, same period",
        parts=("proposals", "first meetings"),
        offered_alone=False,
    ),
    MetricTemplate(
        "conversion to deal",
        "ratio",
        "%",
        "deals won ÷ proposals",
        "stage by stage, same period",
        parts=("deals won", "proposals"),
        offered_alone=False,
    ),
    MetricTemplate("call time", "sum", "minutes", "minutes spent on calls", "telephone system, or typed"),
    MetricTemplate(
        "pipeline",
        "latest",
        TEAM_CURRENCY,
        "value of the open deals, as it is now",
        "CRM: open opportunities",
        offered_alone=False,
    ),
    MetricTemplate(
        "quota",
        "latest",
        TEAM_CURRENCY,
        "each member's won revenue target",
        "the targets",
        parts=("won revenue",),
        counted_from="targets",
        offered_alone=False,
    ),
    MetricTemplate(
        "pipeline-to-quota ratio",
        "ratio",
        "",
        "pipeline ÷ quota of the same period",
        "pipeline coverage; three times the quota is the usual rule of thumb",
        scale=1,
        parts=("pipeline", "quota"),
    ),
    MetricTemplate(
        "forecast",
        "latest",
        TEAM_CURRENCY,
        "what you expect to win in the period, latest estimate",
        "typed",
        offered_alone=False,
    ),
    MetricTemplate(
        "forecast accuracy",
        "ratio",
        "%",
        "100% − |forecast − won revenue| ÷ won revenue, errors added up first",
        "1 − MAD/mean: Kolassa & Schütz, Foresight 6 (2007)",
        parts=("forecast", "won revenue"),
        counted_from="forecast",
    ),
    MetricTemplate(
        "sales-cycle days",
        "mean",
        "days",
        "mean of the days from first contact to won, one entry for each deal",
        "CRM: created to closed won",
        better="lower",
        scale=1,
    ),
    MetricTemplate(
        "commitments kept on time",
        "ratio",
        "%",
        "commitments kept on time ÷ commitments closed, by day closed; open ones count once closed",
        "the commitments themselves",
        counted_from="commitments",
    ),
    MetricTemplate(
        "complaints", "sum", "complaints", "complaints of customers received", "typed, or help desk", better="lower"
    ),
    MetricTemplate(
        "customer feedback",
        "mean",
        "",
        "mean of what customers answered, from 1 to 5, one entry for each answer",
        "typed, or survey",
        scale=1,
    ),
    MetricTemplate(
        "training sessions", "sum", "sessions", "sessions of training, role play or mentoring attended", "typed"
    ),
)
"""All templates, in the order in which they are offered."""

TEMPLATE_SETS = {
    "conversion rate by stage": ("conversion to first meeting", "conversion to proposal", "conversion to deal"),
}
"""Templates that are adopted together, under one name."""

_BY_NAME = {ready.name: ready for ready in TEMPLATES}


@dataclass(frozen=True, slots=True)
class TemplateOffer:
    """One template, or one set, as it is offered to a team."""

    name: str
    formula: str
    source: str
    adopted: bool
    """Whether the team has a metric of this name, or all of a set, already."""


def list_offers(session: Session) -> list[TemplateOffer]:
    """Return the templates and sets that can be adopted, in the order of `TEMPLATES`; a set follows `proposals`."""
    existing = {metric.name.casefold() for metric in list_metrics(session, include_ended=True)}
    result = [
        TemplateOffer(ready.name, ready.formula, ready.source, ready.name.casefold() in existing)
        for ready in TEMPLATES
        if ready.offered_alone
    ]
    for name, names in TEMPLATE_SETS.items():
        formulas = " · ".join(_BY_NAME[part_name].formula for part_name in names)
        adopted = all(part_name.casefold() in existing for part_name in names)
        position = next(number for number, offer in enumerate(result) if offer.name == "proposals") + 1
        result.insert(position, TemplateOffer(name, formulas, _BY_NAME[names[0]].source, adopted))
    return result


def adopt_template(session: Session, name: str) -> list[Metric]:
    """Add the metric of a template or set, with its parts, where the team does not have them; return those added.

    `name` may be a beginning. Raises `HuddleError`, naming the templates, when there is no such one, when the team has
    all of it already, and when it has a different kind of metric under the name of a part.
    """
    wanted = _full_name(name)
    with session.change("metric.adopted"):
        require_non_watcher(session, "add metrics")
        made: list[Metric] = []
        for template_name in TEMPLATE_SETS.get(wanted, (wanted,)):
            _add_with_parts(session, _BY_NAME[template_name], made, is_part=False)
        if not made:
            raise HuddleError(f"{wanted} is already tracked. See: huddle metric list")
    return made


def describe_formula(session: Session, metric: Metric) -> str:
    """Return how a metric is computed, in one line: the template's formula, or one derived from its kind."""
    template = _BY_NAME.get(metric.name.casefold())
    if template is not None and (template.kind, template.counted_from) == (metric.kind, metric.counted_from):
        return template.formula
    if metric.kind == "ratio":
        names = {row.id: row.name for row in list_metrics(session, include_ended=True)}
        return f"{names.get(metric.numerator_id or 0, '?')} ÷ {names.get(metric.denominator_id or 0, '?')}"
    return {"count": "number of entries", "mean": "mean of the entries", "latest": "the last entry of each member"}.get(
        metric.kind, "sum of the entries"
    )


def _add_with_parts(session: Session, template: MetricTemplate, made: list[Metric], *, is_part: bool) -> Metric:
    """Return the team's metric for a template, adding it and its parts to `made` where they are missing."""
    for existing in list_metrics(session, include_ended=True):
        if existing.name.casefold() == template.name.casefold():
            fits = existing.kind == template.kind or {existing.kind, template.kind} == {"sum", "count"}
            if is_part and not fits:
                raise HuddleError(
                    f"{existing.name} is tracked as a {existing.kind}, but a {template.kind} is needed. "
                    "Add your own: huddle metric add NAME --ratio NUM DEN"
                )
            return existing
    parts = [_add_with_parts(session, _BY_NAME[part], made, is_part=True) for part in template.parts]
    unit = get_team(session).currency if template.unit == TEAM_CURRENCY else template.unit
    metric = add_metric(
        session,
        template.name,
        kind=template.kind,
        unit=unit,
        scale=default_scale(template.kind, unit) if template.scale is None else template.scale,
        better=template.better,
        numerator=parts[0] if parts else None,
        denominator=parts[1] if len(parts) > 1 else None,
        counted_from=template.counted_from,
        outside_remit=template.outside_remit,
    )
    made.append(metric)
    return metric


def _full_name(name: str) -> str:
    """Return the whole name of the template or set. Raises `HuddleError` when it is none, or not a single one."""
    wanted = clean(name).casefold()
    names = [*_BY_NAME, *TEMPLATE_SETS]
    if wanted in names:
        return wanted
    matches = [known_name for known_name in names if wanted and known_name.startswith(wanted)]
    if len(matches) == 1:
        return matches[0]
    offered = [ready.name for ready in TEMPLATES if ready.offered_alone] + list(TEMPLATE_SETS)
    raise HuddleError(f"No ready-made metric “{clean(name)}”. Choose from: {', '.join(matches or offered)}.")

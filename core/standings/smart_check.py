"""The SMART check of a target: specific, measurable, attainable, relevant, timed; updated while somebody types.

After Doran, “There's a S.M.A.R.T. way to write management's goals and objectives” (Management Review 70, 1981). It only
advises, and refuses nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NotRequired, TypedDict, Unpack
from unicodedata import category

from core.access.session import Session
from core.errors import HuddleError
from core.metrics.metrics import find_metric, is_currency
from core.metrics.totals import amount_of_tally, sum_tallies
from core.models import Goal, Group, Member, Metric, by_id
from core.standings.metric_totals import totals_by_span
from core.team.members import short_names
from core.values import amounts, periods
from core.values.periods import Period
from data.quick import metric_queries

EARLIER_PERIODS = 8
"""How many earlier periods of the same kind are compared with: two years of quarters."""

STRETCH_RATIO = (12, 10)
"""A ratio, 12 ÷ 10: up to 1.2 × the best so far is attainable; beyond it the check asks whether the member is sure."""


@dataclass(frozen=True, slots=True)
class EarlierResults:
    """What was reached in earlier periods of the same kind, in the metric's smallest unit."""

    own_results: tuple[int, ...] = ()
    """The results of the target's owner, oldest first, without periods in which nothing was entered."""
    best_of_others: tuple[int, str] | None = None
    """The best result of any other member, and that member's name; None where the viewer may not know it."""


@dataclass(frozen=True, slots=True)
class SmartLine:
    """The line of one letter of the check."""

    letter: str
    word: str
    ok: bool | None
    """True for ✓, False for ✗, None for worth a second thought."""
    text: str


class TargetDraft(TypedDict):
    """What is known of a target so far; None for what is not."""

    metric: Metric | None
    amount: int | None
    period: Period | None
    goal: str | None
    """The text of the goal that it serves; None while nobody has said which."""


def check_target(
    *,
    past: EarlierResults = EarlierResults(),
    bonus_question: str = "",
    today: date,
    possessive: str = "your",
    errors: dict[str, str] | None = None,
    **draft: Unpack[TargetDraft],
) -> tuple[SmartLine, ...]:
    """Return the five lines of the check, from what is known so far.

    `errors` has the messages for what was typed and not understood, by `metric`, `amount` and `period`. `possessive` is
    `your`, `Jon's` or `the team's`. `bonus_question` is that of `question_bonus`.
    """
    metric, amount, period, goal = draft["metric"], draft["amount"], draft["period"], draft["goal"]
    errors = errors or {}
    specific = SmartLine(
        "S", "specific", metric is not None, metric.name if metric else errors.get("metric", "which metric?")
    )
    if metric is not None and metric.outside_remit and possessive != "the team's":
        specific = SmartLine("S", "specific", False, f"sellers can't influence {metric.name}")
    measured = "how much?"
    if metric is not None and amount is not None:
        measured = amounts.format_with_unit(amount, metric.scale, metric.unit)
    measurable = SmartLine("M", "measurable", amount is not None, errors.get("amount", measured))
    relevant = SmartLine(
        "R", "relevant", True if goal and not bonus_question else None,
        bonus_question or goal or "which goal does it support?",
    )  # fmt: skip
    if period is None:
        timed = SmartLine("T", "timed", False, errors.get("period", "by when?"))
    elif period.ends_on < today:
        timed = SmartLine("T", "timed", False, f"{period.title} is over")
    else:
        timed = SmartLine("T", "timed", True, period.title)
    return specific, measurable, check_attainable(metric, amount, period, past, possessive), relevant, timed


def question_bonus(session: Session, metric: Metric | None, bonus: str | None) -> str:
    """Return the question that a bonus on an activity raises; empty without a bonus, and on what is money."""
    if metric is None or not (bonus or "").strip() or _is_financial(session, metric):
        return ""
    return f"a bonus on {metric.name}? Bonuses work on revenue or margin, not on activities"


def _is_financial(session: Session, metric: Metric) -> bool:
    """Return whether a metric is of money, or a ratio of metrics that are; a typed percentage may be a margin."""
    parts = [session.get(Metric, part_id) for part_id in (metric.numerator_id, metric.denominator_id)]
    if any(parts):
        return all(part is None or _is_money(part.unit) for part in parts)
    return metric.unit == "%" or _is_money(metric.unit)


def _is_money(unit: str) -> bool:
    """Return whether a unit is a currency's code, or has a currency sign: EUR, €, US$."""
    return is_currency(unit) or any(category(character) == "Sc" for character in unit)


def check_attainable(
    metric: Metric | None, amount: int | None, period: Period | None, past: EarlierResults, possessive: str
) -> SmartLine:
    """Return the line that compares the amount with the owner's best result, or else with anybody's."""
    kind = period.kind if period and period.kind != "span" else "period"
    if metric is None or amount is None or period is None:
        return SmartLine("A", "attainable", None, "fill in the amount to compare")
    best = _best(past.own_results, metric)
    if best is not None:
        return _comparison_line(metric, amount, best, f"{possessive} best {kind}")
    if past.best_of_others is not None and past.best_of_others[0] > 0:
        reached, name = past.best_of_others
        line = _comparison_line(metric, amount, reached, f"the best {kind} of anyone ({name})")
        return SmartLine(line.letter, line.word, line.ok, f"{line.text} ({possessive} first)")
    return SmartLine("A", "attainable", None, "no past results to compare with yet")


def _comparison_line(metric: Metric, amount: int, best: int, of: str) -> SmartLine:
    up, down = STRETCH_RATIO
    ok = amount * up >= best * down if metric.better == "lower" else amount * down <= best * up
    text = f"{_times(amount, best)} × {of}"
    return SmartLine("A", "attainable", True if ok else None, text if ok else f"{text}: is that realistic?")


def _times(amount: int, best: int) -> str:
    """Return `amount` ÷ `best` with one decimal, or with two below a tenth, so that it is never 0.0."""
    tenths = (20 * amount + best) // (2 * best)
    if tenths == 0 and amount:
        hundredths = max(1, (200 * amount + best) // (2 * best))
        return f"0.{hundredths:02d}"
    return f"{tenths // 10}.{tenths % 10}"


def _best(reached: Sequence[int], metric: Metric) -> int | None:
    positive = [amount for amount in reached if amount > 0]
    if not positive:
        return None
    return min(positive) if metric.better == "lower" else max(positive)


# -- comparison with earlier results


def read_earlier_results(
    session: Session, metric: Metric, period: Period, *, member: Member | None = None, group: Group | None = None
) -> EarlierResults:
    """Return what a member, a group or the team (neither) reached in earlier periods of the same kind."""
    connection = session.connection
    counted = metric_queries.read_metric(connection, metric.id)
    spans = []
    earlier = period
    for _ in range(EARLIER_PERIODS):
        try:
            earlier = earlier.previous()
        except HuddleError:  # before the first date that Python knows
            break
        if earlier.starts_on <= session.today:
            spans.append((earlier.starts_on, earlier.ends_on))
    by_period = totals_by_span(connection, counted, spans[::-1], today=session.today)
    people = by_id(session.all(Member))
    if member is not None:
        inside = {member.id}
    else:
        inside = {member_id for member_id, person in people.items() if group is None or person.group_id == group.id}
    private = metric_queries.is_private(connection, metric.id)
    if private and (member is None or not session.viewer.is_member(member.id)):
        return EarlierResults()
    own = []
    for tallies in by_period:
        mine = [share for member_id, share in tallies.items() if member_id in inside]
        reached = amount_of_tally(metric.kind, sum_tallies(mine)) if mine else None
        if reached is not None:
            own.append(reached)
    if private or member is None:
        return EarlierResults(tuple(own))
    others = [
        (reached, people[member_id].name)
        for tallies in by_period
        for member_id, share in tallies.items()
        if member_id != member.id
        and member_id in people
        and (reached := amount_of_tally(metric.kind, share)) is not None
        and reached > 0
    ]
    best = (min if metric.better == "lower" else max)(others, key=lambda pair: pair[0], default=None)
    return EarlierResults(tuple(own), best)


class TypedTarget(TypedDict):
    """What is typed of a target so far."""

    metric: str
    amount: str
    period: str
    bonus: NotRequired[str | None]


def check_typed_form(
    session: Session,
    *,
    goal: Goal | None = None,
    member: Member | None = None,
    group: Group | None = None,
    **typed: Unpack[TypedTarget],
) -> tuple[SmartLine, ...]:
    """Return the check of a form as it is typed so far. Never raises: errors are the text of their lines."""
    metric, amount, period = typed["metric"], typed["amount"], typed["period"]
    wrong: dict[str, str] = {}
    typed_metric = typed_amount = typed_period = None
    if metric.strip():
        try:
            typed_metric = find_metric(session, metric)
        except HuddleError as error:
            wrong["metric"] = str(error)
    if amount.strip():
        try:
            typed_amount = amounts.parse_amount(
                amount, typed_metric.scale if typed_metric else scale_without_metric(amount)
            )
        except HuddleError as error:
            wrong["amount"] = str(error)
    if period.strip():
        try:
            typed_period = periods.parse_period(period, session.today)
        except HuddleError as error:
            wrong["period"] = str(error)
    whose = "the team's"
    if member is not None:
        whose = "your" if session.viewer.is_member(member.id) else f"{short_names(session)[member.id]}'s"
    elif group is not None:
        whose = f"{group.name}'s"
    before = (
        read_earlier_results(session, typed_metric, typed_period, member=member, group=group)
        if typed_metric and typed_period
        else EarlierResults()
    )
    return check_target(
        metric=typed_metric,
        amount=typed_amount,
        period=typed_period,
        goal=goal.text if goal else None,
        past=before,
        bonus_question=question_bonus(session, typed_metric, typed.get("bonus")),
        today=session.today,
        possessive=whose,
        errors=wrong,
    )


def scale_without_metric(text: str) -> int:
    """Return a number of decimals with which any amount can be parsed while the metric is unknown."""
    return 6 if text.strip() else 0

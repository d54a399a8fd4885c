"""Lines of the plan screen, its summaries, and the facts about the row under the cursor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len

from core.access.actors import name_actor
from core.access.session import Session
from core.metrics.rating import format_rating, format_target, is_over_limit
from core.metrics.targets import agreement_status, amount_in_force
from core.models import Member, Metric, Target
from core.standings import smart_check
from core.standings.contradictions import explain_contradictions
from core.standings.plan import Plan, PlanRow
from core.standings.target_history import list_target_steps, target_outcome
from core.team.members import short_names
from core.values.amounts import format_amount, format_with_unit
from core.values.clock import day_of_timestamp
from core.values.periods import Period, format_day, format_share_gone
from core.values.writing import is_in_words
from tui.widgets.fact_list import Fact
from tui.widgets.pick_list import Pick
from tui.widgets.progress_rows import ProgressRow
from tui.widgets.signs import CHECK_SIGNS, YES, signs
from tui.widgets.text_bars import TRACK, slim_bar

STATE_SIGNS = signs(agreed="✓", proposed="●", declined="✗")
NARROW = 70
"""Width in cells below which rows have no bar."""

PROPOSED = "▂"
"""What is proposed and not accepted yet, on a bar."""

MIN_BAR_WIDTH, MAX_BAR_WIDTH = 6, 20
"""Smallest and largest width of a row's bar in cells; with less space than the smallest there is no bar."""

MARGINS = 8
"""Cells around a row's name, and around its columns."""

MAX_STEPS = 4
"""How many steps of a target's history are shown, the latest ones."""

RowKey = tuple[str, int]
"""What a row is about: `team`, `group` or `member`, and its id; 0 for the team and for members without a group."""


def row_key(row: PlanRow) -> RowKey:
    """Return the key of a group's or member's row."""
    if row.member is not None:
        return "member", row.member.id
    return ("group", row.group.id) if row.group is not None else ("group", 0)


def plan_lines(plan: Plan, width: int) -> list[tuple[RowKey, PlanRow, Pick]]:
    """Return the rows of the team, its groups and their members, each with the agreed of the needed amount.

    `width` is in cells.
    """
    rows: list[tuple[RowKey, PlanRow]] = [(("team", 0), plan.team)]
    for group in plan.team.rows:
        rows.append((row_key(group), group))
        rows += [(row_key(member), member) for member in group.rows]
    amounts = [_amounts(row, plan.metric) for _, row in rows]
    states = [_state(row) for _, row in rows]
    agreed_width, needed_width = (max((cell_len(pair[side]) for pair in amounts), default=0) for side in (0, 1))
    state_width = max((cell_len(state) for state in states), default=0)
    name_width = max(cell_len(row.name) for _, row in rows) + MARGINS
    free_width = width - name_width - agreed_width - needed_width - state_width - MARGINS
    bar_width = 0 if width < NARROW or is_in_words() else min(MAX_BAR_WIDTH, max(0, free_width))
    result = []
    for (key, row), (agreed, needed), state in zip(rows, amounts, states, strict=True):
        right = f"{_pad_left(agreed, agreed_width)}{_pad_right(needed, needed_width)}"
        if bar_width >= MIN_BAR_WIDTH:
            right += f"  {_bar(row, bar_width)}"
        right += f"  {_pad_right(state, state_width)}"
        result.append((key, row, Pick(key, row.name, sign=_sign(row), right=right, strong=row.member is None)))
    return result


def _bar(row: PlanRow, width: int) -> str:
    """Return a bar of the agreed share of the needed amount, followed by a lower one of what is only proposed."""
    if not row.needed:
        return " " * width
    agreed = row.agreed or 0
    drawn = slim_bar(agreed / row.needed, width)
    proposed_end = min(width, round((agreed + row.proposed) / row.needed * width))
    agreed_end = len(drawn.rstrip(TRACK))
    return drawn[:agreed_end] + PROPOSED * max(0, proposed_end - agreed_end) + drawn[max(agreed_end, proposed_end) :]


def _amounts(row: PlanRow, metric: Metric) -> tuple[str, str]:
    """Return the agreed, or else the proposed, amount of a row, and the needed one as ` of 40k`; each may be empty."""
    if row.agreed is None and row.needed is None and not row.proposed:
        return "–", ""
    amount = row.proposed if row.agreed is None and row.proposed else row.agreed
    agreed = format_amount(amount, metric.scale, metric.unit)
    # The plan needs amounts from sellers only; a leader's target is extra.
    if row.member is not None and not row.needed:
        return agreed, ""
    return agreed, "" if row.needed is None else f" of {format_amount(row.needed, metric.scale, metric.unit)}"


def _sign(row: PlanRow) -> str:
    if row.member is None:
        return STATE_SIGNS["agreed"] if row.member_count and row.agreed_count == row.member_count else " "
    target = row.target or row.declined
    return STATE_SIGNS[agreement_status(target)] if target else STATE_SIGNS["agreed"] if row.agreed_count else "○"


def _state(row: PlanRow) -> str:
    if row.member is None:
        return f"{row.agreed_count} of {row.member_count} agreed"
    if (target := row.target or row.declined) is not None:
        return agreement_status(target)
    return "from other periods" if row.agreed_count else "no target yet"


def _pad_left(text: str, width: int) -> str:
    return " " * (width - cell_len(text)) + text


def _pad_right(text: str, width: int) -> str:
    return text + " " * (width - cell_len(text))


def member_rows(plan: Plan, row: PlanRow) -> list[ProgressRow]:
    """Return how much of the agreed amount each member below the team or a group has reached; none for a member."""
    below = [member for group in row.rows for member in (group.rows or (group,)) if member.member is not None]
    return [_member_row(plan.metric, member) for member in below]


def _member_row(metric: Metric, row: PlanRow) -> ProgressRow:
    share = row.actual / row.agreed if row.actual is not None and row.agreed else None
    return ProgressRow(
        row.name,
        share,
        actual=format_amount(row.actual, metric.scale),
        target=format_target(row.agreed, metric.better, metric.scale, metric.unit) if row.agreed is not None else "",
        percent=format_rating(row.actual, row.agreed, metric.better, metric.scale, metric.unit) or "–",
        is_limit=metric.better == "lower",
        is_behind=is_over_limit(row.actual, row.agreed, metric.better),
    )


# -- summaries


def plan_summary_variants(plan: Plan) -> tuple[str, ...]:
    """Return variants of a line with the needed, agreed, actual and missing amounts, the longest first."""
    team, metric = plan.team, plan.metric
    amounts = [("plan", team.needed), ("agreed", team.agreed), ("so far", team.actual)]
    parts = [
        f"{name} {format_amount(amount, metric.scale, metric.unit)}" for name, amount in amounts if amount is not None
    ]
    gap = _describe_gap(team.gap, metric)
    shortest = [gap] if gap else parts[:1]
    return "   ".join([*parts, *([gap] if gap else [])]), "   ".join([*parts[:2], *shortest]), "   ".join(shortest)


def _describe_gap(gap: int | None, metric: Metric) -> str:
    if gap is None:
        return ""
    if gap > 0:
        return f"gap {format_amount(gap, metric.scale, metric.unit)}"
    return f"{format_amount(-gap, metric.scale, metric.unit)} over the plan" if gap else "no gap"


def horizon_variants(plan: Plan) -> tuple[str, ...]:
    """Return variants of a line with agreed and needed amounts for week, month, quarter and year, longest first."""
    metric = plan.metric
    parts = []
    for period, row in plan.horizons:
        if row.needed is None and row.agreed in (None, 0):
            continue
        agreed = format_amount(row.agreed, metric.scale, metric.unit)
        needed = "" if row.needed is None else format_amount(row.needed, metric.scale, metric.unit)
        parts.append((period.short, agreed, needed))
    time_gone = format_share_gone(plan.period, plan.share_gone) if 0 < plan.share_gone < 1 else ""
    if not parts:
        return (time_gone,)
    long = "  ·  ".join(f"{name} {agreed}" + (f" of {needed}" if needed else "") for name, agreed, needed in parts)
    short = " · ".join(f"{name} {agreed}" + (f"/{needed}" if needed else "") for name, agreed, needed in parts)
    longest = f"agreed:  {long}" + (f"  ·  {time_gone}" if time_gone else "")
    return longest, f"agreed:  {long}", f"agreed: {short}", short, time_gone


# -- the facts about one row


def plan_row_facts(session: Session, plan: Plan, row: PlanRow, names: dict[int, str], goal: str | None) -> list[Fact]:
    """Return the facts about a row: who agreed when, progress, SMART check, floor and bonus, and history.

    `names` are the short names of the team, by id; `goal` is the text of the goal that the target serves.
    """
    if row.declined is not None:
        declined = [Fact(sentence) for sentence in _agreement(session, row.declined, plan.metric, names)]
        return [*declined, *_common_facts(plan, row), *_steps(session, row.declined, plan.metric, names)]
    if row.member is None or row.target is None:
        return list(_common_facts(plan, row))
    target, metric = row.target, plan.metric
    agreement = _agreement(session, target, metric, names)
    facts = [Fact(sentence, quiet=number > 0) for number, sentence in enumerate(agreement)]
    facts += _so_far(row, metric, amount_in_force(target), "the target")
    facts += _smart_check(session, plan.metric, plan.period, target, row.member, goal)
    facts += [*_floor_and_bonus(session, target, metric), *_steps(session, target, metric, names)]
    return facts


def _common_facts(plan: Plan, row: PlanRow) -> Iterator[Fact]:
    """Yield the facts about the team, a group, or a member without a target."""
    metric = plan.metric
    if row.needed is None:
        yield Fact("No plan for this period yet.", quiet=True)
    else:
        source = "share by working days" if row.needed_is_derived else "set for this period"
        yield Fact(f"Plan: {format_with_unit(row.needed, metric.scale, metric.unit)} ({source})")
    if row.member is not None:
        if row.agreed_count:
            yield Fact(f"{format_amount(row.agreed, metric.scale)} agreed (calculated from other periods)", quiet=True)
        return
    yield from _so_far(row, metric, row.agreed, "the agreed amount")
    yield Fact(f"{row.agreed_count} of {row.member_count} have agreed")
    if row.proposed:
        yield Fact(f"{format_amount(row.proposed, metric.scale, metric.unit)} proposed, not accepted yet", quiet=True)
    gap = _describe_gap(row.gap, metric)
    if gap:
        yield Fact(gap, sign=YES if (row.gap or 0) <= 0 else " ")
    if row is plan.team:
        yield from (Fact(sentence, sign="!") for sentence in explain_contradictions(plan))


def _so_far(row: PlanRow, metric: Metric, agreed: int | None, agreed_name: str) -> Iterator[Fact]:
    """Yield the actual amount and its share of the agreed one, called `agreed_name`; nothing without an actual."""
    if row.actual is not None:
        rating = format_rating(row.actual, agreed, metric.better, metric.scale, metric.unit)
        share = f", {rating}{f' of {agreed_name}' if '%' in rating else ''}" if rating else ""
        yield Fact(f"{format_amount(row.actual, metric.scale, metric.unit)} so far{share}")


def _agreement(session: Session, target: Target, metric: Metric, names: dict[int, str]) -> Iterator[str]:
    """Yield who agreed to, proposed or declined the amount and when, and what was agreed before."""
    amount = format_with_unit(target.amount, metric.scale, metric.unit)
    match agreement_status(target):
        case "agreed":
            yield f"{amount}, agreed {_format_day(session, target.agreed_at)}{_by(target.agreed_by, names)}"
        case "proposed":
            yield f"{amount}, proposed {_format_day(session, target.proposed_at)}{_by(target.proposed_by, names)}"
            agreed = amount_in_force(target)
            if target.agreed_amount is not None and agreed is not None:
                yield f"{format_amount(agreed, metric.scale, metric.unit)} still applies until then"
        case "declined":
            yield f"{amount}, declined {_format_day(session, target.declined_at)}"


def _smart_check(
    session: Session, metric: Metric, period: Period, target: Target, member: Member, goal: str | None
) -> list[Fact]:
    possessive = "your" if session.viewer.is_member(member.id) else f"{short_names(session)[member.id]}'s"
    check = smart_check.check_target(
        metric=metric,
        amount=target.amount,
        period=period,
        goal=goal,
        bonus_question=smart_check.question_bonus(session, metric, target.bonus),
        past=smart_check.read_earlier_results(session, metric, period, member=member),
        today=session.today,
        possessive=possessive,
    )
    return smart_check_facts(check)


def smart_check_facts(check_lines: Sequence[smart_check.SmartLine]) -> list[Fact]:
    """Return the lines of a SMART check with their signs."""
    return [Fact(line.text, sign=CHECK_SIGNS[line.ok], who=line.letter) for line in check_lines]


def _floor_and_bonus(session: Session, target: Target, metric: Metric) -> Iterator[Fact]:
    outcome = target_outcome(session, target)
    if target.floor is not None:
        floor_metric = outcome.floor_metric
        on = "" if floor_metric.id == metric.id else f" {floor_metric.name}"
        floor = format_amount(target.floor, floor_metric.scale, floor_metric.unit)
        actual = format_amount(outcome.actual_on_floor_metric, floor_metric.scale, floor_metric.unit)
        state = "met" if outcome.floor_holds else "not met" if outcome.floor_holds is False else "no entries yet"
        sign = "○" if outcome.floor_holds is None else CHECK_SIGNS[outcome.floor_holds]
        yield Fact(f"floor {floor}{on}: {actual}, {state}", sign=sign)
    if target.bonus is not None:
        if outcome.bonus_earned:
            state = "earned"
        elif outcome.bonus_to_go:
            state = f"{format_amount(outcome.bonus_to_go, metric.scale, metric.unit)} to go"
        else:
            state = "when the floor is met" if outcome.bonus_to_go == 0 else "open"
        yield Fact(f"bonus {target.bonus}: {state}", sign="✓" if outcome.bonus_earned else "○")


def _steps(session: Session, target: Target, metric: Metric, names: dict[int, str]) -> Iterator[Fact]:
    """Yield the latest steps of the target's history, if it has more than the first or a step has a reason."""
    steps = list_target_steps(session, target)
    if len(steps) < 2 and not any(step.reason for step in steps):
        return
    for step in steps[-MAX_STEPS:]:
        reason = (
            f": {step.reason}" if step.reason and step.kind in ("proposed", "revised", "declined", "agreed") else ""
        )
        # A declined step shows the amount that was proposed, not the agreed one that applies again.
        amount = step.amount if step.kind != "declined" or step.amount_before is None else step.amount_before
        name = name_actor(step.entry, names) or "–"
        text = f"{name} {step.kind} {format_amount(amount, metric.scale, metric.unit)}{reason}"
        yield Fact(text, who=_format_day(session, step.at), quiet=True)


def _by(member_id: int | None, names: dict[int, str]) -> str:
    name = names.get(member_id or 0)
    return f" by {name}" if name else ""


def _format_day(session: Session, moment: str | None) -> str:
    if moment is None:
        return ""
    day = day_of_timestamp(moment, session.now)
    return format_day(day, session.today)

"""Lines of the goals screen, and the facts about the row under the cursor."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from core.access.actors import name_actor
from core.access.session import Session
from core.commitments.phrasing import describe_terms
from core.goals.goals import can_change_goal
from core.goals.history import GoalStep, goal_history
from core.goals.personal import VISIBILITY_LABELS, VISIBILITY_SENTENCES, serving_commitment
from core.goals.tree import GoalNode, ServingTarget, is_review_due
from core.metrics.metrics import is_private
from core.metrics.rating import format_rating, format_target, is_over_limit
from core.models import Commitment, Goal, Member, Metric, Visibility
from core.team.members import short_names
from core.values.amounts import format_amount
from core.values.clock import day_of_timestamp
from core.values.periods import format_day
from tui.widgets.fact_list import Fact
from tui.widgets.only_me import ONLY_ME, ONLY_ME_SIGN, describe_seal
from tui.widgets.pick_list import Pick
from tui.widgets.progress_rows import ProgressRow
from tui.widgets.signs import Sign, sign_before, signs, write_sign
from tui.widgets.text_bars import slim_bar
from tui.widgets.tone import Tone, due_tone

VISIBILITY_SIGNS: dict[Visibility, str] = {
    "me": ONLY_ME_SIGN,
    "leader": Sign("◈", "for your leader"),
    "group": Sign("❖", "for your group"),
    "everyone": Sign("◆", "for everyone"),
}
"""Sign of a personal goal's visibility: the more filled, the more people see it."""

COMMITMENT_SIGNS = signs(kept="✓", missed="✗", open="○")

ADVICE = (
    "Two or three goals are enough. Write what you want, why it matters, and what it means to reach or to miss it. "
    "Then link the commitment that supports it."
)
"""Shown beside the list when the viewer has no personal goals."""

INDENT = 2
"""Indent in cells from a goal to what is below it."""

MIN_WIDTH_FOR_BARS = 60
"""Width of the list in cells from which progress has a bar."""

BAR_WIDTH = 10

FEW_TARGETS = 8
"""Up to this many targets of a goal are all shown; of more, only team, groups and viewer until unfolded."""

LAST_STEPS = 4
"""How many steps of a goal's history are shown, the latest ones."""


@dataclass(frozen=True, slots=True)
class GoalLine:
    """A row of the list, with the goal and the target that it is about."""

    pick: Pick
    goal: Goal | None = None
    serving: ServingTarget | None = None


def goal_lines(
    session: Session,
    own_goals: Sequence[Goal],
    branches: Sequence[GoalNode],
    shared: Sequence[tuple[Member, Goal]],
    width: int,
    unfolded: Collection[int] = (),
    *,
    add_key: str,
) -> list[GoalLine]:
    """Return the rows: the viewer's own goals, then company and team goals, then goals that others share.

    Goals whose ids are in `unfolded` show all their targets. `width` is in cells; `add_key` adds a goal.
    """
    names = short_names(session)
    rows = []
    if session.viewer.member_id is not None:
        rows.append(GoalLine(Pick("mine", "Your goals", heading=True, right="visible to" if own_goals else "")))
        rows += [GoalLine(_own_goal_pick(session, goal), goal) for goal in own_goals]
        if not own_goals:
            words = f"No personal goals yet. Press {add_key} to add one. It is sealed until you share it."
            rows.append(GoalLine(Pick("none of mine", words, dim=True)))
        rows.append(GoalLine(Pick("gap", "", heading=True)))
    right = "owner and progress" if any(_is_served(branch) for branch in branches) else ""
    rows.append(GoalLine(Pick("ours", "Team and company goals", heading=True, right=right)))
    for branch in branches:
        rows += _branch_lines(session, branch, names, width, 0, unfolded)
    if not branches:
        how = f"Press {add_key} to add one." if session.viewer.is_leader else "Your leader adds it."
        words = f"No team goal yet. {how}"
        rows.append(GoalLine(Pick("none of ours", words, dim=True)))
    if shared:
        rows += [
            GoalLine(Pick("gap below", "", heading=True)),
            GoalLine(Pick("shared", "Shared with you", heading=True)),
        ]
        rows += [
            GoalLine(Pick(("shared", goal.id), goal.text, right=names[member.id]), goal) for member, goal in shared
        ]
    return rows


def _is_served(branch: GoalNode) -> bool:
    return bool(branch.serving_targets) or any(_is_served(child) for child in branch.children)


def _own_goal_pick(session: Session, goal: Goal) -> Pick:
    is_due = is_review_due(session, goal)
    due = "review due" if is_due else _format_due(goal.due, session.today)
    right = " · ".join(word for word in (due, VISIBILITY_LABELS[goal.visibility]) if word)
    tone: Tone = "accent" if is_due else due_tone(goal.due, session.today)
    return Pick(("goal", goal.id), goal.text, sign=VISIBILITY_SIGNS[goal.visibility], right=right, tone=tone)


def _branch_lines(
    session: Session, branch: GoalNode, names: Mapping[int, str], width: int, depth: int, unfolded: Collection[int]
) -> Iterator[GoalLine]:
    goal = branch.goal
    due = "review due" if branch.is_review_due else _format_due(goal.due, session.today)
    level = "company" if goal.level == "company" else ""
    right = " · ".join(word for word in (level, due) if word)
    tone: Tone = "accent" if branch.is_review_due else due_tone(goal.due, session.today)
    yield GoalLine(Pick(("goal", goal.id), goal.text, right=right, tone=tone, strong=True, indent=depth * INDENT), goal)
    indent = (depth + 1) * INDENT
    shown_targets = [
        serving
        for serving in branch.serving_targets
        if goal.id in unfolded or _is_always_shown(session, branch, serving)
    ]
    for serving in shown_targets:
        yield GoalLine(_target_pick(session, serving, names, width, indent), goal, serving)
    if len(shown_targets) < len(branch.serving_targets):
        words = f"and {len(branch.serving_targets) - len(shown_targets)} more"
        yield GoalLine(Pick(("more", goal.id), words, indent=indent, dim=True), goal)
    for member, personal_goal in branch.personal_goals:
        is_own = session.viewer.is_member(member.id)
        pick = Pick(
            ("linked", personal_goal.id),
            personal_goal.text,
            sign=VISIBILITY_SIGNS[personal_goal.visibility] if is_own else "",
            right=_whose_goal(personal_goal) if is_own else f"{names[member.id]}'s personal goal",
            indent=indent,
        )
        yield GoalLine(pick, personal_goal)
    for child in branch.children:
        yield from _branch_lines(session, child, names, width, depth + 1, unfolded)


def _is_always_shown(session: Session, branch: GoalNode, serving: ServingTarget) -> bool:
    """Return whether a target is shown without unfolding: all of a few; of many only team, groups and viewer."""
    return (
        len(branch.serving_targets) <= FEW_TARGETS
        or serving.member is None
        or session.viewer.is_member(serving.member.id)
    )


def _target_pick(session: Session, serving: ServingTarget, names: Mapping[int, str], width: int, indent: int) -> Pick:
    metric = serving.metric
    text = f"{_target_owner_name(session, serving, names)} · {metric.name} {serving.period.short}"
    amount = format_amount(serving.amount, metric.scale, metric.unit)
    if serving.actual is None and is_private(session, metric):
        right = f"private · {amount}"
    else:
        limit = format_target(serving.amount, metric.better, metric.scale, metric.unit)
        right = f"{format_amount(serving.actual, metric.scale)} of {limit}"
        if width >= MIN_WIDTH_FOR_BARS:
            rating = format_rating(serving.actual, serving.amount, metric.better, metric.scale, metric.unit) or "–"
            right = f"{slim_bar(serving.share or 0.0, BAR_WIDTH)} {rating:>6}  {right:>15}"
    if serving.state == "proposed" and serving.target.agreed_amount is None:
        right = f"proposed  {amount:>15}"
    return Pick(("target", serving.target.id), text, right=right, indent=indent)


def serving_rows(session: Session, branch: GoalNode) -> list[ProgressRow]:
    """Return a progress row for each target that supports a goal; those of others on a private metric have no bar."""
    names = short_names(session)
    metric_count = len({serving.metric.id for serving in branch.serving_targets})
    rows = []
    for serving in branch.serving_targets:
        metric, name = serving.metric, _target_owner_name(session, serving, names)
        rows.append(
            ProgressRow(
                f"{name} · {metric.name}" if metric_count > 1 else name,
                serving.share,
                actual=format_amount(serving.actual, metric.scale),
                target=format_target(serving.amount, metric.better, metric.scale, metric.unit),
                percent=format_rating(serving.actual, serving.amount, metric.better, metric.scale, metric.unit) or "–",
                is_limit=metric.better == "lower",
                is_behind=is_over_limit(serving.actual, serving.amount, metric.better),
            )
        )
    return rows


def _target_owner_name(session: Session, serving: ServingTarget, names: Mapping[int, str]) -> str:
    """Return whose a target is: `you`, a member's short name, a group's name, or `the team`."""
    if serving.member is not None:
        return "you" if session.viewer.is_member(serving.member.id) else names[serving.member.id]
    return serving.group.name if serving.group else "the team"


def _format_due(due: date | None, today: date) -> str:
    """Return `by 31 Mar 2027`, without the year if it is the current one; empty without a day."""
    if due is None:
        return ""
    return f"by {format_day(due, today)}"


# -- the facts about one row


def goal_facts(session: Session, line: GoalLine, *, options_key: str) -> list[Fact]:
    """Return the facts about a row: a goal's reasons, commitment, days and history; or a target's progress.

    `options_key` opens the options, one of which reviews the goal.
    """
    if line.serving is not None:
        return list(_target_facts(session, line.serving, line.goal))
    goal = line.goal
    if goal is None:
        return [Fact(ADVICE, quiet=True)] if line.pick.key == "none of mine" else []
    return [*_reason_facts(session, goal), *_day_facts(session, goal, options_key), *_history_facts(session, goal)]


def _whose_goal(goal: Goal) -> str:
    return ONLY_ME if goal.visibility == "me" else "your personal goal"


def _reason_facts(session: Session, goal: Goal) -> Iterator[Fact]:
    own = goal.level == "personal" and session.viewer.is_member(goal.member_id)
    for who, words in (("why", goal.why), ("if reached", goal.reaching), ("if missed", goal.missing)):
        if words:
            yield Fact(words, who=who)
        elif own and who != "why":
            yield Fact("not written yet", who=who, quiet=True)
    if goal.level == "personal":
        yield from _commitment_facts(session, goal, own)
        if own:
            words = VISIBILITY_SENTENCES[goal.visibility]
            if goal.visibility == "me":
                words = describe_seal(session, goal.text)
            yield Fact(sign_before(VISIBILITY_SIGNS[goal.visibility], words), who="privacy")
    above = session.get(Goal, goal.parent_id)
    if above is not None:
        yield Fact(above.text, who="supports")


def _commitment_facts(session: Session, goal: Goal, own: bool) -> Iterator[Fact]:
    commitment = serving_commitment(session, goal)
    if commitment is not None:
        sign = write_sign(COMMITMENT_SIGNS[commitment.status])
        yield Fact(f"{sign} {commitment.text}{_commitment_terms(session, commitment)}", who="supported by")
    elif own:
        yield Fact("no commitment yet", who="supported by", quiet=True)


def _commitment_terms(session: Session, commitment: Commitment) -> str:
    words = describe_terms(commitment, session.get(Metric, commitment.metric_id), session.today)
    return f" ({words})" if words else ""


def _day_facts(session: Session, goal: Goal, options_key: str) -> Iterator[Fact]:
    if goal.due is not None:
        yield Fact(format_day(goal.due, session.today), who="by")
    if goal.review_on is not None:
        is_due = is_review_due(session, goal)
        hint = f". Press {options_key} to review it." if is_due and can_change_goal(session, goal) else ""
        yield Fact(
            f"{format_day(goal.review_on, session.today)}{hint}", who="review", tone="accent" if is_due else "quiet"
        )


def _history_facts(session: Session, goal: Goal) -> Iterator[Fact]:
    steps = goal_history(session, goal)
    later_steps = [step for step in steps if step.kind != "set"]
    names = short_names(session) if later_steps else {}
    for step in later_steps[-LAST_STEPS:]:
        name = name_actor(step.entry, names) or "–"
        why = f": {step.reason}" if step.reason and step.kind in ("adjusted", "reviewed", "ended") else ""
        yield Fact(f"{name} {step.kind} this goal{why}", who=_format_step_day(session, step), quiet=True)
    first = next((step for step in steps if step.kind == "set"), None)
    if first is not None and later_steps and first.text != goal.text:
        yield Fact(f"at first: {first.text}", who=_format_step_day(session, first), quiet=True)


def _format_step_day(session: Session, step: GoalStep) -> str:
    return format_day(day_of_timestamp(step.at, session.now), session.today)


def _target_facts(session: Session, serving: ServingTarget, goal: Goal | None) -> Iterator[Fact]:
    metric = serving.metric
    if goal is not None:
        yield Fact(goal.text, who="supports")
    yield Fact(f"{format_amount(serving.amount, metric.scale, metric.unit)} {metric.name}", who="target")
    yield Fact(f"{serving.period.title}, {serving.state}", who="in")
    if serving.actual is None and is_private(session, metric):
        yield Fact("Private: its owner sees their own number.", who="so far", quiet=True)
    else:
        rating = format_rating(serving.actual, serving.amount, metric.better, metric.scale, metric.unit)
        share = f", {rating}" if rating else ""
        yield Fact(f"{format_amount(serving.actual, metric.scale, metric.unit)}{share}", who="so far")

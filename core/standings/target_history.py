"""The history of a target, and whether its floor holds and its bonus is earned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from core.access.session import Session
from core.metrics.published import read_team_number
from core.metrics.totals import amount_of_tally, sum_tallies
from core.models import JournalEntry, Member, Metric, Target, by_id
from core.standings.metric_totals import totals_by_member
from data.quick import metric_queries

TargetStepKind = Literal["agreed", "proposed", "revised", "accepted", "declined", "taken back"]
"""What happened to a target in one step."""


@dataclass(frozen=True, slots=True)
class TargetStep:
    """One revision of a target, from the journal."""

    at: str
    """The moment of the revision."""
    member_name: str
    """Who made it, in words; empty when unknown."""
    entry: JournalEntry
    kind: TargetStepKind
    amount: int
    """The amount after the step, in the metric's smallest unit."""
    reason: str | None
    amount_before: int | None
    """The amount before; None where there was none."""


def list_target_steps(session: Session, target: Target) -> list[TargetStep]:
    """Return the steps of a target, earliest first. Empty for the room, which may not read the journal."""
    steps = []
    for entry, row, by in session.history(target):
        before = Target.model_validate_json(row.before) if row.before else None
        after = Target.model_validate_json(row.after) if row.after else None
        what = _what(before, after, undone=entry.undoes is not None)
        current = after or before
        if what is not None and current is not None:
            amount_before = before.amount if before else None
            steps.append(TargetStep(entry.at, by, entry, what, current.amount, current.reason, amount_before))
    return steps


def _what(was: Target | None, became: Target | None, *, undone: bool) -> TargetStepKind | None:
    """Return what happened between two states of a target; None where only its goal has changed."""
    if was and became and was.model_copy(update={"goal_id": became.goal_id}) == became:
        return None  # only the linked goal has changed
    if undone or became is None:
        return "taken back"
    if became.declined_at is not None and (was is None or was.declined_at is None):
        return "declined"
    if was is None:
        return "agreed" if became.agreed_by is not None else "proposed"
    if became.agreed_by is None:
        return "proposed"
    if was.agreed_by is None:
        # By the member themself: the same amount accepts it, another one is a counter-proposal.
        if became.amount == was.amount:
            return "accepted"
        return "declined" if became.amount == was.agreed_amount else "agreed"
    return "revised"


@dataclass(frozen=True, slots=True)
class TargetOutcome:
    """How far a target, its floor and its bonus are reached. Amounts are in the smallest unit of their metric."""

    actual: int | None
    floor_metric: Metric
    """The metric that the floor is on."""
    actual_on_floor_metric: int | None
    floor_holds: bool | None
    """None without a floor, and while there is nothing to measure."""
    bonus_at: int | None
    """The amount at which the bonus is earned; None without a bonus."""
    bonus_to_go: int | None
    """How much is left to the bonus; 0 when it is reached, None without a bonus or an amount."""
    bonus_earned: bool
    """Whether the bonus is reached, and the floor holds if there is one."""


def target_outcome(session: Session, target: Target) -> TargetOutcome:
    """Return how far a target, its floor and its bonus are reached, by the entries of its days."""
    counted = by_id(session.all(Metric))
    metric = counted[target.metric_id]
    floor_metric = counted[target.floor_metric_id or target.metric_id]
    reached = reached_amount(session, target, metric)
    on_floor = reached if floor_metric.id == metric.id else reached_amount(session, target, floor_metric)
    holds = None
    if target.floor is not None and on_floor is not None:
        holds = on_floor <= target.floor if floor_metric.better == "lower" else on_floor >= target.floor
    bonus_at = to_go = None
    if target.bonus is not None:
        bonus_at = -(-target.amount * (target.bonus_percent or 100) // 100)
        if reached is not None:
            to_go = max(0, reached - bonus_at) if metric.better == "lower" else max(0, bonus_at - reached)
    earned = to_go == 0 and (target.floor is None or holds is True)
    return TargetOutcome(reached, floor_metric, on_floor, holds, bonus_at, to_go, earned)


def reached_amount(session: Session, target: Target, metric: Metric) -> int | None:
    """Return what a target's owner has reached on a metric in its days. On a private metric: one's own, of the team
    what was told, of others None."""
    connection = session.connection
    counted = metric_queries.read_metric(connection, metric.id)
    if not session.viewer.is_member(target.member_id) and metric_queries.is_private(connection, metric.id):
        if target.member_id is not None or target.group_id is not None:
            return None
        told = read_team_number(connection, counted, (target.starts_on, target.ends_on)).tally
        return amount_of_tally(metric.kind, told) if told else None
    tallies = totals_by_member(connection, counted, (target.starts_on, target.ends_on), today=session.today)
    if target.member_id is not None:
        tallies = {member_id: tally for member_id, tally in tallies.items() if member_id == target.member_id}
    elif target.group_id is not None:
        group_member_ids = {member.id for member in session.all(Member, "group_id = ?", (target.group_id,))}
        tallies = {member_id: tally for member_id, tally in tallies.items() if member_id in group_member_ids}
    return amount_of_tally(metric.kind, sum_tallies(tallies.values()))

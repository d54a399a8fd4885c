"""Targets: what a member, a group or the team agreed to reach on a metric in a period."""

from __future__ import annotations

import re
from typing import Literal, TypedDict, Unpack

from core.access.session import Session
from core.errors import HuddleError
from core.metrics.metrics import reload_metric, require_metric_not_ended, require_non_watcher
from core.models import Goal, Group, Member, Metric, Target
from core.team.current_members import reload_member
from core.values.periods import Period
from core.values.text import clean, require_text

AgreementStatus = Literal["agreed", "proposed", "declined"]
"""Whether a target is agreed, proposed or declined."""

MAX_BONUS_PERCENT = 999
"""The greatest share of a target, in per cent, at which a bonus is earned."""

# “4k at 110%”: the share of the target, in the text of a bonus, at which it is earned.
_BONUS_AT = re.compile(r"\bat\s+([0-9]{1,3})\s*%")


class TargetTerms(TypedDict, total=False):
    """What a target may have beside its amount."""

    floor: int | None
    """What must be reached at the least, in the smallest unit of the metric, or of `floor_metric`."""
    floor_metric: Metric | None
    bonus: str | None
    """What is earned at `bonus_percent` of the target; by default the per cent in its text (`4k at 110%`), else
    100."""
    bonus_percent: int | None
    goal: Goal | None
    """The goal that the target serves."""
    reason: str | None
    """Why it is set, or revised."""


def set_target(
    session: Session,
    metric: Metric,
    amount: int,
    *,
    member: Member | None = None,
    group: Group | None = None,
    period: Period,
    **terms: Unpack[TargetTerms],
) -> Target:
    """Set a target, in the metric's smallest unit, and return it; without member and group it is the team's.

    A target for the same days is revised, with the `reason`; the journal keeps the old one. It is agreed at once when
    it is the acting member's own, or when the leader sets a group's or the team's. What the leader sets for a member is
    proposed, and the amount agreed before counts until they accept. Raises `HuddleError` for an impossible amount,
    for a metric outside a seller's remit, and when a member sets another's target.
    """
    goal = terms.get("goal")
    if member is not None and group is not None:
        raise HuddleError("Choose either a member or a group, not both.")
    columns = _term_columns(metric, amount, terms)
    reason = _optional_text(terms.get("reason"), "The reason")
    with session.change("target.set") as change:
        # Read again: the member may have left, or the metric ended, while this was being typed.
        member = reload_member(session, member) if member else None
        metric = reload_metric(session, metric)
        _require_may_set(session, member, group)
        require_metric_not_ended(metric)
        if member is not None and metric.outside_remit:
            raise HuddleError(
                f"Sellers can't influence {metric.name}, so it can't be a personal target. "
                "Set it for the team (--for team)."
            )
        agreed = member is None or session.viewer.is_member(member.id)
        before = _existing_target(session, metric, member, group, period)
        if before and all(getattr(before, name) == value for name, value in columns.items()):
            same_goal = goal is None or goal.id == before.goal_id
            if same_goal and (before.agreed_by or not agreed) and before.declined_at is None:
                return before
        values = columns | {
            "goal_id": goal.id if goal else before.goal_id if before else None,
            "reason": reason,
            "proposed_by": session.me.id,
            "proposed_at": session.timestamp,
            "declined_at": None,
            **(_agreement_values(session, amount) if agreed else {"agreed_by": None, "agreed_at": None}),
        }
        if before:
            return change.update(before, **values)
        owner = {"member_id": member.id if member else None, "group_id": group.id if group else None}
        span = {"starts_on": period.starts_on, "ends_on": period.ends_on}
        return change.insert(Target.model_validate({"metric_id": metric.id, **owner, **span, **values}))


def accept_target(session: Session, target: Target) -> Target:
    """Agree to a target that was proposed to the acting member. Raises `HuddleError` when it is another's."""
    with session.change("target.accepted") as change:
        target = _require_own(session, target, "accept")
        if target.agreed_by is not None:
            return target
        return change.update(target, declined_at=None, **_agreement_values(session, target.amount))


def decline_target(session: Session, target: Target, reason: str) -> Target:
    """Decline a target that was proposed to the acting member, with the reason. An amount agreed before stays agreed.

    Raises `HuddleError` when it is another's, when it is agreed already, and without a reason.
    """
    why = require_text(reason, "The reason")
    with session.change("target.declined") as change:
        target = _require_own(session, target, "decline")
        if target.agreed_by is not None:
            raise HuddleError("You already accepted this target. To change it, set a new one with a reason.")
        if target.agreed_amount is not None:
            return change.update(
                target, amount=target.agreed_amount, reason=why, **_agreement_values(session, target.agreed_amount)
            )
        return change.update(target, reason=why, declined_at=session.timestamp)


def list_targets(session: Session, period: Period | None = None, *, metric: Metric | None = None) -> list[Target]:
    """Return targets, newest periods first: for exactly the days of `period`, on `metric`, or all."""
    days = (period.starts_on.isoformat(), period.ends_on.isoformat()) if period else (None, None)
    metric_id = metric.id if metric else None
    return session.all(
        Target,
        "(? IS NULL OR (starts_on = ? AND ends_on = ?)) AND (? IS NULL OR metric_id = ?)",
        (days[0], *days, metric_id, metric_id),
        order="starts_on DESC, ends_on, metric_id, member_id, group_id",
    )


def targets_awaiting_viewer(session: Session) -> list[Target]:
    """Return the targets that are proposed to the viewer and not answered, latest first."""
    if session.viewer.member_id is None:
        return []
    return session.all(
        Target,
        "member_id = ? AND agreed_by IS NULL AND declined_at IS NULL AND ends_on >= ?",
        (session.viewer.member_id, session.today.isoformat()),
        order="proposed_at DESC, id DESC",
    )


def agreement_status(target: Target) -> AgreementStatus:
    """Return whether a target is agreed, proposed or declined."""
    if target.agreed_by is not None:
        return "agreed"
    return "declined" if target.declined_at is not None else "proposed"


def amount_in_force(target: Target) -> int | None:
    """Return the amount that counts: the one agreed last, else the proposed one; None for a declined target."""
    if target.declined_at is not None:
        return None
    return target.amount if target.agreed_amount is None else target.agreed_amount


def _agreement_values(session: Session, amount: int) -> dict[str, object]:
    """Return the column values of an agreement by the acting member."""
    return {"agreed_by": session.me.id, "agreed_at": session.timestamp, "agreed_amount": amount}


def _existing_target(
    session: Session, metric: Metric, member: Member | None, group: Group | None, period: Period
) -> Target | None:
    """Return the stored target for the same metric, days and owner, or None."""
    owner = (member.id if member else None, group.id if group else None)
    rows = session.all(
        Target,
        "metric_id = ? AND starts_on = ? AND ends_on = ? AND member_id IS ? AND group_id IS ?",
        (metric.id, period.starts_on.isoformat(), period.ends_on.isoformat(), *owner),
    )
    return rows[0] if rows else None


def _require_own(session: Session, target: Target, verb: str) -> Target:
    """Return the stored target. Raises `HuddleError` when it is not the viewer's own."""
    stored = session.reload(target, "This target was removed.")
    if not session.viewer.is_member(stored.member_id):
        owner = session.get(Member, stored.member_id)
        allowed = owner.name if owner else "the member concerned"
        raise HuddleError(f"Only {allowed} can {verb} this target.")
    return stored


def _term_columns(metric: Metric, amount: int, terms: TargetTerms) -> dict[str, object]:
    """Return the column values of a target's terms. Raises `HuddleError` for an amount or a floor that cannot be."""
    floor, floor_metric = terms.get("floor"), terms.get("floor_metric")
    if floor is None or (floor_metric is not None and floor_metric.id == metric.id):
        floor_metric = None
    _require_possible(metric, amount, floor, floor_metric)
    bonus, percent = _optional_text(terms.get("bonus"), "The bonus"), terms.get("bonus_percent")
    if percent is not None and not 1 <= percent <= MAX_BONUS_PERCENT:
        raise HuddleError(f"A bonus is earned at 1% to {MAX_BONUS_PERCENT}% of the target, not at {percent}%.")
    return {
        "amount": amount,
        "floor": floor,
        "floor_metric_id": floor_metric.id if floor_metric else None,
        "bonus": bonus,
        "bonus_percent": (percent or _bonus_percent(bonus)) if bonus else None,
    }


def _optional_text(text: str | None, label: str) -> str | None:
    return require_text(text, label) if text is not None and clean(text) else None


def _bonus_percent(bonus: str | None) -> int | None:
    match = _BONUS_AT.search(bonus or "")
    return int(match[1]) or None if match else None


def _require_possible(metric: Metric, amount: int, floor: int | None, floor_metric: Metric | None) -> None:
    """Raise `HuddleError` when the amount or the floor cannot be."""
    lowest = 0 if metric.better == "lower" else 1
    if amount < lowest:
        raise HuddleError(f"A {metric.name} target must be more than 0.")
    if floor is not None and floor_metric is not None:
        if floor < 0:
            raise HuddleError(f"The {floor_metric.name} floor can't be below 0.")
        return
    if floor is not None and metric.better == "higher" and not 0 <= floor <= amount:
        raise HuddleError("The floor must be between 0 and the target.")
    if floor is not None and metric.better == "lower" and floor < amount:
        raise HuddleError("Lower is better here, so the floor must be above the target.")


def _require_may_set(session: Session, member: Member | None, group: Group | None) -> None:
    """Raise `HuddleError` when the viewer may not set this target."""
    require_non_watcher(session, "set targets")
    if member is not None:
        if member.role == "watcher":
            raise HuddleError(f"{member.name} is a watcher and has no targets. Make them a seller first.")
        if member.left_on is not None:
            raise HuddleError(f"{member.name} left the team on {member.left_on}. Choose someone else.")
    if not session.viewer.is_leader and (member is None or not session.viewer.is_member(member.id)):
        owner = member.name if member else f"the group {group.name}" if group else "the team"
        raise HuddleError(f"Only the leader can set a target for {owner}. You can set your own.")

"""Targets: what a member, a group or the team agreed to reach on a metric in a period. Agreed, not imposed."""

from __future__ import annotations

import re
from typing import Literal

from core.errors import HuddleError
from core.metrics import counts, no_watcher
from core.models import Goal, Group, Member, Metric, Target
from core.periods import Period
from core.session import Session
from core.wording import clean, stated

State = Literal["agreed", "proposed", "declined"]

# “4k at 110 %”: where in the text of a bonus the outcome stands that it is tied to.
_BONUS_AT = re.compile(r"\bat\s+([0-9]{1,3})\s*%")


def set_target(
    s: Session,
    metric: Metric,
    amount: int,
    *,
    member: Member | None = None,
    group: Group | None = None,
    period: Period,
    floor: int | None = None,
    floor_metric: Metric | None = None,
    bonus: str | None = None,
    bonus_percent: int | None = None,
    goal: Goal | None = None,
    reason: str | None = None,
) -> Target:
    """Sets what is to be reached, in the metric's smallest unit; without member and group it is the team's.

    The one that was set for the same days is revised, for a `reason`; the journal keeps what it was. It counts as
    agreed when it is one's own, or when the leader sets a group's or the team's; one that the leader sets for a
    member is proposed, and what was agreed before stands until they accept. A `floor` is on the metric itself or on
    `floor_metric`, in its smallest unit. A `bonus` is earned at `bonus_percent` of the target, else at what its text
    says (`4k at 110 %`), else at all of it. Raises `HuddleError` for an amount that cannot be, for what is outside a
    seller's remit, and when a member sets another's.
    """
    if member is not None and group is not None:
        raise HuddleError("A target is a member's or a group's. Set two of them.")
    if floor is None or (floor_metric is not None and floor_metric.id == metric.id):
        floor_metric = None
    _possible(metric, amount, floor, floor_metric)
    bonus = stated(bonus, "The bonus") if bonus is not None and clean(bonus) else None
    why = stated(reason, "The reason") if reason is not None and clean(reason) else None
    with s.change("target.set") as change:
        # As they stand now: somebody may have left, or the metric have ended, while this was being typed.
        member = s.get(Member, member.id) if member else None
        metric = s.get(Metric, metric.id) or metric
        _may_set(s, member, group)
        counts(metric)
        if member is not None and metric.outside_remit:
            raise HuddleError(
                f"{metric.name} is outside a seller's remit: nobody can be held to what they cannot steer. "
                "Set it for the team, with --for team, and agree with each one on what they do steer."
            )
        agreed = member is None or s.viewer.is_member(member.id)
        before = _there(s, metric, member, group, period)
        terms = {
            "amount": amount,
            "floor": floor,
            "floor_metric_id": floor_metric.id if floor_metric else None,
            "bonus": bonus,
            "bonus_percent": (bonus_percent or _bonus_percent(bonus)) if bonus else None,
        }
        if before and all(getattr(before, name) == value for name, value in terms.items()):
            same_goal = goal is None or goal.id == before.goal_id
            if same_goal and (before.agreed_by or not agreed) and before.declined_at is None:
                return before
        values = terms | {
            "goal_id": goal.id if goal else before.goal_id if before else None,
            "reason": why,
            "proposed_by": s.me.id,
            "proposed_at": s.moment,
            "declined_at": None,
            **(_agreed(s, amount) if agreed else {"agreed_by": None, "agreed_at": None}),
        }
        if before:
            return change.update(before, **values)
        whose = {"member_id": member.id if member else None, "group_id": group.id if group else None}
        days = {"starts_on": period.starts_on, "ends_on": period.ends_on}
        return change.insert(Target.model_validate({"metric_id": metric.id, **whose, **days, **values}))


def accept(s: Session, target: Target) -> Target:
    """Says yes to a target that was proposed to one. Raises `HuddleError` when it is another's."""
    with s.change("target.accepted") as change:
        target = _mine(s, target, "accept")
        if target.agreed_by is not None:
            return target
        return change.update(target, declined_at=None, **_agreed(s, target.amount))


def decline(s: Session, target: Target, reason: str) -> Target:
    """Says no to a target that was proposed to one, and why. What was agreed before, if anything was, stands.

    Raises `HuddleError` when it is another's, when it has been agreed, and without a reason.
    """
    why = stated(reason, "The reason")
    with s.change("target.declined") as change:
        target = _mine(s, target, "decline")
        if target.agreed_by is not None:
            raise HuddleError("You agreed to this one. Set it anew, with the reason, and talk it over.")
        if target.agreed_amount is not None:
            return change.update(target, amount=target.agreed_amount, reason=why, **_agreed(s, target.agreed_amount))
        return change.update(target, reason=why, declined_at=s.moment)


def targets(s: Session, period: Period | None = None, *, metric: Metric | None = None) -> list[Target]:
    """What was agreed or proposed, newest periods first: for exactly the days of `period`, on `metric`, or all."""
    days = (period.starts_on.isoformat(), period.ends_on.isoformat()) if period else (None, None)
    metric_id = metric.id if metric else None
    return s.all(
        Target,
        "(? IS NULL OR (starts_on = ? AND ends_on = ?)) AND (? IS NULL OR metric_id = ?)",
        (days[0], *days, metric_id, metric_id),
        order="starts_on DESC, ends_on, metric_id, member_id, group_id",
    )


def waiting(s: Session) -> list[Target]:
    """What was proposed to the viewer and waits for their answer, the latest first."""
    if s.viewer.member_id is None:
        return []
    return s.all(
        Target,
        "member_id = ? AND agreed_by IS NULL AND declined_at IS NULL AND ends_on >= ?",
        (s.viewer.member_id, s.today.isoformat()),
        order="proposed_at DESC, id DESC",
    )


def state(target: Target) -> State:
    """Whether it is agreed, proposed, or declined."""
    if target.agreed_by is not None:
        return "agreed"
    return "declined" if target.declined_at is not None else "proposed"


def standing_amount(target: Target) -> int | None:
    """The amount that counts: what was agreed last, else what is proposed; None for what was declined."""
    if target.declined_at is not None:
        return None
    return target.amount if target.agreed_amount is None else target.agreed_amount


def _agreed(s: Session, amount: int) -> dict[str, object]:
    return {"agreed_by": s.me.id, "agreed_at": s.moment, "agreed_amount": amount}


def _there(s: Session, metric: Metric, member: Member | None, group: Group | None, period: Period) -> Target | None:
    whose = (member.id if member else None, group.id if group else None)
    found = s.all(
        Target,
        "metric_id = ? AND starts_on = ? AND ends_on = ? AND member_id IS ? AND group_id IS ?",
        (metric.id, period.starts_on.isoformat(), period.ends_on.isoformat(), *whose),
    )
    return found[0] if found else None


def _mine(s: Session, target: Target, verb: str) -> Target:
    """As it stands now."""
    found = s.get(Target, target.id)
    if found is None:
        raise HuddleError("This target has been taken back. See what there is with: huddle target list")
    if not s.viewer.is_member(found.member_id):
        who = s.get(Member, found.member_id)
        whose = f"Only {who.name} may {verb} it" if who else "It is not one member's"
        raise HuddleError(f"{whose}: a target is agreed by the one it binds.")
    return found


def _bonus_percent(bonus: str | None) -> int | None:
    found = _BONUS_AT.search(bonus or "")
    return int(found[1]) or None if found else None


def _possible(metric: Metric, amount: int, floor: int | None, floor_metric: Metric | None) -> None:
    lowest = 0 if metric.better == "lower" else 1
    if amount < lowest:
        raise HuddleError(f"A target on {metric.name} must be more than 0. Nobody can be measured against nothing.")
    if floor is not None and floor_metric is not None:
        if floor < 0:
            raise HuddleError(f"The floor on {floor_metric.name} cannot be below 0.")
        return
    if floor is not None and metric.better == "higher" and not 0 <= floor <= amount:
        raise HuddleError("The floor is what must be reached at the least: give one between 0 and the target.")
    if floor is not None and metric.better == "lower" and floor < amount:
        raise HuddleError("Where lower is better the floor is what must not be passed: give one above the target.")


def _may_set(s: Session, member: Member | None, group: Group | None) -> None:
    no_watcher(s, "set targets")
    if member is not None:
        if member.role == "watcher":
            raise HuddleError(f"{member.name} watches and is never ranked. Make them a seller first.")
        if member.left_on is not None:
            raise HuddleError(f"{member.name} left the team on {member.left_on}. Set it for somebody who is here.")
    if not s.viewer.is_leader and (member is None or not s.viewer.is_member(member.id)):
        whose = member.name if member else f"the group {group.name}" if group else "the team"
        raise HuddleError(f"Only the leader may set a target for {whose}; you may set your own.")

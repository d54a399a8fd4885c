"""Targets: what a member, a group or the team agreed to reach on a metric in a period."""

from __future__ import annotations

from core.errors import HuddleError
from core.metrics import counts, no_watcher
from core.models import Group, Member, Metric, Target
from core.periods import Period
from core.session import Session
from core.wording import clean, stated


def set_target(
    s: Session,
    metric: Metric,
    amount: int,
    *,
    member: Member | None = None,
    group: Group | None = None,
    period: Period,
    floor: int | None = None,
    bonus: str | None = None,
) -> Target:
    """Sets what is to be reached, in the metric's smallest unit; without member and group it is the team's.

    The one that was set for the same days is replaced. It counts as agreed when it is one's own, or when the leader
    sets a group's or the team's; one that the leader sets for a member is still to be agreed. Raises `HuddleError`
    for an amount that cannot be, and when a member sets another's.
    """
    if member is not None and group is not None:
        raise HuddleError("A target is a member's or a group's. Set two of them.")
    _possible(metric, amount, floor)
    bonus = stated(bonus, "The bonus") if bonus is not None and clean(bonus) else None
    with s.change("target.set") as change:
        # As they stand now: somebody may have left, or the metric have ended, while this was being typed.
        member = s.get(Member, member.id) if member else None
        _may_set(s, member, group)
        counts(s.get(Metric, metric.id) or metric)
        agreed = member is None or s.viewer.is_member(member.id)
        values = {
            "amount": amount,
            "floor": floor,
            "bonus": bonus,
            "agreed_by": s.me.id if agreed else None,
            "agreed_at": s.moment if agreed else None,
        }
        before = s.all(
            Target,
            "metric_id = ? AND starts_on = ? AND ends_on = ? AND member_id IS ? AND group_id IS ?",
            (
                metric.id,
                period.starts_on.isoformat(),
                period.ends_on.isoformat(),
                member.id if member else None,
                group.id if group else None,
            ),
        )
        if before:
            same = (before[0].amount, before[0].floor, before[0].bonus) == (amount, floor, bonus)
            return before[0] if same and (before[0].agreed_by or not agreed) else change.update(before[0], **values)
        return change.insert(
            Target.model_validate(
                {
                    "metric_id": metric.id,
                    "member_id": member.id if member else None,
                    "group_id": group.id if group else None,
                    "starts_on": period.starts_on,
                    "ends_on": period.ends_on,
                    **values,
                }
            )
        )


def targets(s: Session, period: Period | None = None, *, metric: Metric | None = None) -> list[Target]:
    """What was agreed, newest periods first: for exactly the days of `period`, on `metric`, or all."""
    days = (period.starts_on.isoformat(), period.ends_on.isoformat()) if period else (None, None)
    metric_id = metric.id if metric else None
    return s.all(
        Target,
        "(? IS NULL OR (starts_on = ? AND ends_on = ?)) AND (? IS NULL OR metric_id = ?)",
        (days[0], *days, metric_id, metric_id),
        order="starts_on DESC, ends_on, metric_id, member_id, group_id",
    )


def _possible(metric: Metric, amount: int, floor: int | None) -> None:
    lowest = 0 if metric.better == "lower" else 1
    if amount < lowest:
        raise HuddleError(f"A target on {metric.name} must be more than 0. Nobody can be measured against nothing.")
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

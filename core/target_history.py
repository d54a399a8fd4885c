"""How a target came about, and whether its floor holds and its bonus is earned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from core.actuals import actual, added, shares
from core.models import JournalEntry, JournalRow, Member, Metric, Target
from core.session import Session
from data import numbers

What = Literal["agreed", "proposed", "revised", "accepted", "declined", "taken back"]


@dataclass(frozen=True, slots=True)
class Step:
    """One revision of a target, as the journal keeps it."""

    at: str
    """A moment."""
    by: str
    """The name of who did it."""
    what: What
    amount: int
    reason: str | None
    was: int | None
    """The amount before; None where there was none."""


def history(s: Session, target: Target) -> list[Step]:
    """The steps of a target, the earliest first. Empty for the room, which reads no journal."""
    rows = s.all(JournalRow, "row_table = 'target' AND row_id = ?", (target.id,))
    marks = ",".join("?" * len(rows))
    entries = {
        entry.id: entry for entry in s.all(JournalEntry, f"id IN ({marks})", tuple(row.journal_id for row in rows))
    }
    names = {member.id: member.name for member in s.all(Member)}
    steps = []
    for row in rows:
        entry = entries[row.journal_id]
        was = Target.model_validate_json(row.before) if row.before else None
        became = Target.model_validate_json(row.after) if row.after else None
        what = _what(was, became, undone=entry.undoes is not None)
        now = became or was
        if what is not None and now is not None:
            steps.append(
                Step(entry.at, names.get(entry.by or 0, ""), what, now.amount, now.reason, was.amount if was else None)
            )
    return steps


def _what(was: Target | None, became: Target | None, *, undone: bool) -> What | None:
    if was and became and was.model_copy(update={"goal_id": became.goal_id}) == became:
        return None  # it serves another goal, and is what it was
    if undone or became is None:
        return "taken back"
    if became.declined_at is not None and (was is None or was.declined_at is None):
        return "declined"
    if was is None:
        return "agreed" if became.agreed_by is not None else "proposed"
    if became.agreed_by is None:
        return "proposed"
    if was.agreed_by is None:
        # Its own member's: the same amount is a yes, another is an answer of their own.
        if became.amount == was.amount:
            return "accepted"
        return "declined" if became.amount == was.agreed_amount else "agreed"
    return "revised"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where a target stands with its floor and its bonus. Amounts are in the smallest unit of what they are on."""

    actual: int | None
    floor_metric: Metric
    """What the floor is on."""
    floor_actual: int | None
    floor_holds: bool | None
    """None without a floor, and while there is nothing to measure."""
    bonus_at: int | None
    """The amount at which the bonus is earned; None without one."""
    bonus_to_go: int | None
    """How far off; 0 when it is reached."""
    bonus_earned: bool
    """Reached, and the floor, if there is one, holds."""


def outcome(s: Session, target: Target) -> Outcome:
    """How far a target, its floor and its bonus are, by the entries of its days."""
    counted = {metric.id: metric for metric in s.all(Metric)}
    metric = counted[target.metric_id]
    floor_metric = counted[target.floor_metric_id or target.metric_id]
    reached = amount_of(s, target, metric)
    on_floor = reached if floor_metric.id == metric.id else amount_of(s, target, floor_metric)
    holds = None
    if target.floor is not None and on_floor is not None:
        holds = on_floor <= target.floor if floor_metric.better == "lower" else on_floor >= target.floor
    at = to_go = None
    if target.bonus is not None:
        at = -(-target.amount * (target.bonus_percent or 100) // 100)
        if reached is not None:
            to_go = max(0, reached - at) if metric.better == "lower" else max(0, at - reached)
    earned = to_go == 0 and (target.floor is None or holds is True)
    return Outcome(reached, floor_metric, on_floor, holds, at, to_go, earned)


def amount_of(s: Session, target: Target, metric: Metric) -> int | None:
    """What the one whose target it is has reached on a metric in its days. None on a metric private to another."""
    connection = s.store.connection
    others = target.member_id is not None and not s.viewer.is_member(target.member_id)
    if others and numbers.is_private(connection, metric.id):
        return None
    counted = numbers.counted(connection, metric.id)
    found = shares(connection, counted, (target.starts_on, target.ends_on), today=s.today)
    if target.member_id is not None:
        found = {who: share for who, share in found.items() if who == target.member_id}
    elif target.group_id is not None:
        inside = {member.id for member in s.all(Member, "group_id = ?", (target.group_id,))}
        found = {who: share for who, share in found.items() if who in inside}
    return actual(metric.kind, added(found.values()))

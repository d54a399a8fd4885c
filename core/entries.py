"""Entries: dated amounts on a metric."""

from __future__ import annotations

from datetime import date

from core import amounts
from core.errors import HuddleError
from core.metrics import counts, no_watcher
from core.models import Entry, Member, Metric
from core.periods import Period
from core.session import Session
from core.wording import clean, stated


def log(
    s: Session,
    metric: Metric,
    amount: int,
    *,
    member: Member | None = None,
    day: date | None = None,
    note: str | None = None,
) -> Entry:
    """Enters an amount, in the metric's smallest unit, for oneself and today unless said otherwise.

    A negative amount takes back part of another. `s.undo("entry")` takes the entry back. Raises `HuddleError` for a
    day to come, a metric that takes no entries or has ended, and when a member enters for another.
    """
    note = stated(note, "The note") if note is not None and clean(note) else None
    with s.change("entry.logged") as change:
        no_watcher(s, "enter amounts")
        # As they stand now: somebody may have ended the metric, or left, while this was being typed.
        member = s.get(Member, member.id if member else s.me.id) or s.me
        metric = s.get(Metric, metric.id) or metric
        day = day or s.today
        _may_log(s, member)
        _takes(metric, amount)
        if day > s.today:
            raise HuddleError(f"{day} has not come yet. Enter what has happened.")
        if member.left_on is not None and day > member.left_on:
            raise HuddleError(f"{member.name} left the team on {member.left_on}. Give a day before that.")
        return change.insert(
            Entry(
                metric_id=metric.id,
                member_id=member.id,
                day=day,
                amount=amount,
                note=note,
                entered_by=s.me.id,
                entered_at=s.moment,
            )
        )


def entries(s: Session, metric: Metric, member: Member, period: Period) -> list[Entry]:
    """A member's entries on a metric within a period, the oldest first."""
    return s.all(
        Entry,
        "member_id = ? AND metric_id = ? AND day BETWEEN ? AND ?",
        (member.id, metric.id, period.starts_on.isoformat(), period.ends_on.isoformat()),
        order="day, id",
    )


def _may_log(s: Session, member: Member) -> None:
    if member.role == "watcher":
        raise HuddleError(f"{member.name} watches and has no numbers. Make them a seller first.")
    if not s.viewer.is_leader and not s.viewer.is_member(member.id):
        raise HuddleError(f"Only {member.name} or the leader may enter amounts for {member.name}.")


def _takes(metric: Metric, amount: int) -> None:
    counts(metric)
    if metric.counted_from in ("commitments", "targets"):
        raise HuddleError(f"{metric.name} is counted from {metric.counted_from}, and takes no entries.")
    if metric.kind == "ratio":
        raise HuddleError(f"{metric.name} is counted from two other metrics. Enter amounts on those.")
    if metric.kind == "count" and amount != 1:
        raise HuddleError(f"{metric.name} counts its entries. Enter 1 for each, or count in a metric that is a sum.")
    if abs(amount) > amounts.LARGEST:
        raise HuddleError(f"{amounts.exact(amount, metric.scale)} is too large. Check the number.")

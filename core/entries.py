"""Entries: dated amounts on a metric."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core import amounts
from core.errors import HuddleError
from core.metrics import counts, no_watcher
from core.models import Entry, JournalEntry, JournalRow, Member, Metric
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
    topic: str | None = None,
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
        _came(s, member, day)
        return change.insert(
            Entry(
                metric_id=metric.id,
                member_id=member.id,
                day=day,
                amount=amount,
                note=note,
                entered_by=s.me.id,
                entered_at=s.moment,
                topic=topic,
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


def latest(s: Session, metric: Metric, member: Member, *, day: date | None = None) -> Entry:
    """The entry of a member that was typed last, on `day` or any. Raises `HuddleError` when there is none."""
    on = day.isoformat() if day else None
    found = s.all(
        Entry,
        "member_id = ? AND metric_id = ? AND source IS NULL AND (? IS NULL OR day = ?)",
        (member.id, metric.id, on, on),
        order="entered_at DESC, id DESC",
    )
    if not found:
        when = f" on {day}" if day else ""
        raise HuddleError(f"{member.name} has typed nothing on {metric.name}{when}. Enter it with: huddle log")
    return found[0]


def typed_last(s: Session, limit: int = 30) -> list[Entry]:
    """What the viewer may put right, the latest first: their own that were typed, and for the leader everybody's."""
    if s.viewer.member_id is None or s.viewer.role == "watcher":
        return []
    whose = None if s.viewer.is_leader else s.viewer.member_id
    found = s.all(
        Entry,
        "source IS NULL AND (? IS NULL OR member_id = ?) AND id > (SELECT ifnull(max(id), 0) FROM entry) - ?",
        (whose, whose, _LOOK_BACK),
        order="entered_at DESC, id DESC",
    )
    return found[:limit]


# Entries among which one's own last are looked for; who typed nothing among so many corrects by the shell.
_LOOK_BACK = 5000


def correct(
    s: Session, entry: Entry, *, amount: int | None = None, day: date | None = None, note: str | None = None
) -> Entry:
    """Puts an entry right; the journal keeps what it was, and who put it right. What is None stays; an empty note goes.

    Raises `HuddleError` when it is another's and one is not the leader, for what was imported, and for what could
    not be entered so.
    """
    words = clean(note) if note is not None else None
    with s.change("entry.corrected") as change:
        entry, member, metric = _now(s, entry, "corrected")
        if amount is not None:
            _takes(metric, amount)
        if day is not None:
            _came(s, member, day)
        values: dict[str, object] = {"amount": amount, "day": day}
        values = {name: value for name, value in values.items() if value is not None}
        if words is not None:
            values["note"] = stated(words, "The note") if words else None
        return change.update(entry, **values)


def strike(s: Session, entry: Entry) -> None:
    """Takes an entry out; the journal keeps it. Raises `HuddleError` as `correct` does."""
    with s.change("entry.struck") as change:
        entry, _, _ = _now(s, entry, "taken out")
        change.delete(entry)


@dataclass(frozen=True, slots=True)
class Correction:
    """One change of an entry, as the journal keeps it."""

    at: str
    """A moment."""
    by: str
    was: int
    became: int
    """Amounts in the metric's smallest unit."""


def corrections(s: Session, entry: Entry) -> list[Correction]:
    """How an entry came to be what it is, the earliest first; empty for one that was never changed."""
    rows = s.all(
        JournalRow, "row_table = 'entry' AND row_id = ? AND before IS NOT NULL AND after IS NOT NULL", (entry.id,)
    )
    names = {member.id: member.name for member in s.all(Member)}
    found = []
    for row in rows:
        told = s.get(JournalEntry, row.journal_id)
        if told is not None and row.before and row.after:
            was, became = Entry.model_validate_json(row.before), Entry.model_validate_json(row.after)
            found.append(Correction(told.at, names.get(told.by or 0, ""), was.amount, became.amount))
    return found


def _now(s: Session, entry: Entry, verb: str) -> tuple[Entry, Member, Metric]:
    """An entry as it stands now, its member and its metric, where the viewer may change it."""
    no_watcher(s, "enter amounts")
    found = s.get(Entry, entry.id)
    if found is None:
        raise HuddleError("This entry has been taken back in the meantime.")
    member, metric = s.get(Member, found.member_id), s.get(Metric, found.metric_id)
    assert member is not None
    assert metric is not None
    _may_log(s, member)
    if found.source is not None:
        raise HuddleError(
            f"This entry came from {found.source} and would come so again. It is {verb} where it came from."
        )
    return found, member, metric


def _came(s: Session, member: Member, day: date) -> None:
    if day > s.today:
        raise HuddleError(f"{day} has not come yet. Enter what has happened.")
    if member.left_on is not None and day > member.left_on:
        raise HuddleError(f"{member.name} left the team on {member.left_on}. Give a day before that.")


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

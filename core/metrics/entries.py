"""Entries: dated amounts on a metric, and their correction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from core.access.actors import AS
from core.access.session import Session
from core.errors import HuddleError
from core.metrics.metrics import reload_metric, require_metric_not_ended, require_non_watcher
from core.models import Entry, Member, Metric
from core.team.current_members import reload_member
from core.values import amounts
from core.values.periods import Period
from core.values.text import clean, require_text
from data.sqlite import placeholders


def log_entry(
    session: Session,
    metric: Metric,
    amount: int,
    *,
    member: Member | None = None,
    day: date | None = None,
    note: str | None = None,
    topic: str | None = None,
) -> Entry:
    """Enter an amount, in the metric's smallest unit, by default for the acting member and today; return the entry.

    A negative amount takes back part of another. `topic` is the subject of a training session. `s.undo("entry")`
    removes the entry. Raises `HuddleError` for a day in the future, for a metric that has ended or takes no entries,
    and when a member enters for another.
    """
    note = require_text(note, "The note") if note is not None and clean(note) else None
    with session.change("entry.logged") as change:
        require_non_watcher(session, "log amounts")
        # Read again: the metric may have ended, or the member left, while this was being typed.
        member = reload_member(session, member) if member else session.me
        metric = reload_metric(session, metric)
        day = day or session.today
        _require_may_log(session, member)
        _require_takes_amount(metric, amount)
        _require_past_day(session, member, day)
        return change.insert(
            Entry(
                metric_id=metric.id,
                member_id=member.id,
                day=day,
                amount=amount,
                note=note,
                entered_by=session.me.id,
                entered_at=session.timestamp,
                topic=topic,
            )
        )


def list_entries(session: Session, metric: Metric, member: Member, period: Period) -> list[Entry]:
    """Return a member's entries on a metric within a period, oldest first."""
    return session.all(
        Entry,
        "member_id = ? AND metric_id = ? AND day BETWEEN ? AND ?",
        (member.id, metric.id, period.starts_on.isoformat(), period.ends_on.isoformat()),
        order="day, id",
    )


def latest_typed_entry(session: Session, metric: Metric, member: Member, *, day: date | None = None) -> Entry:
    """Return the member's entry that was typed last, on `day` if it is given. Raises `HuddleError` when there
    is none."""
    on_day = day.isoformat() if day else None
    rows = session.all(
        Entry,
        "member_id = ? AND metric_id = ? AND source IS NULL AND (? IS NULL OR day = ?)",
        (member.id, metric.id, on_day, on_day),
        order="entered_at DESC, id DESC",
    )
    if not rows:
        when = f" on {day}" if day else ""
        raise HuddleError(f"{member.name} has no {metric.name} entries{when}.", action="me.log")
    return rows[0]


def list_correctable(session: Session, limit: int = 30) -> list[Entry]:
    """Return the typed entries the viewer may correct, latest first: their own, or everybody's for the leader."""
    if session.viewer.member_id is None or session.viewer.role == "watcher":
        return []
    member_id = None if session.viewer.is_leader else session.viewer.member_id
    rows = session.all(
        Entry,
        "source IS NULL AND (? IS NULL OR member_id = ?) "
        "AND id > (SELECT max(seq) FROM sqlite_sequence WHERE name = 'entry') - ?",
        (member_id, member_id, _SEARCHED_ENTRIES),
        order="entered_at DESC, id DESC",
    )
    return rows[:limit]


_SEARCHED_ENTRIES = 5000
"""How many of the newest entries are searched; older ones are corrected in the shell."""


def correct_entry(
    session: Session, entry: Entry, *, amount: int | None = None, day: date | None = None, note: str | None = None
) -> Entry:
    """Change an entry and return it; the journal keeps what it was, and who changed it.

    What is None stays; an empty `note` removes the note. Raises `HuddleError` for another member's entry unless the
    leader acts, for an imported entry, and as `log_entry` does.
    """
    words = clean(note) if note is not None else None
    with session.change("entry.corrected") as change:
        entry, member, metric = _require_changeable(session, entry)
        if amount is not None:
            _require_takes_amount(metric, amount)
        if day is not None:
            _require_past_day(session, member, day)
        values: dict[str, object] = {"amount": amount, "day": day}
        values = {name: value for name, value in values.items() if value is not None}
        if words is not None:
            values["note"] = require_text(words, "The note") if words else None
        return change.update(entry, **values)


def delete_entry(session: Session, entry: Entry) -> None:
    """Delete an entry; the journal keeps it. Raises `HuddleError` as `correct_entry` does."""
    with session.change("entry.struck") as change:
        entry, _, _ = _require_changeable(session, entry)
        change.delete(entry)


@dataclass(frozen=True, slots=True)
class Correction:
    """One change of an entry, from the journal."""

    at: str
    """The moment of the change."""
    member_name: str
    """Who made it, in words; empty when unknown."""
    old_amount: int
    """The amount before, in the metric's smallest unit."""
    new_amount: int
    """The amount after, in the metric's smallest unit."""


def list_corrections(session: Session, entry: Entry) -> list[Correction]:
    """Return the changes of an entry, earliest first; empty for one that was never changed."""
    changes = []
    for change, row, who in session.history(entry):
        if row.before and row.after:
            was, became = Entry.model_validate_json(row.before), Entry.model_validate_json(row.after)
            changes.append(Correction(change.at, who, was.amount, became.amount))
    return changes


def name_typists(session: Session, entries: Sequence[Entry], names: Mapping[int, str]) -> dict[int, str]:
    """Return by id of an entry who typed it in its author's name, where a login named another member than its own:
    their name in `names`, else the login."""
    marks = placeholders(entries)
    rows = session.query(
        "SELECT row_id, via, typed_by FROM exempt_additions JOIN journal ON journal.id = journal_id "
        f"WHERE is_addition AND row_table = 'entry' AND row_id IN ({marks}) AND via LIKE '{AS}%'",
        [entry.id for entry in entries],
    )
    return {row["row_id"]: names.get(row["typed_by"] or 0) or row["via"].removeprefix(AS) for row in rows}


def describe_author(entry: Entry, names: Mapping[int, str], typist: str | None) -> str:
    """Return who entered an amount, where that is not simply its member: “entered by Ana Ruiz, typed by root”."""
    author = "" if entry.entered_by == entry.member_id else names.get(entry.entered_by or 0, "")
    return ", ".join(filter(None, (author and f"entered by {author}", typist and f"typed by {typist}")))


def _require_changeable(session: Session, entry: Entry) -> tuple[Entry, Member, Metric]:
    """Return the stored entry with its member and metric. Raises `HuddleError` when the viewer may not change it."""
    require_non_watcher(session, "log amounts")
    stored = session.reload(entry, "This entry was removed in the meantime.")
    member, metric = session.get(Member, stored.member_id), session.get(Metric, stored.metric_id)
    assert member is not None
    assert metric is not None
    _require_may_log(session, member)
    if stored.source is not None:
        raise HuddleError(f"This entry was imported from {stored.source}. Change it there and import again.")
    return stored, member, metric


def _require_past_day(session: Session, member: Member, day: date) -> None:
    """Raise `HuddleError` for a day in the future, or after the member left."""
    if day > session.today:
        raise HuddleError(f"{day} is in the future. Choose today or an earlier day.")
    if member.left_on is not None and day > member.left_on:
        raise HuddleError(f"{member.name} left the team on {member.left_on}. Choose an earlier day.")


def _require_may_log(session: Session, member: Member) -> None:
    """Raise `HuddleError` when the viewer may not enter amounts for this member."""
    if member.role == "watcher":
        raise HuddleError(f"{member.name} is a watcher and has no numbers. Make them a seller first.")
    if not session.viewer.is_leader and not session.viewer.is_member(member.id):
        raise HuddleError(f"Only {member.name} or the leader can log amounts for {member.name}.")


def _require_takes_amount(metric: Metric, amount: int) -> None:
    """Raise `HuddleError` when the metric takes no entries, or not this amount."""
    require_metric_not_ended(metric)
    if metric.counted_from in ("commitments", "targets"):
        raise HuddleError(f"{metric.name} is calculated from {metric.counted_from}. You can't log it.")
    if metric.kind == "ratio":
        raise HuddleError(f"{metric.name} is calculated from two other metrics. Log those instead.")
    if metric.kind == "count" and amount != 1:
        raise HuddleError(f"{metric.name} counts entries. Log 1 for each, or use a metric of kind sum.")
    if abs(amount) > amounts.MAX_AMOUNT:
        raise HuddleError(f"{amounts.format_exact(amount, metric.scale)} is too large. Check the number.")

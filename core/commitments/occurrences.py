"""Recurring commitments: each due day (an occurrence) is kept, missed, or still open.

With a metric and an amount the entries decide, and nothing is stored as kept; a stored row then only holds the owner's
next step after a miss. Otherwise the owner answers for each due day. `core.commitments.commitments.mark_kept` ends the
whole commitment.
"""

from __future__ import annotations

from datetime import date

from core.access.session import Session
from core.commitments import commitments, queries
from core.commitments.changes import change_commitment
from core.commitments.outcomes import DueOccurrence, OutcomeCalculator
from core.commitments.permissions import require_may_answer
from core.errors import Conflict, HuddleError
from core.models import Commitment, Meeting, Occurrence
from core.values.periods import format_date
from core.values.text import require_text

STREAK_UNITS = {"day": "days", "week": "weeks", "month": "months", "quarter": "quarters"}
"""The plural of each recurrence, for `format_streak`."""


def outcome_calculator(session: Session) -> OutcomeCalculator:
    """Return a calculator of the outcomes the viewer may see, as of today. Create one per list and pass it on."""
    return OutcomeCalculator(session.connection, session.today)


def list_occurrences(
    session: Session, commitment: Commitment, calculator: OutcomeCalculator | None = None
) -> list[DueOccurrence]:
    """Return the due days from the day it was taken on to the next one ahead, in order. Empty for a one-time
    commitment."""
    calculator = calculator or outcome_calculator(session)
    record = calculator.records.get(commitment.id)
    return calculator.list_occurrences(record) if record else []


def decided_occurrences(
    session: Session, commitment: Commitment, calculator: OutcomeCalculator | None = None
) -> list[DueOccurrence]:
    """Return the occurrences that were kept or missed, in order."""
    return [
        occurrence for occurrence in list_occurrences(session, commitment, calculator) if occurrence.status != "open"
    ]


def occurrences_to_answer(
    session: Session, commitment: Commitment, calculator: OutcomeCalculator | None = None
) -> list[DueOccurrence]:
    """Return the occurrences to answer: those that are due and open, oldest first, else the one in progress.

    Empty when all are answered. Of a daily commitment only the days since the last closed meeting are asked for.
    """
    open_ones = [
        occurrence
        for occurrence in list_occurrences(session, commitment, calculator)
        if occurrence.status == "open" and occurrence.period is not None
    ]
    since = _last_meeting_day(session) if commitment.every == "day" else None
    due = [
        occurrence
        for occurrence in open_ones
        if occurrence.day <= session.today and (since is None or occurrence.day >= since)
    ]
    in_progress = [
        occurrence
        for occurrence in open_ones
        if occurrence.day > session.today and occurrence.period and occurrence.period.starts_on <= session.today
    ]
    return due or in_progress[:1]


def occurrence_to_show(
    session: Session, commitment: Commitment, calculator: OutcomeCalculator | None = None
) -> DueOccurrence | None:
    """Return the occurrence to show: the oldest one to answer, else the last one that was kept or missed."""
    asked = occurrences_to_answer(session, commitment, calculator)
    past = decided_occurrences(session, commitment, calculator)
    if asked and (asked[0].day <= session.today or not past):
        return asked[0]
    return past[-1] if past else None


def mark_occurrence_kept(session: Session, commitment: Commitment, day: date | None = None) -> list[Occurrence]:
    """Record that it was kept: on `day`, else for the oldest occurrence to answer, or all of them if it is daily.

    Returns the rows written. Raises `HuddleError` where the entries decide, when the viewer may not answer, and when
    there is nothing to answer.
    """
    with change_commitment(session, "time_kept", is_help=commitment.helps_id is not None) as change:
        commitment = _require_answerable(session, commitment)
        _require_owner_decides(session, commitment)
        days = _days_to_answer(session, commitment, day)
        return [
            change.insert(
                Occurrence(commitment_id=commitment.id, day=due_day, status="kept", said_at=session.timestamp)
            )
            for due_day in (days if commitment.every == "day" else days[:1])
        ]


def mark_occurrence_missed(
    session: Session, commitment: Commitment, next_step: str, day: date | None = None
) -> Occurrence:
    """Record that it was missed on `day`, else for the oldest occurrence to answer, with the `next_step`.

    If the last occurrence was missed without a next step, that one gets it. An occurrence that is counted from entries
    may be recorded as missed before its period is over. Raises `HuddleError` as `mark_occurrence_kept` does, except
    where the entries decide.
    """
    with change_commitment(session, "time_missed", is_help=commitment.helps_id is not None) as change:
        commitment = _require_answerable(session, commitment)
        if not next_step.strip():
            raise HuddleError("Add a next step: what will you do differently?")
        step = require_text(next_step, "The next step")
        due_day = _day_missed_without_step(session, commitment)
        if due_day is None or day not in (None, due_day):
            due_day = _days_to_answer(session, commitment, day)[0]
        rows = session.all(Occurrence, "commitment_id = ? AND day = ?", (commitment.id, due_day.isoformat()))
        if rows:
            return change.update(rows[0], status="missed", next_step=step, said_at=session.timestamp)
        return change.insert(
            Occurrence(
                commitment_id=commitment.id, day=due_day, status="missed", next_step=step, said_at=session.timestamp
            )
        )


def delete_last_answer(session: Session, commitment: Commitment) -> None:
    """Delete the last answer: all rows recorded at the same moment. Raises `HuddleError` when there is none, and as
    `mark_occurrence_kept` does."""
    with change_commitment(session, "time_reopened", is_help=commitment.helps_id is not None) as change:
        commitment = _require_answerable(session, commitment)
        rows = session.all(Occurrence, "commitment_id = ?", (commitment.id,), order="day DESC")
        if not rows:
            raise HuddleError("This is still open.")
        last = [row for row in rows if row.said_at == rows[0].said_at]
        for row in last:
            change.delete(row)


def current_status(session: Session, commitment: Commitment, calculator: OutcomeCalculator | None = None) -> str:
    """Return `kept`, `missed` or `open`: for an open recurring commitment, of the occurrence to show."""
    shown = (
        occurrence_to_show(session, commitment, calculator)
        if commitment.every and commitment.status == "open"
        else None
    )
    return shown.status if shown else commitment.status


def amount_so_far(session: Session, commitment: Commitment, calculator: OutcomeCalculator | None = None) -> int | None:
    """Return what was entered on its metric from the day it was taken on to its closing day, or today.

    In the metric's smallest unit; None without a metric, or when the viewer may not know. Meant for one-time
    commitments.
    """
    calculator = calculator or outcome_calculator(session)
    record = calculator.records.get(commitment.id)
    if record is None or not calculator.may_see_amount(record):
        return None
    return calculator.entered_amount(
        record, min(calculator.day_of(record.created_at), session.today), record.closed_on or session.today
    )


def needs_next_step(session: Session, commitment: Commitment, calculator: OutcomeCalculator | None = None) -> bool:
    """Return whether its last decided occurrence was missed and has no next step yet."""
    return _day_missed_without_step(session, commitment, calculator) is not None


def count_kept_in_a_row(session: Session, commitment: Commitment, calculator: OutcomeCalculator | None = None) -> int:
    """Return how many occurrences in a row were kept, up to the last decided one, earlier wordings included."""
    calculator = calculator or outcome_calculator(session)
    earlier_by_newer = {
        record.replaced_by: record for record in calculator.records.values() if record.replaced_by is not None
    }
    count, commitment_id = 0, commitment.id
    while (record := calculator.records.get(commitment_id)) is not None and record.every == commitment.every:
        decided = calculator.list_occurrences(record)
        while decided and decided[-1].status == "open":  # not decided yet
            decided = decided[:-1]
        for occurrence in reversed(decided):
            if occurrence.status != "kept":
                return count
            count += 1
        earlier = earlier_by_newer.get(commitment_id)
        if earlier is None:
            return count
        commitment_id = earlier.id
    return count


def format_streak(commitment: Commitment, count: int) -> str:
    """Return `6 weeks in a row`; empty for one occurrence or none."""
    return f"{count} {STREAK_UNITS[commitment.every]} in a row" if commitment.every and count > 1 else ""


def count_carried_over(session: Session, commitment: Commitment) -> int:
    """Return in how many meetings it was reviewed and left open.

    The meetings of the commitments that it follows are counted too, and one for each step from a missed commitment to
    the one that follows it.
    """
    count = 0
    now: Commitment | None = commitment
    while now is not None:
        if not now.every:
            closed = now.closed_on.isoformat() if now.closed_on else None
            held = session.all(
                Meeting,
                "status = 'closed' AND kind <> 'one-on-one' AND started_at > ? AND (? IS NULL OR day < ?)",
                (now.created_at, closed, closed),
            )
            count += len(held)
        before = session.get(Commitment, _first_wording(session, now).follows_id)
        count += before is not None
        now = before
    return count


def format_carried_over(count: int) -> str:
    """Return `carried over once`, `carried over twice`, `carried over 3 times`; empty for 0."""
    if not count:
        return ""
    return "carried over " + {1: "once", 2: "twice"}.get(count, f"{count} times")


# -- the rules


def _require_answerable(session: Session, commitment: Commitment) -> Commitment:
    """Return the stored commitment. Raises `HuddleError` when its occurrences cannot be answered by the viewer."""
    stored = commitments.require_current_wording(session, commitment)
    require_may_answer(session, stored)
    commitments.require_open(stored)
    if stored.every is None:
        raise HuddleError("This is not a recurring commitment. Mark it as kept or missed instead.")
    return stored


def _require_owner_decides(session: Session, commitment: Commitment) -> None:
    """Raise `HuddleError` where the entries decide the occurrence, so that the owner need not answer."""
    calculator = outcome_calculator(session)
    record = calculator.records[commitment.id]
    asked = occurrences_to_answer(session, commitment, calculator)
    if calculator.is_counted_from_entries(record) and not (asked and calculator.metric_has_ended(record, asked[0])):
        raise HuddleError("This is tracked automatically. Log the amounts and it is marked as kept.")


def _days_to_answer(session: Session, commitment: Commitment, day: date | None) -> list[date]:
    """Return the days to answer, or only `day` where that is open and due. Raises `HuddleError` when there is none."""
    asked = [occurrence.day for occurrence in occurrences_to_answer(session, commitment)]
    if day is not None:
        by_day = {occurrence.day: occurrence for occurrence in list_occurrences(session, commitment)}
        if day not in by_day:
            raise HuddleError(f"It is not due on {format_date(day)}. Its days: huddle commitment times {commitment.id}")
        if by_day[day].status != "open":
            answer = f"{format_date(day)} is already marked as {by_day[day].status}."
            raise Conflict(f"{answer} Reopen it to change that.")
        return [day]
    if not asked:
        raise Conflict("Nothing to answer right now.")
    return asked


def _day_missed_without_step(
    session: Session, commitment: Commitment, calculator: OutcomeCalculator | None = None
) -> date | None:
    """Return the day of the last decided occurrence where it was missed without a next step, else None."""
    last = next(reversed(decided_occurrences(session, commitment, calculator)), None)
    return last.day if last is not None and last.status == "missed" and last.next_step is None else None


def _last_meeting_day(session: Session) -> date | None:
    held = session.all(Meeting, "status = 'closed' AND kind <> 'one-on-one'", order="day DESC, id DESC")
    return held[0].day if held else None


def _first_wording(session: Session, commitment: Commitment) -> Commitment:
    """Return the first wording, which holds the link to the commitment that it follows."""
    return (queries.earlier_wordings(session, commitment) or [commitment])[-1]

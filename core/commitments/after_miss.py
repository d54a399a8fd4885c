"""What follows a missed commitment: a new due day, new words, or a request for help, recorded as one change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from core.access.session import Session
from core.commitments import commitments, occurrences
from core.commitments.changes import change_commitment, meeting_for_commitment
from core.errors import HuddleError
from core.meeting.lifecycle import next_planned_meeting
from core.models import Commitment, Member, Occurrence
from core.team.current_members import require_on_team
from core.values.text import clean, require_text

HELP_REQUEST_DAYS = 21
"""For how many days after the miss a member who was asked for help is reminded of it."""


@dataclass(frozen=True, slots=True)
class MissResult:
    """The result of recording a miss."""

    missed_commitment: Commitment
    """The missed commitment; a recurring one is still open."""
    occurrence: Occurrence | None
    """The occurrence that was missed; None for a one-time commitment."""
    following_commitment: Commitment | None
    """The new commitment that goes on from it; None without a new due day or new words."""


def default_retry_day(session: Session) -> date:
    """Return the due day to propose for another try: that of the next meeting, else a week from today."""
    planned = next_planned_meeting(session)
    return planned.day if planned is not None and planned.day > session.today else session.today + timedelta(days=7)


def record_miss(
    session: Session,
    commitment: Commitment,
    next_step: str,
    *,
    due: date | None = None,
    text: str | None = None,
    helper: Member | None = None,
    day: date | None = None,
) -> MissResult:
    """Record a miss together with what follows: a new `due` day, a new `text`, or a `helper` who is asked for help.

    A one-time commitment is closed and a new one follows it. A recurring one stays open, is reworded when `text` is
    given, and a `due` day adds a one-time commitment beside it; it may also just recur. `day` is the missed occurrence,
    by default the oldest one to answer. Raises `HuddleError` when a one-time commitment is given nothing that follows,
    when the helper is its owner or not on the team, and as `core.commitments.commitments.mark_missed` does.
    """
    words = clean(text or "")
    if not commitment.every and due is None and not words and helper is None:
        raise HuddleError("Choose a next step: a new day, new words, or help from someone.")
    what = "time_missed" if commitment.every else "missed"
    with change_commitment(session, what, is_help=commitment.helps_id is not None) as change:
        _require_able_helper(session, commitment, helper)
        occurrence, follows = None, None
        if commitment.every:
            occurrence = occurrences.mark_occurrence_missed(session, commitment, next_step, day)
            missed = session.get(Commitment, commitment.id) or commitment
            if helper is not None:
                missed = change.update(missed, asked_id=helper.id)
            if words:
                missed = commitments.reword(session, missed, text=words)
            if due is not None:
                follows = change.insert(_following_commitment(session, missed, missed.text, due))
        else:
            missed = commitments.mark_missed(session, commitment, next_step)
            if helper is not None:
                missed = change.update(missed, asked_id=helper.id)
            if due is not None or words:
                follows = change.insert(_following_commitment(session, missed, words or missed.text, due))
        return MissResult(missed, occurrence, follows)


def list_help_requests(session: Session) -> list[Commitment]:
    """Return the missed commitments that the viewer was asked to help with and that still need it, latest first."""
    if session.viewer.member_id is None:
        return []
    asked = session.all(
        Commitment, "asked_id = ? AND replaced_by IS NULL", (session.viewer.member_id,), order="id DESC"
    )
    member_ids = {member.id for member in session.all(Member, "left_on IS NULL")}
    return [
        commitment
        for commitment in asked
        if commitment.member_id in member_ids | {None} and _still_asked(session, commitment)
    ]


def _still_asked(session: Session, commitment: Commitment) -> bool:
    """Return whether the help is still needed: the last occurrence was missed, or the miss is recent and no following
    commitment was kept."""
    if commitment.every:
        decided = occurrences.decided_occurrences(session, commitment)
        return commitment.status == "open" and bool(decided) and decided[-1].status == "missed"
    done = any(after.status == "kept" for after in session.all(Commitment, "follows_id = ?", (commitment.id,)))
    recent = commitment.closed_on is not None and (session.today - commitment.closed_on).days < HELP_REQUEST_DAYS
    return commitment.status == "missed" and recent and not done


def _following_commitment(session: Session, commitment: Commitment, text: str, due: date | None) -> Commitment:
    """Return a new one-time commitment that follows a missed one, with `text` and `due` replaced; not stored yet."""
    commitments.require_valid_terms(session, text=text, due=due)
    meeting = meeting_for_commitment(session, is_help=commitment.helps_id is not None)
    new: dict[str, object] = {
        "id": 0, "text": require_text(text, "The commitment"), "due": due, "status": "open", "closed_on": None,
        "next_step": None, "asked_id": None, "every": None, "weekday": None, "replaced_by": None,
        "follows_id": commitment.id, "created_at": session.timestamp, "meeting_id": meeting.id if meeting else None,
    }  # fmt: skip
    return Commitment.model_validate(commitment.model_dump() | new)


def _require_able_helper(session: Session, commitment: Commitment, helper: Member | None) -> None:
    """Raise `HuddleError` when the helper owns the commitment, has left, or must not know of it."""
    if helper is None:
        return
    if helper.id == commitment.member_id:
        raise HuddleError("You can't ask yourself for help. Choose someone else.")
    require_on_team(session, helper)
    if commitment.helps_id is not None and helper.id != commitment.helps_id:
        raise HuddleError("This is visible to you both. Ask each other, or leave the name out.")

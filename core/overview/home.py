"""What the home screen shows: the next meeting, the viewer's commitments and numbers, and the team's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from core.access.session import Session
from core.commitments import queries
from core.commitments.occurrences import count_kept_in_a_row
from core.commitments.outcomes import OutcomeCalculator
from core.meeting.lifecycle import current_stage, host_of, next_planned_meeting, open_meeting_or_none
from core.metrics import metrics
from core.models import Commitment, CommitmentStatus, Meeting, Member, Metric, StageName, by_id
from core.team.permissions import takes_part

HISTORY_WEEKS = 8
"""For how many weeks back the share of kept commitments is shown: as many as the histories beside it."""


@dataclass(frozen=True, slots=True)
class NextMeeting:
    """The open meeting, or else the next planned one."""

    meeting: Meeting
    host: Member | None
    """The host; None while the rotation has not chosen one."""
    stage: StageName | None
    """The current stage; None until the meeting is opened."""


@dataclass(frozen=True, slots=True)
class CommitmentWithDue:
    """A commitment, and the day on which it is due next."""

    commitment: Commitment
    metric: Metric | None
    due: date | None
    streak: int = 0
    """How many times in a row a recurring commitment was kept."""


@dataclass(frozen=True, slots=True)
class KeptCount:
    """How many commitments were kept."""

    kept: int
    closed: int
    """How many were kept or missed."""
    weekly_percents: tuple[int, ...]
    """Per cent kept in each of the last `HISTORY_WEEKS` spans of seven days in which any was closed, oldest first."""

    @property
    def share(self) -> float | None:
        """Return the share (0..1) of closed commitments that were kept; None while none is closed."""
        return self.kept / self.closed if self.closed else None


def next_meeting(session: Session) -> NextMeeting | None:
    """Return the open meeting, else the next planned one, or None."""
    open_meeting = open_meeting_or_none(session)
    meeting = open_meeting or next_planned_meeting(session)
    if meeting is None:
        return None
    return NextMeeting(
        meeting, host_of(session, meeting), current_stage(session, open_meeting).name if open_meeting else None
    )


# -- the viewer's own


def my_commitments(session: Session, member: Member | None = None) -> list[CommitmentWithDue]:
    """Return the open commitments of the viewer, or of `member`, by next due day; those without one come last."""
    items = _commitments_with_due(session, "open", member)
    return sorted(items, key=lambda item: (item.due is None, item.due or session.today, item.commitment.id))


def my_closed_commitments(session: Session, since: date) -> list[CommitmentWithDue]:
    """Return the viewer's commitments that were kept or missed on `since` or later, latest first."""
    items = [*_commitments_with_due(session, "kept"), *_commitments_with_due(session, "missed")]
    closed = [(item.commitment.closed_on, item.commitment.id, item) for item in items if item.commitment.closed_on]
    return [item for day, _, item in sorted(closed, key=lambda row: row[:2], reverse=True) if day >= since]


def _commitments_with_due(
    session: Session, status: CommitmentStatus, member: Member | None = None
) -> list[CommitmentWithDue]:
    if member is None and not takes_part(session):
        return []
    metrics_by_id = by_id(metrics.list_metrics(session, include_ended=True))
    owner = member or session.me
    calculator = OutcomeCalculator(session.connection, session.today, member_id=owner.id)
    return [
        CommitmentWithDue(
            commitment,
            metrics_by_id.get(commitment.metric_id or 0),
            calculator.next_due(calculator.records[commitment.id]),
            count_kept_in_a_row(session, commitment, calculator),
        )
        for commitment in queries.list_commitments(session, member=owner, status=status, include_help=True)
    ]


# -- the team's


def count_kept(session: Session, member: Member | None = None) -> KeptCount:
    """Return how many commitments were kept: those of one member, or of everybody and the team."""
    calculator = OutcomeCalculator(
        session.connection,
        session.today,
        member_id=member.id if member else None,
    )
    closed = calculator.list_outcomes()
    history = []
    for back in range(HISTORY_WEEKS - 1, -1, -1):
        last = session.today - timedelta(days=7 * back)
        first = last - timedelta(days=6)
        week = [outcome.status == "kept" for outcome in closed if first <= outcome.day <= last]
        if week:
            history.append(100 * sum(week) // len(week))
    return KeptCount(sum(outcome.status == "kept" for outcome in closed), len(closed), tuple(history))

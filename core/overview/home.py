"""What the home screen shows: the next meeting, the viewer's commitments and numbers, and the team's."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from core.access.session import Session
from core.commitments import commitments
from core.commitments.occurrences import count_kept_in_a_row
from core.commitments.outcomes import OutcomeCalculator
from core.meeting.lifecycle import current_stage, host_of, next_planned_meeting, open_meeting_or_none
from core.metrics import metrics, targets
from core.metrics.totals import amount_of_tally, attainment_and_pace, sum_tallies, totals_by_member
from core.models import Commitment, CommitmentStatus, Meeting, Member, Metric, StageName
from core.standings import leaderboard
from core.standings.leaderboard import Standing
from core.values.periods import PERIOD_KINDS, Period, period_between, period_containing
from data.quick import metric_queries

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
class TargetProgress:
    """How far one running target is reached."""

    title: str
    """The metric, with its period unless that is the running quarter: `calls this week`."""
    metric: Metric
    period: Period
    share_gone: float
    """Which share (0..1) of the period's working days has passed, today included."""
    standing: Standing
    ranked: int
    """How many rows the leaderboard has."""


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


def takes_part(session: Session) -> bool:
    """Return whether the viewer has commitments and numbers of their own: watchers and the room have none."""
    return session.viewer.role in ("leader", "seller")


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
    metrics_by_id = {metric.id: metric for metric in metrics.list_metrics(session, include_ended=True)}
    owner = member or session.me
    reckoning = OutcomeCalculator(
        session.store.connection, session.today, member_id=owner.id, viewer_id=session.viewer.member_id
    )
    return [
        CommitmentWithDue(
            commitment,
            metrics_by_id.get(commitment.metric_id or 0),
            reckoning.next_due(reckoning.records[commitment.id]),
            count_kept_in_a_row(session, commitment, reckoning),
        )
        for commitment in commitments.list_commitments(session, member=owner, status=status, include_help=True)
    ]


def my_numbers(session: Session, member: Member | None = None) -> list[TargetProgress]:
    """Return the running targets of the viewer, or of `member`, shortest periods first.

    Those of another member come without private metrics.
    """
    if member is None and not takes_part(session):
        return []
    return member_numbers(session, member or session.me)


def member_numbers(session: Session, member: Member, day: date | None = None) -> list[TargetProgress]:
    """Return a member's running targets, shortest periods first; other viewers get no private metrics.

    `day` gives them as of an earlier day.
    """
    day = day or session.today
    progress = []
    for target in metric_queries.read_running_targets(session.store.connection, member.id, day):
        period = period_between(target.starts_on, target.ends_on)
        board = leaderboard.standings_by_connection(
            session.store.connection, target.metric_id, period, day, viewer_id=session.viewer.member_id
        )
        rows = [row for row in board.rows if row.id == member.id]
        progress += [
            _number(session, board, row if day == session.today else _as_of(session, board, row, day), day)
            for row in rows
        ]
    return progress


def _as_of(session: Session, board: leaderboard.StandingsBoard, row: Standing, day: date) -> Standing:
    """Return a leaderboard row without entries later than `day`; a leaderboard counts its whole period."""
    connection, starts_on = session.store.connection, board.period.starts_on
    metric = metric_queries.read_metric(connection, board.metric_id)
    amount = amount_of_tally(
        metric.kind, sum_tallies(totals_by_member(connection, metric, (starts_on, day), row.id).values())
    )
    attainment, pace = attainment_and_pace(metric, amount, row.target, row.working_days)
    return replace(row, actual=amount, attainment=attainment, pace=pace)


# -- the team's


def team_numbers(session: Session) -> list[TargetProgress]:
    """Return how far the team is with its running targets, metric by metric.

    When the team has no target of its own for a metric, the members' targets add up, for the longest running period.
    """
    running: dict[int, dict[Period, bool]] = {}
    for target in targets.list_targets(session):
        if target.starts_on <= session.today <= target.ends_on:
            period = period_between(target.starts_on, target.ends_on)
            is_team_target = target.member_id is None and target.group_id is None
            periods_of_metric = running.setdefault(target.metric_id, {})
            periods_of_metric[period] = periods_of_metric.get(period, False) or is_team_target
    progress = []
    for metric in metrics.list_metrics(session):
        periods = running.get(metric.id, {})
        team_periods = [period for period, is_team_target in periods.items() if is_team_target]
        for period in sorted(team_periods or periods, key=_period_length)[None if team_periods else -1 :]:
            board = leaderboard.standings_by_connection(session.store.connection, metric.id, period, session.today)
            if board.team.target is not None:
                progress.append(_number(session, board, board.team))
    return progress


def count_kept(session: Session, member: Member | None = None) -> KeptCount:
    """Return how many commitments were kept: those of one member, or of everybody and the team."""
    reckoning = OutcomeCalculator(
        session.store.connection,
        session.today,
        member_id=member.id if member else None,
        viewer_id=session.viewer.member_id,
    )
    closed = reckoning.list_outcomes()
    history = []
    for back in range(HISTORY_WEEKS - 1, -1, -1):
        last = session.today - timedelta(days=7 * back)
        first = last - timedelta(days=6)
        week = [outcome.status == "kept" for outcome in closed if first <= outcome.day <= last]
        if week:
            history.append(100 * sum(week) // len(week))
    return KeptCount(sum(outcome.status == "kept" for outcome in closed), len(closed), tuple(history))


def _number(
    session: Session, board: leaderboard.StandingsBoard, row: Standing, day: date | None = None
) -> TargetProgress:
    metric = session.all(Metric, "id = ?", (board.metric_id,))[0]
    title = metric.name + _period_suffix(board.period, day or session.today)
    return TargetProgress(title, metric, board.period, board.share_gone, row, len(board.rows))


def _period_suffix(period: Period, today: date) -> str:
    """Return the period as a suffix to the metric's name; empty for the running quarter."""
    if period == period_containing(today, "quarter"):
        return ""
    if period.kind == "day":
        return " today"
    return f" this {period.kind}" if period.kind in PERIOD_KINDS else f", {period.title}"


def _period_length(period: Period) -> tuple[timedelta, date]:
    return period.ends_on - period.starts_on, period.starts_on

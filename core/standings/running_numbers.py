"""The metrics of a member or the team that have a target now, with how far each has come."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from core.access.session import Session
from core.metrics import metrics, targets
from core.metrics.totals import amount_of_tally, attainment_and_pace, is_behind, sum_tallies
from core.models import Member, Metric
from core.standings import leaderboard
from core.standings.leaderboard import Standing
from core.standings.metric_totals import totals_by_member
from core.team.permissions import takes_part
from core.values.periods import PERIOD_KINDS, Period, period_between, period_containing
from data.quick import metric_queries


@dataclass(frozen=True, slots=True)
class TargetProgress:
    """How far one running target is reached."""

    title: str
    """The metric, with its period unless that is the running quarter: `calls this week`."""
    metric: Metric
    period: Period
    share_gone: float
    """Which share (0..1) of the period's working days is finished."""
    standing: Standing
    ranked: int
    """How many rows the leaderboard has."""


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
    for target in metric_queries.read_running_targets(session.connection, member.id, day):
        period = period_between(target.starts_on, target.ends_on)
        board = leaderboard.standings_by_connection(session.connection, target.metric_id, period, day)
        rows = [row for row in board.rows if row.id == member.id]
        progress += [
            _number(session, board, row if day == session.today else _as_of(session, board, row, day), day)
            for row in rows
        ]
    return progress


def _as_of(session: Session, board: leaderboard.StandingsBoard, row: Standing, day: date) -> Standing:
    """Return a leaderboard row without entries later than `day`; a leaderboard counts its whole period."""
    connection, starts_on = session.connection, board.period.starts_on
    metric = metric_queries.read_metric(connection, board.metric_id)
    amount = amount_of_tally(
        metric.kind, sum_tallies(totals_by_member(connection, metric, (starts_on, day), row.id).values())
    )
    attainment, pace = attainment_and_pace(metric, amount, row.target, row.working_days)
    behind = is_behind(metric, amount, row.target, row.working_days, is_agreed=row.is_agreed)
    return replace(row, actual=amount, attainment=attainment, pace=pace, is_behind=behind)


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
            board = leaderboard.standings_by_connection(session.connection, metric.id, period, session.today)
            if board.team.target is not None:
                progress.append(_number(session, board, board.team))
    return progress


def _number(
    session: Session, board: leaderboard.StandingsBoard, row: Standing, day: date | None = None
) -> TargetProgress:
    metric = session.all(Metric, "id = ?", (board.metric_id,))[0]
    title = metric.name + describe_period_suffix(board.period, day or session.today)
    return TargetProgress(title, metric, board.period, board.share_gone, row, len(board.rows))


def describe_period_suffix(period: Period, today: date) -> str:
    """Return the period as a suffix to the metric's name; empty for the running quarter."""
    if period == period_containing(today, "quarter"):
        return ""
    if period.kind == "day":
        return " today"
    return f" this {period.kind}" if period.kind in PERIOD_KINDS else f", {period.title}"


def _period_length(period: Period) -> tuple[timedelta, date]:
    return period.ends_on - period.starts_on, period.starts_on

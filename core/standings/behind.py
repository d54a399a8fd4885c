"""Who is behind on a running target, by the one rule of `core.metrics.totals.is_behind`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.access.session import Session
from core.models import Member
from core.standings.leaderboard import BoardBuilder, Standing, StandingsBoard
from core.standings.ranking import Ranking
from core.standings.running_numbers import describe_period_suffix
from core.values.periods import Period, period_between
from data.quick import metric_queries


@dataclass(frozen=True, slots=True)
class BehindTarget:
    """A running target of a member that is behind."""

    member: Member
    board: StandingsBoard
    """The leaderboard of the target's metric and period."""
    standing: Standing
    """The member's row on it."""
    title: str
    """The metric, with its period unless that is the running quarter: `calls this week`."""


def list_behind_targets(session: Session, people: Iterable[Member]) -> list[BehindTarget]:
    """Return the targets on which these members are behind, as far as the viewer may see them, shortest first."""
    boards: dict[tuple[int, Period], StandingsBoard] = {}
    behind = []
    for member in people:
        for target in metric_queries.read_running_targets(session.connection, member.id, session.today):
            key = target.metric_id, period_between(target.starts_on, target.ends_on)
            if key not in boards:
                boards[key] = _build_board(session, *key)
            behind += [
                BehindTarget(
                    member, boards[key], row, boards[key].metric + describe_period_suffix(key[1], session.today)
                )
                for row in boards[key].rows
                if row.id == member.id and row.is_behind
            ]
    return behind


def _build_board(session: Session, metric_id: int, period: Period) -> StandingsBoard:
    """Return the board of the members, without histories, which cost most."""
    metric = metric_queries.read_metric(session.connection, metric_id)
    ranking = Ranking(session.connection, metric, period, session.today, "member", "actual")
    return BoardBuilder(ranking).build_for_day(session.today, ranking.tallies_by_member)

"""What the first look tells: the next meeting, what is mine, how the team stands, and who needs the leader."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from core import commitments, metrics, standings, targets
from core.actuals import actual, added, attainment_and_pace, shares
from core.meeting import current, host, stage, upcoming
from core.models import Commitment, CommitmentStatus, Meeting, Member, Metric, StageName
from core.occurrences import streak
from core.periods import KINDS, Period, between, containing
from core.reckoning import Reckoning
from core.session import Session
from core.standings import Standing
from data import numbers

WEEKS = 8
"""How far back the share of kept commitments is shown: as far as the histories beside it."""


@dataclass(frozen=True, slots=True)
class NextMeeting:
    """The meeting that is open, or else the one that is planned next."""

    meeting: Meeting
    host: Member | None
    """None while it is for the rotation to say."""
    stage: StageName | None
    """Where it is; None until it is opened."""


@dataclass(frozen=True, slots=True)
class Promised:
    """One commitment, and the day on which it falls due next."""

    commitment: Commitment
    metric: Metric | None
    due: date | None
    streak: int = 0
    """How many times in a row it was kept, of what comes again."""


@dataclass(frozen=True, slots=True)
class Number:
    """How far one running target is reached."""

    title: str
    """The metric, with its period where that is not the running quarter: `calls this week`."""
    metric: Metric
    period: Period
    share_gone: float
    """Of the period's working days, today counting as gone."""
    standing: Standing
    ranked: int
    """How many stand on the board."""


@dataclass(frozen=True, slots=True)
class Kept:
    """How many commitments were kept."""

    kept: int
    closed: int
    history: tuple[int, ...]
    """Per cent kept in each of the last `WEEKS` times seven days in which anything was closed, the oldest first."""

    @property
    def share(self) -> float | None:
        """Of those closed; None while nothing is."""
        return self.kept / self.closed if self.closed else None


def takes_part(s: Session) -> bool:
    """Whether the viewer has commitments and numbers of their own: watchers and the room have none."""
    return s.viewer.role in ("leader", "seller")


def next_meeting(s: Session) -> NextMeeting | None:
    """The open meeting, else the planned one that comes first; None when there is neither."""
    running = current(s)
    found = running or upcoming(s)
    if found is None:
        return None
    return NextMeeting(found, host(s, found), stage(s, running).name if running else None)


# -- mine


def my_commitments(s: Session, member: Member | None = None) -> list[Promised]:
    """The viewer's own that are open, or those of `member`, by the day on which they fall due next; those without a
    day come last."""
    found = _promised(s, "open", member)
    return sorted(found, key=lambda each: (each.due is None, each.due or s.today, each.commitment.id))


def my_closed(s: Session, since: date) -> list[Promised]:
    """The viewer's own that were kept or missed on the day `since` or later, the latest first."""
    found = [*_promised(s, "kept"), *_promised(s, "missed")]
    lately = [(each.commitment.closed_on, each.commitment.id, each) for each in found if each.commitment.closed_on]
    return [each for day, _, each in sorted(lately, key=lambda row: row[:2], reverse=True) if day >= since]


def _promised(s: Session, status: CommitmentStatus, member: Member | None = None) -> list[Promised]:
    if member is None and not takes_part(s):
        return []
    counted = {metric.id: metric for metric in metrics.metrics(s, include_ended=True)}
    whose = member or s.me
    reckoned = Reckoning(s.store.connection, s.today, member_id=whose.id, viewer_id=s.viewer.member_id)
    return [
        Promised(c, counted.get(c.metric_id or 0), reckoned.next_due(reckoned.all[c.id]), streak(s, c, reckoned))
        for c in commitments.commitments(s, member=whose, status=status, helping=True)
    ]


def my_numbers(s: Session, member: Member | None = None) -> list[Number]:
    """The viewer's own running targets, or those of `member`, the shortest periods first.

    Of another they are without what is private.
    """
    if member is None and not takes_part(s):
        return []
    return numbers_of(s, member or s.me)


def numbers_of(s: Session, member: Member, day: date | None = None) -> list[Number]:
    """A member's running targets, the shortest periods first; without those on private boards of somebody else.

    `day` gives them as they stood on an earlier one.
    """
    day = day or s.today
    found = []
    for agreed in numbers.running_targets(s.store.connection, member.id, day):
        period = between(agreed.starts_on, agreed.ends_on)
        board = standings.board(s.store.connection, agreed.metric_id, period, day, viewer_id=s.viewer.member_id)
        rows = [row for row in board.rows if row.id == member.id]
        found += [_number(s, board, row if day == s.today else _as_of(s, board, row, day), day) for row in rows]
    return found


def _as_of(s: Session, board: standings.StandingsBoard, row: Standing, day: date) -> Standing:
    """A member's row without what was entered for later days: a board counts its whole period."""
    connection, starts_on = s.store.connection, board.period.starts_on
    metric = numbers.counted(connection, board.metric_id)
    amount = actual(metric.kind, added(shares(connection, metric, (starts_on, day), row.id).values()))
    attainment, pace = attainment_and_pace(metric, amount, row.target, row.days)
    return replace(row, actual=amount, attainment=attainment, pace=pace)


# -- ours


def team_numbers(s: Session) -> list[Number]:
    """How far the team is with what it agreed to reach by now, metric by metric.

    Where the team has no target of its own its members' add up, for the longest period that is running.
    """
    running: dict[int, dict[Period, bool]] = {}
    for target in targets.targets(s):
        if target.starts_on <= s.today <= target.ends_on:
            period = between(target.starts_on, target.ends_on)
            own = target.member_id is None and target.group_id is None
            of_metric = running.setdefault(target.metric_id, {})
            of_metric[period] = of_metric.get(period, False) or own
    found = []
    for metric in metrics.metrics(s):
        periods = running.get(metric.id, {})
        of_the_team = [period for period, own in periods.items() if own]
        for period in sorted(of_the_team or periods, key=_length)[None if of_the_team else -1 :]:
            board = standings.board(s.store.connection, metric.id, period, s.today)
            if board.team.target is not None:
                found.append(_number(s, board, board.team))
    return found


def kept(s: Session, member: Member | None = None) -> Kept:
    """How many commitments were kept: one member's, or everybody's and the team's."""
    found = Reckoning(
        s.store.connection, s.today, member_id=member.id if member else None, viewer_id=s.viewer.member_id
    )
    closed = found.answers()
    history = []
    for back in range(WEEKS - 1, -1, -1):
        last = s.today - timedelta(days=7 * back)
        first = last - timedelta(days=6)
        week = [answer.status == "kept" for answer in closed if first <= answer.day <= last]
        if week:
            history.append(100 * sum(week) // len(week))
    return Kept(sum(answer.status == "kept" for answer in closed), len(closed), tuple(history))


def _number(s: Session, board: standings.StandingsBoard, row: Standing, day: date | None = None) -> Number:
    metric = s.all(Metric, "id = ?", (board.metric_id,))[0]
    title = metric.name + _of_when(board.period, day or s.today)
    return Number(title, metric, board.period, board.share_gone, row, len(board.rows))


def _of_when(period: Period, today: date) -> str:
    """What is said of a period beside a metric: nothing of the running quarter."""
    if period == containing(today, "quarter"):
        return ""
    if period.kind == "day":
        return " today"
    return f" this {period.kind}" if period.kind in KINDS else f", {period.title}"


def _length(period: Period) -> tuple[timedelta, date]:
    return period.ends_on - period.starts_on, period.starts_on

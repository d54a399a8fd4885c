"""The leaderboard: each member's rank on one metric in one period, and how it changed since the last meeting.

On a private metric nobody is ranked: a board has the viewer's own row, against their own target, and the team's, which
is told a month at a time (`core.metrics.published`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from core.access.session import Session
from core.access.visible_connection import VisibleConnection
from core.metrics.metrics import find_metric
from core.metrics.published import TeamNumber, read_team_number
from core.metrics.totals import CUMULATIVE_KINDS, amount_of_tally, attainment_and_pace, is_behind
from core.models import Member, Metric
from core.standings.metric_totals import totals_by_member, totals_by_span
from core.standings.ranking import (
    SELLER_KIND_TITLES,
    Grouping,
    Order,
    Place,
    Ranking,
    count_weeks_below,
    rank_values,
)
from core.values.periods import Period
from core.values.time_zone import day_in_zone, find_zone
from data.quick import metric_queries
from data.quick.metric_queries import Span, Tally

DEFAULT_HISTORY_WEEKS = 8
"""How many weeks a row's history has by default: two months fit beside a bar."""

WEEKS_IN_QUARTER = 13
"""How many weeks are searched for a run of misses, and shown as numbers."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One row of a board: a member's, a group's, a territory's, a seller kind's or the team's."""

    rank: int | None
    """From 1, ties shared (1, 1, 3). None for the team, on a private board, and without a value to rank by."""
    name: str
    actual: int | None
    """In the metric's smallest unit. None for a mean, a ratio or a latest value without entries; never None for a sum
    or a count."""
    target: int | None
    """In the metric's smallest unit; None without a target."""
    attainment: float | None
    """Actual ÷ target; None without a target."""
    pace: float | None
    """Attainment ÷ the share of working days finished; None without a target, until the first day has finished, and for
    a metric without (`core.metrics.totals.has_pace`)."""
    movement: int | None
    """Ranks gained since the last closed meeting in the period; None without such a meeting, or without an earlier
    rank."""
    history: tuple[int, ...]
    """The amounts of the last `DEFAULT_HISTORY_WEEKS` spans of seven days (or as many as were asked for) up to the
    board's day, oldest first."""
    id: int | None = None
    """The member's or the group's id; None for a territory, the team, and for rows of those who belong to none."""
    weeks_below: int = 0
    """How many weeks in a row came to less than their share of the target; see
    `core.standings.ranking.count_weeks_below`.
    """
    working_days: tuple[int, int] = (0, 1)
    """The row's working days: how many are finished, and how many the period has; only those its target stands for."""
    target_days: tuple[Span, ...] = ()
    """The days of the period that its target stands for; empty for all."""
    is_agreed: bool = True
    """Whether the target is agreed; else it is only proposed."""
    is_behind: bool = False
    """Whether the row counts as behind; see `core.metrics.totals.is_behind`."""


@dataclass(frozen=True, slots=True)
class StandingsBoard:
    """A leaderboard, as one viewer may see it."""

    metric: str
    metric_id: int
    kind: str
    unit: str
    scale: int
    better: str
    period: Period
    by: Grouping
    share_gone: float
    """The share, 0 to 1, of the period's working days that is finished."""
    rows: tuple[Standing, ...]
    """By rank, then by name."""
    team: Standing
    """The team's row, against its own target or else the sum of its members'."""
    most_improved: Standing | None
    """The row that gained the most ranks since the last meeting; None when none did."""
    movement_since: date | None
    """The day of the meeting that movement is counted from."""
    order: Order = "actual"
    private: bool = False
    """Whether the viewer's own row is the only one."""
    told_on: date | None = None
    """On a private board, the day on which the latest month of the team's number was told; None before the first."""


def standings(
    session: Session,
    metric: Metric | str,
    period: Period,
    by: str = "member",
    order: str = "actual",
    weeks: int = DEFAULT_HISTORY_WEEKS,
) -> StandingsBoard:
    """Return the board of a metric in a period, as of the session's day, as its viewer may see it.

    A board of members has all sellers on the team, the leader when they have an entry or a target, and members who left
    with entries; never watchers. `weeks` is the length of the histories. Raises `HuddleError` for an unknown metric,
    `by` or `order`.
    """
    if isinstance(metric, str):
        metric = find_metric(session, metric)
    connection = session.connection
    ranking = Ranking(connection, metric_queries.read_metric(connection, metric.id), period, session.today, by, order)
    return BoardBuilder(ranking).build(weeks)


def standings_by_connection(
    connection: VisibleConnection,
    metric_id: int,
    period: Period,
    today: date,
    by: str = "member",
) -> StandingsBoard:
    """Return `standings` as the viewer of the connection may see it, as of `today`.

    Raises `KeyError` when there is no such metric.
    """
    ranking = Ranking(connection, metric_queries.read_metric(connection, metric_id), period, today, by, "actual")
    return BoardBuilder(ranking).build()


class BoardBuilder:
    """Builds the boards of a ranking as its viewer may see them: of a private metric their own row alone."""

    def __init__(self, ranking: Ranking) -> None:
        self.ranking = ranking
        self.private = metric_queries.is_private(ranking.connection, ranking.metric.id)
        places = ranking.places()
        if self.private:
            # A group of one member would show theirs: by group, territory or kind there are no rows.
            seen = metric_queries.read_seen_ids(ranking.connection, ranking.metric.id) if ranking.by == "member" else ()
            places = [place for place in places if place.id in seen]
        self.places = places
        self.team_place = ranking.team_place()
        self.team_number = (
            read_team_number(ranking.connection, ranking.metric, ranking.span)
            if self.private
            else TeamNumber(None, None)
        )

    def build(self, weeks: int = DEFAULT_HISTORY_WEEKS) -> StandingsBoard:
        """Return the board as of the ranking's day, with movement and histories of `weeks` weeks."""
        ranking = self.ranking
        last = min(ranking.today, ranking.period.ends_on)
        since = metric_queries.read_last_meeting_day(ranking.connection, (ranking.period.starts_on, last))
        moved = self._movement_since(since)
        last = max(ranking.period.starts_on, last)
        within = ((last - ranking.period.starts_on).days + 1) // 7
        spans = _weeks(last, max(weeks, min(within, WEEKS_IN_QUARTER)))
        weekly_tallies = totals_by_span(ranking.connection, ranking.metric, spans, today=ranking.today)
        everyone = [*self.places, self.team_place]
        totals = [tuple(ranking.amount_of(place, week) or 0 for week in weekly_tallies) for place in everyone]
        zone = find_zone(metric_queries.read_time_zone(ranking.connection))
        first_days = metric_queries.read_measured_since(
            ranking.connection, ranking.metric.id, lambda moment: day_in_zone(moment, zone)
        )
        below = [
            count_weeks_below(
                weekly,
                spans,
                place,
                ranking,
                min((first_days[member_id] for member_id in place.member_ids), default=last),
            )
            for weekly, place in zip(totals, everyone, strict=True)
        ]
        histories = [weekly[-weeks:] for weekly in totals]
        if self.private:
            histories[-1], below[-1] = (), 0  # the team's number is told by month
        return self.build_for_day(ranking.today, ranking.tallies_by_member, moved, histories, below, since)

    def build_for_day(
        self,
        day: date,
        tallies: dict[int, Tally],
        movements: Sequence[int | None] = (),
        histories: Sequence[tuple[int, ...]] = (),
        weeks_below_counts: Sequence[int] = (),
        movement_since: date | None = None,
    ) -> StandingsBoard:
        """Return the board as of `day`, computed from the members' `tallies`."""
        ranking, metric = self.ranking, self.ranking.metric
        gone = ranking.working_days_finished(day)
        movements = movements or [None] * len(self.places)
        ranks = list(rank_values(movements)) if ranking.order == "improved" else self._ranks(tallies, day)

        def standing(place: Place, at: int, rank: int | None, movement: int | None) -> Standing:
            amount, days = ranking.amount_of(place, tallies), ranking.working_days_finished(day, place)
            attainment, pace = attainment_and_pace(metric, amount, place.target, days)
            history = histories[at] if histories else ()
            behind = is_behind(metric, amount, place.target, days, is_agreed=place.is_agreed)
            return Standing(
                rank, place.name, amount, place.target, attainment, pace, movement, history, place.id,
                weeks_below_counts[at] if weeks_below_counts else 0, days, place.target_days, place.is_agreed, behind,
            )  # fmt: skip

        team = standing(self.team_place, len(self.places), None, None)
        if self.private:
            told = self.team_number.tally if day == ranking.today else None
            actual = amount_of_tally(metric.kind, told) if told else None
            attainment, _ = attainment_and_pace(metric, actual, team.target, team.working_days)
            team = replace(team, actual=actual, attainment=attainment, pace=None, is_behind=False)
        rows = [standing(place, at, ranks[at], movements[at]) for at, place in enumerate(self.places)]
        rows.sort(key=lambda row: (row.rank is None, row.rank, row.name.casefold()))
        climbed = [row for row in rows if row.movement is not None and row.movement > 0]
        return StandingsBoard(
            metric=metric.name,
            metric_id=metric.id,
            kind=metric.kind,
            unit=metric.unit,
            scale=metric.scale,
            better=metric.better,
            period=ranking.period,
            by=ranking.by,
            share_gone=gone[0] / gone[1],
            rows=tuple(rows),
            team=team,
            # Of equal ones the first: `rows` are in the order of their ranks.
            most_improved=max(climbed, key=lambda row: row.movement or 0, default=None),
            movement_since=movement_since,
            order=ranking.order,
            private=self.private,
            told_on=self.team_number.told_on,
        )

    def _ranks(self, found: dict[int, Tally], day: date) -> list[int | None]:
        if self.private:
            return [None] * len(self.places)
        return self.ranking.rank_places(self.places, found, day)

    def _movement_since(self, since: date | None) -> list[int | None]:
        """Return the ranks that each place gained since the end of that day; None where there was no rank yet."""
        ranking = self.ranking
        before = since and totals_by_member(
            ranking.connection, ranking.metric, (ranking.period.starts_on, since), today=ranking.today
        )
        if since is None or not before:
            return [None] * len(self.places)
        pairs = zip(self._ranks(before, since), self._ranks(ranking.tallies_by_member, ranking.today), strict=True)
        return [was - now if was is not None and now is not None else None for was, now in pairs]


def _weeks(last: date, count: int) -> list[Span]:
    """Return `count` spans of seven days up to `last`, oldest first.

    These are not calendar weeks, since a week that has just begun would look like a collapse.
    """
    ends = [last - timedelta(days=7 * back) for back in range(min(count, last.toordinal() // 7) - 1, -1, -1)]
    return [(end - timedelta(days=6), end) for end in ends]


# -- neighbours


@dataclass(frozen=True, slots=True)
class RowNeighbours:
    """A row with its neighbours."""

    rows: tuple[Standing, ...]
    ahead: Standing | None
    """The next better row; None for the first, for an unranked row, and on a private board."""
    amount_to_pass: int | None
    """How much more, in the metric's smallest unit, is needed to pass `ahead` if they add nothing.

    None where more is not better, or where an entry may not help: for a mean or a ratio.
    """


def find_own_row(session: Session, board: StandingsBoard) -> Standing | None:
    """Return the viewer's own row, or that of their group, territory or kind; None for the room."""
    viewer = session.get(Member, session.viewer.member_id)
    if viewer is None:
        return None
    kinds = dict(SELLER_KIND_TITLES)
    for row in board.rows:
        match board.by:
            case "member" if row.id == viewer.id:
                return row
            case "group" if row.id is not None and row.id == viewer.group_id:
                return row
            case "territory" if viewer.territory and row.name.casefold() == viewer.territory.casefold():
                return row
            case "kind" if viewer.kind and row.name == kinds[viewer.kind]:
                return row
    return None


def find_neighbours(board: StandingsBoard, own: Standing, around: int = 3) -> RowNeighbours:
    """Return the row `own` with up to `around` rows above and below, and what is needed to pass the next better one."""
    at = board.rows.index(own)
    rows = board.rows[max(0, at - around) : at + around + 1]
    ahead = next(_ahead(board, own), None)
    return RowNeighbours(rows, ahead, _to_pass(board, own, ahead) if ahead else None)


def _ahead(board: StandingsBoard, own: Standing) -> Iterator[Standing]:
    for row in reversed(board.rows):
        if row.rank is not None and own.rank is not None and row.rank < own.rank:
            yield row


def _to_pass(board: StandingsBoard, own: Standing, ahead: Standing) -> int | None:
    if board.better != "higher" or board.kind not in (*CUMULATIVE_KINDS, "latest") or board.order == "improved":
        return None
    if own.actual is None or ahead.actual is None:
        return None
    if board.order == "actual":
        return ahead.actual - own.actual + 1
    if not own.target or not ahead.target:
        return None
    # The smallest amount whose share of the own target, or of the part of it that is due today, is larger.
    above, below = ahead.actual * own.target, ahead.target
    if board.order == "pace":
        above, below = (
            above * ahead.working_days[1] * own.working_days[0],
            below * ahead.working_days[0] * own.working_days[1],
        )
    return above // below + 1 - own.actual

"""The leaderboard: everybody's place on one metric in one period, and how it moved since the last meeting.

On a private metric nobody is ranked: a board has the viewer's own row, against their own target, and the team's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from core.actuals import GROWING, attainment_and_pace, shares, shares_by_span
from core.metrics import metric as metric_named
from core.models import Member, Metric
from core.periods import Period
from core.ranking import BY, KINDS, ORDERS, By, Order, Place, Ranking, ranked, weeks_below
from core.session import Session
from data import numbers
from data.numbers import Span, Tally
from data.sqlite import sqlite3

HISTORY = 8
"""How many weeks a history tells of: two months fit beside a bar."""

QUARTER_WEEKS = 13
"""How many weeks are looked at for a run of misses, and shown as numbers."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One place on a board: a member's, a group's, a territory's, a kind's or the team's."""

    rank: int | None
    """From 1, ties shared (1, 1, 3). None for the team, on a private board, and where there is nothing to rank by."""
    name: str
    actual: int | None
    """In the metric's smallest unit. Never None for a sum or a count; a mean, a ratio or a latest value is None
    while nothing was entered."""
    target: int | None
    attainment: float | None
    """Actual ÷ target; None without a target."""
    pace: float | None
    """Attainment ÷ the share of working days gone; None without a target, and for what does not grow by the day."""
    movement: int | None
    """Places gained since the last closed meeting in the period; None when there was none, or nothing to rank yet."""
    history: tuple[int, ...]
    """The amounts of the last `HISTORY` times seven days (or of as many as were asked for) up to the board's day, the
    oldest first."""
    id: int | None = None
    """The member's or the group's; None for a territory, for the team, and for who belongs to none."""
    weeks_below: int = 0
    """How many weeks running came to less than their share of the target; see `core.ranking.weeks_below`."""
    days: tuple[int, int] = (0, 1)
    """The working days that are gone for who stands here, today counting as gone, and how many they have."""


@dataclass(frozen=True, slots=True)
class StandingsBoard:
    """A leaderboard."""

    metric: str
    metric_id: int
    kind: str
    unit: str
    scale: int
    better: str
    period: Period
    by: By
    share_gone: float
    """Of the period's working days, today counting as gone."""
    rows: tuple[Standing, ...]
    """By rank, then by name."""
    team: Standing
    """Everybody together, against the team's own target or else the sum of its members'."""
    most_improved: Standing | None
    """Who gained most places since the last meeting; None when nobody did."""
    since: date | None
    """The day of the meeting that movement is counted from."""
    order: Order = "actual"
    private: bool = False
    """Whether the only row is the viewer's own."""


def standings(
    s: Session, metric: Metric | str, period: Period, by: str = "member", order: str = "actual", weeks: int = HISTORY
) -> StandingsBoard:
    """The board of a metric in a period, as of the session's day, as its viewer may see it.

    On a board of members stand all sellers who are on the team, the leader with an entry or a target, and who left
    with entries; watchers never. `weeks` is how far the histories go back. Raises `HuddleError` for a metric that is
    not there, or another `by` or `order`.
    """
    found = metric_named(s, metric) if isinstance(metric, str) else metric
    return board(s.store.connection, found.id, period, s.today, by, order, weeks=weeks, viewer_id=s.viewer.member_id)


def board(
    connection: sqlite3.Connection,
    metric_id: int,
    period: Period,
    today: date,
    by: str = "member",
    order: str = "actual",
    *,
    weeks: int = HISTORY,
    viewer_id: int | None = None,
) -> StandingsBoard:
    """`standings` by a plain connection, as of `today`, for the member `viewer_id`, or for the room without one.

    Raises `KeyError` when there is no such metric.
    """
    ranking = Ranking(connection, numbers.counted(connection, metric_id), period, today, by, order)
    return Drawn(ranking, viewer_id).made(weeks)


class Drawn:
    """A ranking for one viewer: what nobody else may see of a private metric is left out here, before any screen."""

    def __init__(self, ranking: Ranking, viewer_id: int | None) -> None:
        self.ranking = ranking
        self.private = numbers.is_private(ranking.connection, ranking.metric.id)
        places = ranking.places()
        if self.private:
            own = [place for place in places if viewer_id is not None and place.members == (viewer_id,)]
            places = own if ranking.by == "member" else []
        self.places = places
        self.everybody = ranking.everybody()

    def made(self, weeks: int = HISTORY) -> StandingsBoard:
        """The board as of the ranking's day."""
        ranking = self.ranking
        last = min(ranking.today, ranking.period.ends_on)
        since = numbers.last_meeting_day(ranking.connection, (ranking.period.starts_on, last))
        moved = self._moved(since)
        last = max(ranking.period.starts_on, last)
        within = ((last - ranking.period.starts_on).days + 1) // 7
        spans = _weeks(last, max(weeks, min(within, QUARTER_WEEKS)))
        found = shares_by_span(ranking.connection, ranking.metric, spans, today=ranking.today)
        everyone = [*self.places, self.everybody]
        totals = [tuple(ranking.actual(place, week) or 0 for week in found) for place in everyone]
        since_when = numbers.measured_since(ranking.connection, ranking.metric.id)
        below = [
            weeks_below(each, spans, place, ranking, min((since_when[who] for who in place.members), default=last))
            for each, place in zip(totals, everyone, strict=True)
        ]
        return self.at(ranking.today, ranking.shares, moved, [each[-weeks:] for each in totals], below, since)

    def at(
        self,
        day: date,
        found: dict[int, Tally],
        moved: Sequence[int | None] = (),
        histories: Sequence[tuple[int, ...]] = (),
        below: Sequence[int] = (),
        since: date | None = None,
    ) -> StandingsBoard:
        """The board as of `day`, when the members' shares were those `found`."""
        ranking, metric = self.ranking, self.ranking.metric
        gone = ranking.gone(day)
        moved = moved or [None] * len(self.places)
        ranks = list(ranked(moved)) if ranking.order == "improved" else self._ranks(found, day)

        def standing(place: Place, at: int, rank: int | None, movement: int | None) -> Standing:
            amount, days = ranking.actual(place, found), ranking.gone(day, place)
            attainment, pace = attainment_and_pace(metric, amount, place.target, days)
            history = histories[at] if histories else ()
            return Standing(
                rank, place.name, amount, place.target, attainment, pace, movement, history, place.id,
                below[at] if below else 0, days,
            )  # fmt: skip

        rows = [standing(place, at, ranks[at], moved[at]) for at, place in enumerate(self.places)]
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
            team=standing(self.everybody, len(self.places), None, None),
            # The first among equals: `rows` are in the order of their ranks.
            most_improved=max(climbed, key=lambda row: row.movement or 0, default=None),
            since=since,
            order=ranking.order,
            private=self.private,
        )

    def _ranks(self, found: dict[int, Tally], day: date) -> list[int | None]:
        if self.private:
            return [None] * len(self.places)
        return self.ranking.ranks(self.places, found, day)

    def _moved(self, since: date | None) -> list[int | None]:
        """Places gained since the end of that day; None each when there was nothing to rank by yet."""
        ranking = self.ranking
        before = since and shares(
            ranking.connection, ranking.metric, (ranking.period.starts_on, since), today=ranking.today
        )
        if since is None or not before:
            return [None] * len(self.places)
        pairs = zip(self._ranks(before, since), self._ranks(ranking.shares, ranking.today), strict=True)
        return [was - now if was is not None and now is not None else None for was, now in pairs]


def _weeks(last: date, count: int) -> list[Span]:
    """So many times seven days up to `last`, the oldest first: rather than calendar weeks, since one that has just
    begun would look like a collapse."""
    ends = [last - timedelta(days=7 * back) for back in range(min(count, last.toordinal() // 7) - 1, -1, -1)]
    return [(end - timedelta(days=6), end) for end in ends]


# -- who is near


@dataclass(frozen=True, slots=True)
class Near:
    """One row and its neighbours."""

    rows: tuple[Standing, ...]
    ahead: Standing | None
    """The next better place; None for the first, for who has no rank, and on a private board."""
    to_pass: int | None
    """By how much more, in the metric's smallest unit, one stands before `ahead`, if they stand still; None where
    more is not better, or entering more does not surely help: for a mean or a ratio."""


def own_row(s: Session, board: StandingsBoard) -> Standing | None:
    """The viewer's own row, or that of their group, territory or kind; the room has none."""
    me = s.get(Member, s.viewer.member_id)
    if me is None:
        return None
    kinds = dict(KINDS)
    for row in board.rows:
        match board.by:
            case "member" if row.id == me.id:
                return row
            case "group" if row.id is not None and row.id == me.group_id:
                return row
            case "territory" if me.territory and row.name.casefold() == me.territory.casefold():
                return row
            case "kind" if me.kind and row.name == kinds[me.kind]:
                return row
    return None


def near(board: StandingsBoard, own: Standing, around: int = 3) -> Near:
    """The row `own` with up to `around` rows above and below, and what is needed to pass the next."""
    at = board.rows.index(own)
    rows = board.rows[max(0, at - around) : at + around + 1]
    ahead = next(_ahead(board, own), None)
    return Near(rows, ahead, _to_pass(board, own, ahead) if ahead else None)


def _ahead(board: StandingsBoard, own: Standing) -> Iterator[Standing]:
    for row in reversed(board.rows):
        if row.rank is not None and own.rank is not None and row.rank < own.rank:
            yield row


def _to_pass(board: StandingsBoard, own: Standing, ahead: Standing) -> int | None:
    if board.better != "higher" or board.kind not in (*GROWING, "latest") or board.order == "improved":
        return None
    if own.actual is None or ahead.actual is None:
        return None
    if board.order == "actual":
        return ahead.actual - own.actual + 1
    if not own.target or not ahead.target:
        return None
    # The smallest amount whose share of one's own target, or of what is due of it by today, is larger.
    above, below = ahead.actual * own.target, ahead.target
    if board.order == "pace":
        above, below = above * ahead.days[1] * own.days[0], below * ahead.days[0] * own.days[1]
    return above // below + 1 - own.actual


__all__ = [
    "BY", "GROWING", "HISTORY", "ORDERS", "QUARTER_WEEKS", "By", "Near", "Order", "Standing", "StandingsBoard",
    "board", "near", "own_row", "standings",
]  # fmt: skip

"""The leaderboard: everybody's place on one metric in one period, and how it moved since the last meeting."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from core.actuals import GROWING, actual, added, attainment_and_pace, shares, shares_by_span
from core.errors import HuddleError
from core.metrics import metric as metric_named
from core.models import Metric
from core.periods import Period, days_gone
from core.session import Session
from data import numbers
from data.numbers import Counted, Person, Span, Tally
from data.sqlite import sqlite3

By = Literal["member", "group", "territory"]
BY: tuple[By, ...] = ("member", "group", "territory")

HISTORY = 8
"""How many weeks a history tells of: two months fit beside a bar."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One place on a board: a member's, a group's, a territory's or the team's."""

    rank: int | None
    """From 1, ties shared (1, 1, 3). None for the team, and where there is no amount to rank by."""
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
    """The amounts of the last `HISTORY` times seven days up to the board's day, the oldest first."""
    id: int | None = None
    """The member's or the group's; None for a territory, for the team, and for who belongs to none."""


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


def standings(s: Session, metric: Metric | str, period: Period, by: str = "member") -> StandingsBoard:
    """The board of a metric in a period, as of the session's day.

    On a board of members stand all sellers who are on the team, the leader with an entry or a target, and who left
    with entries; watchers never. Raises `HuddleError` for a metric that is not there, or another `by`.
    """
    found = metric_named(s, metric) if isinstance(metric, str) else metric
    return board(s.store.connection, found.id, period, s.today, by)


def board(
    connection: sqlite3.Connection, metric_id: int, period: Period, today: date, by: str = "member"
) -> StandingsBoard:
    """`standings` by a plain connection, as of `today`. Raises `KeyError` when there is no such metric."""
    how: By | None = next((each for each in BY if each == by), None)
    if how is None:
        raise HuddleError(f"A board is by {', '.join(BY[:-1])} or {BY[-1]}, not by “{by}”.")
    return _Board(connection, numbers.counted(connection, metric_id), period, today, how).made()


@dataclass(frozen=True, slots=True)
class _Place:
    """Who stands on one row, and what they agreed to."""

    name: str
    members: tuple[int, ...]
    target: int | None
    id: int | None = None


class _Board:
    """What a board is made from."""

    def __init__(self, connection: sqlite3.Connection, metric: Counted, period: Period, today: date, by: By) -> None:
        self.connection = connection
        self.metric = metric
        self.period = period
        self.today = today
        self.by = by
        self.span: Span = (period.starts_on, period.ends_on)
        self.team_name, weekdays = numbers.team(connection)
        self.gone = days_gone(period, today, weekdays)
        self.people = numbers.people(connection)
        self.targets = numbers.targets_of(connection, metric.id, self.span)
        self.shares = shares(connection, metric, self.span)
        self.own = _amounts((target.member_id, target.amount) for target in self.targets)
        self.ranked = {person.id for person in self.people if self._stands(person)}
        """Who has a place of their own; only their targets add up to a group's or the team's."""

    def made(self) -> StandingsBoard:
        places = self._places()
        everybody = _Place(self.team_name, tuple(person.id for person in self.people), self._team_target())
        ranks = self._ranks(places, self.shares)
        since = numbers.last_meeting_day(self.connection, (self.period.starts_on, min(self.today, self.period.ends_on)))
        before = self._ranks_at(since, places) if since else None
        histories = self._histories([*places, everybody])
        rows = [
            self._standing(place, ranks[at], before[at] if before else None, histories[at])
            for at, place in enumerate(places)
        ]
        rows.sort(key=lambda row: (row.rank is None, row.rank, row.name.casefold()))
        climbed = [row for row in rows if row.movement is not None and row.movement > 0]
        return StandingsBoard(
            metric=self.metric.name,
            metric_id=self.metric.id,
            kind=self.metric.kind,
            unit=self.metric.unit,
            scale=self.metric.scale,
            better=self.metric.better,
            period=self.period,
            by=self.by,
            share_gone=self.gone[0] / self.gone[1],
            rows=tuple(rows),
            team=self._standing(everybody, None, None, histories[-1]),
            # The first among equals: `rows` are in the order of their ranks.
            most_improved=max(climbed, key=lambda row: row.movement or 0, default=None),
            since=since,
        )

    # -- who stands on it

    def _places(self) -> list[_Place]:
        match self.by:
            case "member":
                return [
                    _Place(person.name, (person.id,), self.own.get(person.id), person.id)
                    for person in self.people
                    if person.id in self.ranked
                ]
            case "group":
                agreed = _amounts((target.group_id, target.amount) for target in self.targets)
                places = [
                    self._together(name, [each for each in self.people if each.group_id == group_id], group_id, agreed)
                    for group_id, name in numbers.groups(self.connection)
                ]
                return places + self._rest("no group", [each for each in self.people if each.group_id is None])
        names: dict[str, str] = {}
        for person in self.people:
            if person.territory and (person.is_here(self.today) or person.id in self.shares):
                names.setdefault(person.territory.casefold(), person.territory)
        places = [
            self._together(name, [each for each in self.people if (each.territory or "").casefold() == folded])
            for folded, name in names.items()
        ]
        return places + self._rest("no territory", [each for each in self.people if not each.territory])

    def _stands(self, person: Person) -> bool:
        if person.role == "watcher":
            return False
        if person.id in self.shares:
            return True
        if not person.is_here(self.today):
            agreed_while_here = person.left_on is not None and person.left_on >= self.period.starts_on
            return person.id in self.own and agreed_while_here
        return person.role == "seller" or person.id in self.own

    def _together(
        self, name: str, people: list[Person], row_id: int | None = None, agreed: dict[int, int] | None = None
    ) -> _Place:
        members = tuple(person.id for person in people)
        target = agreed.get(row_id) if agreed and row_id is not None else None
        return _Place(name, members, self._sum_of_targets(members) if target is None else target, row_id)

    def _rest(self, name: str, people: list[Person]) -> list[_Place]:
        """Those who belong nowhere, if there is a number of theirs to show."""
        place = self._together(name, people)
        return [place] if place.target is not None or any(who in self.shares for who in place.members) else []

    def _team_target(self) -> int | None:
        for target in self.targets:
            if target.member_id is None and target.group_id is None:
                return target.amount
        return self._sum_of_targets(tuple(person.id for person in self.people))

    def _sum_of_targets(self, members: tuple[int, ...]) -> int | None:
        """What the members agreed to, together. Means and ratios do not add up."""
        if self.metric.kind in ("mean", "ratio"):
            return None
        amounts = [target.amount for target in self.targets if target.member_id in self.ranked.intersection(members)]
        return sum(amounts) if amounts else None

    # -- what they reached

    def _standing(self, place: _Place, rank: int | None, before: int | None, history: tuple[int, ...]) -> Standing:
        amount = self._actual(place, self.shares)
        attainment, pace = attainment_and_pace(self.metric, amount, place.target, self.gone)
        movement = before - rank if before is not None and rank is not None else None
        return Standing(rank, place.name, amount, place.target, attainment, pace, movement, history, place.id)

    def _actual(self, place: _Place, found: dict[int, Tally]) -> int | None:
        return actual(self.metric.kind, added(found[who] for who in place.members if who in found))

    def _ranks(self, places: list[_Place], found: dict[int, Tally]) -> list[int | None]:
        amounts = [self._actual(place, found) for place in places]
        sign = 1 if self.metric.better == "lower" else -1
        first: dict[int, int] = {}
        for rank, amount in enumerate(sorted((each for each in amounts if each is not None), key=sign.__mul__), 1):
            first.setdefault(amount, rank)
        return [None if amount is None else first[amount] for amount in amounts]

    def _ranks_at(self, day: date, places: list[_Place]) -> list[int | None] | None:
        """The ranks at the end of that day; None when there was nothing to rank by yet."""
        found = shares(self.connection, self.metric, (self.period.starts_on, day))
        return self._ranks(places, found) if found else None

    def _histories(self, places: list[_Place]) -> list[tuple[int, ...]]:
        """Seven days each rather than calendar weeks: a week that has just begun would look like a collapse."""
        last = max(self.period.starts_on, min(self.today, self.period.ends_on))
        ends = [last - timedelta(days=7 * back) for back in range(min(HISTORY, last.toordinal() // 7) - 1, -1, -1)]
        weeks = shares_by_span(self.connection, self.metric, [(end - timedelta(days=6), end) for end in ends])
        return [tuple(self._actual(place, week) or 0 for week in weeks) for place in places]


def _amounts(pairs: Iterable[tuple[int | None, int]]) -> dict[int, int]:
    return {who: amount for who, amount in pairs if who is not None}


__all__ = ["BY", "GROWING", "By", "Standing", "StandingsBoard", "board", "standings"]

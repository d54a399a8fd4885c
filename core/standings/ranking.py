"""Ranks: who is on a board, and their rank by actual, attainment, pace or improvement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal, TypeVar

from core.access.visible_connection import VisibleConnection
from core.errors import HuddleError
from core.metrics.period_amounts import days_covered
from core.metrics.period_targets import Owner, PeriodTarget, read_period_targets
from core.metrics.totals import CUMULATIVE_KINDS, amount_of_tally, has_pace, sum_tallies
from core.standings.metric_totals import totals_by_member
from core.team import workdays
from core.values.periods import Period
from core.values.text import join_words
from data.quick import metric_queries
from data.quick.metric_queries import MemberRecord, MetricRecord, Span, Tally

W = TypeVar("W", bound=str)

Grouping = Literal["member", "group", "territory", "kind"]
GROUPINGS: tuple[Grouping, ...] = ("member", "group", "territory", "kind")
"""What the rows of a board stand for."""

Order = Literal["actual", "attainment", "pace", "improved"]
ORDERS: tuple[Order, ...] = ("actual", "attainment", "pace", "improved")
"""By the amount; by actual ÷ target; by attainment ÷ the share of working days finished; by ranks gained since
the last meeting."""

SELLER_KIND_TITLES = (("hunter", "hunters"), ("farmer", "farmers"))
"""The seller kinds and the names of their rows: hunters open new customers, farmers keep them."""


@dataclass(frozen=True, slots=True)
class Place:
    """One row to be ranked: its members, and their target in the metric's smallest unit."""

    name: str
    member_ids: tuple[int, ...]
    target: int | None
    id: int | None = None
    target_days: tuple[Span, ...] = ()
    """The days of the period that its target stands for; empty for all."""
    is_agreed: bool = True
    """Whether the target is agreed: a member's may be only proposed; those of groups and the team never are."""


class Ranking:
    """The places of one metric in one period, and their ranks for any state of the entries."""

    def __init__(
        self, connection: VisibleConnection, metric: MetricRecord, period: Period, today: date, by: str, order: str
    ) -> None:
        """Raises `HuddleError` when `by` or `order` is unknown."""
        self.connection = connection
        self.metric = metric
        self.period = period
        self.today = today
        self.by: Grouping = _require_one_of(GROUPINGS, by, "group by")
        self.order: Order = _require_one_of(ORDERS, order, "order by")
        self.span: Span = (period.starts_on, period.ends_on)
        self.team_name, _ = metric_queries.read_team_name_and_days(connection)
        self.workdays = workdays.read(connection, *self.span)
        self.people = metric_queries.read_members(connection)
        targets = read_period_targets(connection, metric.id, self.span, adds_up=metric.kind in CUMULATIVE_KINDS)
        self.target_by_owner = {(target.member_id, target.group_id): target for target in targets}
        """The targets that count in the period, by the ids of member and group; both None for the team's."""
        self._adds_targets_up = metric.kind not in ("mean", "ratio") and metric_queries.sees_all_targets(
            connection, metric.id, self.span
        )
        self.tallies_by_member = totals_by_member(connection, metric, self.span, today=today)
        self._last_finished_day = workdays.last_finished_day(today)
        self.ranked_ids = {person.id for person in self.people if self._has_place(person)}
        """The ids of the members with a place of their own; only their targets add up to a group's or the team's."""

    # -- places

    def places(self) -> list[Place]:
        """Return the places of the board, not in order."""
        match self.by:
            case "member":
                return [
                    self._place(person.name, (person.id,), (person.id, None), person.id)
                    for person in self.people
                    if person.id in self.ranked_ids
                ]
            case "group":
                places = [
                    self._combined_place(
                        name, [member for member in self.people if member.group_id == group_id], group_id
                    )
                    for group_id, name in metric_queries.read_groups(self.connection)
                ]
                return places + self._rest("no group", [member for member in self.people if member.group_id is None])
            case "kind":
                places = [
                    self._combined_place(name, of_kind)
                    for kind, name in SELLER_KIND_TITLES
                    if (of_kind := [member for member in self.people if member.kind == kind and self._counts(member)])
                ]
                return places + self._rest("neither", [member for member in self.people if member.kind is None])
        names: dict[str, str] = {}
        for person in self.people:
            if person.territory and (person.is_on_team(self.today) or person.id in self.tallies_by_member):
                names.setdefault(person.territory.casefold(), person.territory)
        places = [
            self._combined_place(
                name, [member for member in self.people if (member.territory or "").casefold() == folded]
            )
            for folded, name in names.items()
        ]
        return places + self._rest("no territory", [member for member in self.people if not member.territory])

    def team_place(self) -> Place:
        """Return the team's place, with its own target or else the sum of its members'."""
        everybody = tuple(person.id for person in self.people)
        return self._place(self.team_name, everybody, (None, None))

    def has_target(self, member_id: int) -> bool:
        """Return whether a member has a target that counts in the period."""
        return (member_id, None) in self.target_by_owner

    def _has_place(self, person: MemberRecord) -> bool:
        """Return whether a member has a place of their own."""
        if person.role == "watcher":
            return False
        if person.id in self.tallies_by_member:
            return True
        if not person.is_on_team(self.today):
            agreed_while_here = person.left_on is not None and person.left_on >= self.period.starts_on
            return self.has_target(person.id) and agreed_while_here
        return person.role == "seller" or self.has_target(person.id)

    def _counts(self, person: MemberRecord) -> bool:
        return person.id in self.ranked_ids or person.id in self.tallies_by_member

    def _place(self, name: str, member_ids: tuple[int, ...], owner: Owner | None, row_id: int | None = None) -> Place:
        """Return a place with its owner's target; one of several members without that has the sum of theirs."""
        own = self.target_by_owner.get(owner) if owner else None
        targets = [own] if own else [] if owner and owner[0] else self._targets_to_add_up(member_ids)
        spans = {days for target in targets for days in target.days}
        covered = () if spans <= {self.span} else days_covered(self.span, spans)
        amount = sum(target.amount for target in targets) if targets else None
        return Place(name, member_ids, amount, row_id, covered, is_agreed=own is None or own.is_agreed)

    def _combined_place(self, name: str, people: list[MemberRecord], group_id: int | None = None) -> Place:
        owner = None if group_id is None else (None, group_id)
        return self._place(name, tuple(person.id for person in people), owner, group_id)

    def _rest(self, name: str, people: list[MemberRecord]) -> list[Place]:
        """Return the place of the members who belong to none, if they have an amount or a target."""
        place = self._combined_place(name, people)
        return (
            [place]
            if place.target is not None or any(member_id in self.tallies_by_member for member_id in place.member_ids)
            else []
        )

    def _targets_to_add_up(self, member_ids: tuple[int, ...]) -> list[PeriodTarget]:
        """Return the members' targets; none for means and ratios, which do not add up, and where the viewer may not
        see all of them."""
        if not self._adds_targets_up:
            return []
        return [
            target
            for member_id in member_ids
            if member_id in self.ranked_ids and (target := self.target_by_owner.get((member_id, None)))
        ]

    # -- ranks

    def working_days_gone(self, day: date, place: Place | None = None) -> tuple[int, int]:
        """Return the working days of the period that have passed by the end of that day, and all of them.

        The team's, or with a `place` those of its members, without the days on which they are away or for which it has
        no target.
        """
        if place is None:
            return self.workdays.gone_and_total(self.period, day)
        return self.workdays.gone_and_total_together(
            place.target_days or (self.span,), day, self.ranked_ids.intersection(place.member_ids)
        )

    def working_days_finished(self, day: date, place: Place | None = None) -> tuple[int, int]:
        """Return `working_days_gone`, without today, which is not over yet: for pace."""
        return self.working_days_gone(min(day, self._last_finished_day), place)

    def amount_of(self, place: Place, tallies: dict[int, Tally]) -> int | None:
        """Return the amount of a place, in the metric's smallest unit."""
        return amount_of_tally(
            self.metric.kind, sum_tallies(tallies[member_id] for member_id in place.member_ids if member_id in tallies)
        )

    def rank_places(self, places: Sequence[Place], tallies: dict[int, Tally], day: date) -> list[int | None]:
        """Return the ranks of the places on `day`, from the members' tallies `tallies`: from 1, ties shared (1, 1, 3).

        None where there is nothing to rank by. For the order `improved` it is the rank by actual.
        """
        values = [self._value(place, self.amount_of(place, tallies), day) for place in places]
        return rank_values(values, lowest=self.metric.better == "lower")

    def _value(self, place: Place, amount: int | None, day: date) -> Fraction | int | None:
        """Return the exact value to rank by; None for no rank."""
        if self.order not in ("attainment", "pace") or amount is None:
            return amount
        if not place.target:
            return None
        if self.order == "pace":
            days_gone, all_days = self.working_days_finished(day, place)
            return (
                Fraction(amount * all_days, place.target * days_gone) if days_gone and has_pace(self.metric) else None
            )
        return Fraction(amount, place.target)


def rank_values(values: Sequence[Fraction | int | None], *, lowest: bool = False) -> list[int | None]:
    """Return the rank of each value, the highest first (with `lowest` the lowest); ties shared (1, 1, 3), None
    unranked."""
    first: dict[Fraction | int, int] = {}
    for rank, value in enumerate(sorted((known for known in values if known is not None), reverse=not lowest), 1):
        first.setdefault(value, rank)
    return [None if value is None else first[value] for value in values]


def count_weeks_below(totals: Sequence[int], spans: Sequence[Span], place: Place, ranking: Ranking, since: date) -> int:
    """Return how many weeks in a row, up to the last of `totals`, came to less than that week's share of the target.

    A week is a span of seven days within the period; its share of the target is that of its working days, and a week
    without any is skipped. Weeks that begin before `since` do not count: the place was not measured yet. 0 without an
    agreed target, when the target is reached, and for kinds that do not grow by the day or where lower is better.
    """
    metric, period = ranking.metric, ranking.period
    if not place.target or not place.is_agreed or not has_pace(metric):
        return 0
    if (ranking.amount_of(place, ranking.tallies_by_member) or 0) >= place.target:
        return 0
    _, all_days = ranking.working_days_finished(period.ends_on, place)
    running = 0
    for total, (first, last) in zip(reversed(totals), reversed(spans), strict=True):
        if first < max(since, period.starts_on) or last > period.ends_on:
            break
        days_by_end = ranking.working_days_finished(last, place)[0]
        before = None if first == period.starts_on else first - timedelta(days=1)
        days_before = ranking.working_days_finished(before, place)[0] if before else 0
        if days_by_end == days_before:
            continue
        if total * all_days >= place.target * (days_by_end - days_before):
            break
        running += 1
    return running


def _require_one_of(words: tuple[W, ...], typed: str, sentence: str) -> W:
    for word in words:
        if word == typed:
            return word
    raise HuddleError(f"Can't {sentence} “{typed}”. Use {join_words(words, 'or')}.")

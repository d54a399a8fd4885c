"""Histories of private numbers: what a team enters, corrects and takes back on metrics that are private or counted from
private ones, at depths up to five."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random

from core.access.session import Session
from core.commitments import commitments
from core.metrics import entries, metrics, targets
from core.models import Entry, Member, Metric
from core.overview import planned_celebration
from core.team import groups, members
from core.team.group_records import list_groups
from core.values.periods import parse_period
from tests.conftest import Crew

RECOGNISABLE = 10**6
"""Amounts are far above this, so that no other number looks like them or their sums."""

TARGET = 987_654_321_987
"""The team's target, by which a share of it can be turned back into an amount."""


LEAVES_ON, JOINS_ON = date(2026, 9, 17), date(2026, 9, 24)
"""When a member of a team of more than three leaves, and when somebody new comes."""


@dataclass(frozen=True, slots=True)
class Amount:
    """One amount that somebody entered, or corrected an entry to: an unknown to all others."""

    name: Hashable
    metric_id: int
    member_id: int
    day: date
    amount: int


class TeamWithPrivateNumbers:
    """A team with private metrics, and with others that are counted from them, at depths up to five."""

    def __init__(self, crew: Crew, size: int, rng: Random, *, is_private: bool = True) -> None:
        self.crew, self.rng, self.clock = crew, rng, crew.clock
        self.clock.now = datetime(2026, 8, 31, 9, tzinfo=UTC)
        ana = self.ana = crew["Ana"]
        self.people: list[Member] = [crew.members[name] for name in ("Ben", "Jon", "Lea")]
        if size > 3:
            self.people.append(crew.members["Ana"])
        self.people += [
            members.add_member(ana, f"Person {number}", group=("North", "South", None)[number % 3])
            for number in range(size - len(self.people))
        ]
        for number, person in enumerate(self.people):
            members.edit_member(
                ana, person, kind=("hunter", "farmer", None)[number % 3], territory=("EU", "US")[number % 2]
            )
        self.left: set[int] = set()
        self._scale = {person.id: rng.lognormvariate(0, 0.8) for person in self.people}
        self.amounts: dict[Hashable, Amount] = {}
        """What is entered now."""
        self._entries: dict[int, Entry] = {}
        self.private: dict[str, Metric] = {}
        self._add_private_metrics(is_private)
        self.calls = metrics.add_metric(ana, "calls")
        self.ratios = self._add_ratios()
        self.others = self._add_others()
        self.targets: dict[int, int] = {}
        """What each has agreed to, which is private as well."""
        self._agree_on_targets()

    def _add_private_metrics(self, is_private: bool) -> None:
        kinds = {"fees": "sum", "hours": "sum", "visits": "count", "size": "mean", "stock": "latest"}
        self.private = {name: metrics.add_metric(self.ana, name, kind=kind) for name, kind in kinds.items()}
        if is_private:
            self.make_private()
        else:
            planned_celebration.plan(
                self.ana, "Tart", metric=self.private["fees"], amount=TARGET, period=parse_period("2026-Q4")
            )

    def make_private(self) -> None:
        for metric in self.private.values():
            metrics.make_private(self.ana, metric)

    def _add_ratios(self) -> list[Metric]:
        def ratio(name: str, above: Metric, below: Metric) -> Metric:
            row = Metric(name=name, kind="ratio", scale=6, numerator_id=above.id, denominator_id=below.id)
            with self.crew.store.change("metric.added", at=self.ana.timestamp, by=self.ana.me.id) as change:
                return change.insert(row)

        made = [ratio("rate", self.private["fees"], self.calls)]
        made.append(ratio("share", self.private["fees"], self.private["hours"]))
        for depth in range(2, 6):
            made.append(ratio(f"at depth {depth}", made[0 if depth == 2 else -1], self.calls))
        return made

    def _add_others(self) -> list[Metric]:
        fees = self.private["fees"]
        quota = metrics.add_metric(self.ana, "quota", kind="latest", counted_from="targets", numerator=fees)
        coverage = metrics.add_metric(
            self.ana, "coverage", kind="ratio", numerator=self.private["stock"], denominator=quota
        )
        accuracy = metrics.add_metric(
            self.ana, "accuracy", kind="ratio", counted_from="forecast", numerator=self.private["stock"],
            denominator=fees,
        )  # fmt: skip
        return [quota, coverage, accuracy]

    def _agree_on_targets(self) -> None:
        fees, quarter = self.private["fees"], parse_period("2026-Q4")
        for period in (quarter, parse_period("2026-Q3"), parse_period("2026-09"), parse_period("2026-W41")):
            targets.set_target(self.ana, fees, TARGET, period=period)
        for person in self.people:
            own, amount = self.session_of(person), self._amount(person)
            self.targets[person.id] = self._amount(person)
            targets.set_target(own, fees, self.targets[person.id], member=person, period=quarter)
            commitments.commit(own, "What I bring in", metric=fees, amount=amount, every="week", weekday=5)
        planned_celebration.plan(self.ana, "Cake", metric=self.calls, amount=100, period=quarter)

    @property
    def today(self) -> date:
        return self.clock.now.date()

    def session_of(self, person: Member) -> Session:
        return Session.for_member(self.crew.session_store, person, self.clock)

    def _amount(self, person: Member) -> int:
        return int(self._scale[person.id] * self.rng.lognormvariate(0, 0.6) * 10**11) + RECOGNISABLE

    # -- what is done

    def play(self, days: int, rate: float) -> Iterator[str]:
        """Plays that many days, and yields when somebody may look, with a word for the moment."""
        first = date(2026, 9, 1)
        for step in range(days):
            day = first + timedelta(days=step)
            self.clock.now = datetime(day.year, day.month, day.day, 7, tzinfo=UTC)
            if day.day == 1:
                yield "first morning"
            elif day.weekday() == 0:
                yield "week"
            yield from self._live_a_day(day, rate)
            self.clock.now = self.clock.now.replace(hour=20)
            if (day + timedelta(days=1)).day == 1:
                yield "last evening"
            elif day.day == 1:
                yield "first evening"

    def _live_a_day(self, day: date, rate: float) -> Iterator[str]:
        rng, begun = self.rng, len(self._entries)
        for person in rng.sample(self.people, len(self.people)):
            if person.id in self.left:
                continue
            self.clock.advance(minutes=1)
            if day.weekday() < 5 and rng.random() < rate:
                self.log(person, day)
            if rng.random() < rate / (2 if day.day < 4 else 20):
                self.log(person, max(date(2026, 9, 1), day - timedelta(days=rng.randint(1, 20))))
            own = [entry for entry in self._entries.values() if entry.member_id == person.id]
            if own and rng.random() < 0.04:
                self._change(person, rng.choice(own))
            if len(self._entries) > begun and rng.random() < (0.7 if day.day < 4 else 0.1):
                yield "just now"
            begun = len(self._entries)
        if day.day == 12:
            groups.assign_to_group(self.ana, rng.choice(self.people), rng.choice(list_groups(self.ana)))
        if day == LEAVES_ON and len(self.people) > 3:
            leaver = next(person for person in self.people[1:] if person.role == "seller")
            members.end_membership(self.ana, leaver)
            self.left.add(leaver.id)
        if day == JOINS_ON:
            joiner = members.add_member(self.ana, "Somebody new", group="North")
            self.people.append(joiner)
            self._scale[joiner.id] = 1.0

    def log(self, person: Member, day: date, name: str = "", amount: int | None = None) -> Entry:
        name = name or self.rng.choice(("fees", "fees", "fees", "hours", "hours", "visits", "size", "stock"))
        amount = 1 if name == "visits" else amount or self._amount(person)
        session = self.session_of(person)
        entry = entries.log_entry(session, self.private[name], amount, day=day)
        if self.rng.random() < 0.3:
            entries.log_entry(session, self.calls, self.rng.randint(1, 9), day=day)
        self._keep(entry)
        return entry

    def _change(self, person: Member, entry: Entry) -> None:
        session = self.session_of(person)
        if entry.amount == 1 or self.rng.random() < 0.4:
            entries.delete_entry(session, entry)
            del self._entries[entry.id]
            self.amounts = {name: each for name, each in self.amounts.items() if name[0] != entry.id}  # type: ignore[index]
        else:
            self._keep(entries.correct_entry(session, entry, amount=self._amount(person)))

    def _keep(self, entry: Entry) -> None:
        self._entries[entry.id] = entry
        self.amounts = {name: each for name, each in self.amounts.items() if name[0] != entry.id}  # type: ignore[index]
        name = entry.id, entry.amount
        self.amounts[name] = Amount(name, entry.metric_id, entry.member_id, entry.day, entry.amount)

"""An attacker who works out from all they are told what others entered.

The attacker knows everything but amounts: who entered something when, and which entries a number that they are told is
the sum of. Each number told is an equation over the amounts of others, so it needs no model of the rules.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations
from random import Random

from core.access.session import Session
from core.metrics.published import publish_months
from core.models import Entry, Metric, Published
from core.standings.leaderboard import standings
from core.values.periods import Period, period_containing
from tests.core.private_numbers import RECOGNISABLE, TARGET, Amount, TeamWithPrivateNumbers
from tests.core.readable_numbers import numbers_in
from tests.core.row_space import RowSpace

DIGITS = 8
"""To how many digits a ratio is compared with what it may be made of."""

Span = tuple[date, date]
WaysOut = Callable[[Session, Random, bool], Iterable[object]]
"""Yields what a session shows; with True everything."""


@dataclass(slots=True, repr=False)
class Attacker:
    """One member, or several who tell each other everything: what they were told, and what follows from it."""

    team: TeamWithPrivateNumbers
    ours: set[int]
    """The ids of those who attack."""
    ways: WaysOut
    """What a session shows."""
    rng: Random = field(default_factory=lambda: Random(0))
    """Chooses what is looked at."""
    told: set[int] = field(default_factory=set)
    """The numbers that look like amounts."""
    known: RowSpace = field(default_factory=RowSpace)
    unexplained: list[str] = field(default_factory=list)
    """Team numbers of which it is unclear what they are made of: then the attacker would be too weak."""
    was_public: set[Hashable] = field(default_factory=set)
    """The names of amounts that were for everybody when they were entered."""
    _sums: dict[int, tuple[tuple[Amount, ...], frozenset[int], Span]] = field(default_factory=dict)
    _secrets: dict[tuple[Hashable, ...], str] = field(default_factory=dict)
    """Sums that nobody else may know: the names of what they are made of, and whose they are."""
    _secret_amounts: dict[int, str] = field(default_factory=dict)
    _told_months: dict[tuple[int, str], tuple[Amount, ...]] = field(default_factory=dict)
    _seen: dict[int, tuple[Amount, ...]] = field(default_factory=dict)

    # -- looking

    def look(self, *, at_everything: bool = False) -> None:
        """Opens Huddle, as everybody does, and reads what it shows."""
        for member_id in sorted(self.ours):
            person = next(each for each in self.team.people if each.id == member_id)
            session = self.team.session_of(person)
            publish_months(session)
            self._expect()
            room = [self.team.crew.room] if at_everything or self.rng.random() < 0.3 else []
            for looker in (session, *room):
                for shown in self.ways(looker, self.rng, at_everything):
                    self.hear(shown)
            self._read_published(session)
            self._read_boards(session)

    def hear(self, shown: object) -> None:
        """Takes in every number of what was shown, and what it is the sum of."""
        for number in numbers_in(shown):
            if isinstance(number, int):
                self._take_in(number)
            elif round(number * TARGET) in self._sums:
                self._take_in(round(number * TARGET))

    def _take_in(self, number: int) -> None:
        if abs(number) < RECOGNISABLE or number in self.told:
            return
        self.told.add(number)
        if number in self._sums:
            amounts, people, (first, last) = self._sums[number]
            self._learn(each for each in amounts if each.member_id in people and first <= each.day <= last)

    def _learn(self, amounts: Iterable[Amount]) -> None:
        self.known.add({each.name: 1 for each in amounts if self._is_secret(each)})

    def _is_secret(self, amount: Amount) -> bool:
        return amount.member_id not in self.ours and amount.name not in self.was_public

    def _read_published(self, session: Session) -> None:
        """A count, and the number of entries of a mean, are small numbers: they are known by where they stand."""
        for row in session.all(Published):
            self.hear(row)
            key = row.metric_id, row.month
            if key in self._told_months:
                continue
            amounts = self._of_month(row.metric_id, row.month)
            self._told_months[key] = amounts
            if row.entries:
                if row.entries != len(amounts):
                    self.unexplained.append(f"{row}")
                self.known.add({("one", each.name): 1 for each in amounts if self._is_secret(each)})

    def _of_month(self, metric_id: int, month: str) -> tuple[Amount, ...]:
        return tuple(each for each in self._now(metric_id) if f"{each.day:%Y-%m}" == month)

    def _now(self, metric_id: int) -> tuple[Amount, ...]:
        return tuple(each for each in self.team.amounts.values() if each.metric_id == metric_id)

    # -- ratios, and numbers without a name

    def _read_boards(self, session: Session) -> None:
        today, rng, team = session.today, self.team.rng, self.team
        spans = [period_containing(today, kind) for kind in ("day", "week", "month", "quarter", "year")]
        shown = [team.ratios[0], team.ratios[1], rng.choice(team.ratios[2:]), rng.choice(team.others)]
        for period in (spans[3], spans[2].previous(), rng.choice(spans)):
            for metric in (*shown, team.private["visits"], team.private["size"], team.private["fees"]):
                told = standings(session, metric, period).team.actual
                if told is not None:
                    self._explain(metric, period, told)

    def _explain(self, metric: Metric, period: Period, told: int) -> None:
        """Takes in the team's number of a board: that of a ratio says how its parts are to each other."""
        private = self.team.private
        if told == 0 or (metric.kind == "sum" and told in self._sums):
            return
        made_of = (metric.id, *((private["hours"].id,) if metric.name == "share" else ()))
        if metric.kind == "ratio":
            made_of = (private["fees"].id, *made_of[1:])
        months = [month for (metric_id, month) in self._told_months if metric_id == made_of[0]]
        inside = [month for month in sorted(months) if _is_inside(month, period)]
        for count in range(1, len(inside) + 1):
            for chosen in combinations(inside, count):
                parts = [[a for month in chosen for a in self._told_months.get((part, month), ())] for part in made_of]
                if self._fits(metric, told, parts, [_span_of(month) for month in chosen]):
                    return  # follows from what was published
        span = (period.starts_on, period.ends_on)
        parts = [[each for each in self._now(part) if span[0] <= each.day <= span[1]] for part in made_of]
        if not self._fits(metric, told, parts, [span]):
            self.unexplained.append(f"{metric.name} {period.title}: {told}")
        elif metric.kind == "count":
            self.known.add({("one", each.name): 1 for each in parts[0] if self._is_secret(each)})
        elif len(parts) == 1:
            self._learn(parts[0])
        else:
            above, below = (sum(each.amount for each in part) for part in parts)
            factors = {each.name: below for each in parts[0]} | {each.name: -above for each in parts[1]}
            secret = {each.name for part in parts for each in part if self._is_secret(each)}
            self.known.add({name: factor for name, factor in factors.items() if name in secret})

    def _fits(self, metric: Metric, told: int, parts: Sequence[Sequence[Amount]], spans: Sequence[Span]) -> bool:
        """Return whether the number may be made of these amounts. A ratio is compared by its first digits, since it is
        scaled, and divided by calls, which everybody sees, as often as it is deep."""
        above = sum(each.amount for each in parts[0])
        if metric.kind == "count":
            return told == len(parts[0])
        if metric.kind in ("sum", "latest"):
            return told == above
        if metric.kind == "mean":
            return bool(parts[0]) and abs(told * len(parts[0]) - above) <= len(parts[0])
        if len(parts) > 1:
            below = sum(each.amount for each in parts[1])
            return bool(below) and abs(told * below - above * 10**metric.scale) <= below
        calls = self._count_calls(spans)
        return any(calls and _same_digits(told, above * 10**60 // calls**depth) for depth in range(6))

    def _count_calls(self, spans: Sequence[Span]) -> int:
        rows = self.team.ana.all(Entry, "metric_id = ?", (self.team.calls.id,))
        return sum(row.amount for row in rows if any(first <= row.day <= last for first, last in spans))

    # -- what is looked for

    def _expect(self) -> None:
        """Adds up what is entered now in all ways in which it could be told, and notes whose secrets that is."""
        for name in ("fees", "hours", "size", "stock"):
            metric_id = self.team.private[name].id
            amounts = self._now(metric_id)
            before = set(self._seen.get(metric_id, ()))
            changed = {each.day for each in before.symmetric_difference(amounts)}
            self._seen[metric_id] = amounts
            if changed:
                for span in self._spans(changed):
                    self._add_sums(amounts, span)
                self._note_secrets(amounts)
        self._note_secrets(self._now(self.team.private["visits"].id), "one")
        of_others = {member_id: amount for member_id, amount in self.team.targets.items() if member_id not in self.ours}
        self._secret_amounts |= {amount: f"target of {member_id}" for member_id, amount in of_others.items()}
        self._secret_amounts |= {sum(of_others.values()): "targets", sum(self.team.targets.values()): "all targets"}

    def _spans(self, changed: set[date]) -> set[Span]:
        """Return the days, weeks, months, quarters and years in which something has changed, also up to each day."""
        today, spans = self.team.clock.now.date(), set()
        for day in changed:
            for kind in ("day", "week", "month", "quarter", "year"):
                period = period_containing(day, kind)
                spans.add((period.starts_on, period.ends_on))
                spans.add((period.starts_on, day))
                spans.add((period.starts_on, today))
        return spans

    def _add_sums(self, amounts: tuple[Amount, ...], span: Span) -> None:
        by_person: dict[int, int] = defaultdict(int)
        for each in amounts:
            if span[0] <= each.day <= span[1]:
                by_person[each.member_id] += each.amount
        for people in self._gatherings(tuple(sorted(by_person))):
            total = sum(by_person[member_id] for member_id in people)
            self._sums.setdefault(total, (amounts, people, span))

    def _gatherings(self, people: tuple[int, ...]) -> Iterator[frozenset[int]]:
        """Yields the people whose sum could be told: of few all there are, of many each, two of them, and most."""
        sizes = range(1, len(people) + 1) if len(people) <= 5 else (1, 2, len(people) - 2, len(people) - 1, len(people))
        for size in sizes:
            yield from (frozenset(chosen) for chosen in combinations(people, size))

    def _note_secrets(self, amounts: tuple[Amount, ...], prefix: str = "") -> None:
        whose: dict[tuple[int, str], list[Amount]] = defaultdict(list)
        for each in amounts:
            if self._is_secret(each):
                whose[each.member_id, f"entry {each.name}"].append(each)
                whose[each.member_id, f"{each.day:%G-W%V}"].append(each)
                whose[each.member_id, f"{each.day:%Y-%m}"].append(each)
        for (member_id, what), parts in whose.items():
            names = tuple((prefix, each.name) if prefix else each.name for each in parts)
            self._secrets.setdefault(names, f"{what} of {member_id}")
            if not prefix:
                self._secret_amounts.setdefault(sum(each.amount for each in parts), f"{what} of {member_id}")

    # -- what was found

    def found(self) -> list[str]:
        """Return what follows from all that was told: entries, weeks and months of others."""
        return sorted({whose for names, whose in self._secrets.items() if self.known.has(dict.fromkeys(names, 1))})

    def read(self) -> list[str]:
        """Return the secrets that were told as they are, or that are the difference of two numbers told."""
        told = sorted(self.told)
        found = {self._secret_amounts[number] for number in told if number in self._secret_amounts}
        pairs = (abs(one - other) for one, other in combinations(told, 2))
        return sorted(found | {self._secret_amounts[number] for number in pairs if number in self._secret_amounts})

    def close_to_one(self, percent: int) -> list[str]:
        """Return whose share of a told month an attacker knows within so many per cent, by taking away their own."""
        found = []
        for (metric_id, month), amounts in self._told_months.items():
            shares: dict[int, int] = defaultdict(int)
            for each in amounts:
                shares[each.member_id] += each.amount
            if metric_id in (self.team.private["fees"].id, self.team.private["hours"].id):
                total = sum(share for member_id, share in shares.items() if member_id not in self.ours)
                found += [
                    f"{month} of {member_id}"
                    for member_id, share in shares.items()
                    if member_id not in self.ours and (total - share) * 100 < share * percent
                ]
        return found


def _is_inside(month: str, period: Period) -> bool:
    first, last = _span_of(month)
    return period.starts_on <= first and last <= period.ends_on


def _span_of(month: str) -> Span:
    first = date.fromisoformat(f"{month}-01")
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _same_digits(one: int, other: int) -> bool:
    count = min(DIGITS, len(str(abs(one))), len(str(abs(other))))
    return count > 4 and abs(int(str(abs(one))[:count]) - int(str(abs(other))[:count])) <= 1

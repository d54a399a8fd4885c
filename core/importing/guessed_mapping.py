"""Guess a map for an unknown file: each column is scored for each role, by what it holds and by its name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from core.importing.column_profile import ColumnProfile, profile_columns
from core.importing.date_parsing import can_be_day
from core.importing.mapping import ImportMap, parse_map
from core.importing.member_lookup import fold_name
from core.importing.period_parsing import parse_period
from core.importing.words import rank_name, split_words
from core.values.text import clean

_PENALTY = 0.8
"""What a word costs that speaks against a role: more than most names give."""
_LEAST_AMOUNT = 0.9
"""The score below which a column of numbers is no amount, such as a postal code."""
_SURE_NAME = 0.3
"""The rank from which a column is that of first or last names."""
_MOST_NAMES = 3
"""How many columns tell rows apart that have no id."""
MONEY_METRIC = "won revenue"
"""The metric of amounts in money."""


@dataclass(frozen=True, slots=True)
class Guess:
    """What the columns of a file seem to be for."""

    member: list[str] = field(default_factory=list)
    on: list[str] = field(default_factory=list)
    """Empty when no column holds days or periods."""
    key: list[str] = field(default_factory=list)
    name: list[str] = field(default_factory=list)
    account: str | None = None
    currency: str | None = None
    amount: str | int = 1
    """The column of the amount; 1 when each row counts as one."""
    metric: str = MONEY_METRIC
    where: dict[str, list[str]] = field(default_factory=dict)
    """Which rows count, when a column shows what was won or done."""
    across: list[str] = field(default_factory=list)
    """Columns that are each a period."""
    period: str | None = None
    """The period of the targets that the file gives; None when it gives entries."""

    def make_map(self, member: str | None = None) -> ImportMap:
        """Return the map; `member` owns all rows when the file does not say whose they are."""
        part: dict[str, Any] = {"metric": self.metric, "amount": self.amount}
        part |= {"where": self.where} if self.where else {}
        part |= {"period": self.period} if self.period else {}
        columns: dict[str, Any] = {
            "member": self.member, "on": self.on, "key": self.key, "name": self.name, "account": self.account,
            "currency": self.currency,
        }  # fmt: skip
        return parse_map(
            {
                "file": {name: value for name, value in (("member", member), ("across", self.across)) if value},
                "columns": {role: value for role, value in columns.items() if value},
                "target" if self.period else "entry": [part],
            }
        )


def guess_columns(
    columns: Sequence[str], rows: Sequence[Sequence[str]], *, people: Collection[str] = (), title: str = ""
) -> Guess:
    """Return what the columns seem to be for.

    `people` are the names on the team; `title` is the name of the file, by which rows are called that only count.
    """
    profiles = profile_columns(columns, rows)
    across = [profile.name for profile in profiles if parse_period(profile.name) and profile.numbers > 0.5]
    if len(across) >= 2 and not any(profile.days > 0.5 and profile.name not in across for profile in profiles):
        return _guess_across([profile for profile in profiles if profile.name not in across], across, people)
    return _Guesser(profiles, people, title).guess()


def _guess_across(left: list[ColumnProfile], across: list[str], people: Collection[str]) -> Guess:
    member = _Guesser(left, people, "").member([])
    periods = [found[1] for name in across if (found := parse_period(name))]
    return Guess(member=member, on=["period"], amount="amount", across=across, period=periods[0])


def _has_other_role(name: str) -> bool:
    """Return whether the name of a column says that it holds no owner."""
    return any(
        rank_name(name, kind) for kind in ("not_member", "id", "name", "account", "stage", "currency", "any_name")
    )


class _Guesser:
    """Gives each role a column, the surest first, so that no column has two."""

    def __init__(self, profiles: list[ColumnProfile], people: Collection[str], title: str) -> None:
        self._profiles = profiles
        self._people = {fold_name(name) for name in people}
        self._title = title

    def guess(self) -> Guess:
        on = self._days()
        amount, is_quota = self._amount(on)
        used = [*on, *([amount] if amount else [])]
        stage, where = self._where(used, counts_rows=amount is None)
        used += [stage] if stage else []
        member = self.member(used)
        used += member
        currency = next(
            (each.name for each in self._left(used) if rank_name(each.name, "currency") and each.currencies > 0.5), None
        )
        key = self._best(used, self._score_key)
        account = self._best([*used, *key], self._score_account)
        period = self._period_of(on) if is_quota and on else None
        return Guess(
            member=member,
            on=on,
            key=key if not period else [],
            name=[] if key or period else self._names([*used, *account]),
            account=account[0] if account and not period else None,
            currency=currency,
            amount=amount or 1,
            metric=self._metric(amount, is_quota),
            where=where,
            period=period,
        )

    # -- one role each

    def _days(self) -> list[str]:
        best = self._best([], self._score_day)
        if best:
            return best
        years = [each.name for each in self._profiles if rank_name(each.name, "year") and each.periods > 0.5]
        months = [each.name for each in self._profiles if rank_name(each.name, "month") and each.name not in years]
        if years and months:
            return [years[0], months[0]]
        return self._best([], lambda each: each.periods + rank_name(each.name, "on") if each.periods > 0.5 else 0)

    def _score_day(self, each: ColumnProfile) -> float:
        if each.days <= 0.5:
            return 0
        against = _PENALTY * bool(rank_name(each.name, "not_on"))
        return 1 + rank_name(each.name, "on") - against + 0.2 * each.filled

    def _amount(self, on: list[str]) -> tuple[str | None, bool]:
        """Return the column of the amount, None when rows only count, and whether it is what is to be reached."""
        best = self._best(on, self._score_amount)
        if best:
            return best[0], rank_name(best[0], "quota") > 0
        quota = self._best(on, lambda each: rank_name(each.name, "quota") if each.numbers > 0.5 else 0)
        return (quota[0], True) if quota else (None, False)

    def _score_amount(self, each: ColumnProfile) -> float:
        if each.numbers <= 0.5:
            return 0
        name = max(rank_name(each.name, "amount"), 0.8 * rank_name(each.name, "count"))
        against = _PENALTY * bool(rank_name(each.name, "not_amount"))
        if not name and any(rank_name(each.name, kind) for kind in ("id", "not_id", "name", "not_member", "year")):
            return 0
        if (rank_name(each.name, "id") > name and each.is_unique) or (each.is_running_number and not name):
            return 0
        score = 1 + name - against + 0.15 * each.looks_like_money
        return score if score >= _LEAST_AMOUNT else 0

    def member(self, used: list[str]) -> list[str]:
        """Return the columns of the owner: one, or that of first and last names."""
        best = self._best(used, self._score_member)
        left = self._left(used)
        first, last = (
            [
                each.name
                for each in left
                if rank_name(each.name, part) > _SURE_NAME and not rank_name(each.name, "not_member")
            ]
            for part in ("first_name", "last_name")
        )
        if first and last and (not best or best[0] in (*first, *last)):
            return [first[0], last[0]]
        return best or [each.name for each in left if each.people > 0.5 and not _has_other_role(each.name)][:1]

    def _score_member(self, each: ColumnProfile) -> float:
        if not each.is_text:
            return 0
        known = each.share(lambda cell: fold_name(cell) in self._people)
        named = max(rank_name(each.name, "member"), rank_name(each.name, "any_name") * (each.people > 0.5))
        against = 1.5 * _PENALTY * bool(rank_name(each.name, "not_member"))
        return named - against + (0.3 * each.people if named else 0) + 1.5 * known

    def _score_key(self, each: ColumnProfile) -> float:
        if not each.is_unique or each.is_running_number or rank_name(each.name, "not_id") or each.days > 0.5:
            return 0
        return rank_name(each.name, "id")

    def _score_account(self, each: ColumnProfile) -> float:
        if not each.is_text:
            return 0
        return rank_name(each.name, "account") * (0.5 if rank_name(each.name, "id") else 1)

    def _names(self, used: list[str]) -> list[str]:
        named = {each.name: rank_name(each.name, "name") for each in self._left(used) if each.days <= 0.5}
        names = sorted((name for name in named if named[name]), key=lambda name: -named[name])
        return names[:_MOST_NAMES]

    def _where(self, used: list[str], *, counts_rows: bool) -> tuple[str | None, dict[str, list[str]]]:
        """Return the column that shows what was won, with the values that count."""
        left = self._left(used)
        for each in sorted(left, key=lambda each: -rank_name(each.name, "stage")):
            if rank_name(each.name, "stage") and (won := each.stages("won")):
                return each.name, {each.name: won}
        for each in left:
            if "won" in split_words(each.name) and {cell.casefold() for cell in each.cells} <= {"true", "false"}:
                return each.name, {each.name: [cell for cell in dict.fromkeys(each.cells) if cell.casefold() == "true"]}
        for each in left:
            if counts_rows and rank_name(each.name, "stage") and (done := each.stages("done")):
                return each.name, {each.name: done}
        return None, {}

    def _metric(self, amount: str | None, is_quota: bool) -> str:
        """Return the name of the metric: money is won revenue, and all else is called what it is."""
        if amount is None:
            words = [word for word in split_words(self._title) if not word.isdigit()]
            return clean(" ".join(words))[:40] or "entries"
        if is_quota or rank_name(amount, "amount") >= 0.8 * rank_name(amount, "count"):
            return MONEY_METRIC
        return clean(amount.replace("_", " ")).lower()[:40]

    def _period_of(self, on: list[str]) -> str:
        """Return how long the periods are of which the column holds one day each, or the names."""
        cells = next((each.cells for each in self._profiles if each.name == on[-1]), [])
        year = "2000 " if len(on) > 1 else ""
        named = [found for cell in cells if not can_be_day(cell) and (found := parse_period(year + cell))]
        if named and len(named) == len(cells):
            return named[0][1]
        days = sorted({cell[:7] for cell in cells if cell[:4].isdigit() and cell[4:5] == "-"})
        months = [12 * int(day[:4]) + int(day[5:7]) for day in days]
        steps = [later - earlier for earlier, later in pairwise(months)]
        step = min(steps, default=1)
        return "month" if step < 3 else "quarter" if step < 12 else "year"

    # -- helpers

    def _left(self, used: Collection[str]) -> list[ColumnProfile]:
        return [each for each in self._profiles if each.name not in used]

    def _best(self, used: Collection[str], score: Callable[[ColumnProfile], float]) -> list[str]:
        """Return the column with the highest score above 0, the first of several; empty without one."""
        left = self._left(used)
        best = max(left, key=score, default=None)
        return [best.name] if best is not None and score(best) > 0 else []

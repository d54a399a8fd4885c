"""The plan: what the team's goal asks of groups and members in a period, what they agreed to, and the gap between."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core import workdays
from core.actuals import actual, added, shares
from core.agreements import Agreements
from core.errors import HuddleError
from core.groups import groups
from core.members import members, only_leader
from core.metrics import metrics
from core.models import Group, Member, Metric, Target
from core.periods import Period, containing
from core.session import Session
from core.targets import set_target, standing_amount, targets
from core.team import team
from core.workdays import Workdays
from data import numbers
from data.numbers import Tally

HORIZONS = ("week", "month", "quarter", "year")


@dataclass(frozen=True, slots=True)
class Row:
    """The team, a group or a member in a plan. Amounts are in the metric's smallest unit."""

    name: str
    needed: int | None
    """What the plan asks: the team's and a group's own target, or its share of what is above; None without a plan."""
    needed_is_share: bool
    """Whether nobody set it: it follows from what is above, or from a longer or shorter period."""
    agreed: int | None
    """What members agreed to, added up. For a mean or a ratio a member's own; None for several."""
    proposed: int
    """Of which nobody has said yes to: proposed, and not agreed yet."""
    actual: int | None
    """None where it is private to another, and for a mean, a ratio or a latest value of nothing."""
    people: int
    answered: int
    """How many of them have agreed to something for these days."""
    member: Member | None = None
    group: Group | None = None
    target: Target | None = None
    """Its own for exactly these days."""
    rows: tuple[Row, ...] = ()
    lower_is_better: bool = False

    @property
    def gap(self) -> int | None:
        """What the plan needs and nobody has agreed to; below 0 when more is agreed. None where they do not add up.

        Where lower is better it is what has been agreed beyond the plan.
        """
        if self.needed is None or self.agreed is None:
            return None
        return self.agreed - self.needed if self.lower_is_better else self.needed - self.agreed


@dataclass(frozen=True, slots=True)
class Plan:
    """One metric in one period."""

    metric: Metric
    period: Period
    team: Row
    """Its rows are groups, last those in no group; theirs are members."""
    horizons: tuple[tuple[Period, Row], ...]
    """The team's row of the week, month, quarter and year around the day that is looked at."""
    share_gone: float


def plan(s: Session, metric: Metric, period: Period) -> Plan:
    """The plan of a metric for a period.

    Where nothing was agreed for exactly these days, shorter targets within them are added up, or else a longer one
    counts by its share of working days. Means and ratios are asked of everybody alike and not added up.
    """
    day = s.today if s.today in period else period.starts_on
    around = [containing(day, kind) for kind in HORIZONS]
    first = min(each.starts_on for each in (*around, period))
    last = max(each.ends_on for each in (*around, period))
    book = _Book(s, metric, workdays.read(s.store.connection, first, last))
    return Plan(
        metric,
        period,
        book.team(period),
        tuple((each, book.team(each)) for each in around),
        workdays.share(s, period),
    )


def steered_by(s: Session) -> Metric | None:
    """The metric that a plan is opened on: one that the team has a running target for, else one in its money, else the
    first; None where nothing is counted."""
    planned = {
        target.metric_id
        for target in targets(s)
        if target.member_id is None and target.group_id is None and target.starts_on <= s.today <= target.ends_on
    }
    money = team(s).currency

    def place(metric: Metric) -> tuple[bool, ...]:
        # Of money, what is sold stands before what is left of it.
        sold = "revenue" in metric.name.casefold()
        return metric.id not in planned, metric.unit != money, metric.kind != "sum", not sold

    return min(metrics(s), key=place, default=None)


def split(amount: int, weights: Sequence[int]) -> list[int]:
    """`amount` in whole parts as near to the weights as can be, which add up to it exactly.

    The method of largest remainders (Hamilton); equal remainders go to the first. Equal parts where all weights
    are 0.
    """
    if not weights:
        return []
    weights = weights if any(weights) else [1] * len(weights)
    of = sum(weights)
    parts = [amount * weight // of for weight in weights]
    rest = amount - sum(parts)
    order = sorted(range(len(weights)), key=lambda at: -(amount * weights[at] % of))
    for at in order[:rest]:
        parts[at] += 1
    return parts


def break_down(s: Session, metric: Metric, period: Period) -> list[Target]:
    """Proposes to each seller who has no target for these days a share of what the team's plan still needs, by their
    working days in it. What was proposed; they accept it or answer with their own.

    Raises `HuddleError` unless the leader asks, without a plan of the team, and when nothing is left to share.
    """
    with s.change("target.proposed"):
        only_leader(s, "break the plan down")
        whole = plan(s, metric, period).team
        if whole.needed is None:
            raise HuddleError(f"The team has no plan for {period.title}. Set what it needs first: for the team.")
        # Who said no is talked to, not asked the same again.
        asked = {target.member_id for target in targets(s, period, metric=metric)}
        everybody = [row.member for row in _people(whole) if row.member is not None]
        without = [who for who in everybody if who.role == "seller" and who.id not in asked]
        if not without:
            raise HuddleError("Everybody has been asked for these days. Revise one of the targets, with its reason.")
        if metric.kind in ("mean", "ratio"):
            shares_of = [whole.needed] * len(without)
        else:
            there = sum(standing_amount(row.target) or 0 for row in _people(whole) if row.target)
            left = whole.needed - there
            if left < len(without):
                raise HuddleError("What is agreed and proposed reaches the plan already: nothing is left to share.")
            days = workdays.of_team(s, period)
            own = [days.count(period.starts_on, period.ends_on, who.id) for who in without]
            shares_of = split(left, own)
        why = f"The team's plan for {period.title}, by working days"
        return [
            set_target(s, metric, amount, member=who, period=period, reason=why)
            for who, amount in zip(without, shares_of, strict=True)
            if amount > 0
        ]


def _people(row: Row) -> Iterable[Row]:
    return (each for group in row.rows for each in group.rows)


class _Book:
    """All that was agreed on one metric, and the days it is for."""

    def __init__(self, s: Session, metric: Metric, days: Workdays) -> None:
        self.s = s
        self.metric = metric
        self.days = days
        self.adds_up = metric.kind not in ("mean", "ratio")
        self.people = members(s)
        self.groups = groups(s)
        self.agreed = Agreements(s, metric, days)
        self.private = numbers.is_private(s.store.connection, metric.id)
        self.hidden = self.private and not s.viewer.is_leader
        """Whether the viewer sees no other member's target, so that sums of them would be wrong."""

    def team(self, period: Period) -> Row:
        found = shares(
            self.s.store.connection,
            numbers.counted(self.s.store.connection, self.metric.id),
            (period.starts_on, period.ends_on),
            today=self.s.today,
        )
        target = self.agreed.exact(None, None, period)
        needed, derived = self.agreed.amount(None, None, period, agreed_only=False)
        counted = [who for who in self.people if self._counts(who, period, found)]
        sections: list[tuple[Group | None, list[Member]]] = [
            (group, [who for who in counted if who.group_id == group.id]) for group in self.groups
        ]
        sections.append((None, [who for who in counted if who.group_id is None]))
        sections = [(group, people) for group, people in sections if people]
        asked = self._asked([people for _, people in sections], needed, [group for group, _ in sections], period)
        rows = tuple(
            self._group(group, people, period, found, share)
            for (group, people), share in zip(sections, asked, strict=True)
        )
        total = actual(self.metric.kind, added(found.values()))
        return self._sum("the team", rows, needed, derived, total, target=target, rows_below=rows)

    def _group(
        self,
        group: Group | None,
        people: list[Member],
        period: Period,
        found: dict[int, Tally],
        asked: tuple[int | None, bool],
    ) -> Row:
        needed, derived = asked
        each = self._shares(needed, [[who] for who in people], period)
        rows = tuple(self._member(who, period, found, share) for who, share in zip(people, each, strict=True))
        total = actual(self.metric.kind, added(found[who.id] for who in people if who.id in found))
        target = self.agreed.exact(None, group.id, period) if group else None
        name = group.name if group else "in no group"
        hidden = None if self.private else total
        return self._sum(name, rows, needed, derived, hidden, target=target, group=group, rows_below=rows)

    def _member(self, who: Member, period: Period, found: dict[int, Tally], share: int | None) -> Row:
        target = self.agreed.exact(who.id, None, period)
        agreed, _ = self.agreed.amount(who.id, None, period, agreed_only=True)
        standing = standing_amount(target) if target else None
        waits = standing if target is not None and target.agreed_by is None and agreed is None else None
        own = self.s.viewer.is_member(who.id)
        reached = None if self.private and not own else actual(self.metric.kind, found.get(who.id, (0, 0)))
        return Row(
            who.name, share, True, agreed, waits or 0, reached, 1, int(agreed is not None), member=who, target=target,
            lower_is_better=self.metric.better == "lower",
        )  # fmt: skip

    def _sum(
        self,
        name: str,
        rows: Sequence[Row],
        needed: int | None,
        derived: bool,
        total: int | None,
        *,
        target: Target | None,
        group: Group | None = None,
        rows_below: tuple[Row, ...],
    ) -> Row:
        agreed = [row.agreed for row in rows if row.agreed is not None]
        return Row(
            name=name,
            needed=needed,
            needed_is_share=derived,
            agreed=sum(agreed) if self.adds_up and not self.hidden else None,
            proposed=sum(row.proposed for row in rows) if self.adds_up and not self.hidden else 0,
            actual=total,
            people=sum(row.people for row in rows),
            answered=sum(row.answered for row in rows),
            group=group,
            target=target,
            rows=rows_below,
            lower_is_better=self.metric.better == "lower",
        )

    def _counts(self, who: Member, period: Period, found: dict[int, Tally]) -> bool:
        if who.role == "watcher":
            return False
        return who.role == "seller" or who.id in found or self.agreed.has_any(who.id)

    # -- how much

    def _asked(
        self, sections: list[list[Member]], needed: int | None, of: list[Group | None], period: Period
    ) -> list[tuple[int | None, bool]]:
        """What is asked of each group: its own target, or its share of what the others leave of the team's."""
        own = [self.agreed.amount(None, group.id, period, agreed_only=False)[0] if group else None for group in of]
        without = [at for at, amount in enumerate(own) if amount is None]
        left = needed
        if needed is not None and self.adds_up:
            left = max(0, needed - sum(amount for amount in own if amount is not None))
        shared = iter(self._shares(left, [sections[at] for at in without], period))
        return [(amount, False) if amount is not None else (next(shared), True) for amount in own]

    def _shares(self, amount: int | None, sections: list[list[Member]], period: Period) -> list[int | None]:
        """An amount over several, by the working days of the sellers in each; each one's own for a ratio."""
        if amount is None or not self.adds_up:
            return [amount] * len(sections)
        days = [
            sum(
                self.days.count(period.starts_on, period.ends_on, who.id)
                for who in people
                # A leader who also sells has what they agreed to, and is not counted on for more.
                if who.role == "seller"
            )
            for people in sections
        ]
        return list(split(amount, days)) if any(days) else list(split(amount, [len(people) for people in sections]))

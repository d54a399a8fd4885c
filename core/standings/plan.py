"""The plan: what the team's target asks of groups and members in a period, what they agreed to, and the gap between."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.access.session import Session
from core.errors import HuddleError
from core.metrics.agreed_targets import AgreedTargets
from core.metrics.metrics import list_metrics
from core.metrics.published import read_team_number
from core.metrics.targets import amount_in_force, list_targets, set_target
from core.metrics.totals import amount_of_tally, sum_tallies
from core.models import Group, Member, Metric, Target
from core.standings.metric_totals import totals_by_member
from core.team import workdays
from core.team.group_records import list_groups
from core.team.members import list_members
from core.team.permissions import require_leader
from core.team.record import get_team
from core.team.workdays import Workdays
from core.values.periods import Period, period_containing
from data.quick import metric_queries
from data.quick.metric_queries import Tally

HORIZONS = ("week", "month", "quarter", "year")
"""The kinds of period for which the team's row is shown."""


@dataclass(frozen=True, slots=True)
class PlanRow:
    """The team, a group or a member in a plan. Amounts are in the metric's smallest unit."""

    name: str
    needed: int | None
    """What the plan asks: the team's or a group's own target, or a share of what is above it; None without a plan."""
    needed_is_derived: bool
    """Whether `needed` is derived, from the row above or from a longer or shorter period."""
    agreed: int | None
    """What the members agreed to, in total; a member's own for a mean or a ratio, and None for several."""
    proposed: int
    """What is proposed to members and not agreed."""
    actual: int | None
    """None where it is private to another member, and for a mean, a ratio or a latest value without entries."""
    member_count: int
    """How many members it stands for."""
    agreed_count: int
    """How many of them have agreed to an amount for these days."""
    member: Member | None = None
    group: Group | None = None
    target: Target | None = None
    """Its own target for exactly these days."""
    rows: tuple[PlanRow, ...] = ()
    """The rows below it."""
    lower_is_better: bool = False
    declined: Target | None = None
    """The target for these days that a member declined, if they have agreed to nothing in its place."""

    @property
    def gap(self) -> int | None:
        """Return what the plan needs and nobody has agreed to; negative when more is agreed. None where a part is
        unknown.

        Where lower is better it is what has been agreed beyond the plan.
        """
        if self.needed is None or self.agreed is None:
            return None
        return self.agreed - self.needed if self.lower_is_better else self.needed - self.agreed


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan of one metric in one period."""

    metric: Metric
    period: Period
    team: PlanRow
    """The team's row. Its rows are the groups, last the members in no group; their rows are members."""
    horizons: tuple[tuple[Period, PlanRow], ...]
    """The team's row for the week, month, quarter and year around today, or around the first day of another period."""
    share_gone: float
    """The share, 0 to 1, of the period's working days that is gone."""


def read_plan(session: Session, metric: Metric, period: Period) -> Plan:
    """Return the plan of a metric for a period.

    Without a target for exactly these days, shorter ones within them are added up, or a longer one counts by its share
    of working days. A mean or a ratio asks the same of everybody and is not added up.
    """
    day = session.today if session.today in period else period.starts_on
    around = [period_containing(day, kind) for kind in HORIZONS]
    first = min(span.starts_on for span in (*around, period))
    last = max(span.ends_on for span in (*around, period))
    builder = _PlanBuilder(session, metric, workdays.read(session.connection, first, last))
    return Plan(
        metric,
        period,
        builder.team(period),
        tuple((span, builder.team(span)) for span in around),
        workdays.share_of_days_gone(session, period),
    )


def default_metric(session: Session) -> Metric | None:
    """Return the metric that a plan opens on; None when the team has no metric.

    In order of preference: one with a running target of the team, one in its currency, a sum, revenue, the first by
    name.
    """
    planned = {
        target.metric_id
        for target in list_targets(session)
        if target.member_id is None and target.group_id is None and target.starts_on <= session.today <= target.ends_on
    }
    money = get_team(session).currency

    def place(metric: Metric) -> tuple[bool, ...]:
        # Of the metrics in money, revenue comes before profit.
        sold = "revenue" in metric.name.casefold()
        return metric.id not in planned, metric.unit != money, metric.kind != "sum", not sold

    return min(list_metrics(session), key=place, default=None)


def split_by_weights(amount: int, weights: Sequence[int]) -> list[int]:
    """Return `amount` split into whole parts in proportion to the weights; the parts add up to it exactly.

    The method of largest remainders (Hamilton); equal remainders go to the first. Equal parts where all weights are 0.
    """
    if not weights:
        return []
    weights = weights if any(weights) else [1] * len(weights)
    total = sum(weights)
    parts = [amount * weight // total for weight in weights]
    remainder = amount - sum(parts)
    order = sorted(range(len(weights)), key=lambda position: -(amount * weights[position] % total))
    for position in order[:remainder]:
        parts[position] += 1
    return parts


def propose_shares(session: Session, metric: Metric, period: Period) -> list[Target]:
    """Propose to each seller without a target for these days a share of what the team's plan still needs; return these.

    The shares follow their working days in the period; that of who declined stays open. Each seller accepts, or answers
    with their own amount. Raises `HuddleError` unless the leader acts, when the team has no plan, and when nothing is
    left to share.
    """
    with session.change("target.proposed"):
        require_leader(session, "split the plan")
        whole = read_plan(session, metric, period).team
        if whole.needed is None:
            raise HuddleError(f"The team has no target for {period.title}. Set one first.")
        asked = {target.member_id for target in list_targets(session, period, metric=metric)}
        sellers = [row for row in _member_rows(whole) if row.member is not None and row.member.role == "seller"]
        unasked = [row.member for row in sellers if row.member is not None and row.member.id not in asked]
        # Members who declined are not asked again: the leader talks to them. No one else gets their share meanwhile.
        declined = [row.member for row in sellers if row.member is not None and row.declined is not None]
        if not unasked:
            raise HuddleError("Everyone already has a target for this period. Change one of them instead.")
        if metric.kind in ("mean", "ratio"):
            shares_of = [whole.needed] * len(unasked)
        else:
            set_already = sum(amount_in_force(row.target) or 0 for row in _member_rows(whole) if row.target)
            left = whole.needed - set_already
            if left < len(unasked):
                raise HuddleError("Agreed and proposed targets already cover the plan.")
            days = workdays.team_workdays(session, period)
            working_days = [days.count(period.starts_on, period.ends_on, who.id) for who in (*unasked, *declined)]
            shares_of = split_by_weights(left, working_days)[: len(unasked)]
        why = f"The team's plan for {period.title}, by working days"
        return [
            set_target(session, metric, amount, member=who, period=period, reason=why)
            for who, amount in zip(unasked, shares_of, strict=True)
            if amount > 0
        ]


def _member_rows(row: PlanRow) -> Iterable[PlanRow]:
    return (member_row for group in row.rows for member_row in group.rows)


class _PlanBuilder:
    """Builds the rows of a plan from all targets on one metric."""

    def __init__(self, session: Session, metric: Metric, days: Workdays) -> None:
        self.s = session
        self.metric = metric
        self.days = days
        self.adds_up = metric.kind not in ("mean", "ratio")
        self.people = list_members(session)
        self.groups = list_groups(session)
        self.agreed = AgreedTargets(session, metric, days)
        self.private = metric_queries.is_private(session.connection, metric.id)
        self.hidden = self.private and not session.viewer.is_leader
        """Whether the viewer may not see other members' targets, so that sums would be wrong."""

    def team(self, period: Period) -> PlanRow:
        tallies = totals_by_member(
            self.s.connection,
            metric_queries.read_metric(self.s.connection, self.metric.id),
            (period.starts_on, period.ends_on),
            today=self.s.today,
        )
        target = self.agreed.target_for(None, None, period)
        needed, derived = self.agreed.amount_for(None, None, period, agreed_only=False)
        counted = [who for who in self.people if self._is_counted(who, period, tallies)]
        sections: list[tuple[Group | None, list[Member]]] = [
            (group, [who for who in counted if who.group_id == group.id]) for group in self.groups
        ]
        sections.append((None, [who for who in counted if who.group_id is None]))
        sections = [(group, people) for group, people in sections if people]
        asked = self._asked_of_groups(
            [people for _, people in sections], needed, [group for group, _ in sections], period
        )
        rows = tuple(
            self._group(group, people, period, tallies, share)
            for (group, people), share in zip(sections, asked, strict=True)
        )
        if self.private:
            counted_metric = metric_queries.read_metric(self.s.connection, self.metric.id)
            told = read_team_number(self.s.connection, counted_metric, (period.starts_on, period.ends_on)).tally
            total = amount_of_tally(self.metric.kind, told) if told else None
        else:
            total = amount_of_tally(self.metric.kind, sum_tallies(tallies.values()))
        return self._sum("the team", rows, (needed, derived), total, target=target)

    def _group(
        self,
        group: Group | None,
        people: list[Member],
        period: Period,
        tallies: dict[int, Tally],
        asked: tuple[int | None, bool],
    ) -> PlanRow:
        member_shares = self._shares(asked[0], [[who] for who in people], period)
        rows = tuple(
            self._member(who, period, tallies, share) for who, share in zip(people, member_shares, strict=True)
        )
        total = amount_of_tally(self.metric.kind, sum_tallies(tallies[who.id] for who in people if who.id in tallies))
        target = self.agreed.target_for(None, group.id, period) if group else None
        name = group.name if group else "in no group"
        hidden = None if self.private else total
        return self._sum(name, rows, asked, hidden, target=target, group=group)

    def _member(self, who: Member, period: Period, tallies: dict[int, Tally], share: int | None) -> PlanRow:
        target = self.agreed.target_for(who.id, None, period)
        agreed, _ = self.agreed.amount_for(who.id, None, period, agreed_only=True)
        amount = amount_in_force(target) if target else None
        proposed = amount if target is not None and target.agreed_by is None and agreed is None else None
        is_own = self.s.viewer.is_member(who.id)
        reached = (
            None if self.private and not is_own else amount_of_tally(self.metric.kind, tallies.get(who.id, (0, 0)))
        )
        return PlanRow(
            who.name, share, True, agreed, proposed or 0, reached, 1, int(agreed is not None), member=who,
            target=target, lower_is_better=self.metric.better == "lower",
            declined=self.agreed.declined_target(who.id, period) if agreed is None else None,
        )  # fmt: skip

    def _sum(
        self,
        name: str,
        rows: tuple[PlanRow, ...],
        asked: tuple[int | None, bool],
        total: int | None,
        *,
        target: Target | None,
        group: Group | None = None,
    ) -> PlanRow:
        needed, derived = asked
        agreed = [row.agreed for row in rows if row.agreed is not None]
        return PlanRow(
            name=name,
            needed=needed,
            needed_is_derived=derived,
            agreed=sum(agreed) if self.adds_up and not self.hidden else None,
            proposed=sum(row.proposed for row in rows) if self.adds_up and not self.hidden else 0,
            actual=total,
            member_count=sum(row.member_count for row in rows),
            agreed_count=sum(row.agreed_count for row in rows),
            group=group,
            target=target,
            rows=rows,
            lower_is_better=self.metric.better == "lower",
        )

    def _is_counted(self, who: Member, period: Period, tallies: dict[int, Tally]) -> bool:
        if who.role == "watcher":
            return False
        return who.role == "seller" or who.id in tallies or self.agreed.has_target(who.id)

    # -- what is asked

    def _asked_of_groups(
        self, sections: list[list[Member]], needed: int | None, groups: list[Group | None], period: Period
    ) -> list[tuple[int | None, bool]]:
        """Return what is asked of each group, and whether it is derived.

        A group's own target, or its share of what the groups with a target leave of the team's.
        """
        own = [
            self.agreed.amount_for(None, group.id, period, agreed_only=False)[0] if group else None for group in groups
        ]
        without = [position for position, amount in enumerate(own) if amount is None]
        left = needed
        if needed is not None and self.adds_up:
            left = max(0, needed - sum(amount for amount in own if amount is not None))
        shared = iter(self._shares(left, [sections[position] for position in without], period))
        return [(amount, False) if amount is not None else (next(shared), True) for amount in own]

    def _shares(self, amount: int | None, sections: list[list[Member]], period: Period) -> list[int | None]:
        """Return an amount split over sections by the working days of their sellers; the same for each for a mean or a
        ratio."""
        if amount is None or not self.adds_up:
            return [amount] * len(sections)
        days = [
            sum(
                self.days.count(period.starts_on, period.ends_on, who.id)
                for who in people
                # A leader who also sells is asked for no more than they agreed to.
                if who.role == "seller"
            )
            for people in sections
        ]
        return (
            list(split_by_weights(amount, days))
            if any(days)
            else list(split_by_weights(amount, [len(people) for people in sections]))
        )

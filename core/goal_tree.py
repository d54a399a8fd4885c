"""How goals hang together: the company's, the team's under it, and who carries each with which target.

They are reviewed on a day that was said, and adjusted with a reason; the journal keeps what they were.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TypedDict, Unpack

from core.actuals import actual, added, shares
from core.errors import HuddleError
from core.goals import above, ahead, asks_anew, goals, may_lead, said, still_open, to_change
from core.models import Goal, Group, Member, Metric, Target
from core.periods import Period, between
from core.session import Session
from core.targets import State, standing_amount, state
from core.wording import stated
from data import numbers
from data.numbers import Span, Tally


@dataclass(frozen=True, slots=True)
class Carrier:
    """One target that serves a goal, and how far it is, in the metric's smallest unit."""

    target: Target
    metric: Metric
    period: Period
    member: Member | None
    group: Group | None
    """Both None: the team carries it together."""
    state: State
    amount: int | None
    """What counts: agreed, else proposed."""
    actual: int | None
    """None where nothing can be measured yet, and on a metric that is private to another."""

    @property
    def share(self) -> float | None:
        """Actual ÷ amount; None where there is neither."""
        return self.actual / self.amount if self.actual is not None and self.amount else None


@dataclass(frozen=True, slots=True)
class Branch:
    """A goal of the company or the team, what hangs under it, and who carries it."""

    goal: Goal
    below: tuple[Branch, ...]
    carriers: tuple[Carrier, ...]
    """The team first, then its groups, then the members, the leader before the others."""
    personal: tuple[tuple[Member, Goal], ...]
    """The personal goals that are linked to it and that the viewer may see."""
    to_review: bool
    """Whether the day has come on which it is reviewed."""


class Terms(TypedDict, total=False):
    """What a goal is adjusted to. What is not given stays."""

    text: str
    why: str | None
    due: date | None
    under: Goal | None
    review_on: date | None


def tree(s: Session) -> list[Branch]:
    """The goals that have not ended, the company's first; one whose goal above has ended stands by itself."""
    there = goals(s)
    ours = {goal.id: goal for goal in there if goal.level != "personal"}
    carried = _carriers(s, ours.keys())
    people = {member.id: member for member in s.all(Member)}
    own: dict[int, list[tuple[Member, Goal]]] = {}
    for goal in there:
        owner = people.get(goal.member_id or 0)
        if goal.level == "personal" and owner is not None and owner.left_on is None:
            own.setdefault(goal.parent_id or 0, []).append((owner, goal))
    placed: set[int] = set()

    def branch(goal: Goal) -> Branch:
        placed.add(goal.id)
        below = tuple(branch(each) for each in ours.values() if each.parent_id == goal.id and each.id not in placed)
        return Branch(
            goal, below, tuple(carried.get(goal.id, ())), tuple(own.get(goal.id, ())), is_to_be_reviewed(s, goal)
        )

    roots = [branch(goal) for goal in ours.values() if goal.parent_id not in ours]
    # Two changes taken back in the wrong order can close a circle; nobody's goal is lost from sight for that.
    return roots + [branch(goal) for goal in ours.values() if goal.id not in placed]


def is_to_be_reviewed(s: Session, goal: Goal) -> bool:
    """Whether the day has come on which the goal is reviewed."""
    return goal.ended_on is None and goal.review_on is not None and goal.review_on <= s.today


def to_review(s: Session) -> list[Goal]:
    """The goals of company and team whose day of review has come, the longest overdue first."""
    found = [goal for goal in goals(s) if goal.level != "personal" and is_to_be_reviewed(s, goal)]
    return sorted(found, key=lambda goal: (goal.review_on or s.today, goal.id))


def adjust(s: Session, goal: Goal, reason: str, **terms: Unpack[Terms]) -> Goal:
    """Reviews a goal: it stays as it is or becomes another, for a `reason`. A day of review that has come is done.

    While a meeting is open, other words for the team's goal ask everybody anew whether they understood it. Raises
    `HuddleError` without a reason, for who may not change it, and for a day that has passed.
    """
    because = stated(reason, "The reason")
    as_before = to_change(s, goal)
    what: dict[str, object] = {}
    if "text" in terms:
        what["text"] = stated(terms["text"], "The goal")
    if "why" in terms:
        what |= said({"why": terms["why"]})
    if "due" in terms:
        what["due"] = terms["due"]
    if "under" in terms:
        what["parent_id"] = terms["under"].id if terms["under"] else None
    changes = any(getattr(as_before, name) != value for name, value in what.items())
    with s.change("goal.adjusted" if changes else "goal.reviewed") as change:
        found = still_open(to_change(s, goal))
        if what.get("due", found.due) != found.due:
            ahead(s, terms.get("due"))
        if what.get("parent_id", found.parent_id) != found.parent_id:
            above(s, found, terms.get("under"))
        what["review_on"] = terms.get("review_on", None if is_to_be_reviewed(s, found) else found.review_on)
        if what["review_on"] != found.review_on:
            ahead(s, terms.get("review_on"))
        adjusted = change.update(found, reason=because, **what)
        if adjusted.text != found.text:
            asks_anew(s, change, adjusted)
        return adjusted


# -- who carries it


def goal_of(s: Session, target: Target) -> Goal | None:
    """The goal that a target serves, ended or not; None without one."""
    return s.get(Goal, target.goal_id)


def carry(s: Session, target: Target, goal: Goal | None) -> Target:
    """Says which goal of the company or the team a target serves; None is none. What was agreed stays agreed.

    It is said by whose target it is, and by the leader. Raises `HuddleError` for others.
    """
    with s.change("target.linked") as change:
        found = s.get(Target, target.id)
        if found is None:
            raise HuddleError("This target has been taken back. See what there is with: huddle target list")
        if not may_carry(s, found):
            raise HuddleError("Which goal a target serves is said by whose it is, or by the leader.")
        wanted = s.get(Goal, goal.id) if goal else None
        if goal is not None and (wanted is None or wanted.level == "personal" or wanted.ended_on is not None):
            raise HuddleError("A target serves a goal of the team or the company that has not ended. Choose another.")
        return change.update(found, goal_id=wanted.id if wanted else None)


def may_carry(s: Session, target: Target) -> bool:
    """Whether the viewer may say which goal the target serves."""
    return s.viewer.is_member(target.member_id) or (may_lead(s) if target.member_id is None else s.viewer.is_leader)


def _carriers(s: Session, goal_ids: Collection[int]) -> dict[int, list[Carrier]]:
    """Of each goal: the targets that run, else those that come next, the longest of each owner on each metric."""
    marks = ",".join("?" * len(goal_ids))
    found = s.all(Target, f"goal_id IN ({marks}) AND ends_on >= ?", (*goal_ids, s.today.isoformat()))
    longest: dict[tuple[int | None, ...], Target] = {}
    for target in found:
        key = (target.goal_id, target.metric_id, target.member_id, target.group_id)
        if standing_amount(target) is not None and (key not in longest or _before(s, target, longest[key])):
            longest[key] = target
    reach = _Reach(s)
    carriers: dict[int, list[Carrier]] = {}
    for target in longest.values():
        if (carrier := reach.carrier(target)) is not None:
            carriers.setdefault(target.goal_id or 0, []).append(carrier)
    for each in carriers.values():
        each.sort(key=_place)
    return carriers


def _before(s: Session, one: Target, other: Target) -> bool:
    def worth(target: Target) -> tuple[bool, int, int]:
        runs = target.starts_on <= s.today
        days = (target.ends_on - target.starts_on).days
        return (runs, days, 0) if runs else (runs, -target.starts_on.toordinal(), days)

    return worth(one) > worth(other)


def _place(carrier: Carrier) -> tuple[int, bool, str, int]:
    if carrier.member is not None:
        return 2, carrier.member.role != "leader", carrier.member.name.casefold(), carrier.target.id
    return (1, False, carrier.group.name.casefold(), 0) if carrier.group else (0, False, "", carrier.target.id)


class _Reach:
    """How far targets are; each metric is counted once for the same days."""

    def __init__(self, s: Session) -> None:
        self._s = s
        self._metrics = {metric.id: metric for metric in s.all(Metric)}
        self._people = {member.id: member for member in s.all(Member)}
        self._groups = {group.id: group for group in s.all(Group)}
        self._found: dict[tuple[int, Span], dict[int, Tally]] = {}

    def carrier(self, target: Target) -> Carrier | None:
        """None for who has left."""
        member, group = self._people.get(target.member_id or 0), self._groups.get(target.group_id or 0)
        if member is not None and member.left_on is not None:
            return None
        metric = self._metrics[target.metric_id]
        period = between(target.starts_on, target.ends_on)
        amount = standing_amount(target)
        return Carrier(target, metric, period, member, group, state(target), amount, self._actual(target, metric))

    def _actual(self, target: Target, metric: Metric) -> int | None:
        connection = self._s.store.connection
        together = target.member_id is None and target.group_id is None
        own = self._s.viewer.is_member(target.member_id)
        if not together and not own and numbers.is_private(connection, metric.id):
            return None
        key = metric.id, (target.starts_on, target.ends_on)
        if key not in self._found:
            self._found[key] = shares(connection, numbers.counted(connection, metric.id), key[1])
        found = self._found[key]
        if target.member_id is not None:
            inside = {target.member_id}
        else:
            inside = {who for who in found if together or self._group_of(who) == target.group_id}
        return actual(metric.kind, added(share for who, share in found.items() if who in inside))

    def _group_of(self, member_id: int) -> int | None:
        member = self._people.get(member_id)
        return member.group_id if member else None

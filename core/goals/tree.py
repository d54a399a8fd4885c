"""How goals are linked: the company's goals, the team's below them, and which targets serve each.

A goal is reviewed on a planned day and adjusted with a reason; the journal keeps its earlier states.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TypedDict, Unpack

from core.access.session import Session
from core.errors import HuddleError
from core.goals.goals import (
    can_set_team_goals,
    clean_meanings,
    find_goal,
    list_goals,
    require_changeable_goal,
    require_not_ended,
    require_not_past,
    reset_goal_check,
    resolve_parent_id,
)
from core.metrics.published import read_team_number
from core.metrics.targets import AgreementStatus, agreement_status, amount_in_force
from core.metrics.totals import amount_of_tally, sum_tallies
from core.models import Goal, Group, Member, Metric, Target, by_id
from core.standings.metric_totals import totals_by_member
from core.values.periods import Period, period_between
from core.values.text import require_text
from data.quick import metric_queries
from data.quick.metric_queries import Span, Tally
from data.sqlite import placeholders


@dataclass(frozen=True, slots=True)
class ServingTarget:
    """A target that serves a goal, and its progress. Amounts are in the metric's smallest unit."""

    target: Target
    metric: Metric
    period: Period
    member: Member | None
    group: Group | None
    """When `member` and `group` are None, it is a target of the whole team."""
    state: AgreementStatus
    amount: int | None
    """The amount that counts: the agreed one, else the proposed one."""
    actual: int | None
    """None where nothing can be measured yet, and on a metric that is private to another member."""

    @property
    def share(self) -> float | None:
        """Actual ÷ amount (1.0 is reached); None where one of them is missing."""
        return self.actual / self.amount if self.actual is not None and self.amount else None


@dataclass(frozen=True, slots=True)
class GoalNode:
    """A goal of the company or the team, with the goals below it and the targets that serve it."""

    goal: Goal
    children: tuple[GoalNode, ...]
    """The goals directly below it."""
    serving_targets: tuple[ServingTarget, ...]
    """The team's targets first, then those of groups, then those of members, the leader's first."""
    personal_goals: tuple[tuple[Member, Goal], ...]
    """The personal goals linked to it that the viewer may see, with their owners."""
    is_review_due: bool
    """Whether its day of review has come."""


class GoalChanges(TypedDict, total=False):
    """The new values of a goal. A field that is not given does not change."""

    text: str
    why: str | None
    due: date | None
    under: Goal | None
    review_on: date | None


def load_goal_tree(session: Session) -> list[GoalNode]:
    """Return the goals that have not ended as trees, the company's first; a goal whose parent has ended is a root."""
    goals_in_effect = list_goals(session)
    shared = {goal.id: goal for goal in goals_in_effect if goal.level != "personal"}
    serving_targets = _serving_targets(session, shared.keys())
    members = by_id(session.all(Member))
    personal: dict[int, list[tuple[Member, Goal]]] = {}
    for goal in goals_in_effect:
        owner = members.get(goal.member_id or 0)
        if goal.level == "personal" and owner is not None and owner.left_on is None:
            personal.setdefault(goal.parent_id or 0, []).append((owner, goal))
    placed: set[int] = set()

    def branch(goal: Goal) -> GoalNode:
        placed.add(goal.id)
        below = tuple(
            branch(other) for other in shared.values() if other.parent_id == goal.id and other.id not in placed
        )
        return GoalNode(
            goal,
            below,
            tuple(serving_targets.get(goal.id, ())),
            tuple(personal.get(goal.id, ())),
            is_review_due(session, goal),
        )

    roots = [branch(goal) for goal in shared.values() if goal.parent_id not in shared]
    # Undoing two changes in the wrong order can create a cycle; its goals are shown as roots, so that none is lost.
    return roots + [branch(goal) for goal in shared.values() if goal.id not in placed]


def is_review_due(session: Session, goal: Goal) -> bool:
    """Return whether the goal's day of review has come."""
    return goal.ended_on is None and goal.review_on is not None and goal.review_on <= session.today


def list_goals_to_review(session: Session) -> list[Goal]:
    """Return the goals of company and team whose day of review has come, the longest overdue first."""
    due = [goal for goal in list_goals(session) if goal.level != "personal" and is_review_due(session, goal)]
    return sorted(due, key=lambda goal: (goal.review_on or session.today, goal.id))


def adjust_goal(session: Session, goal: Goal, reason: str, **terms: Unpack[GoalChanges]) -> Goal:
    """Review a goal: keep it or change it, for a `reason`, and return it. A day of review that has come is cleared.

    While a meeting is open, a new text of the team's goal resets the goal check. Raises `HuddleError` without a reason,
    when the viewer may not change it, and for a day that has passed.
    """
    reason_text = require_text(reason, "The reason")
    before = require_changeable_goal(session, goal)
    values: dict[str, object] = {}
    if "text" in terms:
        values["text"] = require_text(terms["text"], "The goal")
    if "why" in terms:
        values |= clean_meanings({"why": terms["why"]})
    if "due" in terms:
        values["due"] = terms["due"]
    if "under" in terms:
        values["parent_id"] = terms["under"].id if terms["under"] else None
    changes = any(getattr(before, name) != value for name, value in values.items())
    with session.change("goal.adjusted" if changes else "goal.reviewed") as change:
        current = require_not_ended(require_changeable_goal(session, goal))
        if values.get("due", current.due) != current.due:
            require_not_past(session, terms.get("due"))
        if values.get("parent_id", current.parent_id) != current.parent_id:
            resolve_parent_id(session, current, terms.get("under"))
        values["review_on"] = terms.get("review_on", None if is_review_due(session, current) else current.review_on)
        if values["review_on"] != current.review_on:
            require_not_past(session, terms.get("review_on"))
        adjusted = change.update(current, reason=reason_text, **values)
        if adjusted.text != current.text:
            reset_goal_check(session, change, adjusted)
        return adjusted


# -- the targets that serve a goal


def goal_of_target(session: Session, target: Target) -> Goal | None:
    """Return the goal that a target serves, ended or not; None when it serves none."""
    return session.get(Goal, target.goal_id)


def find_served_goal(session: Session, words: str | None) -> Goal | None:
    """Return the goal of the team or the company meant by its number or a part of its text; None without words.

    Raises `HuddleError` when it is none, or more than one.
    """
    if not (words or "").strip():
        return None
    return find_goal(session, words or "", [goal for goal in list_goals(session) if goal.level != "personal"])


def link_target(session: Session, target: Target, goal: Goal | None) -> Target:
    """Set which goal of the company or the team a target serves, or None. The agreement on the target is not affected.

    Raises `HuddleError` unless the target's member or the leader acts, and for a goal that is personal or has ended.
    """
    with session.change("target.linked") as change:
        current = session.reload(target, "This target was removed.")
        if not can_link_target(session, current):
            raise HuddleError("Only the owner of the target or the leader can link it to a goal.")
        served_goal = session.get(Goal, goal.id) if goal else None
        if goal is not None and (
            served_goal is None or served_goal.level == "personal" or served_goal.ended_on is not None
        ):
            raise HuddleError("Choose an open goal of the team or the company.")
        return change.update(current, goal_id=served_goal.id if served_goal else None)


def can_link_target(session: Session, target: Target) -> bool:
    """Return whether the viewer may set which goal the target serves."""
    return session.viewer.is_member(target.member_id) or (
        can_set_team_goals(session) if target.member_id is None else session.viewer.is_leader
    )


def _serving_targets(session: Session, goal_ids: Collection[int]) -> dict[int, list[ServingTarget]]:
    """Return the targets of each goal, by its id: for each owner and metric the current one, else the next one.

    Of several current targets the longest, of several coming ones the earliest.
    """
    marks = placeholders(goal_ids)
    targets = session.all(Target, f"goal_id IN ({marks}) AND ends_on >= ?", (*goal_ids, session.today.isoformat()))
    shown_targets: dict[tuple[int | None, ...], Target] = {}
    for target in targets:
        key = (target.goal_id, target.metric_id, target.member_id, target.group_id)
        if amount_in_force(target) is not None and (
            key not in shown_targets or _has_precedence(session, target, shown_targets[key])
        ):
            shown_targets[key] = target
    progress = _TargetProgress(session)
    serving_targets: dict[int, list[ServingTarget]] = {}
    for target in shown_targets.values():
        if (serving := progress.measure(target)) is not None:
            serving_targets.setdefault(target.goal_id or 0, []).append(serving)
    for entries in serving_targets.values():
        entries.sort(key=_sort_key)
    return serving_targets


def _has_precedence(session: Session, one: Target, other: Target) -> bool:
    """Return whether the target `one` is to be shown in place of `other`."""

    def rank(target: Target) -> tuple[bool, int, int]:
        runs = target.starts_on <= session.today
        days = (target.ends_on - target.starts_on).days
        return (runs, days, 0) if runs else (runs, -target.starts_on.toordinal(), days)

    return rank(one) > rank(other)


def _sort_key(serving: ServingTarget) -> tuple[int, bool, str, int]:
    """Return the key that sorts the team's target first, then groups, then members."""
    if serving.member is not None:
        return 2, serving.member.role != "leader", serving.member.name.casefold(), serving.target.id
    return (1, False, serving.group.name.casefold(), 0) if serving.group else (0, False, "", serving.target.id)


class _TargetProgress:
    """Computes the progress of targets; the totals of a metric are read once for the same days."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._metrics = by_id(session.all(Metric))
        self._people = by_id(session.all(Member))
        self._groups = by_id(session.all(Group))
        self._tallies: dict[tuple[int, Span], dict[int, Tally]] = {}

    def measure(self, target: Target) -> ServingTarget | None:
        """Return the target with its progress; None when its member has left."""
        member, group = self._people.get(target.member_id or 0), self._groups.get(target.group_id or 0)
        if member is not None and member.left_on is not None:
            return None
        metric = self._metrics[target.metric_id]
        period = period_between(target.starts_on, target.ends_on)
        amount = amount_in_force(target)
        return ServingTarget(
            target, metric, period, member, group, agreement_status(target), amount, self._actual(target, metric)
        )

    def _actual(self, target: Target, metric: Metric) -> int | None:
        connection = self._session.connection
        is_team_target = target.member_id is None and target.group_id is None
        is_own = self._session.viewer.is_member(target.member_id)
        if not is_own and metric_queries.is_private(connection, metric.id):
            return self._told(target, metric) if is_team_target else None
        key = metric.id, (target.starts_on, target.ends_on)
        if key not in self._tallies:
            self._tallies[key] = totals_by_member(connection, metric_queries.read_metric(connection, metric.id), key[1])
        tallies = self._tallies[key]
        if target.member_id is not None:
            member_ids = {target.member_id}
        else:
            member_ids = {
                member_id for member_id in tallies if is_team_target or self._group_of(member_id) == target.group_id
            }
        return amount_of_tally(
            metric.kind, sum_tallies(share for member_id, share in tallies.items() if member_id in member_ids)
        )

    def _told(self, target: Target, metric: Metric) -> int | None:
        """Return what was told of the team's number on a private metric."""
        connection, span = self._session.connection, (target.starts_on, target.ends_on)
        told = read_team_number(connection, metric_queries.read_metric(connection, metric.id), span).tally
        return amount_of_tally(metric.kind, told) if told else None

    def _group_of(self, member_id: int) -> int | None:
        member = self._people.get(member_id)
        return member.group_id if member else None

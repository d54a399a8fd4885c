"""Who is acting, and what they may do and take back."""

from __future__ import annotations

import pytest

from core.errors import Conflict, HuddleError
from core.goals import goals
from core.metrics import entries, metrics, targets
from core.models import Goal, Target
from core.team import members, workdays
from core.values.periods import parse_period
from tests.conftest import Crew

pytestmark = pytest.mark.days


def test_the_room_changes_nothing(crew: Crew) -> None:
    with pytest.raises(HuddleError, match="Nobody is acting here"), crew.room.change("card.stated"):
        pass


def test_a_leader_who_is_one_no_longer_sees_no_longer_as_one(crew: Crew) -> None:
    goals.set_goal(crew["Ben"], "A house by 2028", level="personal", visibility="leader")
    ana, lea = crew["Ana"], crew["Lea"]
    assert [goal.text for goal in ana.all(Goal)] == ["A house by 2028"]
    members.edit_member(ana, crew.members["Lea"], role="leader")
    members.edit_member(ana, crew.members["Ana"], role="seller")
    ana.refresh_role()
    lea.refresh_role()
    assert ana.all(Goal) == []
    assert [goal.text for goal in lea.all(Goal)] == ["A house by 2028"]


def test_undo_goes_one_deeper_each_time_and_only_through_ones_own(crew: Crew) -> None:
    ana, ben = crew["Ana"], crew["Ben"]
    first = goals.set_goal(ana, "One")
    second = goals.set_goal(ana, "Two")
    goals.set_goal(ben, "Ben's own", level="personal")
    assert ana.undo("goal").what == "goal.set"
    assert ana.get(Goal, second.id) is None
    ana.undo("goal")
    assert ana.get(Goal, first.id) is None
    with pytest.raises(Conflict, match="nothing of yours"):
        ana.undo("goal")
    assert len(ben.all(Goal)) == 1


def test_what_refers_to_a_row_that_is_gone_is_refused_with_a_sentence(crew: Crew) -> None:
    ana = crew["Ana"]
    calls = metrics.add_metric(ana, "calls")
    ana.undo("metric")
    week = parse_period("2026-W48")
    for write in (
        lambda: targets.set_target(ana, calls, 40, period=week),
        lambda: entries.log_entry(ana, calls, 3),
        lambda: metrics.set_private(ana, calls, private=False),
        lambda: metrics.set_private(ana, calls, private=True),
    ):
        with pytest.raises(Conflict, match="calls is not counted any more"):
            write()
    goal = goals.set_goal(ana, "Twelve new customers")
    ana.undo("goal")
    visits = metrics.add_metric(ana, "visits")
    with pytest.raises(Conflict, match="What this belongs to"):
        targets.set_target(ana, visits, 40, period=week, goal=goal)


def test_what_is_for_a_member_who_was_taken_back_is_nobody_elses(crew: Crew) -> None:
    ana = crew["Ana"]
    calls = metrics.add_metric(ana, "calls")
    max_ = members.add_member(ana, "Max Vega")
    ana.undo("member")
    for write in (
        lambda: targets.set_target(ana, calls, 40, member=max_, period=parse_period("2026-W48")),
        lambda: entries.log_entry(ana, calls, 3, member=max_),
        lambda: workdays.add_absence(ana, ana.today, ana.today, member=max_),
    ):
        with pytest.raises(Conflict, match="Max Vega is not a member any more"):
            write()
    assert ana.all(Target) == []

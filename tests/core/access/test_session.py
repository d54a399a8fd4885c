"""Who is acting, and what they may do and take back."""

from __future__ import annotations

import pytest

from core.errors import Conflict, HuddleError
from core.goals import goals
from core.models import Goal
from core.team import members
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

"""Goals: the team's are led, a person's are theirs."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from core.errors import HuddleError
from core.goals.goals import end_goal, list_goals, set_goal, team_goal
from core.meeting import lifecycle
from tests.conftest import Crew


def test_the_leader_sets_the_teams_goal_and_everyone_sees_it(crew: Crew) -> None:
    goal = set_goal(crew["Ana"], "  Twelve new\ncustomers ", due=date(2027, 3, 31), why="the Ruhr is ours")
    assert goal.text == "Twelve new customers"
    assert (goal.due, goal.why, goal.visibility) == (date(2027, 3, 31), "the Ruhr is ours", "everyone")
    assert team_goal(crew["Tom"]) == team_goal(crew.room) == goal


def test_the_newest_of_the_teams_goals_stands_until_it_ends(crew: Crew) -> None:
    first = set_goal(crew["Ana"], "Keep every old customer")
    second = set_goal(crew["Ana"], "Twelve new customers")
    set_goal(crew["Ana"], "Ten million", level="company")
    assert team_goal(crew["Ben"]) == second
    ended = end_goal(crew["Ana"], second)
    assert ended.ended_on == crew["Ana"].today
    assert team_goal(crew["Ben"]) == first
    assert [goal.text for goal in list_goals(crew["Ben"])] == ["Ten million", "Keep every old customer"]
    assert len(list_goals(crew["Ben"], include_ended=True)) == 3


def test_a_seller_sets_the_teams_goal_only_while_hosting(crew: Crew) -> None:
    for level in ("team", "company"):
        with pytest.raises(HuddleError, match=f"Only the leader or the host can set or end a {level} goal"):
            set_goal(crew["Ben"], "Twelve new customers", level=level)
    lifecycle.plan_meeting(crew["Ana"], host=crew.members["Ben"])
    lifecycle.start_meeting(crew["Ana"])
    goal = set_goal(crew["Ben"], "Twelve new customers")
    with pytest.raises(HuddleError, match="leader or the host"):
        end_goal(crew["Jon"], goal)
    assert end_goal(crew["Ana"], goal).ended_on is not None


@pytest.mark.parametrize(
    ("visibility", "seers"),
    [
        ("me", {"Ben"}),
        ("leader", {"Ben", "Ana"}),
        ("group", {"Ben", "Ana"}),
        ("everyone", {"Ana", "Ben", "Jon", "Lea", "Tom"}),
    ],
)
def test_a_personal_goal_is_seen_by_whom_its_owner_chose(crew: Crew, visibility: Any, seers: set[str]) -> None:
    set_goal(crew["Ben"], "A house by 2028", level="personal", visibility=visibility)
    assert {name for name in crew.members if list_goals(crew[name])} == seers
    assert list_goals(crew.room) == []


def test_a_personal_goal_is_its_owners_alone_unless_they_say_otherwise(crew: Crew) -> None:
    assert set_goal(crew["Ben"], "A house by 2028", level="personal").visibility == "me"


def test_a_personal_goal_ends_by_its_owner_alone(crew: Crew) -> None:
    goal = set_goal(crew["Ben"], "A house by 2028", level="personal", visibility="everyone")
    hidden = set_goal(crew["Ben"], "A boat", level="personal")
    with pytest.raises(HuddleError, match="Only its owner can end this goal"):
        end_goal(crew["Ana"], goal)
    with pytest.raises(HuddleError, match="This goal was removed"):
        end_goal(crew["Ana"], hidden)
    assert end_goal(crew["Ben"], goal).ended_on is not None


def test_a_goal_for_a_day_that_has_passed_or_without_words_is_refused(crew: Crew) -> None:
    with pytest.raises(HuddleError, match="Choose today or later"):
        set_goal(crew["Ana"], "Twelve", due=date(2026, 11, 22))
    with pytest.raises(HuddleError, match="empty"):
        set_goal(crew["Ana"], " \t")
    assert list_goals(crew["Ana"]) == []

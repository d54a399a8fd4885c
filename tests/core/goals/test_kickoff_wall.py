"""The wall of a kickoff: one person at a time, by that person alone, and what is shared with everyone alone."""

from __future__ import annotations

import pytest

from core.access.session import Session
from core.errors import HuddleError
from core.goals.goals import end_goal, list_goals, set_goal
from core.goals.kickoff_wall import is_wall_open, leave_wall, member_on_wall, shared_goals_of, take_wall
from core.goals.personal import set_goal_visibility
from core.meeting import lifecycle
from data.models import Goal, Visibility
from tests.conftest import Crew


@pytest.fixture
def kickoff(crew: Crew) -> Crew:
    """A kickoff in its goal stage, hosted by Ana; Ben and Jon share a goal with everyone."""
    for name in ("Ben", "Jon"):
        set_goal(crew[name], f"{name}'s house", level="personal", visibility="everyone")
    opened = lifecycle.start_meeting(crew["Ana"], "kickoff")
    assert opened.host_id == crew.members["Ana"].id
    return crew


def walled(session: Session) -> list[str]:
    return [goal.text for goal in list_goals(session) if goal.level == "personal"]


def test_the_room_sees_the_goals_of_who_stands_there_and_no_others(kickoff: Crew) -> None:
    assert is_wall_open(kickoff.room)
    assert walled(kickoff.room) == []
    take_wall(kickoff["Ben"])
    assert member_on_wall(kickoff.room) == kickoff.members["Ben"]
    assert walled(kickoff.room) == ["Ben's house"]
    leave_wall(kickoff["Ben"])
    assert (member_on_wall(kickoff.room), walled(kickoff.room)) == (None, [])


def test_nobody_is_pushed_away_but_by_the_host(kickoff: Crew) -> None:
    take_wall(kickoff["Ben"])
    with pytest.raises(HuddleError, match="Ben Okafor is showing goals right now"):
        take_wall(kickoff["Jon"])
    with pytest.raises(HuddleError, match="Only the host"):
        leave_wall(kickoff["Jon"])
    leave_wall(kickoff["Ana"])
    take_wall(kickoff["Jon"])
    assert walled(kickoff.room) == ["Jon's house"]


@pytest.mark.parametrize("visibility", ["me", "leader", "group"])
def test_no_other_goal_ever_reaches_the_wall(kickoff: Crew, visibility: Visibility) -> None:
    secret = set_goal(kickoff["Ben"], "Out of debt", level="personal", visibility=visibility)
    take_wall(kickoff["Ben"])
    assert walled(kickoff.room) == ["Ben's house"]
    set_goal_visibility(kickoff["Ben"], secret, "everyone")
    assert walled(kickoff.room) == ["Ben's house", "Out of debt"]
    set_goal_visibility(kickoff["Ben"], secret, visibility)
    assert walled(kickoff.room) == ["Ben's house"]
    leave_wall(kickoff["Ben"])
    set_goal(kickoff["Lea"], "A boat", level="personal", visibility=visibility)
    with pytest.raises(HuddleError, match="None of your goals"):
        take_wall(kickoff["Lea"])


def test_who_takes_all_of_it_back_stands_there_no_more(kickoff: Crew) -> None:
    take_wall(kickoff["Ben"])
    set_goal_visibility(kickoff["Ben"], shared_goals_of(kickoff["Ben"], kickoff.members["Ben"])[0], "leader")
    assert (member_on_wall(kickoff.room), walled(kickoff.room)) == (None, [])
    take_wall(kickoff["Jon"])
    end_goal(kickoff["Jon"], shared_goals_of(kickoff["Jon"], kickoff.members["Jon"])[0], "reached")
    assert member_on_wall(kickoff.room) is None


def test_it_is_empty_again_when_the_meeting_moves_on(kickoff: Crew) -> None:
    take_wall(kickoff["Ben"])
    lifecycle.move_to_next_stage(kickoff["Ana"])
    assert (is_wall_open(kickoff["Ben"]), member_on_wall(kickoff["Ben"]), walled(kickoff.room)) == (False, None, [])
    lifecycle.move_to_previous_stage(kickoff["Ana"])
    assert (member_on_wall(kickoff["Ben"]), walled(kickoff.room)) == (None, [])
    take_wall(kickoff["Ben"])
    lifecycle.close_meeting(kickoff["Ana"])
    assert walled(kickoff.room) == []


def test_there_is_no_wall_outside_a_kickoffs_goal_stage(crew: Crew) -> None:
    set_goal(crew["Ben"], "A house", level="personal", visibility="everyone")
    with pytest.raises(HuddleError, match="No meeting is running"):
        take_wall(crew["Ben"])
    weekly = lifecycle.start_meeting(crew["Ana"])
    lifecycle.move_to_stage(crew["Ana"], "goal")
    with pytest.raises(HuddleError, match="goal stage of a kickoff"):
        take_wall(crew["Ben"])
    with crew["Ana"].change("meeting.wall_taken") as change:  # whatever stands in the file
        change.update(weekly, wall_member_id=crew.members["Ben"].id)
    assert (member_on_wall(crew.room), walled(crew.room)) == (None, [])
    assert crew.room.all(Goal) == []


def test_a_watcher_does_not_stand_there(kickoff: Crew) -> None:
    set_goal(kickoff["Tom"], "See the sea", level="personal", visibility="everyone")
    with pytest.raises(HuddleError, match="watcher"):
        take_wall(kickoff["Tom"])

"""Redoing what a session has just undone: step by step, once, and only while nothing else has happened."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.access.redo import last_undone, redo
from core.errors import Conflict
from core.goals import goals
from core.meeting import cards, lifecycle
from core.models import Goal, Member
from core.team import members
from tests.conftest import Crew


def texts(crew: Crew) -> list[str]:
    return [goal.text for goal in crew["Ben"].all(Goal)]


def test_undone_steps_are_redone_in_order_and_can_be_undone_again(crew: Crew) -> None:
    ben = crew["Ben"]
    for text in ("A house", "A boat", "A dog"):
        goals.set_goal(ben, text, level="personal")
    for _ in range(3):
        ben.undo("goal")
    assert texts(crew) == []
    redo(ben, "goal")
    redo(ben, "goal")
    assert texts(crew) == ["A house", "A boat"]
    ben.undo("goal")
    assert texts(crew) == ["A house"]
    redo(ben, "goal")
    redo(ben, "goal")
    assert texts(crew) == ["A house", "A boat", "A dog"]
    with pytest.raises(Conflict, match="nothing to redo"):
        redo(ben, "goal")


def test_a_new_step_ends_what_can_be_redone(crew: Crew) -> None:
    ben = crew["Ben"]
    goals.set_goal(ben, "A house", level="personal")
    ben.undo("goal")
    assert last_undone(ben, "goal") is not None
    goals.set_goal(ben, "A boat", level="personal")
    assert last_undone(ben, "goal") is None


def test_another_session_redoes_nothing(crew: Crew) -> None:
    goals.set_goal(crew["Ben"], "A house", level="personal")
    crew["Ben"].undo("goal")
    assert last_undone(crew["Ben"].with_own_connection(), "goal") is None
    assert last_undone(crew["Ben"], "commitment") is None


def test_what_somebody_else_changed_since_is_not_overwritten(crew: Crew) -> None:
    ana, lea = crew["Ana"], crew.members["Lea"]
    members.edit_member(ana, lea, territory="South")
    ana.undo("member")
    members.edit_member(crew["Lea"], crew["Lea"].me, territory="East")
    with pytest.raises(Conflict):
        redo(ana, "member")
    member = ana.get(Member, lea.id)
    assert member is not None
    assert member.territory == "East"


def test_somebody_who_leads_no_more_redoes_nothing_for_others(crew: Crew) -> None:
    ana = crew["Ana"]
    members.edit_member(ana, crew.members["Jon"], name="Jonathan Weiss")
    ana.undo("member")
    members.edit_member(crew["Ana"], crew.members["Lea"], role="leader")
    lea = crew["Lea"]
    lea.refresh_role()
    ana.own_steps._undone_ids.append(  # as if the role had been changed by somebody else
        int(ana.store.query("SELECT id FROM journal WHERE what = 'member.edited.undone'")[0]["id"])
    )
    members.edit_member(lea, crew.members["Ana"], role="seller")
    with pytest.raises(Conflict, match="You are no longer the leader"):
        redo(ana, "member")


def test_cards_are_not_redone(crew: Crew) -> None:
    lifecycle.start_meeting(crew["Ana"], "kickoff")
    lifecycle.move_to_stage(crew["Ana"], "collect")
    cards.add_card(crew["Ana"], cards.find_board(crew["Ana"]), "I will call ten people")
    crew["Ana"].undo("card")
    assert last_undone(crew["Ana"], "card") is None


@given(keys=st.lists(st.sampled_from(["do", "undo", "redo"]), max_size=14))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_undo_and_redo_walk_one_line_of_states(make_crew: Callable[[], Crew], keys: list[str]) -> None:
    crew = make_crew()
    ben, past, future = crew["Ben"], list[str](), list[str]()
    for number, key in enumerate(keys):
        if key == "do":
            past.append(f"Goal {number}")
            goals.set_goal(ben, past[-1], level="personal")
            future.clear()
        elif key == "undo" and past:
            ben.undo("goal")
            future.append(past.pop())
        elif key == "redo" and future:
            redo(ben, "goal")
            past.append(future.pop())
        assert texts(crew) == past
        assert (last_undone(ben, "goal") is not None) == bool(future)

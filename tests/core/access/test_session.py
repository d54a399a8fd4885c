"""Who is acting, and what they may do and take back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.access.session import Session
from core.access.steps import describe_step
from core.errors import Conflict, HuddleError
from core.goals import goals
from core.meeting import lifecycle
from core.metrics import entries, metrics, targets
from core.models import Goal, Target
from core.team import members, workdays
from core.values.periods import parse_period
from tests.conftest import Crew, FrozenClock

pytestmark = pytest.mark.days


def test_the_room_changes_nothing(crew: Crew) -> None:
    with pytest.raises(HuddleError, match="The room view can't change anything"), crew.room.change("card.stated"):
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
    with pytest.raises(Conflict, match="Nothing to undo here"):
        ana.undo("goal")
    assert len(ben.all(Goal)) == 1


def test_undo_goes_over_the_steps_of_this_session_alone(crew: Crew, clock: FrozenClock) -> None:
    weeks_ago = goals.set_goal(crew["Ana"], "Twelve new customers")
    clock.advance(days=21)
    today = Session.for_member(crew.session_store, crew.members["Ana"], clock)
    assert today.last_change("goal") is None
    with pytest.raises(Conflict, match="Nothing to undo here"):
        today.undo("goal")
    own = goals.set_goal(today, "Today's")
    assert today.undo("goal").what == "goal.set"
    assert [goal.id for goal in today.all(Goal)] == [weeks_ago.id]
    assert own.id != weeks_ago.id
    older = today.older_change("goal")
    assert older is not None
    assert describe_step(today.viewer, today.store, older) == "goal set: “Twelve new customers”"
    assert today.undo("goal", entry=older) == older
    assert today.all(Goal) == []
    assert today.older_change("goal") is None
    assert crew["Ana"].last_change("goal") is None


def test_a_change_that_failed_inside_another_is_nobodys_step(crew: Crew) -> None:
    ana = crew["Ana"]
    with pytest.raises(HuddleError), ana.change("goal.set"):
        goals.set_goal(ana, "One")
        raise HuddleError("no")
    goals.set_goal(Session.for_member(crew.session_store, crew.members["Ben"], crew.clock), "Ben's", level="personal")
    assert ana.last_change() is None


@pytest.mark.parametrize(
    ("deed", "words"),
    [
        (lambda s: goals.set_goal(s, "x" * 100), "goal set: “" + "x" * 79 + "…”"),
        (lambda s: metrics.add_metric(s, "calls"), "metric added: “calls”"),
        (lambda s: entries.log_entry(s, metrics.add_metric(s, "calls"), 31), "entry logged: “31 calls”"),
        (lambda s: members.add_member(s, "Max Frei"), "member added: “Max Frei”"),
        (lambda s: lifecycle.move_to_next_stage(lead(s)), "stage started: “numbers”"),
    ],
)
def test_a_step_is_told_in_words(crew: Crew, deed: Callable[[Session], object], words: str) -> None:
    deed(crew["Ana"])
    last = crew["Ana"].last_change()
    assert last is not None
    assert describe_step(crew["Ana"].viewer, crew.store, last) == words


def lead(session: Session) -> Session:
    lifecycle.start_meeting(session)
    return session


def test_what_refers_to_a_row_that_is_gone_is_refused_with_a_sentence(crew: Crew) -> None:
    ana = crew["Ana"]
    calls = metrics.add_metric(ana, "calls")
    ana.undo("metric")
    week = parse_period("2026-W48")
    for write in (
        lambda: targets.set_target(ana, calls, 40, period=week),
        lambda: entries.log_entry(ana, calls, 3),
        lambda: metrics.make_private(ana, calls),
    ):
        with pytest.raises(Conflict, match="Choose another metric"):
            write()
    goal = goals.set_goal(ana, "Twelve new customers")
    ana.undo("goal")
    visits = metrics.add_metric(ana, "visits")
    with pytest.raises(Conflict, match="This was removed in the meantime"):
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
        with pytest.raises(Conflict, match="Max Vega is no longer a member"):
            write()
    assert ana.all(Target) == []

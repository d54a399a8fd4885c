"""The steps of the first four weeks: ticked by what happened, open again when it is undone, silent about others."""

from __future__ import annotations

from core.commitments import commitments
from core.conversations import one_on_one, reviews, training
from core.goals import goals
from core.meeting import cards, lifecycle, trends
from core.metrics import entries, metrics, targets
from core.overview.getting_started import WEEKLIES_SHOWN, list_steps
from core.team import members
from core.values.periods import parse_period
from tests.conftest import Crew, FrozenClock


def done(crew: Crew, name: str = "Ana") -> set[str]:
    return {step.id for step in list_steps(crew[name]) if step.is_done}


def progress(crew: Crew, step_id: str) -> str:
    return next(step.progress for step in list_steps(crew["Ana"]) if step.id == step_id)


def test_the_steps_of_the_leader_tick_themselves_off(crew: Crew, clock: FrozenClock) -> None:
    ana, ben = crew["Ana"], crew["Ben"]
    assert len(list_steps(ana)) == 16
    assert done(crew) == {"team", "groups"}

    calls = metrics.add_metric(ana, "calls", unit="calls")
    goals.set_goal(ana, "Twelve new customers")
    assert done(crew) == {"team", "groups", "metric", "team_goal"}
    ana.undo("goal")
    assert "team_goal" not in done(crew)
    goals.set_goal(ana, "Twelve new customers")

    lifecycle.start_meeting(ana, "kickoff")
    lifecycle.move_to_stage(ana, "collect")
    card = cards.add_card(ana, cards.find_board(ana), "I call ten people a day")
    lifecycle.move_to_stage(ana, "trends")
    trends.new_trend(ana, cards.find_board(ana), "Calls", [card])
    assert "kickoff" not in done(crew)
    lifecycle.close_meeting(ana)
    assert {"kickoff", "sort"} <= done(crew)

    for name in ("Ana", "Ben", "Jon"):
        commitments.commit(crew[name], "Call ten people")
    assert progress(crew, "commit") == "3 of 4"
    commitments.commit(crew["Lea"], "Call ten people")
    assert "commit" in done(crew)

    for name in ("Ben", "Jon", "Lea"):
        one_on_one.begin(ana, crew.members[name])
        one_on_one.close(ana, crew.members[name])
    assert "one_on_ones" in done(crew)
    for name in ("Ana", "Ben", "Jon", "Lea"):
        person = crew[name]
        targets.set_target(person, calls, 40, member=person.me, period=parse_period("2026-Q4"))
    assert "targets" in done(crew)

    for _ in range(3):
        entries.log_entry(ben, calls, 3)
        clock.advance(days=1)
    assert "numbers" in done(crew)
    lifecycle.start_meeting(ben, "weekly")
    lifecycle.take_over(ben)
    lifecycle.close_meeting(ben)
    assert {"weekly", "other_host"} <= done(crew)

    goals.set_goal(ana, "A house by 2028", level="personal")
    for person in (ana, ben):
        training.log_session(person, training.TOPICS[0])
    reviews.announce(ana, [ben.me], ana.today, "calls")
    assert {"own_goal", "training", "reviews"} <= done(crew)


def test_private_goals_of_others_are_not_counted(crew: Crew) -> None:
    goals.set_goal(crew["Ben"], "A boat", level="personal", visibility="everyone")
    assert "own_goal" not in done(crew)
    assert "own_goal" in done(crew, "Ben")


def test_a_member_has_four_steps_and_a_watcher_none(crew: Crew) -> None:
    assert [step.id for step in list_steps(crew["Ben"])] == ["commit", "log", "one_on_ones", "own_goal"]
    commitments.commit(crew["Ben"], "Call ten people")
    assert done(crew, "Ben") == {"commit"}
    assert list_steps(crew["Tom"]) == []
    assert list_steps(crew.room) == []


def test_they_are_gone_after_the_fifth_weekly(crew: Crew, clock: FrozenClock) -> None:
    for _ in range(WEEKLIES_SHOWN + 1):
        assert list_steps(crew["Ana"])
        lifecycle.start_meeting(crew["Ana"], "weekly")
        lifecycle.take_over(crew["Ana"])
        lifecycle.close_meeting(crew["Ana"])
        clock.advance(days=7)
    assert list_steps(crew["Ana"]) == []


def test_a_team_above_fifteen_needs_groups(crew: Crew) -> None:
    for number in range(16):
        members.add_member(crew["Ana"], f"Person Number{number}")
    assert "groups" not in done(crew)

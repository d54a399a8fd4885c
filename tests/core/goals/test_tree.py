"""How goals hang together, who carries them, and how they are reviewed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from core.errors import HuddleError
from core.goals import history
from core.goals.goals import end_goal, set_goal, team_goal
from core.goals.personal import set_goal_visibility
from core.goals.tree import adjust_goal, goal_of_target, link_target, list_goals_to_review, load_goal_tree
from core.meeting import goal_check, lifecycle
from core.metrics import entries, metrics, targets
from core.overview.needs import needs
from core.overview.needs.need import Need
from core.standings.target_history import list_target_steps
from core.values.periods import parse_period
from data.models import Goal, Metric, Target
from tests.conftest import Crew, FrozenClock

Q4, YEAR = parse_period("2026-Q4"), parse_period("2026")


@pytest.fixture
def ours(crew: Crew) -> tuple[Goal, Goal]:
    """The company's goal, and the team's under it."""
    company = set_goal(crew["Ana"], "Ten million in the West", level="company", due=date(2027, 12, 31))
    return company, set_goal(crew["Ana"], "Twelve new customers", under=company, due=date(2027, 3, 31))


def aimed(crew: Crew, who: str, metric: Metric, amount: int, goal: Goal, period: Any = Q4) -> Target:
    return targets.set_target(crew[who], metric, amount, member=crew.members[who], period=period, goal=goal)


# -- the tree


def test_the_teams_goal_hangs_under_the_companys(crew: Crew, ours: tuple[Goal, Goal]) -> None:
    company, team = ours
    alone = set_goal(crew["Ana"], "Keep every old customer")
    for reader in (crew["Ben"], crew["Tom"], crew.room):
        found = load_goal_tree(reader)
        assert [branch.goal for branch in found] == [company, alone]
        assert [branch.goal for branch in found[0].children] == [team]
    end_goal(crew["Ana"], company)
    assert [branch.goal.text for branch in load_goal_tree(crew["Ben"])] == [
        "Twelve new customers",
        "Keep every old customer",
    ]


def test_nothing_hangs_under_itself_nor_upside_down(crew: Crew, ours: tuple[Goal, Goal]) -> None:
    company, team = ours
    deeper = set_goal(crew["Ana"], "Four in Essen", under=team)
    for goal, under in ((team, team), (team, deeper)):
        with pytest.raises(HuddleError, match="A goal can't support itself"):
            adjust_goal(crew["Ana"], goal, "Another order", under=under)
    with pytest.raises(HuddleError, match="A personal goal supports a team goal, a team goal the company"):
        adjust_goal(crew["Ana"], company, "Another order", under=team)
    own = set_goal(crew["Ben"], "A house", level="personal", under=team, visibility="everyone")
    with pytest.raises(HuddleError, match="A personal goal supports a team goal, a team goal the company"):
        set_goal(crew["Ana"], "More", under=own)
    end_goal(crew["Ana"], deeper)
    with pytest.raises(HuddleError, match="has ended"):
        set_goal(crew["Ana"], "Two in Bochum", under=deeper)


def test_a_circle_that_undoing_has_closed_loses_no_goal(crew: Crew) -> None:
    one, two = set_goal(crew["Ana"], "One"), set_goal(crew["Ana"], "Two")
    with crew["Ana"].change("goal.adjusted") as change:
        change.update(one, parent_id=two.id)
        change.update(two, parent_id=one.id)
    (root,) = load_goal_tree(crew["Ben"])
    assert (root.goal.text, [below.goal.text for below in root.children]) == ("One", ["Two"])


def test_personal_goals_hang_there_for_those_who_may_see_them(crew: Crew, ours: tuple[Goal, Goal]) -> None:
    own = set_goal(crew["Ben"], "A house", level="personal", under=ours[1], visibility="leader")

    def linked(reader: Any) -> list[str]:
        return [goal.text for _, goal in load_goal_tree(reader)[0].children[0].personal_goals]

    assert linked(crew["Ben"]) == linked(crew["Ana"]) == ["A house"]
    assert linked(crew["Jon"]) == linked(crew["Tom"]) == linked(crew.room) == []
    set_goal_visibility(crew["Ben"], own, "me")
    assert linked(crew["Ana"]) == []


# -- who carries it


def test_a_goal_shows_who_carries_it_and_how_far(crew: Crew, ours: tuple[Goal, Goal]) -> None:
    team = ours[1]
    won = metrics.add_metric(crew["Ana"], "new customers")
    aimed(crew, "Jon", won, 4, team)
    aimed(crew, "Ana", won, 2, team)
    targets.set_target(crew["Ana"], won, 12, period=Q4, goal=team)
    targets.set_target(crew["Ana"], won, 8, member=crew.members["Ben"], period=Q4, goal=team)
    entries.log_entry(crew["Jon"], won, 3)
    found = load_goal_tree(crew["Lea"])[0].children[0].serving_targets
    assert [(each.member.name if each.member else "team", each.state, each.actual, each.amount) for each in found] == [
        ("team", "agreed", 3, 12),
        ("Ana Ruiz", "agreed", 0, 2),
        ("Ben Okafor", "proposed", 0, 8),
        ("Jon Weiss", "agreed", 3, 4),
    ]
    assert found[3].share == 0.75
    targets.decline_target(crew["Ben"], targets.targets_awaiting_viewer(crew["Ben"])[0], "Too much")
    assert "Ben Okafor" not in [
        each.member.name for each in load_goal_tree(crew["Lea"])[0].children[0].serving_targets if each.member
    ]


def test_of_several_periods_the_longest_that_runs_is_shown(crew: Crew, ours: tuple[Goal, Goal]) -> None:
    calls = metrics.add_metric(crew["Ana"], "calls")
    for period in ("2026-W48", "2026-Q4", "2026-Q3", "2027"):
        aimed(crew, "Ben", calls, 40, ours[1], parse_period(period))
    (serving,) = load_goal_tree(crew["Ben"])[0].children[0].serving_targets
    assert serving.period == Q4


def test_on_a_private_metric_only_ones_own_is_told(crew: Crew, ours: tuple[Goal, Goal]) -> None:
    calls = metrics.add_metric(crew["Ana"], "calls")
    for who in ("Ben", "Jon"):
        aimed(crew, who, calls, 40, ours[1])
        entries.log_entry(crew[who], calls, 10)
    metrics.make_private(crew["Ana"], calls)

    def told(reader: Any) -> dict[str, int | None]:
        serving_targets = load_goal_tree(reader)[0].children[0].serving_targets
        return {each.member.name.split()[0]: each.actual for each in serving_targets if each.member}

    assert told(crew["Ben"]) == {"Ben": 10}
    assert told(crew["Ana"]) == {"Ben": None, "Jon": None}
    assert told(crew["Tom"]) == told(crew.room) == {}


def test_whose_target_it_is_says_which_goal_it_serves(crew: Crew, ours: tuple[Goal, Goal]) -> None:
    company, team = ours
    calls = metrics.add_metric(crew["Ana"], "calls")
    target = targets.set_target(crew["Ben"], calls, 40, member=crew.members["Ben"], period=Q4)
    assert goal_of_target(crew["Ben"], target) is None
    target = link_target(crew["Ben"], target, team)
    assert (goal_of_target(crew["Jon"], target), targets.agreement_status(target)) == (team, "agreed")
    assert goal_of_target(crew["Ben"], link_target(crew["Ana"], target, company)) == company
    with pytest.raises(HuddleError, match="Only the owner of the target or the leader can link it to a goal"):
        link_target(crew["Jon"], target, team)
    own = set_goal(crew["Ben"], "A house", level="personal")
    with pytest.raises(HuddleError, match="team or the company"):
        link_target(crew["Ben"], target, own)
    # What it serves is no step of what was agreed.
    assert [step.kind for step in list_target_steps(crew["Ben"], target)] == ["agreed"]
    assert link_target(crew["Ben"], target, None).goal_id is None


# -- reviewed, and adjusted with a reason


def test_a_goal_is_adjusted_with_a_reason_and_what_it_was_stays_readable(
    crew: Crew, ours: tuple[Goal, Goal], clock: FrozenClock
) -> None:
    team = ours[1]
    with pytest.raises(HuddleError, match="The reason can"):
        adjust_goal(crew["Ana"], team, " ", text="Six new customers")
    with pytest.raises(HuddleError, match="leader or the host"):
        adjust_goal(crew["Ben"], team, "Easier", text="Six new customers")
    clock.advance(days=1)
    adjusted = adjust_goal(crew["Ana"], team, "Two of us have left", text="Eight new customers", due=date(2027, 6, 30))
    assert team_goal(crew["Ben"]) == adjusted
    clock.advance(days=1)
    adjust_goal(crew["Ana"], team, "Still right")
    steps = history.goal_history(crew["Jon"], team)
    assert [(step.kind, step.by, step.text, step.reason) for step in steps] == [
        ("set", "Ana Ruiz", "Twelve new customers", None),
        ("adjusted", "Ana Ruiz", "Eight new customers", "Two of us have left"),
        ("reviewed", "Ana Ruiz", "Eight new customers", "Still right"),
    ]
    assert (steps[0].due, steps[1].due) == (date(2027, 3, 31), date(2027, 6, 30))
    assert history.goal_history(crew.room, team) == []


def test_the_day_of_its_review_needs_the_leader_and_nobody_else(crew: Crew, clock: FrozenClock) -> None:
    def told(who: str) -> list[Need]:
        return [need for need in needs.list_needs(crew[who]) if need.action == "goals.review"]

    goal = set_goal(crew["Ana"], "Twelve new customers", review_on=date(2026, 11, 24), due=date(2026, 11, 30))
    set_goal(crew["Ben"], "A house", level="personal", review_on=date(2026, 11, 24), visibility="everyone")
    assert told("Ana") == []
    clock.advance(days=2)
    (need,) = told("Ana")
    assert (need.subject, need.sentence) == (
        "The goal", "“Twelve new customers” was due for review on 24 Nov"
    )  # fmt: skip
    assert told("Jon") == told("Tom") == []
    assert [need.subject for need in told("Ben")] == ["One of your goals"]
    assert "house" not in str(told("Ben"))
    assert list_goals_to_review(crew["Ana"]) == [goal]
    # Long past its own day, it is still reviewed without being told so.
    clock.advance(days=10)
    reviewed = adjust_goal(crew["Ana"], goal, "We go on", review_on=date(2026, 12, 15))
    assert (reviewed.review_on, told("Ana")) == (date(2026, 12, 15), [])
    clock.advance(days=20)
    assert adjust_goal(crew["Ana"], goal, "We go on").review_on is None


def test_other_words_ask_everybody_anew_and_a_review_does_not(crew: Crew, ours: tuple[Goal, Goal]) -> None:
    lifecycle.start_meeting(crew["Ana"])
    goal_check.confirm_understood(crew["Ben"])
    adjust_goal(crew["Ana"], ours[1], "Still right")
    assert goal_check.goal_check(crew["Ana"]).understood_count == 1
    adjust_goal(crew["Ana"], ours[1], "Too far", text="Six new customers")
    assert goal_check.goal_check(crew["Ana"]).understood_count == 0


def test_ones_own_is_adjusted_by_oneself(crew: Crew) -> None:
    own = set_goal(crew["Ben"], "A house by 2028", level="personal")
    assert adjust_goal(crew["Ben"], own, "The bank said no", text="A house by 2030").reason == "The bank said no"
    with pytest.raises(HuddleError, match="This goal was removed"):
        adjust_goal(crew["Ana"], own, "Why?")

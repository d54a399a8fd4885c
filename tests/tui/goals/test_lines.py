"""The rows of the goals, without a screen."""

from __future__ import annotations

from datetime import timedelta

from core.goals import goals, tree
from tests.conftest import Crew, FrozenClock
from tui.goals.lines import goal_lines


def test_a_goal_whose_day_has_passed_looks_late_and_one_to_review_stands_out(crew: Crew, clock: FrozenClock) -> None:
    ana = crew["Ana"]
    today, later = ana.today, ana.today + timedelta(days=9)
    goals.set_goal(ana, "past", due=today)
    goals.set_goal(ana, "coming", due=later)
    goals.set_goal(ana, "to review", due=later, review_on=today)
    mine = goals.set_goal(ana, "mine", level="personal", due=today)
    clock.advance(days=1)
    rows = goal_lines(ana, [mine], tree.load_goal_tree(ana), [], 100, add_key="a")
    tones = {row.pick.text: row.pick.tone for row in rows if row.goal}
    assert tones == {"mine": "late", "past": "late", "coming": "quiet", "to review": "accent"}

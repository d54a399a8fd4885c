"""Goals: one's own first and who sees each, the tree and who carries it; what is taken back is gone everywhere."""

from __future__ import annotations

from datetime import date

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.pilot import Pilot
from textual.widgets import Input

from core.access.session import Session
from core.commitments import commitments
from core.goals import goals, personal, tree
from core.metrics import entries, metrics, targets
from core.models import Goal
from core.team import members
from core.values.periods import parse_period
from tests.conftest import Crew, FrozenClock
from tests.tui.frames import LARGE, SMALL, WIDE, choose_option, frame, idle, parametrize_smallest
from tui.app import HuddleApp

Q4 = parse_period("2026-Q4")


def wanted(crew: Crew, clock: FrozenClock) -> dict[str, Goal]:
    """The company and the team want something that three people carry; Ben and Jon want things for themselves."""
    today = clock.now
    clock.now = today.replace(day=2)
    ana, ben, jon = crew["Ana"], crew["Ben"], crew["Jon"]
    company = goals.set_goal(ana, "Ten million in the West", level="company", due=date(2027, 12, 31))
    team = goals.set_goal(
        ana, "Fifteen new customers in the Ruhr territory", under=company, due=date(2027, 3, 31),
        review_on=date(2026, 11, 23), why="Nobody else visits them",
    )  # fmt: skip
    won = metrics.add_metric(ana, "new customers")
    calls = metrics.add_metric(ana, "calls", unit="calls")
    for s, amount in ((ana, 2), (ben, 5), (jon, 5)):
        targets.set_target(s, won, amount, member=s.me, period=Q4, goal=team)
        entries.log_entry(s, won, amount // 2)
    targets.set_target(ana, won, 12, period=Q4, goal=team)
    targets.set_target(ben, calls, 400, member=ben.me, period=Q4)
    house = goals.set_goal(
        ben, "A house by 2028", level="personal", due=date(2028, 6, 30), why="The boys share one room",
        reaching="A garden, and a door of one's own", missing="Three more years in two rooms",
    )  # fmt: skip
    goals.set_goal(ben, "Run the Vienna marathon", level="personal", visibility="group")
    house = personal.link_commitment(ben, house, commitments.commit(ben, "One more customer a month", every="month"))
    trip = goals.set_goal(jon, "Three months in New Zealand", level="personal", visibility="everyone")
    clock.now = today.replace(day=10)
    team = tree.adjust_goal(ana, team, "Two of us have left", text="Twelve new customers in the Ruhr territory")
    clock.now = today
    return {"company": company, "team": team, "house": house, "trip": trip}


async def press(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await idle(pilot)


def typed(app: HuddleApp, **values: str) -> None:
    for name, value in values.items():
        app.screen.query_one(f"#form-{name}", Input).value = value


@parametrize_smallest("who", ["Ana", "Ben", "Tom"], also={"Ana": [WIDE, LARGE]})
async def test_frames(
    crew: Crew, clock: FrozenClock, who: str, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    wanted(crew, clock)
    app = HuddleApp(crew[who], start="goals")
    async with app.run_test(size=size) as pilot:
        await idle(pilot)
        assert frame(app) == snapshot


@pytest.mark.parametrize("size", [SMALL], ids=str)
async def test_the_forms(crew: Crew, clock: FrozenClock, size: tuple[int, int], snapshot: SnapshotAssertion) -> None:
    wanted(crew, clock)
    app = HuddleApp(crew["Ana"], start="goals")
    async with app.run_test(size=size) as pilot:
        await idle(pilot)
        await press(pilot, "a", "enter")
        assert frame(app) == snapshot
        await press(pilot, "escape", "down", "down", "e")
        assert frame(app) == snapshot


async def test_an_empty_screen_says_which_key_changes_that(crew: Crew) -> None:
    for who, words in (
        ("Ana", "No team goal yet. Press a to add one."),
        ("Ben", "No team goal yet. Your leader adds it."),
    ):
        app = HuddleApp(crew[who], start="goals")
        async with app.run_test(size=(80, 24)) as pilot:
            await idle(pilot)
            assert "No personal goals yet. Press a to add one." in frame(app)
            assert words in frame(app)


async def test_a_seller_writes_one_down_and_shows_it_to_whom_they_choose(crew: Crew) -> None:
    app = HuddleApp(crew["Ben"], start="goals")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await press(pilot, "a")
        typed(app, text="A house by 2028", reaching="A garden", due="30 Jun 2028", seen="nobody")
        await press(pilot, "enter")
        assert "“nobody” is not valid here" in frame(app)
        assert app.screen.query_one("#form-reaching", Input).value == "A garden"
        typed(app, seen="only me")
        await press(pilot, "enter")
        (made,) = personal.list_personal_goals(crew["Ben"])
        assert (made.text, made.reaching, made.due, made.visibility) == (
            "A house by 2028", "A garden", date(2028, 6, 30), "me",
        )  # fmt: skip
        assert "◇   A house by 2028" in frame(app)
        await press(pilot, "s", "down", "enter")
        assert personal.list_personal_goals(crew["Ana"], crew.members["Ben"])[0].text == made.text
        assert "the leader" in frame(app)
        await press(pilot, "u")
        assert personal.list_personal_goals(crew["Ana"], crew.members["Ben"]) == []
        await press(pilot, "e")
        typed(app, missing="Three more years of rent")
        await press(pilot, "enter")
        assert "Three more years of rent" in frame(app)
        await press(pilot, "d", "enter")
        assert personal.list_personal_goals(crew["Ben"]) == []


async def test_many_are_allowed_with_a_calm_word(crew: Crew) -> None:
    for number in range(3):
        goals.set_goal(crew["Ben"], f"Goal {number}", level="personal")
    app = HuddleApp(crew["Ben"], start="goals")
    async with app.run_test(size=(100, 28), notifications=True) as pilot:
        await idle(pilot)
        await press(pilot, "a")
        typed(app, text="A fourth")
        await press(pilot, "enter")
        assert [each.message[:10] for each in app._notifications] == ["You have 4"]


async def test_the_commitment_that_serves_it_is_chosen_or_said_right_there(crew: Crew) -> None:
    ben = crew["Ben"]
    goals.set_goal(ben, "A house by 2028", level="personal")
    commitments.commit(ben, "Twenty calls a week")
    app = HuddleApp(ben, start="goals")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await choose_option(pilot, "link commitment")
        await press(pilot, "down", "enter")
        assert "○ Twenty calls a week" in frame(app)
        await choose_option(pilot, "link commitment")
        await press(pilot, "enter")
        app.screen.query_one("#commit-text", Input).value = "One more customer a month"
        app.screen.query_one("#commit-often", Input).value = "month"
        await press(pilot, "enter")
        (goal,) = personal.list_personal_goals(ben)
        served = personal.serving_commitment(ben, goal)
        assert served is not None
        assert (served.text, served.every) == ("One more customer a month", "month")
        assert "One more customer a month (every month)" in frame(app)
        await choose_option(pilot, "link commitment")
        await press(pilot, *["down"] * 3, "enter")
        assert personal.serving_commitment(ben, personal.list_personal_goals(ben)[0]) is None


async def test_what_is_taken_back_is_gone_from_other_screens_at_once(crew: Crew, clock: FrozenClock) -> None:
    found = wanted(crew, clock)
    ben, jon = HuddleApp(crew["Ben"], start="goals"), HuddleApp(crew["Jon"], start="goals")
    async with ben.run_test(size=(120, 40)) as at_ben, jon.run_test(size=(120, 40)) as at_jon:
        await idle(at_ben)
        await idle(at_jon)
        assert "New Zealand" in frame(ben)
        assert "A house" not in frame(jon)
        await press(at_ben, "end")
        assert frame(ben).count("New Zealand") == 2  # in the list, and beside it
        await press(at_jon, "s", "enter")
        await idle(at_ben)
        assert personal.list_personal_goals(crew["Jon"])[0].id == found["trip"].id
        assert "New Zealand" not in frame(ben)
        assert "New Zealand" in frame(jon)


async def test_the_leader_reviews_adjusts_and_ends_with_a_reason(crew: Crew, clock: FrozenClock) -> None:
    wanted(crew, clock)
    app = HuddleApp(crew["Ana"], start="goals")
    async with app.run_test(size=(100, 40)) as pilot:
        await idle(pilot)
        assert "review due" in frame(app)
        await press(pilot, *["down"] * 2)
        assert "Two of us have left" in frame(app)
        assert "at first: Fifteen new customers" in " ".join(frame(app).split())
        await choose_option(pilot, "review")
        await press(pilot, "enter")
        assert "The reason is missing." in frame(app)
        typed(app, reason="Still right", review="15 Dec")
        await press(pilot, "enter")
        assert "review due" not in frame(app)
        assert "Ana reviewed this goal: Still right" in frame(app)
        await press(pilot, "e")
        typed(app, text="Eight new customers", reason="Kessler is gone", under="")
        await press(pilot, "enter")
        team = goals.team_goal(crew["Ben"])
        assert team is not None
        assert (team.text, team.parent_id, team.reason) == ("Eight new customers", None, "Kessler is gone")
        await press(pilot, "d", "down", "enter")
        app.screen.query_one(Input).value = "Another territory"
        await press(pilot, "enter")
        assert goals.team_goal(crew["Ben"]) is None


async def test_a_seller_says_which_goal_their_target_serves_and_touches_no_others(
    crew: Crew, clock: FrozenClock
) -> None:
    found = wanted(crew, clock)
    app = HuddleApp(crew["Ben"], start="goals")
    async with app.run_test(size=(120, 40)) as pilot:
        await idle(pilot)
        await press(pilot, *["down"] * 2)  # the company's
        assert all(word not in frame(app) for word in ("e Edit", "d Close goal"))
        await press(pilot, "e", "d", "s")
        assert not app.screen.query(Input)
        await choose_option(pilot, "link target")
        app.screen.query_one(Input).value = "calls"
        await press(pilot, "enter")
        calls = next(each for each in targets.list_targets(crew["Ben"], Q4) if each.amount == 400)
        assert calls.goal_id == found["company"].id
        assert "you · calls Q4" in frame(app)
        await press(pilot, "down")
        await choose_option(pilot, "link target")
        await press(pilot, "enter")
        calls = next(each for each in targets.list_targets(crew["Ben"], Q4) if each.amount == 400)
        assert calls.goal_id == found["team"].id
        await press(pilot, "u")
        calls = next(each for each in targets.list_targets(crew["Ben"], Q4) if each.amount == 400)
        assert calls.goal_id == found["company"].id


async def test_zero_goes_there(crew: Crew) -> None:
    app = HuddleApp(crew["Ben"])
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        await press(pilot, "G")
        assert frame(app).startswith(" Goals")


async def test_of_many_who_carry_a_goal_few_are_shown_until_one_asks(crew: Crew, clock: FrozenClock) -> None:
    found = wanted(crew, clock)
    calls = next(metric for metric in metrics.list_metrics(crew["Ana"]) if metric.name == "calls")
    for number in range(9):
        new = members.add_member(crew["Ana"], f"Seller{number} Novak")
        targets.set_target(crew["Ana"], calls, 40, member=new, period=Q4, goal=found["team"])
    app = HuddleApp(crew["Ben"], start="goals")
    async with app.run_test(size=(120, 40)) as pilot:
        await idle(pilot)
        assert "and 11 more" in frame(app)
        assert "Seller3" not in frame(app)
        assert "you · new customers" in frame(app)
        await press(pilot, *["down"] * 3, "enter")
        assert "Seller3 · calls" in frame(app)
        await press(pilot, "enter")
        assert "Seller3" not in frame(app)


async def test_all_who_support_a_goal_are_beside_it_on_a_wide_screen(crew: Crew, clock: FrozenClock) -> None:
    found = wanted(crew, clock)
    calls = next(metric for metric in metrics.list_metrics(crew["Ana"]) if metric.name == "calls")
    for number in range(9):
        new = members.add_member(crew["Ana"], f"Seller{number} Novak")
        targets.set_target(crew["Ana"], calls, 40, member=new, period=Q4, goal=found["team"])
    app = HuddleApp(crew["Ben"], start="goals")
    async with app.run_test(size=LARGE) as pilot:
        await idle(pilot)
        assert "Targets that support it" not in frame(app)
        await press(pilot, *["down"] * 3)
        assert "Targets that support it" in frame(app)
        assert "Seller3 · calls" in frame(app)
        assert "Seller8 · calls" in frame(app)
        await pilot.resize_terminal(120, 40)
        await idle(pilot)
        assert "Seller3" not in frame(app)


async def test_an_older_step_is_undone_only_after_it_was_shown(crew: Crew, clock: FrozenClock) -> None:
    goals.set_goal(crew["Ana"], "Twelve new customers")
    clock.advance(days=21)
    app = HuddleApp(Session.for_member(crew.session_store, crew.members["Ana"], clock), start="goals")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        for keys in (("u", "enter"), ("u", "escape"), ("u", "y", "enter"), ("u", "down", "up", "enter")):
            await press(pilot, *keys)
            assert len(crew["Ana"].all(Goal)) == 1
        await press(pilot, "u")
        shown = " ".join(frame(app).replace("│", " ").split())
        assert "Your last change here is older: 23 Nov, goal set: “Twelve new customers”" in shown
        await press(pilot, "down", "enter")
        assert crew["Ana"].all(Goal) == []


async def test_what_was_done_in_this_sitting_is_undone_at_once(crew: Crew, clock: FrozenClock) -> None:
    goals.set_goal(crew["Ana"], "Twelve new customers")
    app = HuddleApp(Session.for_member(crew.session_store, crew.members["Ana"], clock), start="goals")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await press(pilot, "d", "enter", "u")
        assert [goal.ended_on for goal in crew["Ana"].all(Goal)] == [None]
        await press(pilot, "u")
        assert "Keep it" in frame(app), "the one before is of an earlier sitting"

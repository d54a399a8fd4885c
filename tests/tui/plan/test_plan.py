"""The plan: looking at it, setting and agreeing on targets, breaking it down, counting something new."""

from __future__ import annotations

from datetime import date

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.pilot import Pilot
from textual.widgets import Input

from core.goals import goals, tree
from core.metrics import entries, targets, templates
from core.metrics.metrics import find_metric, list_metrics
from core.models import Target
from core.team import workdays
from core.team.group_records import list_groups
from core.values.periods import parse_period
from tests.conftest import Crew, FrozenClock
from tests.tui.frames import LARGE, SMALL, choose_option, frame, idle, parametrize_smallest
from tui.app import HuddleApp

Q4, Q3 = parse_period("2026-Q4"), parse_period("2026-Q3")


def planned(crew: Crew, clock: FrozenClock) -> None:
    """A quarter that is planned: Ben has agreed, Jon is asked for more than his best, Lea has said nothing yet."""
    ana = crew["Ana"]
    goal = goals.set_goal(ana, "Twelve new customers in the Ruhr territory by 31 March")
    templates.adopt_template(ana, "gross margin")
    revenue, profit = find_metric(ana, "won revenue"), find_metric(ana, "gross profit")
    for name, amount in (("Ben", 190_000_00), ("Jon", 145_000_00)):
        entries.log_entry(crew[name], revenue, amount, day=date(2026, 8, 3))
        entries.log_entry(crew[name], revenue, amount // 3, day=date(2026, 11, 3))
    entries.log_entry(crew["Ben"], profit, 15_000_00, day=date(2026, 11, 3))
    clock.now = clock.now.replace(month=10, day=2)
    targets.set_target(ana, revenue, 600_000_00, period=Q4)
    targets.set_target(ana, revenue, 250_000_00, group=list_groups(ana)[0], period=Q4)
    targets.set_target(
        crew["Ben"], revenue, 210_000_00, member=crew.members["Ben"], period=Q4, bonus="4k at 110%", floor=300,
        floor_metric=find_metric(ana, "gross margin"), goal=goal,
    )  # fmt: skip
    clock.now = clock.now.replace(month=11, day=23)
    targets.set_target(
        ana, revenue, 262_000_00, member=crew.members["Jon"], period=Q4, reason="The Ruhr is open now", goal=goal
    )  # fmt: skip


@parametrize_smallest("who", ["Ana", "Ben", "Jon"], also={"Ana": [LARGE]})
async def test_frames(
    crew: Crew, clock: FrozenClock, who: str, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    planned(crew, clock)
    app = HuddleApp(crew[who], start="plan")
    async with app.run_test(size=size) as pilot:
        await idle(pilot)
        assert frame(app) == snapshot


@pytest.mark.parametrize("size", [SMALL], ids=str)
async def test_the_form(crew: Crew, clock: FrozenClock, size: tuple[int, int], snapshot: SnapshotAssertion) -> None:
    planned(crew, clock)
    app = HuddleApp(crew["Jon"], start="plan")
    async with app.run_test(size=size) as pilot:
        await idle(pilot)
        await press(pilot, "e")
        app.screen.query_one("#form-amount", Input).value = "300k"
        await idle(pilot)
        assert frame(app) == snapshot


async def press(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await idle(pilot)


def jons(crew: Crew) -> Target:
    return next(
        target for target in targets.list_targets(crew["Jon"], Q4) if target.member_id == crew.members["Jon"].id
    )


async def test_a_target_shows_which_goal_it_serves(crew: Crew, clock: FrozenClock) -> None:
    planned(crew, clock)
    ours = goals.set_goal(crew["Ana"], "Keep every old customer")
    app = HuddleApp(crew["Jon"], start="plan")
    async with app.run_test(size=(200, 60)) as pilot:
        await idle(pilot)
        assert "✓ R Twelve new customers in the Ruhr territory" in " ".join(frame(app).split())
        tree.link_target(crew["Jon"], jons(crew), ours)
        await idle(pilot)
        assert "✓ R Keep every old customer" in " ".join(frame(app).split())
        tree.link_target(crew["Jon"], jons(crew), None)
        await idle(pilot)
        assert "? R which goal does it support?" in " ".join(frame(app).split())


async def test_a_member_agrees_with_one_key_and_undoes_it(crew: Crew, clock: FrozenClock) -> None:
    planned(crew, clock)
    app = HuddleApp(crew["Jon"], start="plan")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        assert "k Accept" in frame(app)
        assert "1.8 × your best quarter: is that realistic?" in frame(app)
        await press(pilot, "k")
        assert targets.agreement_status(jons(crew)) == "agreed"
        assert "k Accept" not in frame(app)
        await press(pilot, "u")
        assert targets.agreement_status(jons(crew)) == "proposed"


async def test_a_member_says_no_and_proposes_their_own(crew: Crew, clock: FrozenClock) -> None:
    planned(crew, clock)
    app = HuddleApp(crew["Jon"], start="plan")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await press(pilot, "x")
        app.screen.query_one(Input).value = "Kessler has left"
        await press(pilot, "enter")
        assert targets.agreement_status(jons(crew)) == "declined"
        await press(pilot, "e")
        app.screen.query_one("#form-amount", Input).value = "lots"
        await press(pilot, "enter")
        # Refused, and what was typed is still there.
        assert "is not an amount" in frame(app)
        assert app.screen.query_one("#form-amount", Input).value == "lots"
        app.screen.query_one("#form-amount", Input).value = "180k"
        app.screen.query_one("#form-floor", Input).value = "25 gross margin"
        app.screen.query_one("#form-reason", Input).value = "Without Kessler"
        await press(pilot, "enter")
        own = jons(crew)
        assert (own.amount, own.floor, targets.agreement_status(own), own.reason) == (
            180_000_00,
            250,
            "agreed",
            "Without Kessler",
        )
        assert "Jon declined 262k: Kessler has left" in frame(app)


async def test_the_check_follows_what_is_typed(crew: Crew, clock: FrozenClock) -> None:
    planned(crew, clock)
    app = HuddleApp(crew["Ben"], start="plan")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await press(pilot, "e")
        field = app.screen.query_one("#form-amount", Input)
        for typed, says in (
            ("190k", "1.0 × your best quarter"),
            ("342k", "1.8 × your best quarter: is that realistic?"),
        ):
            field.value = typed
            await idle(pilot)
            assert says in frame(app)
        app.screen.query_one("#form-period", Input).value = "2026-Q3"
        await idle(pilot)
        assert "Q3 2026 is over" in frame(app)
        await press(pilot, "escape")
        assert "210k" in frame(app)


async def test_the_leader_breaks_the_plan_down(crew: Crew, clock: FrozenClock) -> None:
    planned(crew, clock)
    app = HuddleApp(crew["Ana"], start="plan")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await choose_option(pilot, "split")
        assert [target.amount for target in targets.targets_awaiting_viewer(crew["Lea"])] == [128_000_00]
        await press(pilot, "u")
        assert targets.targets_awaiting_viewer(crew["Lea"]) == []


async def test_a_metric_is_counted_with_one_key(crew: Crew) -> None:
    app = HuddleApp(crew["Ben"], start="plan")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        assert "No metrics yet. Press a to add one." in frame(app)
        await press(pilot, "a", "enter")
        assert [each.name for each in list_metrics(crew["Ben"])] == ["won revenue"]
        assert "Plan · Q4 2026 · won revenue" in frame(app)
        await press(pilot, "u")
        assert list_metrics(crew["Ben"]) == []


async def test_other_days_and_other_metrics(crew: Crew, clock: FrozenClock) -> None:
    planned(crew, clock)
    app = HuddleApp(crew["Ana"], start="plan")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        for key, title in (
            ("minus", "Nov 2026"),
            ("minus", "week 48 of 2026"),
            ("plus", "Nov 2026"),
            ("plus", "Q4 2026"),
            ("plus", "2026"),
            ("minus", "Q4 2026"),
            ("left", "Q3 2026"),
            ("right", "Q4 2026"),
        ):
            await press(pilot, key)
            assert frame(app).splitlines()[0].strip().startswith(f"Plan · {title} · won revenue")
        await press(pilot, "tab")
        assert "gross margin" in frame(app).splitlines()[0]


async def test_what_others_agree_to_arrives_without_a_key(crew: Crew, clock: FrozenClock) -> None:
    planned(crew, clock)
    app = HuddleApp(crew["Ana"], start="plan")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        assert "1 of 3 agreed" in frame(app)
        targets.accept_target(crew["Jon"], jons(crew))
        await idle(pilot)
        assert "2 of 3 agreed" in frame(app)


async def test_an_amount_is_logged_for_somebody_else(crew: Crew, clock: FrozenClock) -> None:
    planned(crew, clock)
    app = HuddleApp(crew["Ana"], start="plan")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await press(pilot, "l")
        for name, words in (("what", "5k won revenue"), ("day", "friday"), ("whose", "lea")):
            app.screen.query_one(f"#form-{name}", Input).value = words
        await press(pilot, "enter")
        revenue, lea = find_metric(crew["Ana"], "won revenue"), crew.members["Lea"]
        (entry,) = entries.list_entries(crew["Lea"], revenue, lea, Q4)
        assert (entry.amount, entry.day, entry.entered_by) == (5_000_00, date(2026, 11, 20), crew.members["Ana"].id)


async def test_a_number_alone_is_on_the_metric_that_is_looked_at(crew: Crew, clock: FrozenClock) -> None:
    planned(crew, clock)
    app = HuddleApp(crew["Jon"], start="plan")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await press(pilot, "l")
        app.screen.query_one("#form-what", Input).value = "7k"
        await press(pilot, "enter")
        last = entries.latest_typed_entry(crew["Jon"], find_metric(crew["Jon"], "won revenue"), crew.members["Jon"])
        assert (last.amount, last.day) == (7_000_00, date(2026, 11, 23))


async def test_an_entry_is_put_right_and_then_taken_out(crew: Crew, clock: FrozenClock) -> None:
    planned(crew, clock)
    jon, revenue = crew["Jon"], find_metric(crew["Jon"], "won revenue")
    wrong = entries.log_entry(jon, revenue, 12_000_00)
    app = HuddleApp(jon, start="plan")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await choose_option(pilot, "correct")
        assert "23 Nov · 12k EUR · won revenue" in frame(app)
        assert "63.3k" not in frame(app)  # Ben's are his
        await press(pilot, "enter")
        app.screen.query_one("#form-amount", Input).value = "21k"
        await press(pilot, "enter")
        assert [(each.old_amount, each.new_amount) for each in entries.list_corrections(jon, wrong)] == [
            (12_000_00, 21_000_00)
        ]
        await choose_option(pilot, "correct")
        await press(pilot, "enter")
        app.screen.query_one("#form-amount", Input).value = ""
        await press(pilot, "enter")
        assert entries.latest_typed_entry(jon, revenue, crew.members["Jon"]).id != wrong.id
        await press(pilot, "u")
        assert entries.latest_typed_entry(jon, revenue, crew.members["Jon"]).amount == 21_000_00


async def test_only_keys_that_do_something_are_shown(crew: Crew, clock: FrozenClock) -> None:
    planned(crew, clock)
    for s, shown in (
        (crew["Ana"], {"o Options", "a Add metric"}),
        (crew["Ben"], {"e Set target", "a Add metric"}),
        (crew["Jon"], {"k Accept", "x Decline", "e Set target", "a Add metric"}),
        (crew["Tom"], set()),
    ):
        app = HuddleApp(s, start="plan")
        async with app.run_test(size=(160, 28)) as pilot:
            await idle(pilot)
            keys = frame(app).splitlines()[-1]
            all_of_them = {"k Accept", "x Decline", "e Set target", "o Options", "a Add metric"}
            assert {key for key in all_of_them if key in keys} >= shown
            if not shown:
                assert not {key for key in all_of_them if key in keys}


async def test_an_absence_changes_what_the_plan_asks(crew: Crew, clock: FrozenClock) -> None:
    planned(crew, clock)
    workdays.add_absence(crew["Lea"], date(2026, 10, 1), date(2026, 12, 31))
    app = HuddleApp(crew["Ana"], start="plan")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        assert "of 350k" in next(line for line in frame(app).splitlines() if "Jon Weiss" in line)


async def test_who_has_reached_what_is_beside_the_row_of_a_group_on_a_wide_screen(
    crew: Crew, clock: FrozenClock
) -> None:
    planned(crew, clock)
    app = HuddleApp(crew["Ana"], start="plan")
    async with app.run_test(size=LARGE) as pilot:
        await press(pilot, "home")
        shown = frame(app)
        assert "Progress by person" in shown
        assert "63.3k of 210k" in shown
        assert "expected by now" in shown
        await press(pilot, "end")
        assert "Progress by person" not in frame(app)
        await press(pilot, "home")
        await pilot.resize_terminal(120, 40)
        await idle(pilot)
        assert "Progress by person" not in frame(app)
        assert "expected by now" not in frame(app)

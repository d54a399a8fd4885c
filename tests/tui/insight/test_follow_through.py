"""Follow-through: who sees which rates, on the screen and in the shell; and the stage in which they are made."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.widgets import Input

from core.access.session import Session
from core.commitments import after_miss, commitments, occurrences, queries
from core.meeting import cards, lifecycle, trends
from core.metrics import entries, metrics
from core.models import Commitment, Metric, StageName
from core.team import members
from core.values.periods import format_date
from tests.conftest import Crew, FrozenClock
from tests.tui.frames import LARGE, MIDDLE, SMALL, frame, idle, parametrize_smallest
from tui.app import HuddleApp
from tui.cli import main
from tui.insight.follow_through import FollowThroughScreen

InStage = Callable[[StageName], Session]


def followed(crew: Crew, clock: FrozenClock) -> tuple[Metric, dict[str, Commitment]]:
    """Three weeks of meetings; the fourth is open in its commitments stage, hosted by Ana."""
    clock.advance(days=-21)
    ana, ben, jon = crew["Ana"], crew["Ben"], crew["Jon"]
    calls = metrics.add_metric(ana, "calls", unit="calls")
    lifecycle.start_meeting(ana)
    lifecycle.take_over(ana)
    lifecycle.move_to_stage(ana, "collect")
    board = cards.find_board(ana)
    card = cards.add_card(ana, board, "Ring back old customers", author=ben.me)
    lifecycle.move_to_stage(ana, "trends")
    trends.new_trend(ana, board, "Old customers", [card])
    made = {
        "leads": commitments.commit(ana, "Sit in on one call of each seller", every="week", weekday=5),
        "ticks": commitments.commit(ben, "Call five lapsed customers", metric=calls, amount=5, every="week", weekday=1),
        "card": commitments.commit_to_card(ben, card),
        "weekly": commitments.commit(jon, "Every proposal within a day", every="week", weekday=5),
        "ours": commitments.commit(ana, "One story for the board", team=True),
    }
    lifecycle.close_meeting(ana)
    for week in range(3):
        clock.advance(days=7)
        entries.log_entry(ben, calls, (5, 6, 3)[week])
        occurrences.mark_occurrence_kept(jon, made["weekly"])
        if week < 2:
            occurrences.mark_occurrence_kept(ana, made["leads"])
        lifecycle.start_meeting(ana)
        lifecycle.take_over(ana)
        if week < 2:
            lifecycle.close_meeting(ana)
    lifecycle.move_to_stage(ana, "commitments")
    return calls, made


@pytest.mark.parametrize("size", [SMALL], ids=str)
async def test_frames_of_the_stage(
    crew: Crew, clock: FrozenClock, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    followed(crew, clock)
    app = HuddleApp(crew["Ana"], start="meeting")
    async with app.run_test(size=size) as pilot:
        await idle(pilot)
        assert frame(app) == snapshot


@parametrize_smallest("who", ["Ana", "Ben", "Tom"], also={"Ana": [MIDDLE, LARGE]})
async def test_frames_of_follow_through(
    crew: Crew, clock: FrozenClock, who: str, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    followed(crew, clock)
    app = HuddleApp(crew[who])
    async with app.run_test(size=size) as pilot:
        await idle(pilot)
        await pilot.press("K")
        await idle(pilot)
        if who == "Ana":  # a meeting is running
            await pilot.press("down", "enter")
            await idle(pilot)
        assert isinstance(app.screen, FollowThroughScreen)
        assert frame(app) == snapshot


async def test_an_empty_one_says_why(crew: Crew) -> None:
    app = HuddleApp(crew["Ben"], start="me")
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        await pilot.press("K")
        await idle(pilot)
        assert "No closed commitments yet." in frame(app)
        commitments.mark_kept(crew["Ben"], commitments.commit(crew["Ben"], "it"))
        await idle(pilot)
        assert "1 of 1" in frame(app), "it keeps up with what lands"
        await pilot.press("escape")
        await idle(pilot)
        assert app.current_mode == "me"
        assert not isinstance(app.screen, FollowThroughScreen)


async def test_a_miss_asks_for_one_of_three_ways_and_is_taken_back_in_one_key(crew: Crew, clock: FrozenClock) -> None:
    _, made = followed(crew, clock)
    ben = crew["Ben"]
    app = HuddleApp(ben, start="meeting")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        assert "▸ ✓   Call five lapsed" in frame(app) or "▸ ●   Call five lapsed" in frame(app), "one's own come first"
        await pilot.press("down")
        await idle(pilot)
        await pilot.press("x")
        await idle(pilot)
        assert "What will you do differently?" in frame(app)
        await pilot.press(*"With Lea")
        app.screen.query_one("#form-due", Input).value = ""
        await pilot.press("enter")
        await idle(pilot)
        assert "Choose a next step: a new day, new words, or help from someone" in frame(app)
        app.screen.query_one("#form-text", Input).value = "Ring back three"
        app.screen.query_one("#form-help", Input).value = "lea"
        await pilot.press("enter")
        await idle(pilot)
        (follows,) = [c for c in queries.list_commitments(ben) if c.follows_id == made["card"].id]
        assert follows.text == "Ring back three"
        assert after_miss.list_help_requests(crew["Lea"]) != []
        assert "→ next: With Lea" in frame(app)
        await pilot.press("u")
        await idle(pilot)
        assert not [c for c in queries.list_commitments(ben) if c.follows_id]
        assert after_miss.list_help_requests(crew["Lea"]) == []


async def test_kept_in_one_key_and_ended_in_two(crew: Crew, clock: FrozenClock) -> None:
    _, made = followed(crew, clock)
    ana = crew["Ana"]
    app = HuddleApp(ana, start="meeting")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        assert occurrences.current_status(ana, made["leads"]) == "open"
        await pilot.press("k")
        await idle(pilot)
        assert occurrences.current_status(ana, made["leads"]) == "kept"
        assert "3 weeks in a row" in frame(app)
        await pilot.press("u")
        await idle(pilot)
        assert occurrences.current_status(ana, made["leads"]) == "open"
        end = next(key for key, active in app.screen.active_bindings.items() if active.binding.action == "end")
        await pilot.press(end, "enter")
        await idle(pilot)
        assert queries.list_commitments(ana, member=ana.me)[0].status == "kept"


async def test_nobody_answers_for_another(crew: Crew, clock: FrozenClock) -> None:
    _, made = followed(crew, clock)
    app = HuddleApp(crew["Lea"], start="meeting")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await pilot.press("k", "x", "d", "E")
        await idle(pilot)
        assert "k Kept" not in frame(app)
        assert occurrences.current_status(crew["Ana"], made["leads"]) == "open"


def shell(crew: Crew, capsys: pytest.CaptureFixture[str], who: str, *words: str) -> Any:
    status = main([*words, "--as", crew.members[who].name, "--db", str(crew.path)])
    out, err = capsys.readouterr()
    assert status == 0, err
    return out


def test_rates_in_the_shell(crew: Crew, clock: FrozenClock, capsys: pytest.CaptureFixture[str]) -> None:
    for name, kept in (("Ana", True), ("Ben", True), ("Ben", False)):
        c = commitments.commit(crew[name], "it")
        commitments.mark_kept(crew[name], c) if kept else commitments.mark_missed(crew[name], c, "Another way")
    assert shell(crew, capsys, "Ben", "commitment", "rates").splitlines() == [
        "you       1 of 2 kept  50%  50% on time",
        "the team  2 of 3 kept  67%  67% on time",
    ]
    everybody = json.loads(shell(crew, capsys, "Ana", "commitment", "rates", "--by", "person", "--json"))
    assert [(row["name"], row["kept"], row["closed"]) for row in everybody] == [
        ("Ana Ruiz", 1, 1),
        ("Ben Okafor", 1, 2),
    ]
    own = json.loads(shell(crew, capsys, "Ben", "commitment", "rates", "--by", "person", "--json"))
    assert [row["name"] for row in own] == ["Ben Okafor"]
    assert json.loads(shell(crew, capsys, "Ben", "commitment", "rates", "--by", "trend", "--json")) == []


def test_what_comes_again_in_the_shell(crew: Crew, clock: FrozenClock, capsys: pytest.CaptureFixture[str]) -> None:
    # The shell goes by the computer's own clock: it was taken on long before.
    from core.values.clock import system_clock

    clock.now = system_clock() - timedelta(days=15)
    commitments.commit(crew["Ben"], "Call before ten", every="week")
    times = json.loads(shell(crew, capsys, "Ben", "commitment", "times", "1", "--json"))
    assert {row["status"] for row in times} == {"open"}
    told = shell(crew, capsys, "Ben", "commitment", "keep", "1")
    assert told.endswith(f" · for {format_date(date.fromisoformat(times[0]['day']))}\n"), "the oldest one is meant"
    shell(crew, capsys, "Ben", "commitment", "miss", "1", "On", "Tuesdays", "--help-from", "lea")
    times = json.loads(shell(crew, capsys, "Ben", "commitment", "times", "1", "--json"))
    assert [row["status"] for row in times][:2] == ["kept", "missed"]
    assert times[1]["next_step"] == "On Tuesdays"
    shell(crew, capsys, "Ben", "commitment", "end", "1")
    assert json.loads(shell(crew, capsys, "Ben", "me", "--json"))["commitments"]["kept"] == 1


async def test_all_people_are_in_sight_on_a_large_screen(crew: Crew, clock: FrozenClock) -> None:
    followed(crew, clock)
    for number in range(20):
        seller = members.add_member(crew["Ana"], f"Seller{number:02} Novak")
        made = commitments.commit(Session.for_member(crew.session_store, seller, clock), "Write a customer story")
        commitments.mark_kept(Session.for_member(crew.session_store, seller, clock), made)
    lifecycle.close_meeting(crew["Ana"])
    app = HuddleApp(crew["Ana"])
    async with app.run_test(size=LARGE) as pilot:
        await idle(pilot)
        await pilot.press("K")
        await idle(pilot)
        assert "Seller19 Novak" in frame(app)
        assert not app.screen.query_one("#follow").show_vertical_scrollbar

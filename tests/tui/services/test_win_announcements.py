"""What every screen tells: wins in a box that takes nothing from anybody, and who hosts from here."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.widgets import Input

from core.access.session import Session
from core.commitments import commitments, occurrences
from core.meeting import lifecycle
from core.metrics.entries import log_entry
from core.metrics.metrics import add_metric
from core.metrics.targets import set_target
from core.models import Commitment, Metric, StageName
from core.overview import win_notices
from core.overview.win_notices import Win
from core.team import team
from core.values.periods import parse_period
from tests.conftest import Crew, FrozenClock
from tests.tui.frames import LARGE, SMALL, answered, frame, idle, until
from tui.app import HuddleApp
from tui.cli import main
from tui.dialogs.prompts import AskScreen
from tui.places import MAIN_SCREENS
from tui.services import win_announcements
from tui.widgets.celebration_box import CelebrationOverlay

InStage = Callable[[StageName], Session]


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Targets are looked at with every batch, and a win stands until a test ends it."""
    monkeypatch.setattr(win_announcements, "TARGET_CHECK_SECONDS", 0.0)
    monkeypatch.setattr(win_announcements, "WIN_SECONDS", 3600.0)


@pytest.fixture
def promise(in_stage: InStage, crew: Crew) -> Commitment:
    """Ben's, in an open meeting."""
    in_stage("commit")
    return commitments.commit(crew["Ben"], "Call five lapsed customers every Monday")


@pytest.fixture
def calls(crew: Crew) -> Metric:
    """Everybody who sells is to make ten this quarter."""
    calls = add_metric(crew["Ana"], "calls")
    for name in ("Ana", "Ben", "Jon", "Lea"):
        set_target(crew[name], calls, 10, member=crew.members[name], period=parse_period("2026-Q4"))
    return calls


def celebrated(app: HuddleApp) -> list[str]:
    return [win.text for overlay in app.screen.query(CelebrationOverlay) for win in overlay.wins]


@pytest.mark.parametrize("size", [SMALL], ids=str)
async def test_frame_of_a_target_reached(
    crew: Crew, calls: Metric, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    app = HuddleApp(crew["Tom"], start="board")
    async with app.run_test(size=size) as pilot:
        await idle(pilot)
        log_entry(crew["Lea"], calls, 12)
        await idle(pilot)
        assert frame(app) == snapshot


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=str)
async def test_frame_of_many_wins(crew: Crew, size: tuple[int, int], snapshot: SnapshotAssertion) -> None:
    app = HuddleApp(crew["Tom"], start="meeting")
    async with app.run_test(size=size) as pilot:
        await idle(pilot)
        long = Win("Ben kept: " + "Call five [b]lapsed[/b] customers, " * 12)
        app.announcements.celebrate([long, *(Win(f"Lea reached target {at}", "12 of 10 · calls") for at in range(6))])
        await idle(pilot)
        assert frame(app) == snapshot


@pytest.mark.parametrize("place", ["meeting", "capture", "trends", "board"])
async def test_a_commitment_kept_is_celebrated_on_every_screen(crew: Crew, promise: Commitment, place: str) -> None:
    assert place in MAIN_SCREENS
    app = HuddleApp(crew["Lea"], start=place)
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        commitments.mark_kept(crew["Ben"], promise)
        await idle(pilot)
        assert "Ben kept: Call five lapsed customers every Monday" in frame(app)
        app.announcements.show_next()
        await idle(pilot)
        assert "Ben kept" not in frame(app)


async def test_what_comes_again_is_celebrated_each_time_it_is_kept(crew: Crew, clock: FrozenClock) -> None:
    lea = crew["Lea"]
    weekly = commitments.commit(lea, "Every proposal within a day", every="week", weekday=5)
    daily = commitments.commit(lea, "Log every call", every="day")
    clock.advance(days=7)
    occurrences.mark_occurrence_kept(lea, weekly)
    app = HuddleApp(crew["Ben"], start="board")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        clock.advance(days=7)
        occurrences.mark_occurrence_kept(lea, weekly)
        await idle(pilot)
        assert app.announcements.shown_wins == (Win("Lea kept: Every proposal within a day", "2 weeks in a row"),)
        app.announcements.show_next()
        lea.undo("commitment")
        occurrences.mark_occurrence_kept(lea, weekly)
        occurrences.mark_occurrence_kept(lea, daily)  # all the days of two weeks
        await idle(pilot)
        assert app.announcements.shown_wins == (Win("Lea kept: Log every call", "10 days in a row"),)
        app.announcements.show_next()
        clock.advance(days=1)
        occurrences.mark_occurrence_kept(lea, daily)
        await idle(pilot)
        assert celebrated(app) == [], "nobody is celebrated every day"


async def test_what_ticks_is_celebrated_with_the_entry_that_keeps_it(crew: Crew, calls: Metric) -> None:
    app = HuddleApp(crew["Lea"], start="board")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        commitments.commit(crew["Ben"], "Call six lapsed customers", metric=calls, amount=6, every="week", weekday=5)
        await idle(pilot)
        log_entry(crew["Ben"], calls, 6)
        await idle(pilot)
        assert app.announcements.shown_wins == (Win("Ben kept: Call six lapsed customers", "6 of 6 · calls"),)


async def test_it_follows_to_another_screen_and_to_a_dialog_and_back(crew: Crew, promise: Commitment) -> None:
    app = HuddleApp(crew["Lea"], start="board")
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        commitments.mark_kept(crew["Ben"], promise)
        await idle(pilot)
        await pilot.press("2")
        await idle(pilot)
        assert "Ben kept" in frame(app)
        app.push_screen(AskScreen("What?"))
        await idle(pilot)
        box, line = app.screen.query_one("CelebrationBox").region, app.screen.query_one(Input).region
        assert "Ben kept" in frame(app)
        assert not box.overlaps(line)
        await pilot.press("escape")
        await idle(pilot)
        assert celebrated(app) == ["Ben kept: Call five lapsed customers every Monday"]
        app.announcements.show_next()
        await pilot.press("5")
        await idle(pilot)
        assert "Ben kept" not in frame(app)


async def test_it_takes_neither_the_focus_nor_a_key_and_never_covers_the_line(
    in_stage: InStage, crew: Crew, calls: Metric
) -> None:
    in_stage("collect")
    app = HuddleApp(crew["Ana"], start="capture")
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        await pilot.press(*"half a ")
        focused = app.focused
        assert isinstance(focused, Input)
        for name in ("Ana", "Ben", "Jon", "Lea"):
            log_entry(crew[name], calls, 10)
        await idle(pilot)
        assert len(celebrated(app)) in (1, 2, 3, 4)
        await pilot.press(*"line")
        await idle(pilot)
        assert app.focused is focused
        assert focused.value == "half a line"
        assert not app.screen.query_one("CelebrationBox").region.overlaps(focused.region)


async def test_a_line_at_the_top_is_not_covered_either(crew: Crew) -> None:
    app = HuddleApp(crew["Ana"], start="board")
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        await app.screen.mount(Input(), before=0)
        app.screen.query_one(Input).focus()
        await idle(pilot)
        app.announcements.celebrate([Win("Lea reached the week's target", "12 of 10 · calls")])
        await idle(pilot)
        assert not app.screen.query_one("CelebrationBox").region.overlaps(app.screen.query_one(Input).region)
        assert "Lea reached" in frame(app)


async def test_what_comes_meanwhile_is_shown_next_and_a_click_ends_it(crew: Crew) -> None:
    app = HuddleApp(crew["Ana"], start="board")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        app.announcements.celebrate([Win("one")])
        app.announcements.celebrate([Win("two")])
        app.announcements.celebrate([Win("three")])
        await idle(pilot)
        assert celebrated(app) == ["one"]
        await pilot.click("CelebrationBox")
        await idle(pilot)
        assert celebrated(app) == ["two", "three"]
        app.announcements.show_next()
        await idle(pilot)
        assert celebrated(app) == []


async def test_it_ends_by_itself(crew: Crew, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(win_announcements, "WIN_SECONDS", 0.01)
    app = HuddleApp(crew["Ana"], start="board")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        app.announcements.celebrate([Win("one")])
        await until(pilot, lambda: not app.announcements.shown_wins)
        await idle(pilot)
        assert celebrated(app) == []


async def test_a_team_that_does_not_celebrate_is_left_in_peace(crew: Crew, promise: Commitment, calls: Metric) -> None:
    team.edit_team(crew["Ana"], celebrates=False)
    app = HuddleApp(crew["Lea"], start="board")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        commitments.mark_kept(crew["Ben"], promise)
        log_entry(crew["Lea"], calls, 10)
        await idle(pilot)
        assert celebrated(app) == []
        team.edit_team(crew["Ana"], celebrates=True)
        log_entry(crew["Ben"], calls, 10)
        await idle(pilot)
        assert celebrated(app) == ["Ben reached the quarter's target, five weeks early"], "what is past stays past"


async def test_nothing_is_celebrated_twice(crew: Crew, promise: Commitment) -> None:
    app = HuddleApp(crew["Lea"], start="board")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        commitments.mark_kept(crew["Ben"], promise)
        await idle(pilot)
        app.announcements.show_next()
        crew["Ben"].undo("commitment")
        await idle(pilot)
        commitments.mark_kept(crew["Ben"], promise)
        await idle(pilot)
        assert celebrated(app) == []


async def test_entries_that_land_fast_are_looked_at_once(
    crew: Crew, calls: Metric, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[object] = []
    monkeypatch.setattr(win_notices.TargetWatch, "poll", lambda _, today: looks.append(today) or [])  # type: ignore[func-returns-value]
    monkeypatch.setattr(win_announcements, "TARGET_CHECK_SECONDS", 3600.0)
    app = HuddleApp(crew["Lea"], start="board")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        for _ in range(5):
            log_entry(crew["Lea"], calls, 1)
            app.feed.poll()
            await answered(pilot)
        assert len(looks) == 1, "the one at the start"
        assert app.announcements.is_check_due


@pytest.mark.parametrize("place", ["meeting", "board"])
async def test_everybody_is_told_who_takes_over(in_stage: InStage, crew: Crew, place: str) -> None:
    in_stage("collect")
    apps = {name: HuddleApp(crew[name], start=place) for name in ("Ana", "Jon")}
    told: dict[str, list[str]] = {"Ana": [], "Jon": []}
    async with (
        apps["Ana"].run_test(size=(100, 28), notifications=True) as one,
        apps["Jon"].run_test(size=(100, 28), notifications=True) as two,
    ):
        await idle(one)
        await idle(two)
        lifecycle.take_over(crew["Jon"])
        await idle(one)
        await idle(two)
        for name, app in apps.items():
            told[name] = [notification.message for notification in app._notifications]
    assert told == {"Ana": ["Jon Weiss is the host now."], "Jon": ["You are the host now."]}


# -- the command


@pytest.fixture
def run(crew: Crew, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    def run(who: str, *words: str) -> tuple[int, str, str]:
        status = main(["--db", str(crew.path), "--as", who, "team", *words])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return run


def test_the_team_is_settled_from_the_shell(run: Callable[..., Any], crew: Crew) -> None:
    status, printed, _ = run("Ana", "set", "--celebrate", "off", "--question", "What will you do?", "--currency", "usd")
    assert status == 0
    assert printed.splitlines() == [
        "Northwind West",
        "  question      What will you do?",
        "  wins          not celebrated on screens",
        "  pulse         visible to the leader, with names",
        "  votes         shown from 3 voters",
        "  currency      USD",
        "  working days  Monday, Tuesday, Wednesday, Thursday, Friday",
        "  time zone     each computer's own",
        "  groups        of 10 to 15",
        "  training      1 a day",
        "  silence       shown to the leader after 10 days without a talk",
    ]
    assert json.loads(run("Ben", "show", "--json")[1])["celebrates"] is False
    assert run("Ana", "set", "--celebrate", "on")[0] == 0
    assert "celebrated on every screen" in run("Ben", "show")[1]


def test_what_cannot_be_settled_is_said(run: Callable[..., Any]) -> None:
    assert run("Ben", "set", "--celebrate", "off")[0] == 1
    status, _, error = run("Ana", "set")
    assert status == 1
    assert "huddle team set --celebrate off" in error
    assert "three letters" in run("Ana", "set", "--currency", "euro")[2]

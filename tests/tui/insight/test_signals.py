"""Signals on the screens and in the shell: the leader's, everybody's own, and nothing of anybody else's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from threading import Event
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from core.commitments import commitments, queries
from core.conversations import misunderstandings
from core.meeting import goal_check, lifecycle
from core.metrics import entries, metrics
from core.overview.signals import signals
from core.overview.signals.signal import Signal, SignalContext
from tests.conftest import Crew, FrozenClock
from tests.core.past_weeks import Q4, calls, on
from tests.tui.frames import LARGE, SMALL, WIDE, frame, idle, parametrize_smallest, show_private_parts, until
from tui.app import HuddleApp
from tui.cli import main
from tui.insight.signals import SignalsScreen
from tui.team.member_page import MemberPageScreen


def some_weeks(crew: Crew, clock: FrozenClock) -> None:
    """Jon is two weeks behind, Ben two weeks ahead, and Ana late with a promise of her own."""
    on(clock, "09-28")
    metric = calls(crew, clock, 6, 5)
    on(clock, "09-28")
    from core.metrics import targets

    targets.set_target(crew["Ben"], metric, 132, member=crew["Ben"].me, period=Q4)
    on(clock, "10-05")
    entries.log_entry(crew["Ben"], metric, 12)
    on(clock, "10-12")
    entries.log_entry(crew["Ben"], metric, 14)
    commitments.commit(crew["Ana"], "Sit in on one call of each seller", due=crew["Ana"].today)
    on(clock, "10-19")


async def test_the_first_frame_does_not_wait_for_them(
    crew: Crew, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    some_weeks(crew, clock)
    painted = Event()

    def waits(_look: SignalContext) -> Iterator[Signal]:
        assert painted.wait(60)
        yield from ()

    monkeypatch.setattr(signals, "SOURCES", (waits, *signals.SOURCES))
    app = HuddleApp(crew["Ana"])
    async with app.run_test(size=(100, 28)) as pilot:
        await until(pilot, lambda: "Your commitments" in frame(app))
        assert "1 commitment overdue" not in frame(app)
        painted.set()
        await idle(pilot)
        assert "1 commitment overdue" in frame(app)


@parametrize_smallest("who", ["Ana", "Jon", "Tom"], also={"Ana": [WIDE]})
async def test_frames(
    crew: Crew, clock: FrozenClock, who: str, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    some_weeks(crew, clock)
    app = HuddleApp(crew[who])
    async with app.run_test(size=size) as pilot:
        await idle(pilot)
        await pilot.press("S")
        await idle(pilot)
        assert isinstance(app.screen, SignalsScreen)
        assert frame(app) == snapshot


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=str)
async def test_frames_of_home_with_signals(
    crew: Crew, clock: FrozenClock, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    some_weeks(crew, clock)
    app = HuddleApp(crew["Ana"])
    async with app.run_test(size=size) as pilot:
        await idle(pilot)
        assert frame(app) == snapshot


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=str)
async def test_frames_of_me_with_signals(
    crew: Crew, clock: FrozenClock, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    some_weeks(crew, clock)
    app = HuddleApp(crew["Jon"], start="me")
    async with app.run_test(size=size) as pilot:
        await idle(pilot)
        assert frame(app) == snapshot


async def test_home_tells_the_leader_and_nobody_else(crew: Crew, clock: FrozenClock) -> None:
    some_weeks(crew, clock)
    for s, told in ((crew["Ana"], True), (crew["Ben"], False), (crew["Tom"], False), (crew.room, False)):
        app = HuddleApp(s)
        async with app.run_test(size=(200, 60)) as pilot:
            await idle(pilot)
            assert ("below target" in frame(app)) is told
            assert ("weeks in a row" in frame(app)) is told


async def test_many_who_need_the_leader_do_not_hide_the_signals(crew: Crew, clock: FrozenClock) -> None:
    some_weeks(crew, clock)
    for number in range(7):
        misunderstandings.report_misunderstanding(crew["Lea"], f"unclear {number}", "leader")
    lifecycle.start_meeting(crew["Ana"])
    goal_check.ask_question(crew["Jon"], "which Ruhr?")
    app = HuddleApp(crew["Ana"])
    async with app.run_test(size=(100, 30)) as pilot:
        await idle(pilot)
        await show_private_parts(pilot)
        await pilot.press("end")
        await idle(pilot)
        shown = frame(app)
        assert "more: press S" in shown
        assert "weeks in a row" in shown
        await pilot.press("S")
        await idle(pilot)
        assert "unclear 6" in frame(app)
        assert "which Ruhr?" in frame(app)


async def test_enter_opens_whose_page_it_is_and_esc_goes_back(crew: Crew, clock: FrozenClock) -> None:
    some_weeks(crew, clock)
    app = HuddleApp(crew["Ana"])
    async with app.run_test(size=(120, 40)) as pilot:
        await idle(pilot)
        await pilot.press("S")
        await idle(pilot)
        assert "Signals · 3 warnings · 1 good" in frame(app)
        assert "→ Talk to them: One-on-ones · huddle one-on-one Jon" in frame(app)
        await pilot.press("enter")
        await idle(pilot)
        assert isinstance(app.screen, MemberPageScreen)
        assert "Jon Weiss" in frame(app)  # with whom the silence is
        await pilot.press("escape")
        await idle(pilot)
        await pilot.press("end", "enter")
        await idle(pilot)
        assert "Jon Weiss" in frame(app)
        await pilot.press("escape", "escape")
        await idle(pilot)
        assert not isinstance(app.screen, SignalsScreen)


async def test_the_reason_and_the_next_step_are_beside_a_signal_on_a_wide_screen(
    crew: Crew, clock: FrozenClock
) -> None:
    some_weeks(crew, clock)
    app = HuddleApp(crew["Ana"])
    async with app.run_test(size=LARGE) as pilot:
        await idle(pilot)
        await pilot.press("S")
        await idle(pilot)
        shown = frame(app)
        assert "next step    Talk to them" in shown
        assert "where        One-on-ones: press O" in shown
        assert "Jon's numbers" in shown
        assert "→ Talk to them" not in shown
        await pilot.press("home")
        await idle(pilot)
        assert "Jon's numbers" not in frame(app)  # what needs the leader is about nobody's numbers


async def test_what_lands_is_shown_and_the_cursor_stays(crew: Crew, clock: FrozenClock) -> None:
    some_weeks(crew, clock)
    app = HuddleApp(crew["Ana"])
    async with app.run_test(size=(120, 40)) as pilot:
        await idle(pilot)
        await pilot.press("S")
        await idle(pilot)
        await pilot.press("end")
        await idle(pilot)
        assert "▸ ●   calls: below target 2 weeks" in frame(app)
        kept = crew["Ana"].all(type(queries.list_commitments(crew["Ana"])[0]))[0]
        commitments.mark_kept(crew["Ana"], kept)
        await idle(pilot)
        assert "1 commitment overdue" not in frame(app)
        assert "▸ ●   calls: below target 2 weeks" in frame(app)


async def test_a_fresh_team_is_told_why_there_is_nothing(crew: Crew) -> None:
    app = HuddleApp(crew["Ben"])
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        await pilot.press("S")
        await idle(pilot)
        shown = " ".join(frame(app).split())
        assert "No signals. You have accepted no target, so" in shown
        assert "start after two full weeks of numbers" in shown
        await pilot.press("question_mark")
        await idle(pilot)
        assert "when a second one follows" in " ".join(frame(app).split())


# -- in the shell


@pytest.fixture
def run(crew: Crew, clock: FrozenClock, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr("core.values.clock.system_clock", clock)

    def run(who: str, *words: str) -> str:
        assert main(["--db", str(crew.path), "--as", who, *words]) == 0
        return capsys.readouterr().out

    return run


def test_the_shell_prints_them_by_person(crew: Crew, clock: FrozenClock, run: Any) -> None:
    some_weeks(crew, clock)
    printed = run("Ana", "signals")
    assert printed.startswith("You\n")
    assert "  ● calls: below target 2 weeks in a row; behind, pace 46% · 6 and 5; weekly target 10" in printed
    assert "      → Praise them now: huddle praise Ben 'WHAT FOR'" in printed
    found = json.loads(run("Jon", "signals", "--json"))
    assert [(each["kind"], each["about"], each["next"]["command"]) for each in found] == [
        ("attainment", "Jon Weiss", "huddle due")
    ]
    for who in ("Lea", "Tom"):
        assert json.loads(run(who, "signals", "--json")) == []
        assert "No signals." in run(who, "signals")


def test_a_name_with_a_quote_is_one_word_in_the_command(crew: Crew, clock: FrozenClock, run: Any) -> None:
    calls(crew, clock, 6, 5)
    from core.team.members import edit_member

    edit_member(crew["Ana"], crew.members["Jon"], name="O'Jon $(x)")
    assert metrics.find_metric(crew["Ana"], "calls")
    assert """huddle one-on-one 'O'"'"'Jon'""" in run("Ana", "signals")

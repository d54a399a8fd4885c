"""In words, for who uses a screen reader: nothing is drawn on any screen, and the chosen line is said."""

from __future__ import annotations

import re

import pytest
from textual.pilot import Pilot

from core.meeting import lifecycle, timer
from core.settings.settings import parse_settings
from tests.conftest import Crew, FrozenClock
from tests.tui.frames import DRAWN, MIDDLE, frame, idle
from tests.tui.places import STAGES, come_to, lived_in, liven
from tui.app import HuddleApp
from tui.places import MAIN_SCREENS, OVERLAY_SCREENS
from tui.services.preferences import Preferences
from tui.shell.clock_line import ClockLine
from tui.widgets.chosen_line import ChosenLine

DIALOGS = {
    "home": "0 question_mark o",
    "board": "c enter",
    "me": "a x l",
    "team": "a enter",
    "plan": "e",
    "goals": "a",
    "commitments": "p",
    "close": "enter t n",
}
"""The keys that open dialogs of different kinds, by where they are pressed."""


def in_words(crew: Crew, name: str, start: str = "home") -> HuddleApp:
    session = crew.room if name == "room" else crew[name]
    return HuddleApp(session, start=start, preferences=Preferences(parse_settings("accessible = true")))


def drawn_on(app: HuddleApp) -> list[str]:
    """The lines with a character that only draws."""
    return [line.strip() for line in frame(app).splitlines() if DRAWN.search(line)]


def said(pilot: Pilot[None]) -> str:
    """The chosen line in words."""
    return str(pilot.app.screen.query_one(ChosenLine).render())


async def leave_dialogs(pilot: Pilot[None], depth: int) -> None:
    while len(pilot.app.screen_stack) > depth:
        await pilot.press("escape")
        await idle(pilot)


async def test_no_screen_draws_anything(crew: Crew, clock: FrozenClock) -> None:
    liven(crew, clock)
    app = in_words(crew, "Ana")
    drawn: dict[str, list[str]] = {}
    async with app.run_test(size=MIDDLE) as pilot:
        await idle(pilot)
        for where in (*MAIN_SCREENS, *OVERLAY_SCREENS, *STAGES):
            await come_to(pilot, crew, where)
            drawn[where] = drawn_on(app)
            depth = len(app.screen_stack)
            for key in DIALOGS.get(where, "").split():
                await pilot.press(key)
                await idle(pilot)
                assert len(app.screen_stack) > depth, f"{key} opens nothing on {where}"
                drawn[f"{where} {key}"] = drawn_on(app)
                await leave_dialogs(pilot, depth)
            if where in OVERLAY_SCREENS:
                await leave_dialogs(pilot, 1)
    assert {where: lines for where, lines in drawn.items() if lines} == {}


async def test_the_room_view_draws_nothing(crew: Crew, clock: FrozenClock) -> None:
    liven(crew, clock)
    app = in_words(crew, "room", "room")
    async with app.run_test(size=MIDDLE) as pilot:
        for stage in STAGES:
            lifecycle.move_to_stage(crew["Ana"], stage)
            await idle(pilot)
            assert drawn_on(app) == [], stage


async def test_the_chosen_line_is_said(crew: Crew, clock: FrozenClock) -> None:
    lived_in(crew, clock)
    app = in_words(crew, "Ben", "me")
    async with app.run_test(size=MIDDLE) as pilot:
        await idle(pilot)
        assert said(pilot) == "1 of 4: Call five lapsed customers before ten, open, 5 calls · every Monday · 30 Nov"
        await pilot.press("down", "down")
        await idle(pilot)
        assert said(pilot).startswith("3 of 4: Update the CRM daily")
        assert said(pilot).endswith("missed, 20 Nov")
        assert frame(app).splitlines()[2].startswith(" 3 of 4: Update the CRM daily,  next: Ten minutes")

        await pilot.press("3")
        await idle(pilot)
        await pilot.press("down")
        await idle(pilot)
        assert said(pilot) == "2 of 5: rank 2, Jon Weiss, 39%, 70.3k of 180k"

        await pilot.press("0")  # the line one types in has the focus, and the list below it the cursor
        await idle(pilot)
        first = said(pilot)
        await pilot.press("down")
        await idle(pilot)
        assert first.startswith("1 of ")
        assert said(pilot).startswith("2 of ")


async def test_nothing_is_chosen_where_its_list_is_gone(crew: Crew, clock: FrozenClock) -> None:
    liven(crew, clock)
    app = in_words(crew, "Ana")
    async with app.run_test(size=MIDDLE) as pilot:
        await come_to(pilot, crew, "hurdles")
        assert said(pilot) == "1 of 1: Pricing takes a week to answer, open, Jon"
        await come_to(pilot, crew, "close")
        assert said(pilot) == ""


async def test_a_card_is_said_with_its_trend(crew: Crew, clock: FrozenClock) -> None:
    liven(crew, clock)
    app = in_words(crew, "Ana", "trends")
    async with app.run_test(size=MIDDLE) as pilot:
        await idle(pilot)
        before = said(pilot)
        await pilot.press("right", "space", "up")  # marking goes on to the next card
        await idle(pilot)
        assert before != said(pilot)
        assert re.fullmatch(r"Cold calls, \d of 3: .+, marked", said(pilot))


async def test_the_clock_of_a_meeting_does_not_tick(
    crew: Crew, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    liven(crew, clock)
    timer.set_timer(crew["Ana"], 150)
    waits: list[float] = []
    monkeypatch.setattr(ClockLine, "set_timer", lambda _line, seconds, _tick: waits.append(seconds))
    app = in_words(crew, "Ana", "meeting")
    async with app.run_test(size=MIDDLE) as pilot:
        await idle(pilot)
        assert frame(app).splitlines()[0].endswith("3 minutes left")
        assert waits
        assert min(waits) == pytest.approx(30, abs=1)


async def test_without_the_setting_all_is_drawn_and_nothing_said(crew: Crew, clock: FrozenClock) -> None:
    lived_in(crew, clock)
    app = HuddleApp(crew["Ben"], start="me")
    async with app.run_test(size=MIDDLE) as pilot:
        await idle(pilot)
        assert {"✓", "▸"} <= set(frame(app))
        assert not app.screen.query(ChosenLine)

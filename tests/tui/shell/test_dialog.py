"""Keys that are faster than the screen they are meant for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual import events

from core.access.session import Session
from core.meeting import cards
from core.models import StageName
from tests.conftest import Crew
from tests.tui.frames import choose_option, frame, idle
from tui.app import HuddleApp
from tui.dialogs.prompts import AskScreen
from tui.widgets.say_line import SayInput


def press_at_once(app: HuddleApp, *keys: str) -> None:
    """All of them before anything has answered to the first."""
    for key in keys:
        app.post_message(events.Key(key, None))


async def test_what_is_said_twice_is_taken_once_and_takes_nothing_else_away(crew: Crew) -> None:
    answers: list[str | None] = []
    app = HuddleApp(crew["Ana"])
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        app.action_page("signals")
        await idle(pilot)
        sheet = app.screen
        for keys in (("enter", "enter"), ("enter", "escape"), ("escape", "enter"), ("escape", "escape")):
            app.push_screen(AskScreen("What?", "Words"), answers.append)
            await idle(pilot)
            dialog = app.screen
            press_at_once(app, *keys)
            await idle(pilot)
            assert dialog not in app.screen_stack
            assert app.screen is sheet or keys == ("escape", "escape")
        assert len(answers) == 4


async def test_esc_pressed_again_and_again_ends_at_home(crew: Crew) -> None:
    app = HuddleApp(crew["Ana"])
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        app.action_go("me")
        await idle(pilot)
        app.action_page("training")
        await idle(pilot)
        press_at_once(app, *["escape"] * 6)
        await idle(pilot)
        assert app.current_mode == "home"
        assert len(app.screen_stack) == 1


async def test_the_key_of_a_place_leads_to_it_from_the_sheets_above_it(
    in_stage: Callable[[StageName], Session],
) -> None:
    app = HuddleApp(in_stage("collect"), start="capture")
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        await pilot.press(*"half a c")
        place = app.screen
        for sheets in (["swot"], ["swot", "measures"]):
            for sheet in sheets:
                app.action_page(sheet)
                await idle(pilot)
            await pilot.press("C")
            await idle(pilot)
            assert app.screen is place
            assert len(app.screen_stack) == 1
        assert isinstance(app.focused, SayInput)
        assert app.focused.value == "half a c"
        app.action_page("accounts")
        await idle(pilot)
        await pilot.press("5", "C")
        await idle(pilot)
        assert app.screen is not place, "what is open on another place stays"


@pytest.mark.parametrize("words", ["", "question", "open voting"])
async def test_a_question_stands_in_the_middle_of_the_meeting_which_stays_visible(
    in_stage: Callable[[StageName], Session], words: str
) -> None:
    ana = in_stage("collect")
    cards.add_card(ana, cards.find_board(ana), "Visit Kessler")
    app = HuddleApp(ana, start="meeting")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        if words:
            await choose_option(pilot, words)
        else:
            await pilot.press("t")
            await idle(pilot)
        assert isinstance(app.screen, AskScreen)
        assert "0 of 4 ready" in frame(app)
        box = app.screen.query_one(".ask").region
        assert abs(box.x - (100 - box.right)) <= 1
        assert abs(box.y - (28 - box.bottom)) <= 1

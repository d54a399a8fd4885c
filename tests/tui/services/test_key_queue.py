"""Keys that come faster than screens open and close are obeyed in their order, by what they were meant for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual import events
from textual.app import App
from textual.widgets import Input

from core.access.session import Session
from core.commitments import queries
from core.meeting import cards
from core.meeting.lifecycle import current_stage, require_open_meeting
from core.models import StageName
from tests.conftest import Crew
from tests.tui.frames import burst, idle
from tui.app import HuddleApp
from tui.saying.paste_review import PasteReviewScreen

InStage = Callable[[StageName], Session]


def said(session: Session) -> list[str]:
    return [card.text for card in cards.list_cards(session, cards.find_board(session))]


@pytest.mark.parametrize("start", ["home", "meeting", "capture"])
async def test_a_burst_from_any_screen_is_typed_in_its_order(in_stage: InStage, start: str) -> None:
    ana = in_stage("collect")
    app = HuddleApp(ana, start=start)
    async with app.run_test(size=(100, 28)) as pilot:
        burst(pilot, *{"home": "2a", "meeting": "a", "capture": ""}[start], *"Call 3 of them at 10", "enter")
        burst(pilot, *"And 1 more", "enter")
        await idle(pilot)
        assert said(ana) == ["Call 3 of them at 10", "And 1 more"]


async def test_a_dialog_is_typed_into_before_it_is_there(in_stage: InStage) -> None:
    ana = in_stage("collect")
    app = HuddleApp(ana, start="meeting")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        burst(pilot, "t", *"7", "enter", "a", *"Ring ten", "enter", "escape", "t", "8", "enter")
        await idle(pilot)
        assert current_stage(ana, require_open_meeting(ana)).seconds == 8 * 60
        assert said(ana) == ["Ring ten"]


async def test_tabs_in_a_form_lead_on_however_fast_they_come(in_stage: InStage) -> None:
    ana = in_stage("commit")
    app = HuddleApp(ana, start="meeting")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        burst(pilot, "enter", *"Visit two", "tab", "tab", *"every friday", "enter")
        await idle(pilot)
        (promise,) = queries.list_commitments(ana)
        assert (promise.text, promise.every, promise.weekday) == ("Visit two", "week", 5)


async def test_the_menu_runs_one_command_however_often_enter_is_pressed(crew: Crew) -> None:
    app = HuddleApp(crew["Ana"])
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await pilot.press("ctrl+p")
        await idle(pilot)
        await pilot.press(*"kept")
        await idle(pilot)
        burst(pilot, "enter", "enter", "enter")
        await idle(pilot)
        assert [type(screen).__name__ for screen in app.screen_stack] == ["HomeScreen", "FollowThroughScreen"]
    assert app.return_code in (None, 0)


@pytest.mark.parametrize("keys", [("ctrl+q", "3"), ("2", "ctrl+q"), ("3", "ctrl+q", "5"), ("ctrl+p", "ctrl+q", "x")])
async def test_leaving_amid_a_burst(in_stage: InStage, keys: tuple[str, ...]) -> None:
    app = HuddleApp(in_stage("collect"))
    async with app.run_test(size=(100, 28)) as pilot:
        burst(pilot, *keys)
        await idle(pilot)
    assert app.return_code in (None, 0)


async def test_joiners_are_typed_like_any_letter(in_stage: InStage) -> None:
    ana = in_stage("collect")
    app = HuddleApp(ana, start="capture")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        burst(pilot, "👩", "\u200d", "💻", *"می", "\u200c", *"روم", "enter")
        await idle(pilot)
        assert said(ana) == ["👩\u200d💻می\u200cروم"]


async def test_a_paste_keeps_its_place_among_the_keys(in_stage: InStage) -> None:
    ana = in_stage("collect")
    app = HuddleApp(ana, start="capture")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        burst(pilot, *"Call ")
        app.post_message(events.Paste("Kessler  "))
        burst(pilot, *"on 3 May", "enter")
        await idle(pilot)
        assert said(ana) == ["Call Kessler on 3 May"]
        app.post_message(events.Paste("One\nTwo"))
        burst(pilot, "ctrl+s", *"Three", "enter")
        await idle(pilot)
        assert not isinstance(app.screen, PasteReviewScreen)
        assert sorted(said(ana)[1:]) == ["One", "Three", "Two"]


async def test_a_paste_of_several_lines_loses_no_word_in_a_line(crew: Crew) -> None:
    ana = crew["Ana"]
    app: App[None] = HuddleApp(ana, start="home")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        burst(pilot, "h")
        app.post_message(events.Paste("The list\r\nis old\n"))
        await idle(pilot)
        assert app.screen.query_one(Input).value == "The list is old"

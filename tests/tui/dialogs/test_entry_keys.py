"""One key to enter an amount, and one to put it right, wherever numbers are looked at."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from core.metrics import entries
from core.metrics.metrics import add_metric
from core.models import Entry
from tests.conftest import Crew
from tests.tui.frames import choose_option, frame, idle
from tui.app import HuddleApp


@pytest.mark.parametrize("place", ["home", "board", "me", "plan"])
async def test_an_amount_is_entered_and_put_right(crew: Crew, place: str) -> None:
    ben, calls = crew["Ben"], add_metric(crew["Ana"], "calls", unit="calls")
    app = HuddleApp(ben, start=place)
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await pilot.press("l")
        await idle(pilot)
        app.screen.query_one("#form-what", Input).value = "5 calls"
        app.screen.query_one("#form-day", Input).value = "yesterday"
        await pilot.press("enter")
        await idle(pilot)
        entry = entries.latest_typed_entry(ben, calls, crew.members["Ben"])
        assert (entry.amount, entry.day.isoformat()) == (5, "2026-11-22")
        await choose_option(pilot, "correct")
        assert "22 Nov · 5 calls" in frame(app)
        await pilot.press("enter")
        await idle(pilot)
        app.screen.query_one("#form-amount", Input).value = "6"
        await pilot.press("enter")
        await idle(pilot)
        assert entries.latest_typed_entry(ben, calls, crew.members["Ben"]).amount == 6


async def test_an_unusual_amount_is_asked_about_once(crew: Crew) -> None:
    ben, calls = crew["Ben"], add_metric(crew["Ana"], "calls", unit="calls")
    entries.log_entry(ben, calls, 40)
    app = HuddleApp(ben, start="me")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await pilot.press("l", *"9999 calls", "enter")
        await idle(pilot)
        said = " ".join(frame(app).replace("│", "").split())
        assert "9,999 calls is more than 10 times what was logged or agreed on calls so far. Is that right?" in said
        assert "If so, press enter again." in said
        app.screen.query_one("#form-what", Input).value = "8888 calls"
        await pilot.press("enter")
        await idle(pilot)
        assert entries.latest_typed_entry(ben, calls, ben.me).amount == 40, "another amount is asked about anew"


async def test_an_unusual_amount_is_logged_when_it_is_sent_again(crew: Crew) -> None:
    ben, calls = crew["Ben"], add_metric(crew["Ana"], "calls", unit="calls")
    app = HuddleApp(ben, start="me")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await pilot.press("l", *"99999999 calls", "enter")
        await idle(pilot)
        assert not ben.all(Entry)
        await pilot.press("enter")
        await idle(pilot)
        await choose_option(pilot, "correct")
        await pilot.press("enter")
        await idle(pilot)
        for _ in range(2):
            app.screen.query_one("#form-amount", Input).value = "99999999999"
            assert entries.latest_typed_entry(ben, calls, ben.me).amount == 99_999_999
            await pilot.press("enter")
            await idle(pilot)
        assert entries.latest_typed_entry(ben, calls, ben.me).amount == 99_999_999_999


@pytest.mark.parametrize("place", ["home", "board", "plan"])
async def test_who_watches_enters_nothing(crew: Crew, place: str) -> None:
    add_metric(crew["Ana"], "calls")
    app = HuddleApp(crew["Tom"], start=place)
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await pilot.press("l")
        await idle(pilot)
        assert not app.screen.is_modal
        await pilot.press("o", *"correct")
        await idle(pilot)
        assert "Correct" not in frame(app)

"""One key to enter an amount, and one to put it right, wherever numbers are looked at."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from core.metrics import entries
from core.metrics.metrics import add_metric
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

"""Toasts stand beside what one types, never over it, and never over the keys."""

from __future__ import annotations

from typing import Any

import pytest
from textual.errors import NoWidget
from textual.geometry import Region
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets._toast import Toast

from core.meeting import lifecycle
from tests.conftest import Crew, FrozenClock
from tests.tui.dialogs.every_dialog import KINDS, busy_team, open_dialog
from tests.tui.frames import Size, frame, idle
from tui.app import HuddleApp

SIZES = [(60, 15), (80, 24), (200, 60)]

TYPED_ON = {
    "capture": ("capture", ""),
    "meeting": ("meeting", "a"),
    "trends": ("trends", "/"),
}
"""Screens with a line to type in: the place, and the key that opens the line."""


def covered(screen: Screen[Any]) -> list[str]:
    """Return the fields and lines of keys that toasts cover, and those toasts of which nothing is seen."""
    kept = screen.query("Input, TextArea, KeyLine, .dialog--keys, .dialog--foot")
    seen = [region for toast in screen.query(Toast) if (region := seen_region(toast))]
    found = [str(widget) for widget in kept for region in seen if region.overlaps(seen_region(widget))]
    return found if seen else [*found, "no toast is seen"]


def seen_region(widget: Widget) -> Region:
    """Return where a widget is seen; an empty region if it is not."""
    try:
        return widget.screen.find_widget(widget).visible_region
    except NoWidget:
        return Region()


async def show_toasts(pilot: Pilot[None], count: int) -> None:
    for number in range(count):
        pilot.app.notify(
            f"Lea reached her quarter, six weeks early: 212k of 200k. This is toast {number}.", markup=False
        )
    await idle(pilot)


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("place", TYPED_ON)
async def test_the_line_in_which_one_types_stays_in_sight(
    crew: Crew, clock: FrozenClock, place: str, size: Size
) -> None:
    busy_team(crew, clock)
    lifecycle.start_meeting(crew["Ana"], "weekly")
    lifecycle.take_over(crew["Ana"])
    lifecycle.move_to_stage(crew["Ana"], "collect")
    mode, key = TYPED_ON[place]
    app = HuddleApp(crew["Ana"], start=mode)
    async with app.run_test(size=size, notifications=True) as pilot:
        await idle(pilot)
        await show_toasts(pilot, 1)
        assert covered(app.screen) == [], frame(app)
        if key:  # the line opens below a toast that is already there
            await pilot.press(key)
            await idle(pilot)
        assert app.screen.query("Input, TextArea"), "a line to type in"
        await pilot.press(*"half a c")
        assert covered(app.screen) == [], frame(app)
        await show_toasts(pilot, 3)
        assert covered(app.screen) == [], frame(app)


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_the_fields_and_keys_of_dialogs_stay_in_sight(crew: Crew, clock: FrozenClock, size: Size) -> None:
    busy_team(crew, clock)
    app = HuddleApp(crew["Ana"])
    async with app.run_test(size=size, notifications=True) as pilot:
        await idle(pilot)
        await show_toasts(pilot, 1)
        for kind in KINDS:
            await open_dialog(pilot, kind)
            assert covered(app.screen) == [], f"{kind.__name__}:\n{frame(app)}"
            await pilot.press("escape")
            await idle(pilot)


async def test_a_toast_stands_beside_a_dialog_where_there_is_room(crew: Crew, clock: FrozenClock) -> None:
    busy_team(crew, clock)
    app = HuddleApp(crew["Ana"])
    async with app.run_test(size=(100, 40), notifications=True) as pilot:
        await idle(pilot)
        await pilot.press("h")
        await show_toasts(pilot, 2)
        box = app.screen.query_one(".dialog--box").region
        assert not any(seen_region(toast).overlaps(box) for toast in app.screen.query(Toast)), frame(app)
        await show_toasts(pilot, 9)
        assert not any(seen_region(toast).overlaps(box) for toast in app.screen.query(Toast)), frame(app)

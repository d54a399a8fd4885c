"""The list with a cursor: its lines are whole, whatever stands beside them."""

from __future__ import annotations

from textual.screen import Screen

from tests.conftest import Crew
from tests.tui.frames import frame, idle
from tui.app import HuddleApp
from tui.widgets.pick_list import Pick, PickList


async def test_a_list_that_grows_too_long_does_not_hide_the_ends_of_its_lines(crew: Crew) -> None:
    app = HuddleApp(crew["Tom"])
    async with app.run_test(size=(40, 10)) as pilot:
        screen: Screen[None] = Screen()
        await app.push_screen(screen)
        await screen.mount(PickList())
        await idle(pilot)
        picks = screen.query_one(PickList)
        # One column fewer, and the last sign has no room any more.
        text = "word " * 5 + "x" * (picks.scrollable_content_region.width - 6 - 25 - 1) + "§"
        picks.set_picks([Pick(number, text) for number in range(30)])
        await idle(pilot)
        assert picks.show_vertical_scrollbar
        lines = frame(app).splitlines()
        assert "§" in lines[1], "it has gone down to the next line, whole"
        assert "§" not in lines[0]

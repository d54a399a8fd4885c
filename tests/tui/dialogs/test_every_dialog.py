"""What holds for all dialogs."""

from __future__ import annotations

import pytest

from tests.conftest import Crew, FrozenClock
from tests.tui.dialogs.every_dialog import KINDS, busy_team, every_kind, open_dialog
from tests.tui.frames import Size, frame, idle
from tui.app import HuddleApp


def test_every_dialog_is_tried() -> None:
    assert set(every_kind()) == set(KINDS)


@pytest.mark.parametrize("size", [(60, 15), (60, 20), (80, 24)], ids=str)
async def test_the_keys_of_a_dialog_are_in_sight(crew: Crew, clock: FrozenClock, size: Size) -> None:
    busy_team(crew, clock)
    app = HuddleApp(crew["Ana"])
    async with app.run_test(size=size) as pilot:
        await idle(pilot)
        for kind in KINDS:
            await open_dialog(pilot, kind)
            keys = app.screen.query_one(".dialog--keys")
            lines = frame(app).splitlines()
            shown = " ".join(lines[y][keys.region.x : keys.region.right] for y in keys.region.line_range)
            for words in str(keys.render()).split("   "):
                assert words.strip() in " ".join(shown.split()), f"{kind.__name__} at {size}:\n{frame(app)}"
            box = app.screen.query_one(".dialog--box").region
            assert app.screen.region.contains_region(box), kind
            for answers in app.screen.query(".ask--answers"):
                assert box.contains_region(answers.region), f"{kind.__name__} at {size}:\n{frame(app)}"
            if (field := app.screen.focused) is not None:
                assert box.overlaps(field.region), f"{kind.__name__} at {size}:\n{frame(app)}"
                assert field.region.y < keys.region.y, f"{kind.__name__} at {size}:\n{frame(app)}"
            await pilot.press("escape")
            await idle(pilot)
            assert len(app.screen_stack) == 1, kind

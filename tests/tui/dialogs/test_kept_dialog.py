"""What is typed into a short dialog and not sent: kept over quitting, and while nothing can be stored."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from core.access.session import Session
from core.models import StageName
from tests.conftest import Crew
from tests.tui.frames import idle
from tui.app import HuddleApp


def typed(app: HuddleApp) -> str:
    return app.screen.query(Input).first().value


async def reopened(session: Session, key: str) -> str:
    """Returns what stands in the dialog of that key in an app that starts anew."""
    app = HuddleApp(session)
    async with app.run_test(size=(100, 30)) as pilot:
        await idle(pilot)
        await pilot.press(key)
        await idle(pilot)
        found = typed(app)
        await pilot.press("escape")
        await idle(pilot)
        return found


async def type_into_dialog(pilot: Pilot[None], key: str) -> None:
    """Opens the dialog of that key and types half of something."""
    await idle(pilot)
    await pilot.press(key)
    await idle(pilot)
    await pilot.press(*"5 ca")


@pytest.mark.parametrize("key", ["l", "h"])
async def test_ctrl_q_leaves_a_dialog_and_keeps_what_is_typed_until_esc(crew: Crew, key: str) -> None:
    app = HuddleApp(crew["Ana"])
    async with app.run_test(size=(100, 30)) as pilot:
        await type_into_dialog(pilot, key)
        await pilot.press("ctrl+q")
        await idle(pilot)
        assert not app.is_running
    assert await reopened(crew["Ana"], key) == "5 ca"
    assert await reopened(crew["Ana"], key) == "", "esc threw it away"


async def test_what_was_said_is_kept_no_longer(crew: Crew) -> None:
    app = HuddleApp(crew["Ana"])
    async with app.run_test(size=(100, 30)) as pilot:
        await idle(pilot)
        await pilot.press("h")
        await idle(pilot)
        await pilot.press(*"No leads", "enter")
        await idle(pilot)
    assert await reopened(crew["Ana"], "h") == ""


@pytest.mark.parametrize("key", ["l", "h"])
async def test_esc_keeps_it_once_the_file_is_gone(crew: Crew, key: str) -> None:
    app = HuddleApp(crew["Ana"])
    async with app.run_test(size=(100, 30)) as pilot:
        await type_into_dialog(pilot, key)
        path = crew.store.path
        aside = path.with_name("aside.huddle")
        path.rename(aside)
        await pilot.press("enter")
        while not app.moved_file.sentence:
            await pilot.pause()
        await pilot.press("escape")
        await idle(pilot)
        await pilot.press(key)
        await idle(pilot)
        assert typed(app) == "5 ca"


async def test_half_a_word_of_a_pulse_is_kept_until_esc(in_stage: Callable[[StageName], Session], crew: Crew) -> None:
    ana = in_stage("close")
    found = []
    for last in ("ctrl+q", "escape", "escape"):
        app = HuddleApp(ana, start="meeting")
        async with app.run_test(size=(100, 30)) as pilot:
            await idle(pilot)
            await pilot.press("enter")
            await idle(pilot)
            found.append(typed(app))
            await pilot.press("tab", *([] if found[-1] else "bri"), last)
            await idle(pilot)
    assert found == ["", "bri", ""]

"""What happens while a screen or a stage is still coming up: the host moves on, or one leaves."""

from __future__ import annotations

import asyncio

import pytest

from core.meeting import lifecycle
from core.models import StageName
from tests.conftest import Crew
from tests.tui.frames import frame, idle
from tests.tui.meeting.test_meeting import InStage
from tui.app import HuddleApp


async def turns(number: int) -> None:
    """Lets the event loop go on a little: nothing has settled then, which is what these tests are about."""
    for _ in range(number):
        await asyncio.sleep(0)


async def test_a_stage_is_overtaken_while_it_comes_up(in_stage: InStage) -> None:
    ana = in_stage("collect")
    app = HuddleApp(ana, start="meeting")
    ends: list[StageName] = ["commit", "trends", "close"]
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        for number in range(0, 60, 3):
            last = ends[number % len(ends)]
            ways: list[StageName] = ["hurdles", "wins", last]
            for stage in ways:
                lifecycle.move_to_stage(ana, stage)
                app.feed.poll()
                await turns(number)
            await idle(pilot)
            assert f" {last.upper()} " in frame(app)
            assert app.screen.focused is not None, "the stage has the keys"


@pytest.mark.parametrize("number", [0, 6, 12, 16, 17, 18, 24, 36])
async def test_one_leaves_while_the_meeting_comes_up(in_stage: InStage, number: int) -> None:
    app = HuddleApp(in_stage("wins"))
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        app.action_go("meeting")
        await turns(number)
        await app.action_quit()
    assert app.return_code in (None, 0)


async def test_a_crew_without_a_meeting_is_left_at_once(crew: Crew) -> None:
    app = HuddleApp(crew["Ben"], start="meeting")
    async with app.run_test(size=(80, 24)):
        await app.action_quit()
    assert app.return_code in (None, 0)

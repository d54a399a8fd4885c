"""Two who type for one group know of each other, and see the same cards under the same numbers."""

from __future__ import annotations

import re
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

import pytest
from textual.pilot import Pilot

from core.access.session import Session
from core.meeting import cards
from core.models import StageName
from core.team import group_records
from tests.conftest import Crew
from tests.tui.frames import frame, idle, type_ahead
from tui.app import HuddleApp
from tui.capture.screen import CaptureScreen

InStage = Callable[[StageName], Session]


@asynccontextmanager
async def capturing(*sessions: Session, group: str | None = None) -> AsyncIterator[list[Pilot[None]]]:
    """Runs a capture screen for each session, for their own groups or for the one of this name."""
    async with AsyncExitStack() as stack:
        pilots = []
        for session in sessions:
            found = group_records.find_group(session, group) if group else None
            app = HuddleApp(session, start="capture", make_first_screen=partial(CaptureScreen, found))
            pilots.append(await stack.enter_async_context(app.run_test(size=(80, 24), notifications=True)))
            await idle(pilots[-1])
        yield pilots


def numbered(pilot: Pilot[None]) -> list[tuple[str, ...]]:
    """The numbers, names and texts of the list."""
    rows = (re.match(r"\s+(\d+)  (\w+)\s+(.*?)\s{2,}added", line) for line in frame(pilot.app).splitlines())
    return [row.groups() for row in rows if row]


def notices(pilot: Pilot[None]) -> list[str]:
    return [notice.message for notice in pilot.app._notifications]


async def look(*pilots: Pilot[None]) -> None:
    for pilot in pilots:
        assert isinstance(pilot.app, HuddleApp)
        pilot.app.presence.refresh()
        await idle(pilot)


async def test_they_are_told_of_each_other(crew: Crew, in_stage: InStage) -> None:
    ana = in_stage("collect")
    async with capturing(ana) as (first,):
        assert "North · 2 people · scribe: Ana" in frame(first.app)
        assert "scribe: Ana," not in frame(first.app)
        async with capturing(crew["Ben"]) as (second,):
            assert "scribe: Ben, Ana" in frame(second.app)
            await look(first)
            assert "scribe: Ana, Ben" in frame(first.app)
            assert notices(first) == ["Ben types for North on another terminal too."]
            second.app.action_go("home")  # type: ignore[attr-defined]
            await idle(second)
            await look(first)
            assert "Ana, Ben" not in frame(first.app)
        async with capturing(crew["Jon"]) as (_,):
            await look(first)
            assert "Ana, Jon" not in frame(first.app), "he types for South"
        async with capturing(crew["Jon"], group="North") as (_,):
            await look(first)
            assert "scribe: Ana, Jon" in frame(first.app)


async def test_a_second_terminal_of_ones_own_counts_too(crew: Crew, in_stage: InStage) -> None:
    ana = in_stage("collect")
    again = Session.for_member(crew.session_store, crew.members["Ana"], crew.clock)
    async with capturing(ana, again) as pilots:
        await look(*pilots)
        for pilot in pilots:
            assert "scribe: Ana, you" in frame(pilot.app)


async def test_a_card_has_the_same_number_for_both(crew: Crew, in_stage: InStage) -> None:
    ana = in_stage("collect")
    async with capturing(ana, crew["Ben"]) as pilots:
        first, second = pilots
        gate = threading.Event()
        first.app._writer.submit(gate.wait)  # type: ignore[attr-defined]
        await type_ahead(first, *"Slow", "enter")
        await second.press(*"Fast", "enter")
        await idle(second)
        gate.set()
        await idle(first)
        await idle(second)
        assert numbered(first) == numbered(second) == [("1", "Ben", "Fast"), ("2", "Ana", "Slow")]
        assert [card.text for card in cards.list_cards(ana, cards.find_board(ana))] == ["Fast", "Slow"]


@pytest.mark.parametrize("line", ["@jon Typed for South", "@ben Typed for North"])
async def test_what_one_types_for_somebody_else_both_see(crew: Crew, in_stage: InStage, line: str) -> None:
    ana = in_stage("collect")
    async with capturing(ana, crew["Ben"]) as pilots:
        await pilots[0].press(*line, "enter")
        for pilot in pilots:
            await idle(pilot)
        assert numbered(pilots[0]) == numbered(pilots[1])
        assert len(numbered(pilots[0])) == 1
        notes = [re.findall(r"North \d+ · all \d+", frame(pilot.app)) for pilot in pilots]
        assert notes[0] == notes[1] != []


async def test_what_is_of_another_group_goes_there(crew: Crew, in_stage: InStage) -> None:
    in_stage("collect")
    async with capturing(crew["Jon"], group="North") as (pilot,):
        await pilot.press(*"My own words", "enter")
        await idle(pilot)
        assert numbered(pilot) == []
        assert notices(pilot) == ["“My own words” is now a card of the other group."]

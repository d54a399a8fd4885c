"""Fixtures for tests of screens: fast pilots, parsed style sheets, and a meeting in a given stage."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.pilot import Pilot

from core.access.session import Session
from core.goals import goals
from core.meeting import lifecycle
from core.models import StageName
from tests.conftest import Crew
from tests.tui.frames import answered, no_callback_left


@pytest.fixture(autouse=True, scope="session")
def styles_read_once() -> Iterator[None]:
    """Parses each style sheet once for all apps of a run: apps only read the parsed rules.

    Looks rules up in sets by their identity as Textual does, but not by a call of Python's for each.
    """
    known: dict[Any, list[RuleSet]] = {}
    plain = Stylesheet._parse_rules

    def parse(self: Stylesheet, *args: Any, **kwargs: Any) -> list[RuleSet]:
        key = args, tuple(sorted(kwargs.items())), tuple(sorted(self._variables.items()))
        if key not in known:
            known[key] = plain(self, *args, **kwargs)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", parse)
        patch.setattr(RuleSet, "__hash__", object.__hash__)
        yield


@pytest.fixture(autouse=True, scope="session")
def pilots_wait_for_events() -> Iterator[None]:
    """Makes pilots wait until the app is idle. Textual's own sleep until the process uses little CPU time.

    That takes 40 ms for each key, and on a busy machine it ends too early.
    """

    async def wait_for_idle(_min_sleep: float = 0, _max_sleep: float = 0) -> None:
        await no_callback_left()

    async def wait_for_screen(_pilot: Pilot[Any], _timeout: float = 0) -> bool:
        await no_callback_left()
        return True

    plain_press, plain_pause = Pilot.press, Pilot.pause

    async def press(pilot: Pilot[Any], *keys: str) -> None:
        for key in keys:
            await plain_press(pilot, key)
            await answered(pilot)

    async def pause(pilot: Pilot[Any], delay: float | None = None) -> None:
        await plain_pause(pilot, delay)
        await answered(pilot)

    def delay_update(app: App[Any], _delay: float = 0) -> None:
        """Ends after the messages that are pending, and not after 50 ms."""

        def end() -> None:
            app._end_batch()
            if not app._batch_count and app.screen_stack:
                app.screen.refresh()

        app._begin_batch()
        app.call_later(end)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("textual.app.wait_for_idle", wait_for_idle)
        patch.setattr("textual.pilot.wait_for_idle", wait_for_idle)
        patch.setattr(Pilot, "_wait_for_screen", wait_for_screen)
        patch.setattr(Pilot, "press", press)
        patch.setattr(Pilot, "pause", pause)
        patch.setattr(App, "delay_update", delay_update)
        yield


@pytest.fixture(autouse=True, scope="session")
def notices_stay() -> Iterator[None]:
    """Keeps what an app has told: after five seconds it is gone, and on a busy machine that is before the next key."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(App, "NOTIFICATION_TIMEOUT", 3600.0)
        yield


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Puts drafts into a folder of the test's own instead of the user's."""
    monkeypatch.setenv("HUDDLE_HOME", str(tmp_path / "home"))


@pytest.fixture(autouse=True)
def any_date(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets commands, which go by the computer's clock, run on what the frozen one has stored, whatever day it is."""
    monkeypatch.setattr("core.team.opening_notices.CLOCK_TOLERANCE", timedelta(days=40_000))


@pytest.fixture
def in_stage(crew: Crew) -> Callable[[StageName], Session]:
    """Opens a weekly meeting, moves it to a stage, and gives its host's session: Ana hosts the first."""

    def open_in(stage: StageName) -> Session:
        ana = crew["Ana"]
        goals.set_goal(ana, "Twelve new customers in the Ruhr territory by 31 March")
        opened = lifecycle.start_meeting(ana)
        assert opened.host_id == ana.me.id
        if stage != "wins":
            lifecycle.move_to_stage(ana, stage)
        return ana

    return open_in

"""A burst of asking becomes few calls, and the last one that asked is heard."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest
from textual.app import App
from textual.screen import Screen
from textual.widgets import Static

from tui.services import throttle
from tui.services.throttle import Throttle


async def test_at_once_then_together_then_at_once_again() -> None:
    app: App[None] = App()
    asked: list[int] = []
    seen: list[int] = []
    async with app.run_test():
        paced = Throttle(app, 0.3, lambda: seen.append(len(asked)))
        for number in range(10):
            asked.append(number)
            paced.request()
        assert seen == [1]
        assert paced.is_due
        await app.workers.wait_for_complete()
        assert seen == [1, 10], "what was asked for last was there when it was done"
        assert not paced.is_due


async def test_without_a_rest_every_one_is_done() -> None:
    app: App[None] = App()
    seen: list[int] = []
    async with app.run_test():
        paced = Throttle(app, 0.0, lambda: seen.append(1))
        for _ in range(5):
            paced.request()
        assert len(seen) == 5


async def test_a_call_that_fails_does_not_end_it() -> None:
    app: App[None] = App()
    seen: list[int] = []

    def call() -> None:
        seen.append(1)
        if len(seen) == 1:
            raise ValueError

    async with app.run_test():
        paced = Throttle(app, 0.0, call)
        try:
            paced.request()
        except ValueError:
            paced.request()
        assert len(seen) == 2


class Closing(Static):
    """A widget that tells when it closes, and is gone a while later."""

    def __init__(self) -> None:
        super().__init__()
        self.has_begun = asyncio.Event()

    async def on_unmount(self) -> None:
        self.has_begun.set()
        for _ in range(20):
            await asyncio.sleep(0)


@pytest.mark.parametrize("closes", ["screen", "app"])
async def test_nothing_is_called_while_its_screen_or_the_app_closes(
    closes: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app: App[None] = App()
    seen: list[int] = []
    closing, screen = Closing(), Screen[None]()
    # The time is over in the middle of it.
    monkeypatch.setattr(throttle, "asyncio", SimpleNamespace(sleep=lambda _wait: closing.has_begun.wait()))
    async with app.run_test() as pilot:
        await app.push_screen(screen)
        await screen.mount(closing)
        await pilot.pause()
        paced = Throttle(screen, 3600.0, lambda: seen.append(1))
        paced.request()
        paced.request()
        if closes == "screen":
            await app.pop_screen()
    assert closing.has_begun.is_set()
    assert seen == [1]

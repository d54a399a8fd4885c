"""From a key press on the trends screen with 300 cards to its frame on the terminal. To reach: p95 ≤ 30 ms."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from textual import events
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from core.access.session import Session
from core.meeting import cards, lifecycle, trends
from core.meeting.trend_columns import board_to_show, load_grouped_cards
from core.team import team
from data.store import Store
from tests.bench.result import Result, median, percentile
from tui.app import HuddleApp
from tui.trends.wall import CardWall

CARDS, TRENDS, ROUNDS = 300, 12, 60
SIZE = (200, 60)
REACH_MS = 30.0

WORDS = ("call", "visit", "ask", "write", "offer", "plan", "read", "customers", "proposals", "Monday", "before", "ten")


KEYS: dict[str, Callable[[int], str]] = {
    "cursor down and up": lambda number: ("down", "down", "up")[number % 3],
    "to another column (left, right)": lambda number: "right" if number // 12 % 2 == 0 else "left",
    "a mark (space)": lambda _: "space",
    "first and last (home, end)": lambda number: ("end", "home")[number % 2],
    "the line that asks (m, escape)": lambda number: ("m", "escape")[number % 2],
    "a page": lambda number: ("pagedown", "pageup")[number % 2],
}
"""What is pressed, by the number of the press."""


class Bare(App[None]):
    """The baseline: an app with one line, which a key changes. What Textual itself takes for a key and a frame."""

    def compose(self) -> ComposeResult:
        yield Static("0", markup=False)

    def on_key(self, event: events.Key) -> None:
        self.query_one(Static).update(event.key + str(time.perf_counter_ns()))


def a_wall(path: Path) -> Session:
    """A meeting at its trends: 300 cards, 220 of them in 12 trends."""
    s = team.create_team(Store(path, create=True), lambda: datetime(2026, 11, 23, 14, tzinfo=UTC), "Bench", "Ana Ruiz")
    lifecycle.start_meeting(s, "weekly")
    lifecycle.take_over(s)
    lifecycle.move_to_stage(s, "collect")
    board = cards.find_board(s)
    for at in range(CARDS):
        cards.add_card(s, board, " ".join(WORDS[(at * 7 + word * 5) % len(WORDS)] for word in range(5 + at % 12)))
    lifecycle.move_to_stage(s, "trends")
    board_cards = load_grouped_cards(s, board).columns[0].cards
    for number in range(TRENDS):
        trends.new_trend(s, board, f"Trend {number + 1}", board_cards[number * 18 : number * 18 + 18])
    return s


class Frames:
    """When frames of a screen were written, and whether anything is still to be drawn."""

    def __init__(self, app: App[None]) -> None:
        self.written = asyncio.Event()
        self.at = 0.0
        display = app._display

        def note(screen: Screen[object], renderable: object) -> None:
            display(screen, renderable)  # type: ignore[arg-type]
            if renderable is not None:
                self.at = time.perf_counter()
                self.written.set()

        app._display = note  # type: ignore[method-assign]


async def press(app: App[None], frames: Frames, key: str) -> float:
    """Milliseconds from the key, as the driver hands it over, to the end of the next frame."""
    frames.written.clear()
    began = time.perf_counter()
    app.post_message(events.Key(key, key if len(key) == 1 else None))
    await asyncio.wait_for(frames.written.wait(), 5)
    return (frames.at - began) * 1000


async def timed(app: App[None], keys: Callable[[int], str], rounds: int = ROUNDS) -> list[float]:
    took = []
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        frames = Frames(app)
        for number in range(rounds + 5):
            took.append(await press(app, frames, keys(number)))
            await pilot.pause()
    return took[5:]  # the first ones fill caches


async def moved(session: Session) -> list[float]:
    """From the number that moves a card to the frame in which it stands there: written, committed, read, drawn."""
    app = HuddleApp(session, start="trends")
    took = []
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        board = board_to_show(session)
        assert board is not None
        frames = Frames(app)
        for number in range(ROUNDS):
            wall = app.screen.query_one(CardWall)
            before = len(wall.cursor.columns[0].cards)
            await pilot.press("m")
            began = time.perf_counter()
            app.post_message(events.Key(str(2 + number % 8), str(2 + number % 8)))
            while len(wall.cursor.columns[0].cards) == before or not frames.written.is_set():
                frames.written.clear()
                await asyncio.wait_for(frames.written.wait(), 5)
            took.append((frames.at - began) * 1000)
            await pilot.pause()
    return took


def told(what: str, took: list[float], reach: float | None = REACH_MS) -> Result:
    return Result(f"trends: {what}, p95", percentile(took, 0.95), reach=reach, note=f"median {median(took):.1f} ms")


def run() -> list[Result]:
    """The 95th of a hundred key presses, for each kind of key; the baseline and the write only inform."""
    results = [told("baseline, one line of a bare app", asyncio.run(timed(Bare(), lambda _: "x")), None)]
    with tempfile.TemporaryDirectory() as folder:
        s = a_wall(Path(folder) / "bench.huddle")
        for what, keys in KEYS.items():
            results.append(told(what, asyncio.run(timed(HuddleApp(s, start="trends"), keys))))
        results.append(told("a card moved, committed, shown", asyncio.run(moved(s)), None))
        s.store.close()
    return results

"""A card lands on a screen of 500: processor time from the batch to the painted frame, bytes included. Reach: 5 ms.

The screens draw for a terminal (a driver that takes the bytes and throws them away), not for a test without one.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from textual.app import App, ComposeResult
from textual.drivers.headless_driver import HeadlessDriver
from textual.widgets import RichLog

from core.access.session import Session
from core.meeting import cards, lifecycle
from core.team import group_records, groups, members, team
from data.store import Store
from tests.bench.result import Result, median, percentile
from tui.app import HuddleApp
from tui.commands.terminal import freeze_loaded_objects

CARDS, PEOPLE, ROUNDS, WARM_UP = 500, 24, 60, 8
SIZE = (100, 28)
REACH_MS = 5.0
QUIET_SECONDS = 0.08
"""A frame comes at most 1/60 s after what changed; after this long without one all is drawn."""


class Sink(HeadlessDriver):
    """A terminal that is never looked at, and says when words are written to it."""

    wanted = ""
    at = 0.0
    last = 0.0
    seen: asyncio.Event

    @property
    def is_headless(self) -> bool:
        return False

    def write(self, data: str) -> None:
        self.last = time.process_time()
        if self.wanted and self.wanted in data:
            self.wanted, self.at = "", time.process_time()
            self.seen.set()


class Bare(App[None]):
    """The baseline: a log of Textual's own with 500 lines that gets one more."""

    def compose(self) -> ComposeResult:
        yield RichLog()

    def on_mount(self) -> None:
        for number in range(CARDS):
            self.query_one(RichLog).write(f"{number:>4}  Ana  Call customer {number} every Monday before ten")


async def timed(app: App[Any], land: Callable[[str], Callable[[], None]]) -> tuple[list[float], list[float]]:
    """Milliseconds of processor time, for each round: to the frame with the card, and until all is drawn.

    `land` writes down the words and gives what lets the app hear of them; only that is measured.
    """
    to_frame, to_quiet = [], []

    async def measure(_pilot: object) -> None:
        sink = app._driver
        assert isinstance(sink, Sink)
        sink.seen = asyncio.Event()
        await asyncio.sleep(0.5)
        for number in range(ROUNDS + WARM_UP):
            words = f"arrival{number:03}"
            hear = land(words)
            sink.seen.clear()
            sink.wanted = words
            began = time.process_time()
            hear()
            await asyncio.wait_for(sink.seen.wait(), 10)
            await asyncio.sleep(QUIET_SECONDS)
            if number >= WARM_UP:
                to_frame.append((sink.at - began) * 1000)
                to_quiet.append((sink.last - began) * 1000)
        app.exit()

    await app.run_async(headless=False, size=SIZE, auto_pilot=measure)
    return to_frame, to_quiet


def a_board(path: Path) -> Session:
    """A meeting at collect: two groups of twelve, 500 cards said."""
    clock = lambda: datetime(2026, 11, 23, 14, tzinfo=UTC)  # noqa: E731
    s = team.create_team(Store(path, create=True), clock, "Bench", "Ana Ruiz")
    for number in range(PEOPLE - 1):
        members.add_member(s, f"Member{number:02} Bench", group="North" if number % 2 else "South")
    groups.assign_to_group(s, s.me, group_records.list_groups(s)[0])
    lifecycle.start_meeting(s)
    lifecycle.take_over(s)
    lifecycle.move_to_stage(s, "collect")
    board, people = cards.find_board(s), members.list_members(s)
    for number in range(CARDS):
        text = f"Call customer {number} every Monday before ten, and write down what each of them said about us"
        # Some have not been heard yet, so that there is a line to draw about them.
        cards.add_card(s, board, text, author=people[number % (PEOPLE - 4)])
    return s


def landing(app: HuddleApp, other: Session) -> Callable[[str], Callable[[], None]]:
    """Cards said by somebody else, by turns in this group and, where all are shown, in the other."""
    board = cards.find_board(other)
    here = other.me.group_id
    people = [person for person in members.list_members(other) if person.group_id == here]

    def land(words: str) -> Callable[[], None]:
        author = people[int(words[-3:]) % len(people)]
        cards.add_card(other, board, f"{words} call five lapsed customers", author=author)
        return app.feed.poll

    return land


def told(screen: str, took: tuple[list[float], list[float]], reach: float | None = REACH_MS) -> list[Result]:
    what = f"arrival: {screen}"
    to_frame, to_quiet = took
    return [
        Result(f"{what}, CPU to the frame, median", median(to_frame), reach=reach),
        Result(f"{what}, p95", percentile(to_frame, 0.95), reach=reach),
        Result(f"{what}, CPU until all is drawn, median", median(to_quiet)),
    ]


def run() -> list[Result]:
    bare = Bare(driver_class=Sink)

    def land_bare(words: str) -> Callable[[], None]:
        return lambda: bare.query_one(RichLog).write(f" 501  Ana  {words}") and None  # type: ignore[return-value]

    results = told("baseline, a RichLog of 500", asyncio.run(timed(bare, land_bare)), None)
    for screen, name in (("capture", "capture, 500 cards"), ("meeting", "meeting's collect, 500 cards")):
        with tempfile.TemporaryDirectory() as folder:
            s = a_board(Path(folder) / "bench.huddle")
            other = Session.for_member(Store(s.store.path), s.me, s.clock)
            app = HuddleApp(s, start=screen, on_ready=freeze_loaded_objects, driver_class=Sink)
            results += told(name, asyncio.run(timed(app, landing(app, other))))
            other.store.close()
            s.store.close()
    return results

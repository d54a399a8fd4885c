"""From Enter at one person's terminal to painted bytes at another's: fifteen who type, and one who watches.

Every one of the sixteen is a process of its own with a terminal of its own, all on one file: fifteen `huddle capture`
into which a card is typed every two seconds, and one `huddle meet`. `HUDDLE_BENCH_SECONDS` shortens the minute.
"""

from __future__ import annotations

import heapq
import os
import select
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

from core.meeting import cards, lifecycle
from core.team.members import add_member
from core.team.team import create_team_file
from core.values.clock import system_clock
from data.sqlite import connect
from tests.bench.pty_run import Terminal
from tests.bench.result import Result, median, percentile

WRITERS = 15
EVERY = 2.0
"""Seconds between two cards of one person."""
SECONDS = float(os.environ.get("HUDDLE_BENCH_SECONDS", "60"))
SIZE = (100, 28)
KEYS_APART = 0.12
"""Seconds between two keys: a fast typist."""
LAST_PATIENCE = 5.0
"""Seconds after the last Enter in which a card may still arrive; later ones are lost."""
FOLDER = os.environ.get("HUDDLE_BENCH_FOLDER")
"""Where the team's file lies; by default where temporary files do."""

HUDDLE = str(Path(sys.executable).with_name("huddle"))


def a_meeting(path: Path, people: int) -> list[str]:
    """A team that collects, in three groups; returns the names of those who are to type."""
    session = create_team_file(path, "Northwind West", "Ana Ruiz", clock=system_clock)
    names = [f"Seller{number:02} Vane" for number in range(people)]
    for number, name in enumerate(names):
        add_member(session, name, group=("North", "South", "East")[number % 3])
    lifecycle.plan_meeting(session, host=session.me)
    lifecycle.start_meeting(session)
    lifecycle.move_to_stage(session, "collect")
    cards.find_board(session)
    session.store.close()
    return names


def home_of(path: Path) -> dict[str, str]:
    """Drafts of what is typed go beside the team's file, not into the folder of who measures."""
    return {"HUDDLE_HOME": str(path.with_name("home"))}


def keys(seconds: float) -> Iterator[tuple[float, int, str, str]]:
    """What is pressed, in order: when, by whom, which key, and the text that Enter says (else nothing).

    The Enters are spread evenly over time.
    """
    pressed: list[tuple[float, int, str, str]] = []
    for number in range(int(seconds / EVERY) * WRITERS):
        at, who = EVERY + number * EVERY / WRITERS, number % WRITERS
        text = f"zq{number:04}k"  # no other word on any screen looks like it
        pressed += [(at - (len(text) - nth) * KEYS_APART, who, key, "") for nth, key in enumerate(text)]
        pressed.append((at, who, "\r", text))
    heapq.heapify(pressed)
    while pressed:
        yield heapq.heappop(pressed)


class Watch:
    """Reads what every terminal paints, as bytes alone, and notes when the watched one first shows a text."""

    def __init__(self, writers: list[Terminal], observer: Terminal) -> None:
        self._observer = observer
        self._terminals = {terminal.fileno(): terminal for terminal in (*writers, observer)}
        self._poll = select.epoll()
        for fd in self._terminals:
            self._poll.register(fd, select.EPOLLIN)
        self.entered: dict[str, float] = {}
        """When Enter was pressed on a text."""
        self.seen: dict[str, float] = {}
        """When it stood on the watched screen."""
        self.complaints = 0
        """How often a terminal showed that something was not added, or that the file was locked."""
        self._waiting: set[str] = set()
        self._tail = b""

    def press(self, terminal: Terminal, key: str, text: str) -> None:
        if text:
            self._waiting.add(text)
            self.entered[text] = time.perf_counter()
        terminal.press(key)

    def read_until(self, when: float, *, all_seen: bool = False) -> None:
        """Reads on until that time of the clock, or until every text that was entered is seen."""
        while (left := when - time.perf_counter()) > 0 and not (all_seen and not self._waiting):
            for fd, _ in self._poll.poll(left):
                self._take(self._terminals[fd])

    def _take(self, terminal: Terminal) -> None:
        chunk = terminal.take()
        at = time.perf_counter()
        if b"locked" in chunk or b"not added" in chunk:
            self.complaints += 1
        if terminal is not self._observer:
            return
        shown = self._tail + chunk
        for text in [text for text in self._waiting if text.encode() in shown]:
            self.seen[text] = at
            self._waiting.remove(text)
        self._tail = shown[-32:]

    def close(self) -> None:
        self._poll.close()


def said_in_time(path: Path, names: list[str], seconds: float) -> tuple[Watch, int]:
    """Lets them type. Returns what was watched, and how many cards are in the file."""
    with ExitStack() as stack:
        # All at once would be slower than one after the other, and nobody comes to a meeting like that.
        def opened(*words: str, shows: str) -> Terminal:
            command = [HUDDLE, *words, "--db", str(path)]
            terminal = stack.enter_context(Terminal(command, size=SIZE, env=home_of(path)))
            terminal.wait_for(shows)
            return terminal

        observer = opened("meet", "--as", "Ana", shows="COLLECT")
        writers = [opened("capture", "--as", name, shows="Type a card") for name in names]
        watch = stack.enter_context(closing(Watch(writers, observer)))
        watch.read_until(time.perf_counter() + 2.0)
        began = time.perf_counter()
        for at, who, key, text in keys(seconds):
            watch.read_until(began + at)
            watch.press(writers[who], key, text)
        watch.read_until(time.perf_counter() + LAST_PATIENCE, all_seen=True)
    with closing(connect(path)) as connection:
        kept = {row[0] for row in connection.execute("SELECT text FROM card")}
    return watch, len(kept & watch.entered.keys())


def run() -> list[Result]:
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        path = Path(folder) / "team.huddle"
        watch, kept = said_in_time(path, a_meeting(path, WRITERS), SECONDS)
    took = [(watch.seen[text] - at) * 1000 for text, at in watch.entered.items() if text in watch.seen]
    said = len(watch.entered)
    what = f"live: Enter to painted elsewhere, {WRITERS} typing"
    return [
        Result(f"{what}, p50", median(took), reach=25, note=f"{said} cards in {SECONDS:.0f} s"),
        Result(f"{what}, p95", percentile(took, 0.95), reach=60),
        Result(f"{what}, the slowest", max(took)),
        Result("live: cards not in the file", said - kept, unit="cards", reach=0),
        Result("live: cards never painted", said - len(took), unit="cards", reach=0),
        Result("live: “locked” or “not added” shown", watch.complaints, unit="times", reach=0),
    ]

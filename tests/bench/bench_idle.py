"""What a screen costs that waits: the share of one core it uses while nothing happens."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from core.metrics.entries import log_entry
from core.metrics.metrics import add_metric
from core.team.members import list_members
from core.team.session_opening import open_session
from tests.bench.bench_live import Watch, a_meeting, home_of
from tests.bench.pty_run import Terminal
from tests.bench.result import Result

SIZE = (100, 28)
SETTLE_SECONDS = 4.0
"""After the first frame: what is loaded late has been, and the terminal's answers have come."""
SECONDS = max(20.0, float(os.environ.get("HUDDLE_BENCH_SECONDS", "30")))
REACH = 0.5

HUDDLE = str(Path(sys.executable).with_name("huddle"))
SCREENS = {
    "huddle meet": (["meet", "--as", "Ana"], "COLLECT"),
    "huddle capture, its line ready": (["capture", "--as", "Seller00"], "Type a card"),
    "huddle meet --room": (["meet", "--room"], "COLLECT"),
    "huddle board": (["board", "--as", "Ana"], "Calls"),
}
"""What is opened, and what its first frame shows."""


def used(pid: int) -> float:
    """Seconds of processor that all threads of a process have used, its own and the system's."""
    # As the scheduler counts them: `stat` counts in hundredths, of which an idle screen uses a few.
    threads = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9


def _count(path: Path) -> None:
    """Something for a leaderboard to show."""
    session = open_session(path, "Ana")
    calls = add_metric(session, "calls")
    for number, member in enumerate(list_members(session)):
        log_entry(session, calls, 3 + number, member=member)
    session.store.close()


def run() -> list[Result]:
    """Measures all of them at the same time: none of them is to keep a core from the others."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        path = Path(folder) / "team.huddle"
        a_meeting(path, 15)
        _count(path)
        terminals = []
        for command, shows in SCREENS.values():
            words = [HUDDLE, *command, "--db", str(path)]
            terminal = stack.enter_context(Terminal(words, size=SIZE, env=home_of(path)))
            terminal.wait_for(shows)
            terminals.append(terminal)
        watch = Watch(terminals, terminals[0])
        stack.callback(watch.close)
        watch.read_until(time.perf_counter() + SETTLE_SECONDS)
        before = [used(terminal.pid) for terminal in terminals]
        began = time.perf_counter()
        watch.read_until(began + SECONDS)
        took = time.perf_counter() - began
        after = [used(terminal.pid) for terminal in terminals]
    return [
        Result(f"idle: {what}", (then - now) / took * 100, unit="%", reach=REACH, note=f"of a core, over {took:.0f} s")
        for what, now, then in zip(SCREENS, before, after, strict=True)
    ]

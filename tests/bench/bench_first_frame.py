"""The first frame of `huddle meet` and of home against a bare Textual app that imports the same libraries."""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from core.meeting import lifecycle
from core.team.team import create_team_file
from tests.bench.pty_run import Terminal
from tests.bench.result import Result, median

RUNS = 9
SIZE = (100, 28)

BARE = """
import pydantic, sqlite_utils
from textual.app import App
from textual.widgets import Footer, Header

class Bare(App):
    TITLE = "Bare and ready"
    BINDINGS = [("q", "quit", "Leave")]
    def compose(self):
        yield Header()
        yield Footer()

Bare().run()
"""


def _first_frame(command: list[str], shows: str) -> float:
    """Milliseconds from the start of the process until the screen shows the words."""
    with Terminal(command, size=SIZE) as terminal:
        return terminal.wait_for(shows) * 1000


def run() -> list[Result]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "team.huddle"
        session = create_team_file(
            path, "Northwind West", "Ana Ruiz", clock=lambda: datetime(2026, 11, 23, 14, tzinfo=UTC)
        )
        lifecycle.start_meeting(session)
        session.store.close()
        bare_command = [sys.executable, "-c", BARE]
        huddle = str(Path(sys.executable).with_name("huddle"))
        at = ["--db", str(path), "--as", "Ana"]
        commands = [bare_command, [huddle, "meet", *at], [huddle, *at]]
        shows = ["Bare and ready", "Northwind West", "Northwind West"]
        rounds = []
        for number in range(RUNS + 1):
            # One after the other, so that whatever else the machine does meets all of them.
            times = [_first_frame(command, words) for command, words in zip(commands, shows, strict=True)]
            if number:  # the first fills the caches
                rounds.append(times)
    bare, meet, home = (median([times[at] for times in rounds]) for at in range(3))
    return [
        Result("first frame: a bare Textual app", bare),
        Result("first frame: huddle meet", meet),
        Result("first frame: huddle meet against it", meet / bare, unit="×", reach=1.25),
        Result("first frame: home", home),
        Result("first frame: home against it", home / bare, unit="×", reach=1.5),
    ]

"""The first frame of a new process: what it shows, what is not loaded for it, and what is typed on it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from core.meeting import lifecycle
from tests.bench.pty_run import Terminal
from tests.conftest import Crew

PAINT_AND_SAY = """
import os, sys
from pathlib import Path

from core.team.session_opening import open_session
from tui.app import HuddleApp

class FirstFrame(HuddleApp):
    def _display(self, screen, renderable):
        lines = [strip.text for strip in screen._compositor.render_strips(self.size)]
        if any(line.strip() for line in lines):
            print(*lines, sep="\\n")
            print(*sys.modules)
            sys.stdout.flush()
            os._exit(0)

FirstFrame(open_session(Path(sys.argv[1]), "Ana"), start=sys.argv[2]).run(headless=True, size=(100, 28))
"""


@pytest.mark.process
@pytest.mark.parametrize(
    ("start", "shown"),
    [("home", ["Ana Ruiz", "1 Home", "a Add commitment"]), ("meeting", ["weekly meeting 1", "0 Menu"])],
)
def test_the_first_frame_needs_no_models(crew: Crew, start: str, shown: list[str]) -> None:
    lifecycle.start_meeting(crew["Ana"])
    done = subprocess.run(
        [sys.executable, "-c", PAINT_AND_SAY, crew.path, start],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    *lines, loaded = done.stdout.splitlines()
    assert done.returncode == 0, done.stderr
    assert [text for text in ["Northwind West", *shown] if text not in "\n".join(lines)] == []
    assert {"pydantic", "data.models", "sqlite_utils", "cryptography"} & set(loaded.split()) == set()


@pytest.mark.process
def test_what_is_typed_on_the_first_frame_waits_for_the_meeting(crew: Crew) -> None:
    lifecycle.start_meeting(crew["Ana"])
    command: list[str | Path] = [sys.executable, "-m", "tui.cli", "meet", "--db", crew.path, "--as", "Ana"]
    with Terminal(command, size=(100, 28)) as terminal:
        terminal.wait_for("Northwind West")
        terminal.press("aFirst sale of the year\r")
        terminal.wait_for("✓   First sale of the year")

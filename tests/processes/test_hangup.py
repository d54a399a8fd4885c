"""A terminal that goes away takes its process along."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Crew

HUDDLE = str(Path(sys.executable).with_name("huddle"))


@pytest.mark.process
@pytest.mark.parametrize("runs_it", [[], ["sh", "-c", 'trap "" HUP; exec "$@"', "sh"]], ids=["told", "deaf"])
def test_a_screen_ends_when_its_terminal_is_gone(crew: Crew, runs_it: list[str]) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*runs_it, HUDDLE, "meet", "--db", str(crew.path), "--as", "Ana"],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        # No controlling terminal, so that the system sends no SIGHUP of its own.
        start_new_session=True,
    )
    os.close(theirs)
    seen = b""
    while b"Northwind" not in seen:
        seen += os.read(ours, 65536)
    os.close(ours)
    assert process.wait(timeout=30) != 0


@pytest.mark.process
@pytest.mark.parametrize("way", ["its terminal is gone", "it is told to end"])
def test_the_sample_team_s_folder_goes_with_its_terminal(tmp_path: Path, way: str) -> None:
    folders = tmp_path / "tmp"
    folders.mkdir()
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [HUDDLE, "demo"],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        env={**os.environ, "TMPDIR": str(folders), "HUDDLE_HOME": str(tmp_path / "home")},
    )
    os.close(theirs)
    seen = b""
    while b"Northwind" not in seen:
        seen += os.read(ours, 65536)
    assert list(folders.iterdir())
    if way == "it is told to end":
        process.terminate()
    else:
        os.close(ours)
    assert process.wait(timeout=30) != 0
    assert not list(folders.iterdir())

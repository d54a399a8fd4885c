"""The same promise where people meet it: `huddle capture` in a terminal, killed after a card is shown as said."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from core.access.session import Session
from data.sqlite import connect
from tests.bench.pty_run import Terminal

pytestmark = pytest.mark.process

KILLS = 5
HUDDLE = Path(sys.executable).with_name("huddle")


def test_what_is_shown_as_said_is_in_the_file(collecting: Session) -> None:
    path = collecting.store.path
    collecting.store.close()
    for number in range(KILLS):
        text = f"Call five lapsed customers, {number}"
        with Terminal([HUDDLE, "capture", "--db", path, "--as", "Ana"], size=(80, 24)) as terminal:
            terminal.wait_for("Type a card")
            terminal.press(f"{text}\r")
            terminal.wait_for(lambda screen, text=text: any(is_said(line, text) for line in screen.splitlines()))  # type: ignore[misc]
            terminal.kill()
        connection = connect(path)
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert [row[0] for row in connection.execute("SELECT text FROM card ORDER BY id DESC LIMIT 1")] == [text]
        connection.close()


def is_said(line: str, text: str) -> bool:
    """Whether a line of the screen shows the card, and at its edge that it is said."""
    return text in line and line.endswith("added")

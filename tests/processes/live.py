"""Starts several terminals on one meeting, each in a process of its own."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import TracebackType

from tests.bench.pty_run import Terminal

HUDDLE = Path(sys.executable).with_name("huddle")
SIZE = (110, 32)

ENTER, ESCAPE = "\r", "\x1b"
LEFT, RIGHT = "\x1b[D", "\x1b[C"


def choose_option(terminal: Terminal, label: str) -> None:
    """Opens Options, waits until the option is listed, and chooses it by its digit.

    Not by enter: another enter right after it, for the question that the option asks, counts as the same one twice.
    """
    terminal.press("o")
    terminal.wait_for(lambda text: _digit_of(label, text) is not None)
    digit = _digit_of(label, terminal.text)
    assert digit is not None
    terminal.press(digit)


def _digit_of(label: str, text: str) -> str | None:
    found = re.search(rf"(\d) +{re.escape(label)}", text)
    return found[1] if found else None


class Table:
    """The terminals of one meeting. Use it in a `with`, which ends them all."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._terminals: list[Terminal] = []

    def start(self, who: str, *words: str) -> Terminal:
        """Starts `huddle` with these words, by default `meet`, as that member; does not wait for its frame."""
        command: list[str | Path] = [HUDDLE, *(words or ("meet",)), "--db", self._path, "--as", who]
        terminal = Terminal(command, size=SIZE)
        self._terminals.append(terminal)
        return terminal

    def sit(self, *people: str, shows: str = "COLLECT") -> list[Terminal]:
        """Opens the meeting for each of `people` and waits until their screens show the words."""
        terminals = [self.start(who) for who in people]  # side by side: each needs a second to come up
        for terminal in terminals:
            terminal.wait_for(shows)
        return terminals

    def __enter__(self) -> Table:
        return self

    def __exit__(self, *_error: type[BaseException] | BaseException | TracebackType | None) -> None:
        for terminal in self._terminals:
            terminal.close()

"""`huddle capture` in a terminal, killed at any moment: what was typed is a card or in the line again."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from core.access.session import Session
from data.sqlite import connect
from tests.bench.pty_run import Terminal

pytestmark = pytest.mark.process

HUDDLE = Path(sys.executable).with_name("huddle")
READY = "Type a card"

KILLS = 12


def said(path: Path) -> list[str]:
    connection = connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    texts = [row[0] for row in connection.execute("SELECT text FROM card ORDER BY id")]
    connection.close()
    return texts


def capture(path: Path) -> Terminal:
    return Terminal([HUDDLE, "capture", "--db", path, "--as", "Ana"], size=(100, 28))


def is_in_line(screen: str, text: str) -> bool:
    return any(line.startswith(" @Ana") and text in line for line in screen.splitlines())


def is_said(screen: str, text: str) -> bool:
    return any(text in line and line.endswith("added") for line in screen.splitlines())


def test_typed_and_killed_it_is_a_card_or_in_the_line_again(collecting: Session) -> None:
    path = collecting.store.path
    collecting.store.close()
    left = ""
    for number in range(KILLS):
        text = f"Call customer {number}, before ten"
        with capture(path) as terminal:
            if left:
                # What was cut short comes back; it is said now, so that the next begins with an empty line.
                terminal.wait_for(lambda screen, left=left: is_in_line(screen, left))  # type: ignore[misc]
                terminal.press("\r")
                terminal.wait_for(lambda screen, left=left: is_said(screen, left))  # type: ignore[misc]
                terminal.wait_for(READY)
                assert said(path).count(left) == 1
            else:
                terminal.wait_for(READY)
            sooner = number % 4
            terminal.press(text)
            terminal.wait_for(lambda screen, text=text: is_in_line(screen, text))  # type: ignore[misc]
            terminal.press("\r")
            if sooner == 1:  # killed at the first byte that is painted after Enter
                terminal.wait_for(lambda screen, text=text: not is_in_line(screen, text))  # type: ignore[misc]
            elif sooner == 2:
                terminal.wait_for(lambda screen, text=text: any(_shows(line, text) for line in screen.splitlines()))  # type: ignore[misc]
            elif sooner == 3:
                terminal.wait_for(lambda screen, text=text: is_said(screen, text))  # type: ignore[misc]
            terminal.kill()
        is_card = text in said(path)
        if sooner == 3:
            assert is_card
        left = "" if is_card else text
    with capture(path) as terminal:
        terminal.wait_for((lambda screen: is_in_line(screen, left)) if left else READY)
        terminal.press("\x11")
    texts = said(path)
    assert len(texts) == len(set(texts))
    assert set(texts) | {left} >= {f"Call customer {number}, before ten" for number in range(KILLS)}


def _shows(line: str, text: str) -> bool:
    return text in line and not line.startswith(" @")


def test_the_unsent_line_and_its_author_come_back(collecting: Session) -> None:
    path = collecting.store.path
    collecting.store.close()
    with capture(path) as terminal:
        terminal.wait_for(READY)
        terminal.press("@be\tHalf a li")
        terminal.wait_for(lambda screen: any(line.startswith(" @Ben Half a li") for line in screen.splitlines()))
        terminal.kill()
    with capture(path) as terminal:
        terminal.wait_for("draft restored")
        assert any(line.startswith(" @Ben Half a li") for line in terminal.text.splitlines())
        terminal.press("ne\r")
        terminal.wait_for(
            lambda screen: any("Half a line" in line and line.endswith("added") for line in screen.splitlines())
        )
        terminal.press("\x11")
        assert terminal.wait() == 0
    assert said(path) == ["Half a line"]
    with capture(path) as terminal:
        terminal.wait_for(READY)
        terminal.press("\x11")


def test_keys_that_come_faster_than_frames_are_obeyed_in_their_order(collecting: Session) -> None:
    path = collecting.store.path
    collecting.store.close()
    with capture(path) as terminal:
        terminal.wait_for(READY)
        terminal.press("One\rTwx\x7fo\r@ben Three\r@ana ruiz Four\r\tFive\r")
        terminal.wait_for(lambda screen: sum(line.endswith("added") for line in screen.splitlines()) == 5)
        assert [_who_and_what(line) for line in terminal.text.splitlines() if line.endswith("added")] == [
            ("Ana", "One"),
            ("Ana", "Two"),
            ("Ben", "Three"),
            ("Ana", "Four"),
            ("Ben", "Five"),
        ]
        terminal.press("\x11")
        assert terminal.wait() == 0


def _who_and_what(line: str) -> tuple[str, str]:
    _, who, what, _ = line.split()
    return who, what

"""A file that is taken away under open screens: writing stops, nothing that was answered is lost, drafts are kept."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from core.access.session import Session
from data.models import Card, Group
from data.sqlite import connect
from data.store import Store
from tests.bench.pty_run import Terminal
from tests.processes.forks import Fork, Forks
from tests.processes.live import HUDDLE

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="where a file went is known on Linux"),
]

ROUNDS = 2
WRITERS = 3


def groups_in(path: Path) -> set[str]:
    with closing(Store(path)) as store:
        assert store.query("PRAGMA integrity_check") == [{"integrity_check": "ok"}]
        return {group.name for group in store.read(Group)}


def rename(path: Path) -> None:
    path.rename(path.with_name("moved.huddle"))


def remove(path: Path) -> None:
    path.unlink()


def replace(path: Path) -> None:
    os.replace(path.with_name("other.huddle"), path)


def answers(writer: Fork, count: int) -> list[str]:
    return [writer.hear() for _ in range(count)]


@pytest.mark.parametrize("take_away", [rename, remove, replace])
def test_what_was_answered_is_where_the_refusal_says(
    forks: Forks, tmp_path: Path, take_away: Callable[[Path], None]
) -> None:
    chance = random.Random(20261123)
    for number in range(ROUNDS):
        folder = tmp_path / str(number)
        path = folder / "team.huddle"
        Store(path, create=True).close()
        other = Store(folder / "other.huddle", create=True)
        with other.change("group.made", at="2026-11-23T14:00:00.000Z") as change:
            change.insert(Group(name="another team's"))
        other.close()
        writers = [forks.start("say_until_refused", path, f"writer {index}") for index in range(WRITERS)]
        for writer in writers:
            writer.expect("ready")
            writer.say("go")
        # Of the first alone: SQLite lets whoever has just written be first again, and the others wait.
        answered = answers(writers[0], chance.randrange(1, 12))
        take_away(path)
        places = set()
        for writer in writers:
            while not (line := writer.hear()).startswith("moved"):
                assert line
                answered.append(line)
            places.add(line.removeprefix("moved "))
        # Who left early copied a state without the last changes of the others: everything is in the newest copy.
        stored = set().union(*(groups_in(Path(place)) for place in places))
        assert set(answered) <= stored
        if take_away is rename:
            assert places == {str(folder / "moved.huddle")}
        if take_away is replace:
            assert groups_in(path) == {"another team's"}
        for writer in writers:
            writer.say("that is all")
            writer.rest()
            writer.close()


def test_every_screen_says_it_and_what_was_typed_is_kept(collecting: Session, tmp_path: Path) -> None:
    path, moved = collecting.store.path, tmp_path / "moved.huddle"
    collecting.store.close()

    def capture(file: Path) -> Terminal:
        return Terminal([HUDDLE, "capture", "--db", file, "--as", "Ana"], size=(100, 28))

    def is_in_line(text: str) -> bool:
        return any(line.startswith(" @Ana") and "half a sentence" in line for line in text.splitlines())

    with (
        capture(path) as terminal,
        Terminal([HUDDLE, "--db", path, "--as", "Ben"], size=(80, 24)) as home,
        Terminal([HUDDLE, "meet", "--room", "--db", path], size=(80, 24)) as room,
    ):
        terminal.wait_for("Type a card")
        home.wait_for("Plan")
        room.wait_for("COLLECT")
        terminal.press("Call five lapsed customers\r")
        terminal.wait_for(
            lambda text: any("Call five" in line and line.endswith("added") for line in text.splitlines())
        )
        terminal.press("half a sentence")
        terminal.wait_for(is_in_line)
        path.rename(moved)
        for screen in (terminal, home, room):
            screen.wait_for(lambda text: "was moved while Huddle had it open" in " ".join(text.split()))
        # The keyboard is still the typist's.
        terminal.press(", and the rest")
        terminal.wait_for(lambda text: is_in_line(text) and ", and the rest" in text)
        # While all of these are still open, another process finds everything in the file.
        with closing(connect(moved)) as connection:
            assert connection.execute("SELECT text FROM card").fetchall() == [("Call five lapsed customers",)]
        terminal.press("\r")
        terminal.wait_for(lambda text: is_in_line(text) and ", and the rest" in text)
        for screen in (terminal, home, room):
            screen.press("\x11")
            assert screen.wait() == 0
            # What was said on the screen went with it: it is said again below the command.
            printed = b"".join(chunk for _, chunk in screen.painted).decode(errors="replace")
            assert f"huddle: {path} was moved while Huddle had it open." in printed
    with capture(moved) as again:
        again.wait_for(lambda text: is_in_line(text) and ", and the rest" in text)
        again.press("\r")
        again.wait_for(lambda text: not is_in_line(text))
        again.press("\x11")
        again.wait()
    with closing(Store(moved)) as store:
        assert [card.text for card in store.read(Card)] == [
            "Call five lapsed customers",
            "half a sentence, and the rest",
        ]
    assert {file.name for file in tmp_path.iterdir()} == {"moved.huddle", "moved.huddle-bell", "home"}

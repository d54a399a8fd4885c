"""What is written at length and not sent survives a crash, and nobody else reads it."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.session import Session
from core.unsent import Unsent
from tests.conftest import Crew

FORM = "ladder-direct talk-3"
WORDS = {"text": "We talked\nabout “calls”", "worry": "", "help": "Lea's inbox"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def sit(home: Path) -> Iterator[Callable[[Session], Unsent]]:
    """Opens the unsent words as another terminal, or another start, would."""
    made: list[Unsent] = []

    def sit(session: Session) -> Unsent:
        made.append(Unsent(session, {"HUDDLE_HOME": str(home)}))
        return made[-1]

    yield sit
    for unsent in made:
        unsent.close()


def test_what_was_typed_is_there_after_a_crash(crew: Crew, sit: Callable[[Session], Unsent]) -> None:
    unsent = sit(crew["Ana"])
    assert unsent.of(FORM) == {}
    for end in range(len(WORDS["text"]) + 1):
        unsent.keep(FORM, WORDS | {"text": WORDS["text"][:end]})
    assert unsent.of(FORM) == WORDS
    unsent.kept().result()  # and it is never closed
    assert sit(crew["Ana"]).of(FORM) == WORDS
    assert sit(crew["Ana"]).of("ladder-training-3") == {}


def test_leaving_writes_the_last_word(crew: Crew, sit: Callable[[Session], Unsent]) -> None:
    unsent = sit(crew["Ana"])
    unsent.keep(FORM, WORDS)
    unsent.close()
    assert sit(crew["Ana"]).of(FORM) == WORDS


def test_what_was_sent_is_gone(crew: Crew, home: Path, sit: Callable[[Session], Unsent]) -> None:
    unsent = sit(crew["Ana"])
    unsent.keep(FORM, WORDS)
    unsent.let_go(FORM)
    unsent.let_go("never typed")
    unsent.close()
    assert unsent.of(FORM) == sit(crew["Ana"]).of(FORM) == {}
    assert [path for path in home.rglob("*") if path.is_file()] == []


def test_nobody_else_has_it(crew: Crew, home: Path, sit: Callable[[Session], Unsent]) -> None:
    unsent = sit(crew["Ana"])
    unsent.keep(FORM, WORDS)
    unsent.close()
    assert sit(crew["Jon"]).of(FORM) == {}
    assert sit(crew.room).of(FORM) == {}
    (path,) = [path for path in home.rglob("*") if path.is_file()]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert "ladder" not in path.name, "not even its name tells"


@pytest.mark.parametrize("left", ["", "{", "[]", "3", '"x"'])
def test_a_damaged_file_holds_nothing_and_does_no_harm(
    crew: Crew, home: Path, sit: Callable[[Session], Unsent], left: str
) -> None:
    unsent = sit(crew["Ana"])
    unsent.keep(FORM, WORDS)
    unsent.close()
    (path,) = [path for path in home.rglob("*") if path.is_file()]
    path.write_text(left)
    again = sit(crew["Ana"])
    assert again.of(FORM) == {}
    again.keep(FORM, WORDS)
    again.close()
    assert sit(crew["Ana"]).of(FORM) == WORDS


def test_where_it_cannot_be_kept_that_is_told_and_the_words_stay(crew: Crew, home: Path) -> None:
    home.write_text("no folder")
    unsent = Unsent(crew["Ana"], {"HUDDLE_HOME": str(home)})
    unsent.keep(FORM, WORDS)
    unsent.close()
    assert "HUDDLE_HOME" in unsent.problem
    assert unsent.of(FORM) == WORDS

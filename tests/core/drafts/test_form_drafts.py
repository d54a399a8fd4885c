"""What is written at length and not sent survives a crash, and nobody else reads it."""

from __future__ import annotations

import re
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.access.session import Session
from core.drafts.form_drafts import FormDrafts
from core.drafts.private_files import owner_mark
from core.team import passphrases
from tests.conftest import Crew

FORM = "ladder-direct talk-3"
WORDS = {"text": "We talked\nabout “calls”", "worry": "", "help": "Lea's inbox"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def sit(home: Path) -> Iterator[Callable[[Session], FormDrafts]]:
    """Opens the unsent words as another terminal, or another start, would."""
    made: list[FormDrafts] = []

    def sit(session: Session) -> FormDrafts:
        made.append(FormDrafts(session, {"HUDDLE_HOME": str(home)}))
        return made[-1]

    yield sit
    for unsent in made:
        unsent.close()


def drafts_in(home: Path) -> list[Path]:
    return list(home.rglob("*.json"))


def test_what_was_typed_is_there_after_a_crash(crew: Crew, sit: Callable[[Session], FormDrafts]) -> None:
    unsent = sit(crew["Ana"])
    assert unsent.read(FORM) == {}
    for end in range(len(WORDS["text"]) + 1):
        unsent.save(FORM, WORDS | {"text": WORDS["text"][:end]})
    assert unsent.read(FORM) == WORDS
    unsent.pending_save().result()  # and it is never closed
    assert sit(crew["Ana"]).read(FORM) == WORDS
    assert sit(crew["Ana"]).read("ladder-training-3") == {}


def test_leaving_writes_the_last_word(crew: Crew, sit: Callable[[Session], FormDrafts]) -> None:
    unsent = sit(crew["Ana"])
    unsent.save(FORM, WORDS)
    unsent.close()
    assert sit(crew["Ana"]).read(FORM) == WORDS


def test_what_was_sent_is_gone(crew: Crew, home: Path, sit: Callable[[Session], FormDrafts]) -> None:
    unsent = sit(crew["Ana"])
    unsent.save(FORM, WORDS)
    unsent.discard(FORM)
    unsent.discard("never typed")
    unsent.close()
    assert unsent.read(FORM) == sit(crew["Ana"]).read(FORM) == {}
    assert drafts_in(home) == []


def test_nobody_else_has_it(crew: Crew, home: Path, sit: Callable[[Session], FormDrafts]) -> None:
    unsent = sit(crew["Ana"])
    unsent.save(FORM, WORDS)
    unsent.close()
    assert sit(crew["Jon"]).read(FORM) == {}
    assert sit(crew.room).read(FORM) == {}
    (path,) = drafts_in(home)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert "ladder" not in path.name, "not even its name tells"


@pytest.mark.parametrize("left", ["", "{", "[]", "3", '"x"'])
def test_a_damaged_file_holds_nothing_and_does_no_harm(
    crew: Crew, home: Path, sit: Callable[[Session], FormDrafts], left: str
) -> None:
    unsent = sit(crew["Ana"])
    unsent.save(FORM, WORDS)
    unsent.close()
    (path,) = drafts_in(home)
    path.write_text(left)
    again = sit(crew["Ana"])
    assert again.read(FORM) == {}
    again.save(FORM, WORDS)
    again.close()
    assert sit(crew["Ana"]).read(FORM) == WORDS


def test_where_it_cannot_be_kept_that_is_told_and_the_words_stay(crew: Crew, home: Path) -> None:
    home.write_text("no folder")
    unsent = FormDrafts(crew["Ana"], {"HUDDLE_HOME": str(home)})
    unsent.save(FORM, WORDS)
    unsent.close()
    assert "HUDDLE_HOME" in unsent.problem
    assert "goes on" not in unsent.problem, "on a full disk nothing does, and that is told beside it"
    assert unsent.read(FORM) == WORDS


def test_names_of_files_tell_nobody(crew: Crew, home: Path, sit: Callable[[Session], FormDrafts]) -> None:
    marks = set()
    for name in ("Ana", "Jon"):
        unsent = sit(crew[name])
        unsent.save(FORM, {"word": name})
        unsent.close()
        (path,) = [path for path in drafts_in(home) if name in path.read_text(encoding="utf-8")]
        assert not re.search(rf"\b{crew.members[name].id}\b|member", path.name)
        marks.add(path.stem.split("-")[-1])
        assert sit(crew[name]).read(FORM) == {"word": name}
    assert len(marks) == 2
    (key,) = home.rglob("*.key")
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    key.unlink()
    assert owner_mark(key.parent, crew.members["Ana"].id) not in marks, "nobody works it out without the key"


def test_what_an_older_huddle_kept_under_the_members_id_is_found(
    crew: Crew, home: Path, sit: Callable[[Session], FormDrafts]
) -> None:
    unsent = sit(crew["Ana"])
    unsent.save(FORM, WORDS)
    unsent.close()
    (path,) = drafts_in(home)
    path.rename(path.with_name(f"{path.stem.rpartition('-')[0]}-member-{crew.members['Ana'].id}.json"))
    next(home.rglob("*.key")).unlink()
    assert sit(crew["Ana"]).read(FORM) == WORDS


@pytest.mark.locked
def test_private_words_are_kept_sealed_or_in_memory_only(crew: Crew, tmp_path: Path) -> None:
    env = {"HUDDLE_HOME": str(tmp_path)}
    ben = crew["Ben"]
    drafts = FormDrafts(ben, env)
    drafts.save("my goal", {"text": "SECRET leave by spring"}, is_private=True)
    drafts.save("a review", {"text": "Steady"})
    drafts.close()
    assert drafts.read("my goal") == {"text": "SECRET leave by spring"}
    assert FormDrafts(ben, env).read("my goal") == {}, "locked: in memory only"
    assert FormDrafts(ben, env).read("a review") == {"text": "Steady"}
    passphrases.set_passphrase(ben, "four plain words here")
    drafts = FormDrafts(ben, env)
    drafts.save("my goal", {"text": "SECRET leave by spring"}, is_private=True)
    drafts.close()
    assert FormDrafts(ben, env).read("my goal") == {"text": "SECRET leave by spring"}
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not [path for path in files if b"SECRET" in path.read_bytes()]
    locked = Session.for_member(crew.session_store, crew.members["Ben"], crew.clock)
    assert FormDrafts(locked, env).read("my goal") == {}
    typing = FormDrafts(locked, env)
    typing.save("my goal", {"text": "Another"}, is_private=True)
    typing.close()
    assert FormDrafts(ben, env).read("my goal") == {"text": "SECRET leave by spring"}, "it waits for its key"

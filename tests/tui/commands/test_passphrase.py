"""`huddle passphrase`, and commands that need the key: as typed at a terminal."""

from __future__ import annotations

import getpass
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from core.goals import goals
from core.team import passphrases
from core.team.members import edit_member
from data.clear_due import mark_clear_due, read_clear_due
from data.home import data_home
from tests.conftest import Crew
from tui.cli import main
from tui.commands.context import Context

pytestmark = pytest.mark.locked

PASSPHRASE = "four plain words here"

Run = Callable[..., str]


@pytest.fixture
def run(crew: Crew, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs `huddle` as Ben, whose login this is; `typed` is what he types where no letter is shown. Returns what is
    printed. What he does not type, he is not asked for."""
    monkeypatch.setenv("HUDDLE_HOME", str(tmp_path / "home"))
    edit_member(crew["Ben"], crew.members["Ben"], login=Context().login)

    def run(*words: str, typed: tuple[str, ...] = (), terminal: bool = True) -> str:
        waiting = list(typed)
        monkeypatch.setattr(getpass, "getpass", lambda _prompt="": waiting.pop(0))
        monkeypatch.setattr(sys.stdin, "isatty", lambda: terminal, raising=False)
        main(["--db", str(crew.path), "--as", "Ben", *words])
        assert not waiting
        return "".join(capsys.readouterr())

    return run


def add_goal(run: Run, *typed: str, terminal: bool = True) -> str:
    return run("goal", "add", "Leave by spring", "--personal", typed=typed, terminal=terminal)


def test_the_first_private_thing_asks_for_a_passphrase_once(crew: Crew, run: Run) -> None:
    assert "huddle passphrase" in add_goal(run, terminal=False)
    assert crew["Ben"].all(type(goals.set_goal(crew["Ana"], "Ours"))) != []
    told = add_goal(run, PASSPHRASE, PASSPHRASE)
    assert "Choose one, once" in told
    assert "A forgotten passphrase can't be recovered, and what it sealed is lost. Print a recovery sheet and" in told
    assert "Leave by spring" in told
    assert "sealed" in run("goal", "list")
    assert "Leave by spring" not in run("goal", "list")
    assert "Your key stays unlocked" in run("passphrase", "--keep", typed=(PASSPHRASE,))
    assert "Leave by spring" in run("goal", "list")
    assert "will ask for your passphrase again" in run("passphrase", "--forget")
    assert "Leave by spring" not in run("goal", "list")


def test_a_wrong_passphrase_changes_nothing(crew: Crew, run: Run) -> None:
    run("passphrase", typed=(PASSPHRASE, PASSPHRASE))
    assert "Wrong passphrase" in add_goal(run, "another one")
    assert "A passphrase needs at least 8" in run("passphrase", typed=(PASSPHRASE, "short", "short"))
    assert "The two do not match" in run("passphrase", typed=(PASSPHRASE, "another one", "differs"))
    passphrases.unlock(crew["Ben"], PASSPHRASE)


def test_the_sheet_brings_a_forgotten_passphrase_back(crew: Crew, run: Run) -> None:
    add_goal(run, PASSPHRASE, PASSPHRASE)
    sheet = run("passphrase", "--sheet", typed=(PASSPHRASE,))
    words = " ".join(re.findall(r"\d+ ([a-z]+)", sheet.partition("Whoever")[0].partition("\n")[2]))
    assert len(words.split()) == 24
    assert "opens everything the old one did" in run(
        "passphrase", "--recover", typed=(words, "a new one too", "a new one too")
    )
    assert "Leave by summer" in run("goal", "add", "Leave by summer", "--personal", typed=("a new one too",))


def test_a_kept_key_is_replaced_by_a_new_one(crew: Crew, run: Run) -> None:
    add_goal(run, PASSPHRASE, PASSPHRASE)
    run("passphrase", "--keep", typed=(PASSPHRASE,))
    assert "You have a new key" in run("passphrase", "--new-key", typed=(PASSPHRASE,))
    assert "Leave by spring" in run("goal", "list")
    assert len(list((data_home() / "keys").iterdir())) == 1


def test_the_sheet_asks_though_the_key_is_kept(run: Run) -> None:
    run("passphrase", typed=(PASSPHRASE, PASSPHRASE))
    run("passphrase", "--keep", typed=(PASSPHRASE,))
    assert "Wrong passphrase. Check upper and lower case, then try again" in run(
        "passphrase", "--sheet", typed=("another one",)
    )


def test_old_words_are_cleared_by_the_next_command_that_writes(crew: Crew, run: Run) -> None:
    with crew.store.change("sealed", at=crew["Ana"].timestamp) as change:
        mark_clear_due(change)
    assert "Your own backups still hold the older versions" not in run("me")
    assert run("metric", "add", "Calls").count("Your own backups still hold the older versions") == 1
    assert not read_clear_due(crew.store)


def test_what_stays_of_old_words_is_told_once(crew: Crew, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.maintenance.clearing.overwrite_old_content", lambda _path: False)
    with crew.store.change("sealed", at=crew["Ana"].timestamp) as change:
        mark_clear_due(change)
    assert (
        run("passphrase", typed=(PASSPHRASE, PASSPHRASE)).count(
            "Older versions stay in the log until everyone has closed the file"
        )
        == 1
    )
    assert read_clear_due(crew.store)

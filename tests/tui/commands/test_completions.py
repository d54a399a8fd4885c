"""What a shell is told while one types, and that the shells themselves can make something of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from core.metrics.metrics import add_metric, end_metric
from tests.conftest import Crew
from tui.cli import main
from tui.commands.completions import SCRIPTS
from tui.commands.registry import COMMANDS


@pytest.fixture
def ask(crew: Crew, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> object:
    add_metric(crew["Ana"], "won revenue")
    add_metric(crew["Ana"], "calls")
    end_metric(crew["Ana"], add_metric(crew["Ana"], "cold baths"))
    monkeypatch.setenv("HUDDLE_DB", str(crew.path))

    def ask(*words: str) -> list[str]:
        assert main(["__complete", "--", *words]) == 0
        return [line.partition("\t")[0] for line in capsys.readouterr().out.splitlines()]

    return ask


def test_the_first_word(ask) -> None:  # type: ignore[no-untyped-def]
    assert set(ask("")) == {word for family in COMMANDS.values() for word in family}
    assert ask("me") == ["meet", "me", "metric", "measure", "member"]
    assert "--db" in ask("-")
    assert ask("nothing", "") == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("log", ""), ["calls", "won revenue"]),
        (("log", "WON"), ["won revenue"]),
        (("log", "'won re"), ["won revenue"]),
        (("log", "won\\ re"), ["won revenue"]),
        (("log", "calls", ""), []),
        (("log", "calls", "5", "--for", "J"), ["Jon Weiss"]),
        (("--as", ""), ["Ana Ruiz", "Ben Okafor", "Jon Weiss", "Lea Brandt", "Tom Vega"]),
        (("log", "--as", "Ben Okafor", "--for", "L"), ["Lea Brandt"]),
        (("target", "s"), ["set"]),
        (("target", "set", "c"), ["calls"]),
        (("target", "set", "calls", "40", "--for", ""), [
            "Ana Ruiz", "Ben Okafor", "Jon Weiss", "Lea Brandt", "Tom Vega", "North", "South", "team"]),
        (("target", "set", "calls", "40", "--period", "q"), ["quarter"]),
        (("standings", "calls", "--by", "g"), ["group"]),
        (("standings", "calls", "--by=group", "--per"), ["--period"]),
        (("metric", "add", "rate", "--ratio", "calls", "w"), ["won revenue"]),
        (("metric", "adopt", "sales"), ["sales-cycle days"]),
        (("capture", "--group", "S"), ["South"]),
        (("completions", ""), ["bash", "zsh", "fish"]),
    ],
)  # fmt: skip
def test_what_could_come_next(ask, words: tuple[str, ...], found: list[str]) -> None:  # type: ignore[no-untyped-def]
    assert ask(*words) == found


def test_every_word_and_option_can_be_asked_for(ask) -> None:  # type: ignore[no-untyped-def]
    for family in COMMANDS.values():
        for word in family:
            assert isinstance(ask(word, ""), list)
            assert "--team" in ask(word, "-")


def test_without_a_team_there_are_still_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUDDLE_HOME", str(tmp_path))
    monkeypatch.delenv("HUDDLE_DB", raising=False)
    assert main(["__complete", "--", "log", ""]) == 0
    assert main(["__complete", "--", "rot"]) == 0
    assert capsys.readouterr().out.startswith("rotation\t")


@pytest.mark.process
@pytest.mark.parametrize("shell", SCRIPTS)
def test_a_shell_can_read_it(shell: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not here")
    done = subprocess.run([shell, "-n"], input=SCRIPTS[shell], text=True, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.process
def test_bash_completes_a_name_with_a_space(crew: Crew, tmp_path: Path) -> None:
    if shutil.which("bash") is None:
        pytest.skip("bash is not here")
    add_metric(crew["Ana"], "won revenue")
    add_metric(crew["Ana"], "$(touch hacked)")
    huddle = tmp_path / "bin" / "huddle"
    huddle.parent.mkdir()
    huddle.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m tui.cli "$@"\n')
    huddle.chmod(0o755)
    asked = SCRIPTS["bash"] + ('COMP_WORDS=(huddle log ""); COMP_CWORD=2; _huddle; printf "%s\\n" "${COMPREPLY[@]}"')
    root = Path(__file__).parents[3]
    env = {"PATH": f"{huddle.parent}:{os.environ['PATH']}", "HUDDLE_DB": str(crew.path), "PYTHONPATH": str(root)}
    done = subprocess.run(
        ["bash", "-c", asked], cwd=tmp_path, capture_output=True, text=True, env=env | {"LANG": "C.UTF-8"}, check=False
    )
    assert done.stdout.splitlines() == ["\\$\\(touch\\ hacked\\)", "won\\ revenue"]
    assert not (tmp_path / "hacked").exists()

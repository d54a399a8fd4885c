"""`huddle member erase` and `huddle member export`, as typed in a shell."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from core.commitments import commitments
from core.team import members
from tests.conftest import Crew
from tui.cli import main
from tui.commands import terminal

Run = Callable[..., str]


@pytest.fixture
def run(crew: Crew, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs `huddle` as a member, with `typed` at a terminal, or without one. Returns what is printed."""
    monkeypatch.setenv("HUDDLE_HOME", str(tmp_path / "home"))

    def run(*words: str, typed: str | None = None, name: str = "Ana") -> str:
        monkeypatch.setattr(terminal, "has_terminal", lambda: typed is not None)
        monkeypatch.setattr(sys, "stdin", io.StringIO(f"{typed}\n"))
        main(["--db", str(crew.path), "--as", name, "member", *words])
        return "".join(capsys.readouterr())

    return run


def test_it_asks_and_says_what_goes_and_what_stays(crew: Crew, run: Run) -> None:
    commitments.commit(crew["Jon"], "Call Kessler")
    assert "huddle member leave 'Jon Weiss'" in run("erase", "Jon", typed="Jon Weiss")
    members.end_membership(crew["Ana"], crew.members["Jon"])
    assert "add: --yes" in run("erase", "Jon")
    told = run("erase", "Jon", typed="Jon")
    assert "Erased:" in told
    assert "Kept: their numbers in all totals, as" in told
    assert "Nothing was erased" in told
    assert b"Call Kessler" in crew.path.read_bytes() + Path(f"{crew.path}-wal").read_bytes()
    told = run("erase", "Jon", typed="jon weiss")
    assert "Jon Weiss was erased and appears as Former member" in told
    assert "Your own backups" in told
    crew.close()
    assert b"Call Kessler" not in crew.path.read_bytes()


def test_a_script_erases_without_a_question(crew: Crew, run: Run) -> None:
    members.end_membership(crew["Ana"], crew.members["Jon"])
    assert "Erased:" not in (told := run("erase", "Jon", "--yes"))
    assert "was erased" in told
    assert "No member named" in run("erase", "Jon", "--yes")


def test_an_export_says_where_to_begin(crew: Crew, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    commitments.commit(crew["Jon"], "Call Kessler")
    assert "Only Jon Weiss and the leader" in run("export", "Jon", name="Ben")
    told = run("export", "Jon", "--out", "everything")
    assert "Start with everything/index.md" in told
    assert "Call Kessler" in (tmp_path / "everything" / "commitment.json").read_text()
    assert "rows about Ben Okafor" in run("export", name="Ben")
    assert [path.name[:10] for path in tmp_path.iterdir() if path.name.startswith("ben")] == ["ben-okafor"]

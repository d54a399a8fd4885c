"""Which team a command means where a user has several."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.access.paths import list_team_files
from tui.cli import main


@pytest.fixture
def two_teams(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """East and West, both with the metric calls, in this user's folder."""
    monkeypatch.setenv("HUDDLE_HOME", str(tmp_path / "home"))
    for name in ("HUDDLE_DB", "HUDDLE_TEAM", "HUDDLE_AS"):
        monkeypatch.delenv(name, raising=False)
    for team in ("East", "West"):
        assert main(["init", team, "--leader", "Ana"]) == 0
        assert main(["--team", team, "metric", "add", "calls"]) == 0
    capsys.readouterr()


@pytest.mark.parametrize(
    "words",
    [
        ("log", "calls", "5"),
        ("commit", "Call Kessler", "--due", "friday"),
        ("member", "add", "Ben"),
        ("team", "set", "--currency", "EUR"),
    ],
)
def test_nothing_is_written_to_a_team_that_nobody_named(
    two_teams: None, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    before = [path.read_bytes() for path in list_team_files()]
    assert main(list(words)) == 1
    assert (
        "You have several teams: east and west. Say which one with --team, e.g. --team east" in capsys.readouterr().err
    )
    assert [path.read_bytes() for path in list_team_files()] == before


def test_reading_needs_no_name(two_teams: None) -> None:
    for words in (["log", "calls", "--list"], ["me"], ["standings", "calls"], ["due"]):
        assert main(words) == 0


def test_what_is_written_names_its_team(
    two_teams: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert main(["log", "calls", "5", "--team", "East"]) == 0
    assert capsys.readouterr().err == "huddle: Team: East\n"
    monkeypatch.setenv("HUDDLE_TEAM", "west")
    assert main(["log", "calls", "5"]) == 0
    assert capsys.readouterr().err == "huddle: Team: West\n"
    monkeypatch.delenv("HUDDLE_TEAM")
    settings = tmp_path / "config.toml"
    settings.write_text('team = "west"\n')
    assert main(["--config", str(settings), "log", "calls", "5"]) == 0
    assert capsys.readouterr().err == "huddle: Team: West\n"
    assert main(["--team", "East", "log", "calls", "--list"]) == 0
    assert capsys.readouterr().err == ""

"""`huddle config`, and what commands take from the settings file."""

from __future__ import annotations

import json
import os
import re
import stat
from pathlib import Path

import pytest

from core.settings.settings import RULES, parse_settings
from core.settings.state import TEAM, THEME, remember, state_path
from tests.conftest import Crew, FrozenClock
from tests.tui.frames import DRAWN
from tests.tui.places import liven
from tui import cli
from tui.app import HuddleApp
from tui.commands import screens
from tui.services.preferences import Preferences


@pytest.fixture(autouse=True)
def _own_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HUDDLE_DB", "HUDDLE_TEAM", "HUDDLE_AS", "HUDDLE_DEBUG", "VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "settings" / "huddle" / "config.toml"
    path.parent.mkdir(parents=True)
    return path


@pytest.fixture
def two_teams(capsys: pytest.CaptureFixture[str]) -> None:
    """Blue, led by Ana, and Red, led by Ben. Red is the newer one."""
    assert cli.main(["init", "Blue", "--leader", "Ana"]) == 0
    assert cli.main(["member", "add", "Cem", "--team", "blue"]) == 0
    assert cli.main(["init", "Red", "--leader", "Ben"]) == 0
    capsys.readouterr()


def as_json(capsys: pytest.CaptureFixture[str], *argv: str) -> dict[str, object]:
    capsys.readouterr()
    cli.main([*argv, "--json"])
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def test_it_prints_what_holds_and_from_where(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text('start = "plan"\n[keys]\n"help" = "f7"\n', encoding="utf-8")
    monkeypatch.setenv("ACCESSIBLE", "1")
    remember(THEME, "huddle-light", state_path())
    assert cli.main(["config", "--as", "Ben"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"Settings file: {file}"
    rows = {line.split("  ")[0]: line.split() for line in lines[3:]}
    assert rows["start"] == ["start", "plan", "config.toml,", "line", "1"]
    assert rows["accessible"] == ["accessible", "true", "ACCESSIBLE"]
    assert rows["as"] == ["as", "Ben", "--as"]
    assert rows["theme"] == ["theme", "light", "last", "used"]
    assert rows["bell"] == ["bell", "true", "default"]
    assert rows["keys help"] == ["keys", "help", "f7", "config.toml,", "line", "3"]


def test_scripts_get_everything_as_json(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text('bel = true\nnumbers = "de"\n', encoding="utf-8")
    found = as_json(capsys, "config")
    assert list(found) == ["path", "settings", "keys", "problems"]
    assert list(found["settings"]) == list(RULES)  # type: ignore[call-overload]
    assert found["settings"]["numbers"] == {"value": "de", "from": "config.toml, line 2"}  # type: ignore[index]
    assert found["problems"] == [{"line": 1, "text": "unknown setting “bel”. Did you mean bell?"}]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('them = "dark"', "config.toml, line 1: unknown setting “them”. Did you mean theme?"),
        ('theme = "nrd"', "config.toml, line 1: there is no theme “nrd”. Did you mean nord?"),
        ('[keys]\n"hlep" = "n"', "config.toml, line 2: no action has the name “hlep”. Did you mean help?"),
        ('[keys]\n"theme" = "?"', "config.toml, line 2: the key ? does two things "),
    ],
)
def test_only_it_ends_with_two_where_something_is_wrong(
    file: Path, capsys: pytest.CaptureFixture[str], two_teams: None, text: str, sentence: str
) -> None:
    file.write_text(text, encoding="utf-8")
    assert cli.main(["config"]) == 2
    assert sentence in capsys.readouterr().out
    assert cli.main(["me"]) == 0


def test_a_file_that_is_named_and_missing_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["config", "--config", str(tmp_path / "mine.toml")]) == 2
    assert "mine.toml: there is no such file. Make it with: huddle config edit" in capsys.readouterr().out


def test_edit_opens_a_commented_file_that_nobody_else_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "settings" / "huddle" / "config.toml"
    monkeypatch.setenv("EDITOR", 'sh -c \'echo theme = \\"light\\" >> "$0"; : \'')
    assert cli.main(["config", "edit"]) == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert "light" in capsys.readouterr().out
    text = path.read_text(encoding="utf-8")
    assert parse_settings(text).settings.theme == "light"
    # What the person has written stays as it is.
    monkeypatch.setenv("EDITOR", "true")
    assert cli.main(["config", "edit"]) == 0
    assert path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("editor", ["no-such-editor", "false", "'"])
def test_an_editor_that_does_not_start_is_a_sentence(
    editor: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EDITOR", editor)
    assert cli.main(["config", "edit"]) == 1
    assert f"The editor “{editor}”" in capsys.readouterr().err


def test_the_keys_are_listed_by_id(capsys: pytest.CaptureFixture[str]) -> None:
    keys = as_json(capsys, "config", "--keys")
    assert keys["help"] == "Help"
    assert cli.main(["config", "--keys"]) == 0
    out = capsys.readouterr().out
    assert len(out.splitlines()) == len(keys) + 3
    assert re.search(r"^Log an amount +l +entry\.log$", out, re.MULTILINE)
    assert "To change one: huddle config edit" in out


# -- what commands take from it


def test_team_and_member_come_from_the_file(file: Path, capsys: pytest.CaptureFixture[str], two_teams: None) -> None:
    file.write_text('team = "blue"\nas = "Cem"\n', encoding="utf-8")
    assert as_json(capsys, "me")["member"] == "Cem"
    assert as_json(capsys, "me", "--as", "Ana")["member"] == "Ana"
    # Another team need not have a member of that name.
    assert as_json(capsys, "me", "--team", "red")["member"] == "Ben"
    assert as_json(capsys, "team", "show", "--team", "red")["name"] == "Red"


def test_the_environment_comes_before_the_file(
    file: Path, capsys: pytest.CaptureFixture[str], two_teams: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text('team = "blue"\nas = "Cem"\n', encoding="utf-8")
    monkeypatch.setenv("HUDDLE_AS", "Ana")
    assert as_json(capsys, "me")["member"] == "Ana"
    monkeypatch.delenv("HUDDLE_AS")
    monkeypatch.setenv("HUDDLE_TEAM", "red")
    assert as_json(capsys, "me")["member"] == "Ben"


def test_another_file_can_be_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], two_teams: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text('team = "blue"\nas = "Cem"\n', encoding="utf-8")
    assert as_json(capsys, "me", "--config", str(mine))["member"] == "Cem"
    monkeypatch.setenv("HUDDLE_CONFIG", str(mine))
    assert as_json(capsys, "me")["member"] == "Cem"
    assert as_json(capsys, "--config", str(tmp_path / "none.toml"), "me")["member"] == "Ben"


def test_a_team_that_there_is_not_is_refused_in_a_command(
    file: Path, capsys: pytest.CaptureFixture[str], two_teams: None
) -> None:
    """Written to another team, what was typed would be in the wrong place."""
    file.write_text('team = "green"\n', encoding="utf-8")
    assert cli.main(["me"]) == 1
    assert capsys.readouterr().err.startswith(f"huddle: In {file}: No team named “green”")


def test_a_team_that_there_is_not_is_told_on_the_screen(
    file: Path, monkeypatch: pytest.MonkeyPatch, two_teams: None
) -> None:
    file.write_text('\nteam = "green"\nstart = "plan"\n', encoding="utf-8")
    shown: list[tuple[str, Preferences]] = []

    def show(session: object, start: str, *, preferences: Preferences) -> int:
        shown.append((start, preferences))
        return 0

    monkeypatch.setattr(screens, "show_screen", show)
    assert cli.main(["--as", "Ben", "--accessible"]) == 0
    start, preferences = shown.pop()
    assert start == "plan"
    assert start in HuddleApp.MODES
    assert preferences.settings.accessible
    assert preferences._problems[0].describe().startswith("config.toml, line 2: no team named “green”")


def test_of_several_teams_the_one_opened_last_is_meant(
    capsys: pytest.CaptureFixture[str], two_teams: None, crew: Crew
) -> None:
    assert as_json(capsys, "me")["member"] == "Ben"  # the newest
    remember(TEAM, "blue.huddle", state_path(os.environ))
    assert as_json(capsys, "me", "--as", "Cem")["member"] == "Cem"
    assert as_json(capsys, "me", "--team", "red")["member"] == "Ben"


def test_commands_write_numbers_and_days_as_the_file_says(
    file: Path, capsys: pytest.CaptureFixture[str], crew: Crew
) -> None:
    db = ["--db", str(crew.path), "--as", "Ben"]
    assert cli.main(["metric", "add", "won revenue", "--unit", "EUR", *db]) == 0
    assert cli.main(["target", "set", "won revenue", "1234567", "--period", "quarter", *db]) == 0
    assert cli.main(["log", "won revenue", "1500", *db]) == 0
    plain = as_json(capsys, "me", *db)
    file.write_text('numbers = "de"\ndates = "2026-12-07"\n', encoding="utf-8")
    assert as_json(capsys, "me", *db) == plain
    assert cli.main(["log", "won revenue", "2500", *db]) == 0
    assert "2.500 EUR" in capsys.readouterr().out
    assert cli.main(["me", *db]) == 0
    assert "1,23M" in capsys.readouterr().out
    file.unlink()
    assert cli.main(["me", *db]) == 0
    assert "1.23M" in capsys.readouterr().out


@pytest.mark.parametrize("way", ["option", "variable", "file"])
def test_bars_and_signs_are_words_where_that_is_wanted(
    way: str, file: Path, capsys: pytest.CaptureFixture[str], crew: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = ["--db", str(crew.path), "--as", "Ben"]
    for command in (["metric", "add", "calls"], ["target", "set", "calls", "10", "--period", "quarter"]):
        assert cli.main([*command, *db]) == 0
    assert cli.main(["log", "calls", "5", *db]) == 0
    capsys.readouterr()
    assert cli.main(["me", *db]) == cli.main(["standings", "calls", *db]) == 0
    assert set("█▁") & set(capsys.readouterr().out)
    if way == "option":
        db.append("--accessible")
    elif way == "variable":
        monkeypatch.setenv("ACCESSIBLE", "1")
    else:
        file.write_text("accessible = true\n", encoding="utf-8")
    assert cli.main(["me", *db]) == cli.main(["standings", "calls", *db]) == 0
    printed = capsys.readouterr().out
    assert not set("▏▎▍▌▋▊▉█▁▂▃▄▅▆▇▒▲▼＝") & set(printed), printed
    assert "50%" in printed


def test_commands_print_no_signs_where_words_are_wanted(
    capsys: pytest.CaptureFixture[str], crew: Crew, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    liven(crew, clock)
    monkeypatch.setenv("ACCESSIBLE", "1")
    db = ["--db", str(crew.path), "--as", "Ben"]
    for command in (
        "due", "me", "standings calls --weeks", "commitment", "hurdle list", "signals", "training", "pulse", "goal",
        "metric", "target", "plan", "review", "feedback", "rotation", "celebration", "steps", "swot", "measure",
    ):  # fmt: skip
        assert cli.main([*command.split(), *db]) == 0, command
    printed = capsys.readouterr().out
    assert [line for line in printed.splitlines() if DRAWN.search(line)] == []
    assert "kept" in printed


def test_a_new_team_is_named_where_the_file_names_another(
    file: Path, capsys: pytest.CaptureFixture[str], two_teams: None, tmp_path: Path
) -> None:
    """The commands that init proposes would be about the other team."""
    assert cli.main(["init", "Green", "--leader", "Ana"]) == 0
    assert "--db" not in capsys.readouterr().out
    file.write_text('team = "blue"\n', encoding="utf-8")
    assert cli.main(["init", "White", "--leader", "Ana"]) == 0
    commands = [line for line in capsys.readouterr().out.splitlines() if line.startswith("  huddle")]
    assert all(line.endswith(f"--db {tmp_path / 'home' / 'white.huddle'}") for line in commands)

"""`huddle training log`, `training`, `account`, and what an import says of accounts, as typed in a shell."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from core.importing.mapping_toml import format_map_toml
from core.models import Account, Entry
from tests.conftest import Crew, FrozenClock
from tests.core.accounts.test_from_imports import MAP, write
from tui.cli import main
from tui.commands.context import Context


@pytest.fixture
def run(crew: Crew, clock: FrozenClock, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs `huddle` as a member, on the crew's day; gives what it printed, or the sentence that it ended with."""
    monkeypatch.setattr(Context, "clock", property(lambda _: clock))

    def run(who: str, *words: str) -> str:
        status = main(["--db", str(crew.path), "--as", who, *words])
        printed = capsys.readouterr()
        assert (status == 0) == (printed.err == "")
        return printed.out or printed.err

    return run


def test_training_from_the_shell(run: Any, crew: Crew) -> None:
    assert run("Ben", "train", "role", "play", "--on", "friday", "--note", "the opening") == (
        "role play, logged on 20 Nov 2026.\n"
    )
    assert run("Ben", "train", "market") == "market, logged. 2 working days in a row.\n"
    assert json.loads(run("Ben", "train", "Kessler's plant", "--json"))["topic"] == "Kessler's plant"
    assert "is in the future. Choose today or an earlier day" in run("Ben", "train", "market", "--on", "tomorrow")
    assert "You are a watcher" in run("Tom", "train", "market")
    assert [entry.note for entry in crew["Ben"].all(Entry)] == ["the opening", None, None]
    assert run("Ana", "training").splitlines() == [
        "1 of 4 today · 1 a day",
        "   Ana Ruiz    not yet",
        "✓  Ben Okafor  today    2 in a row  2 this week  Kessler's plant, market, role play",
        "   Jon Weiss   not yet",
        "   Lea Brandt  not yet",
    ]
    assert "already drawn" in (run("Jon", "training", "--draw") and run("Jon", "training", "--draw"))
    told = json.loads(run("Lea", "training", "--json"))
    assert (told["daily"], [line["streak"] for line in told["members"]]) == (1, [0, 2, 0, 0])
    assert len(told["role_play"]["pairs"]) == 2
    assert told["mentoring"] == []


def test_the_daily_minimum_from_the_shell(run: Any) -> None:
    assert "1 a day" in run("Ana", "team", "show")
    assert "2 a day" in run("Ana", "team", "set", "--training-daily", "2")
    assert json.loads(run("Ben", "team", "show", "--json"))["training_daily"] == 2
    assert "no daily minimum" in run("Ana", "team", "set", "--training-daily", "0")
    assert "Choose 0 to 10" in run("Ana", "team", "set", "--training-daily", "99")
    assert "Only the leader" in run("Ben", "team", "set", "--training-daily", "1")


def test_accounts_from_the_shell(run: Any, crew: Crew) -> None:
    assert run("Ben", "account", "list") == "No accounts yet. Add one with: huddle account add NAME\n"
    assert run("Ben", "account", "add", "Kessler AG") == "Kessler AG is Ben Okafor's.\n"
    assert "Only Jon Weiss or the leader" in run("Ben", "account", "add", "Voss", "--of", "jon")
    run("Ana", "account", "add", "Voss", "--of", "jon")
    assert "Only Ben Okafor or the leader" in run(
        "Jon", "account", "hand-over", "kess", "--to", "jon", "--because", "mine"
    )
    assert run("Ben", "account", "hand-over", "kess", "--to", "lea", "--because", "She keeps it") == (
        "Kessler AG is Lea Brandt's account now: She keeps it\n"
    )
    assert run("Jon", "account", "show", "kess").splitlines() == [
        "Kessler AG · Lea Brandt · contacted 2026-11-23",
        "  23 Nov 2026 from Ben Okafor to Lea Brandt, agreed by Ben Okafor: She keeps it",
    ]
    assert json.loads(run("Jon", "account", "show", "kess", "--json"))["handovers"][0]["reason"] == "She keeps it"
    with crew.store.change("account.touched", at="2026-11-23T00:00:00.000Z") as change:
        change.update(crew["Ana"].all(Account)[1], touched_on="2026-10-01")
    assert [each["name"] for each in json.loads(run("Tom", "account", "list", "--untouched", "30", "--json"))] == [
        "Voss"
    ]
    assert run("Jon", "account", "touch", "voss", "--on", "friday") == "Voss was last contacted on 2026-11-20.\n"
    assert (
        run("Ana", "account", "list", "--of", "jon", "--untouched", "30")
        == "No account matches. Leave out an option to see more.\n"
    )
    assert "No account named" in run("Ana", "account", "touch", "nothing")


def test_an_import_says_whose_accounts_somebody_else_touched(run: Any, tmp_path: Path) -> None:
    rows = [
        ("Ben Okafor", "Kessler", "Won", "2026-02-01"),
        ("Jon Weiss", "Kessler", "Won", "2026-03-01"),
        ("Jon Weiss", "Voss", "Won", "2026-03-01"),
    ]
    path, map_ = write(tmp_path, rows), tmp_path / "map.toml"
    map_.write_text(format_map_toml(MAP))
    told = run("Ana", "import", str(path), "--map", str(map_)).splitlines()
    assert "2 new accounts. Its owner is the member with the first win." in told
    assert (
        "1 account also had entries by another member. The owner stays: Kessler (Ben Okafor's; also Jon Weiss)." in told
    )
    again = json.loads(run("Ana", "import", str(path), "--map", str(map_), "--json"))
    assert again["accounts"]["shared"] == [{"account": "Kessler", "owner": "Ben Okafor", "by": ["Jon Weiss"]}]

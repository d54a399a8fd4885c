"""A metric where lower is better reads as such in every command: a target is a limit, and no per cent of it success."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest

from core.metrics import entries, metrics
from core.metrics.targets import set_target
from core.values.periods import period_containing
from tests.conftest import Crew
from tui.cli import main

Run = Callable[..., str]


@pytest.fixture
def run(crew: Crew, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `huddle` as Ben, who has six complaints against a target of three, and gives the output."""
    monkeypatch.setattr("core.values.clock.system_clock", crew.clock)
    ben = crew["Ben"]
    complaints = metrics.add_metric(crew["Ana"], "complaints", better="lower")
    set_target(ben, complaints, 3, member=ben.me, period=period_containing(date(2026, 11, 23), "quarter"))
    entries.log_entry(ben, complaints, 6, day=date(2026, 11, 20))

    def run(*words: str) -> str:
        assert main(["--db", str(crew.path), "--as", "Ben", *words]) == 0
        return capsys.readouterr().out

    return run


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("me", "6 of at most 3"),
        ("me --short", "complaints 3 over"),
        ("due", "complaints: 6 of at most 3  → 3 over"),
        ("standings complaints", "of at most 3"),
        ("digest", "complaints: 6 of at most 3 (3 over)"),
        ("member show Ben", "complaints: 6 of at most 3, 3 over"),
    ],
)
def test_six_complaints_against_a_target_of_three(run: Run, command: str, says: str) -> None:
    told = run(*command.split())
    assert says in told
    assert "200%" not in told
    assert "pace" not in told


@pytest.mark.parametrize(
    ("command", "path"), [("me", "targets"), ("digest", "numbers"), ("member show Ben", "numbers")]
)
def test_scripts_are_told_which_way_is_better(run: Run, command: str, path: str) -> None:
    (row,) = json.loads(run(*command.split(), "--json"))[path]
    assert (row["better"], row["pace"]) == ("lower", None)


def test_within_the_limit_nothing_is_due(run: Run, crew: Crew) -> None:
    entries.log_entry(crew["Ben"], metrics.find_metric(crew["Ben"], "complaints"), -3)
    assert "within" in run("me")
    assert "complaints" not in run("due")

"""`huddle undo`: one's own last step, after a question."""

from __future__ import annotations

import io
import json
import sys

import pytest

from core.metrics import entries, metrics
from core.metrics.metrics import list_metrics
from core.values.periods import period_containing
from tests.conftest import Crew
from tests.tui.commands.conftest import Run
from tui.commands import terminal


def amounts(crew: Crew) -> list[int]:
    ben = crew["Ben"]
    quarter = period_containing(ben.today, "quarter")
    return [
        entry.amount
        for entry in entries.list_entries(ben, metrics.find_metric(ben, "calls"), crew.members["Ben"], quarter)
    ]


@pytest.fixture
def logged(run: Run, crew: Crew) -> None:
    """Ben has logged 5 calls and then 7; Ana has added a metric since."""
    metrics.add_metric(crew["Ana"], "calls")
    run("Ben", "log", "calls", "5")
    run("Ben", "log", "calls", "7")
    metrics.add_metric(crew["Ana"], "visits")


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What is typed at the terminal."""
    typed = io.StringIO()
    monkeypatch.setattr(terminal, "has_terminal", lambda: True)
    monkeypatch.setattr(sys, "stdin", typed)
    return typed


def test_the_last_step_is_shown_and_undone_after_a_yes(logged: None, run: Run, crew: Crew, answer: io.StringIO) -> None:
    answer.write("y\n")
    answer.seek(0)
    assert run("Ben", "undo") == (
        0,
        "Undone: entry logged: “7 calls”.\n",
        "Your last step, today 14:00: entry logged: “7 calls”. Undo it? (y/n) ",
    )
    assert amounts(crew) == [5]
    assert [metric.name for metric in list_metrics(crew["Ana"])] == ["calls", "visits"]


@pytest.mark.parametrize("typed", ["n\n", "\n", ""])
def test_anything_but_yes_leaves_it(logged: None, run: Run, crew: Crew, answer: io.StringIO, typed: str) -> None:
    answer.write(typed)
    answer.seek(0)
    status, _, errors = run("Ben", "undo")
    assert status == 1
    assert errors.endswith("huddle: Nothing was undone.\n")
    assert sorted(amounts(crew)) == [5, 7]


def test_a_script_says_yes_itself(logged: None, run: Run, crew: Crew) -> None:
    status, _, errors = run("Ben", "undo")
    assert (status, "add: --yes" in errors) == (1, True)
    assert run("Ben", "undo", "--yes")[0] == 0
    assert json.loads(run("Ben", "undo", "--yes", "--json")[1])["step"] == "entry logged: “5 calls”"
    assert amounts(crew) == []
    assert "You have nothing to undo" in run("Ben", "undo", "--yes")[2]


def test_the_last_steps_are_listed(logged: None, run: Run, crew: Crew) -> None:
    assert run("Ben", "undo", "--list")[1] == (
        "1  today 14:00  entry logged: “7 calls”\n2  today 14:00  entry logged: “5 calls”\n"
    )
    assert [step["step"] for step in json.loads(run("Ana", "undo", "--list", "--json")[1])] == [
        "metric added: “visits”",
        "metric added: “calls”",
    ]
    assert run("Lea", "undo", "--list")[1] == "You have nothing to undo.\n"


def test_an_earlier_step_is_undone_where_the_last_cannot_be(logged: None, run: Run, crew: Crew) -> None:
    calls = metrics.find_metric(crew["Ana"], "calls")
    entry = entries.latest_typed_entry(crew["Ana"], calls, crew.members["Ben"])
    entries.correct_entry(crew["Ana"], entry, amount=8)
    status, _, errors = run("Ben", "undo", "--yes")
    assert status == 1
    assert "To undo an earlier step: huddle undo --list" in errors
    assert "There is no step 3. See the numbers" in run("Ben", "undo", "3", "--yes")[2]
    assert run("Ben", "undo", "2", "--yes")[1] == "Undone: entry logged: “5 calls”.\n"
    assert amounts(crew) == [8]


def test_a_step_that_added_several_says_so(run: Run, crew: Crew) -> None:
    run("Ana", "member", "add", "Mia, Max and Tim")
    assert run("Ana", "undo", "--yes")[1] == "Undone: member added: “Tim” and 2 more.\n"

"""`huddle log` with less or more than one amount: today's entries, and a line for each."""

from __future__ import annotations

import io
import json
import sys

import pytest

from core.metrics import metrics
from tests.conftest import Crew
from tests.tui.commands.conftest import Run


@pytest.fixture
def counted(crew: Crew) -> None:
    """The team counts calls and visits."""
    for name in ("calls", "visits"):
        metrics.add_metric(crew["Ana"], name)


def test_alone_it_lists_what_was_logged_today(run: Run, counted: None) -> None:
    assert run("Ben", "log")[1] == (
        "Ben Okafor has logged nothing today. Log an amount with: huddle log METRIC AMOUNT. "
        "Metrics: calls and visits.\n"
    )
    run("Ben", "log", "visits", "2", "--on", "yesterday")
    run("Ben", "log", "calls", "5", "--note", "by phone")
    run("Ben", "log", "visits", "1")
    for words in (("log",), ("log", "--today")):
        assert [line.split()[:3] for line in run("Ben", *words)[1].splitlines()] == [
            ["calls", "2026-11-23", "5"],
            ["visits", "2026-11-23", "1"],
        ]
    assert [row["metric"] for row in json.loads(run("Ben", "log", "--today", "--json")[1])] == ["calls", "visits"]
    assert run("Ben", "log", "visits", "--today")[1].startswith("visits  2026-11-23  1")
    assert run("Ben", "log", "--on", "yesterday")[1].startswith("visits  2026-11-22  2")


def test_lines_are_logged_all_or_none(run: Run, counted: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("5 calls\n\n2 visits\n"))
    assert run("Ben", "log", "-", "--on", "friday")[1].splitlines() == [
        "Ben Okafor · calls: 5, on 20 Nov 2026.",
        "Ben Okafor · visits: 2, on 20 Nov 2026.",
    ]
    monkeypatch.setattr(sys, "stdin", io.StringIO("7 calls\nmany visits\n"))
    status, _, errors = run("Ben", "log", "-")
    assert status == 1
    assert errors.startswith("huddle: Line 2: “many” is not an amount")
    assert errors.endswith(" Nothing was logged.\n")
    assert "nothing today" in run("Ben", "log")[1]
    assert run("Ben", "undo", "--yes")[1].startswith("Undone: entry logged")
    assert "nothing on" in run("Ben", "log", "--on", "friday")[1]


def test_what_takes_no_amount_says_so(run: Run, counted: None) -> None:
    run("Ben", "log", "calls", "5")
    for option in ("--list", "--strike"):
        status, _, errors = run("Ben", "log", "calls", "55", option)
        assert (status, errors.startswith(f"huddle: {option} takes no amount. Leave out 55.")) == (1, True)
    assert "5" in run("Ben", "log")[1]


def test_bytes_that_are_no_text_are_refused(run: Run, counted: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("5 calls\n3 caf\udce9\n"))
    status, _, errors = run("Ben", "log", "-")
    assert (status, "The input is not UTF-8 text" in errors) == (1, True)

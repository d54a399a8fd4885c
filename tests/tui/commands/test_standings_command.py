"""`huddle standings` in other orders, near oneself, with weeks; `huddle metric private`; what `huddle board` takes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from core.metrics import entries, metrics
from core.metrics.targets import set_target
from core.values.periods import period_containing
from tests.conftest import Crew
from tui.cli import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(crew: Crew, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `huddle` as a member, on the crew's clock, and gives status, output and errors."""
    monkeypatch.setattr("core.values.clock.system_clock", crew.clock)
    calls = metrics.add_metric(crew["Ana"], "calls")
    for name, amount, target in (("Ben", 60, 100), ("Jon", 90, 300), ("Lea", 40, None)):
        member = crew.members[name]
        entries.log_entry(crew["Ana"], calls, amount, member=member, day=date(2026, 11, 20))
        if target:
            set_target(
                crew[name], calls, target, member=member, period=period_containing(date(2026, 11, 23), "quarter")
            )

    def run(who: str, *words: str) -> tuple[int, str, str]:
        try:
            status = main(["--db", str(crew.path), "--as", who, *words])
        except SystemExit as stopped:
            status = int(stopped.code or 0)
        told = capsys.readouterr()
        return status, told.out, told.err

    return run


def names(run: Run, *words: str) -> list[str]:
    return [
        each["member"].split()[0] for each in json.loads(run("Tom", "standings", "calls", "--json", *words)[1])["rows"]
    ]


def test_the_order_is_chosen(run: Run) -> None:
    assert names(run) == ["Jon", "Ben", "Lea"]
    for order in ("attainment", "pace"):
        assert names(run, "--order", order) == ["Ben", "Jon", "Lea"]
    assert "by attainment" in run("Tom", "standings", "calls", "--order", "attainment")[1].splitlines()[0]
    assert run("Tom", "standings", "calls", "--order", "height")[0] == 2


def test_the_promised_form_has_nothing_more_unless_asked(run: Run) -> None:
    rows = json.loads(run("Tom", "standings", "calls", "--json")[1])["rows"]
    assert set(rows[0]) == {"rank", "member", "actual", "target", "attainment", "pace", "movement"}
    rows = json.loads(run("Tom", "standings", "calls", "--json", "--weeks")[1])["rows"]
    assert rows[0]["weeks"] == [0] * 12 + [90]
    by_kind = json.loads(run("Tom", "standings", "calls", "--json", "--by", "kind")[1])["rows"]
    assert [each["kind"] for each in by_kind] == ["neither"]


def test_weeks_as_columns(run: Run) -> None:
    table = list(csv.DictReader(io.StringIO(run("Tom", "standings", "calls", "--csv", "--weeks")[1])))
    assert (table[0]["week 0"], table[0]["week -12"]) == ("90", "0")


def test_near_tells_what_passes_the_next(run: Run) -> None:
    assert run("Ben", "standings", "calls", "--near")[1].splitlines()[-1] == "31 more to pass Jon Weiss"
    status, _, error = run("Tom", "standings", "calls", "--near")
    assert (status, error.count("\n")) == (1, 1)
    assert "You are not on this leaderboard" in error


def test_weeks_below_are_told(run: Run, crew: Crew) -> None:
    crew.clock.now += timedelta(days=17)
    assert "2 weeks below" in run("Tom", "standings", "calls")[1]


def test_a_metric_is_made_private_for_good(run: Run) -> None:
    assert run("Ben", "metric", "private", "calls")[0] == 1
    assert "no one is ranked" in run("Ana", "metric", "private", "calls")[1]
    printed = run("Ben", "standings", "calls")[1]
    assert "private: you see your own number" in printed
    assert [name for name in ("Ben", "Jon", "Lea") if name in printed] == ["Ben"]
    assert json.loads(run("Ana", "standings", "calls", "--json")[1])["rows"] == []
    assert "private" in run("Tom", "metric", "list")[1]
    assert "shown to their owner only" in run("Ana", "log", "calls", "--list", "--for", "Jon")[1], (
        "not that there is nothing"
    )
    assert "theirs alone" not in run("Jon", "log", "calls", "--list")[1]
    status, _, error = run("Ana", "metric", "private", "calls", "--off")
    assert status == 1
    assert "stay private" in error
    assert names(run) == []


@pytest.mark.parametrize("seconds", ["0", "never", "1e9", "nan"])
def test_a_television_is_given_a_time_to_read(run: Run, seconds: str) -> None:
    status, _, error = run("Ana", "board", "--rotate", "--every", seconds)
    assert status == 2
    assert "Use 2 to 3600 seconds" in error

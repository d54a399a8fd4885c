"""`huddle plan`, `due`, `absence`, and agreeing on targets, as typed in a shell."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.conftest import Crew, FrozenClock
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


def test_a_target_is_proposed_and_agreed(run: Any) -> None:
    run("Ana", "metric", "adopt", "gross margin")
    told = run("Ana", "target", "set", "won revenue", "262k", "--for", "Jon", "--period", "quarter", "--floor", "30",
               "--floor-on", "gross margin", "--bonus", "4k at 110%")  # fmt: skip
    assert "Jon Weiss can accept it with: huddle target accept 1" in told
    assert "→ huddle target accept 1" in run("Jon", "due")
    assert "Only Jon Weiss can accept this target" in run("Ben", "target", "accept", "1")
    assert run("Jon", "target", "decline", "1", "Kessler", "has", "left") == (
        "Jon Weiss · won revenue: 262,000 EUR in Q4 2026, declined.\n"
    )
    run("Ana", "target", "set", "won revenue", "240k", "--for", "Jon", "--period", "quarter", "--reason", "Without him")
    assert "agreed" in run("Jon", "target", "accept", "1")
    assert "accept" not in run("Jon", "due")
    listed = json.loads(run("Jon", "target", "list", "--json"))[0]
    assert (listed["number"], listed["state"], listed["agreed_by"], listed["floor_on"]) == (
        1, "agreed", "Jon Weiss", "won revenue",
    )  # fmt: skip
    steps = json.loads(run("Jon", "target", "history", "1", "--json"))
    assert [(step["what"], step["amount"], step["reason"]) for step in steps] == [
        ("proposed", 262000, None), ("declined", 262000, "Kessler has left"), ("proposed", 240000, "Without him"),
        ("accepted", 240000, "Without him"),
    ]  # fmt: skip
    assert "There is no target 9" in run("Jon", "target", "history", "9")


def test_the_check_says_five_things(run: Any) -> None:
    run("Ana", "metric", "add", "calls", "--unit", "calls")
    run("Ana", "goal", "set", "Twelve new customers")
    run("Ben", "log", "calls", "100", "--on", "2026-08-03")
    printed = run("Ben", "target", "check", "calls", "180").splitlines()
    assert [line.split()[:2] for line in printed] == [["S", "✓"], ["M", "✓"], ["A", "?"], ["R", "?"], ["T", "✓"]]
    assert printed[2].endswith("1.8 × your best quarter: is that realistic?")
    assert printed[3].endswith("which goal does it support?"), "a goal that exists is not one that it serves"
    answered = run("Ben", "target", "check", "calls", "180", "--goal", "twelve").splitlines()[3]
    assert answered.split(maxsplit=3)[1::2] == ["✓", "Twelve new customers"]
    assert "matches no goals" in run("Ben", "target", "check", "calls", "180", "--goal", "thirteen")


def test_a_bonus_on_an_activity_is_questioned(run: Any) -> None:
    run("Ana", "metric", "add", "calls")
    run("Ana", "metric", "adopt", "won revenue")
    asks = "a bonus on calls? Bonuses work on revenue or margin, not on activities"
    assert asks in run("Ben", "target", "check", "calls", "180", "--bonus", "pizza")
    assert asks[1:] in run("Ben", "target", "set", "calls", "180", "--period", "quarter", "--bonus", "pizza")
    assert "bonus on" not in run("Ben", "target", "set", "won", "180k", "--period", "quarter", "--bonus", "pizza")


@pytest.mark.parametrize("unit", ["EUR", "€", "US$", "k€", "%"])
def test_a_bonus_on_money_or_a_percentage_is_not_questioned(run: Any, unit: str) -> None:
    run("Ana", "metric", "add", "margin", "--unit", unit)
    assert "bonus on" not in run("Ben", "target", "check", "margin", "30", "--bonus", "pizza")


@pytest.mark.parametrize("percent", ["-5", "0", "1000"])
def test_a_bonus_is_earned_at_a_share_that_can_be(run: Any, percent: str) -> None:
    run("Ana", "metric", "adopt", "won revenue")
    said = run("Ben", "target", "set", "won", "9k", "--period", "quarter", "--bonus", "4k", "--bonus-at", percent)
    assert f"A bonus is earned at 1% to 999% of the target, not at {percent}%." in said


def test_the_plan_from_the_shell(run: Any) -> None:
    assert "huddle metric adopt" in run("Ana", "plan")
    run("Ana", "metric", "adopt", "won revenue")
    assert "no plan yet" in run("Ben", "plan")
    run("Ana", "target", "set", "won", "600k", "--for", "team", "--period", "quarter")
    run("Ben", "target", "set", "won", "240k", "--period", "quarter")
    assert "Only the leader" in run("Ben", "plan", "--break-down")
    assert "Proposed to 2 people" in run("Ana", "plan", "--break-down")
    printed = run("Ben", "plan").splitlines()
    assert printed[0] == "won revenue (EUR) · Q4 2026"
    assert printed[2].split() == [
        "the",
        "team",
        "600k",
        "240k",
        "0",
        "360k",
        "1",
        "of",
        "3",
        "agreed,",
        "360k",
        "proposed",
    ]
    found = json.loads(run("Ben", "plan", "won", "--json"))
    assert (found["team"]["needed"], found["team"]["agreed"], found["team"]["gap"]) == (600000, 240000, 360000)
    assert [row["period"] for row in found["horizons"]] == ["2026-W48", "2026-11", "2026-Q4", "2026"]


def test_days_off(run: Any) -> None:
    assert "huddle team set --country" in run("Ana", "absence", "holidays")
    assert "those of US" in run("Ana", "team", "set", "--country", "us")
    assert "Use two letters, e.g. DE, or DE-NW" in run("Ana", "team", "set", "--country", "Atlantis")
    assert "Thu 26 Nov  Thanksgiving" in run("Ben", "absence", "holidays")
    assert "is a working day" in run("Ana", "absence", "work", "2026-11-26")
    assert "you work" in run("Ben", "absence", "holidays")
    assert "is a day off: Company day" in run("Ana", "absence", "off", "2026-12-28", "Company day")
    assert "No absences" in run("Ben", "absence", "list")
    assert run("Ben", "absence", "add", "24 Dec", "2026-12-31", "--reason", "home") == (
        "Ben Okafor is away from 24 Dec to 31 Dec. Pace leaves these days out.\n"
    )
    assert "home" in run("Ana", "absence", "list")
    assert "home" not in run("Jon", "absence", "list")
    assert "Only Ben Okafor or the leader" in run("Jon", "absence", "remove", "1")
    assert run("Ben", "absence", "remove", "1") == "Absence removed.\n"
    assert "There is no absence 1" in run("Ben", "absence", "remove", "1")


def test_an_entry_is_put_right_and_taken_out(run: Any) -> None:
    run("Ana", "metric", "add", "calls", "--unit", "calls")
    assert "Add the amount" in run("Ben", "log", "calls")
    run("Ana", "log", "calls", "12", "--for", "Ben")
    assert run("Ben", "log", "calls", "21", "--correct") == "Ben Okafor · calls: 21 calls, today (was 12).\n"
    told = run("Ben", "log", "calls", "--list")
    assert "21  entered by Ana Ruiz, typed by " in told
    assert told.endswith("was 12\n")
    assert json.loads(run("Jon", "log", "calls", "--list", "--for", "Ben", "--json"))[0]["was"] == [12]
    assert "deleted" in run("Ben", "log", "calls", "--strike")
    assert "has no entries on calls" in run("Ben", "log", "calls", "--list")
    assert "has no calls entries" in run("Ben", "log", "calls", "5", "--correct")


def test_the_shelf(run: Any) -> None:
    assert "gross profit ÷ won revenue" in run("Tom", "metric", "shelf")
    told = run("Ana", "metric", "adopt", "gross m")
    assert told.splitlines()[-1] == "Now tracking gross margin: gross profit ÷ won revenue."
    assert json.loads(run("Tom", "metric", "shelf", "--json"))[1]["adopted"] is True
    run("Ana", "metric", "adopt", "net profit")
    assert "outside the sellers' influence" in run("Tom", "metric", "list")
    assert "Sellers can't influence" in run("Ben", "target", "set", "net profit", "5", "--period", "quarter")
    assert "it can have targets" in run("Ana", "metric", "remit", "net profit", "inside")


def test_every_row_of_what_is_due_ends_in_what_to_do(run: Any, clock: FrozenClock) -> None:
    run("Ana", "metric", "add", "calls", "--unit", "calls")
    run("Ben", "target", "set", "calls", "40", "--period", "week")
    run("Ben", "commit", "Ring Kessler", "--due", "2026-11-24")
    run("Ben", "commit", "Plan the week", "--due", "2026-11-23")
    assert [row.split()[0] for row in run("Ben", "due").splitlines()] == ["today", "tomorrow"]
    assert run("Ben", "standings", "calls", "--period", "week").splitlines()[1].endswith("  40 to go")
    clock.advance(days=1)
    rows = run("Ben", "due").splitlines()
    assert [row.split()[0] for row in rows] == ["overdue,", "today", "behind"]
    assert all("→" in row for row in rows)
    assert json.loads(run("Ben", "due", "--json"))[2]["next"] == "40 to go, 10 a day"
    assert run("Ben", "standings", "calls", "--period", "week").splitlines()[1].endswith("behind, 40 to go")

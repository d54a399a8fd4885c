"""`huddle metric`, `target`, `log`, `me` and `standings`, as typed in a shell."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest


def test_from_a_metric_to_the_leaderboard(run: Any) -> None:
    assert run("Ana", "metric", "add", "won revenue", "--unit", "EUR")[0] == 0
    assert run("Ana", "target", "set", "won", "262k", "--for", "Ben", "--period", "2026-Q4")[0] == 0
    assert run("Ben", "log", "won", "310k", "--on", "20 Nov") == (
        0, "Ben Okafor · won revenue: 310,000 EUR, on 20 Nov 2026.\n", "",
    )  # fmt: skip
    assert run("Ana", "log", "won", "-5.50", "--for", "Jon")[0] == 0
    board = json.loads(run("Tom", "standings", "won", "--period", "2026-Q4", "--json")[1])
    assert {key: board[key] for key in ("metric", "unit", "period", "better")} == {
        "metric": "won revenue", "unit": "EUR", "period": "2026-Q4", "better": "higher",
    }  # fmt: skip
    rows = board["rows"]
    assert rows == [
        {"rank": 1, "member": "Ben Okafor", "actual": 310000, "target": 262000, "attainment": 310 / 262,
         "pace": 310 * 66 / (262 * 37), "movement": None},
        {"rank": 2, "member": "Lea Brandt", "actual": 0, "target": None, "attainment": None, "pace": None,
         "movement": None},
        {"rank": 3, "member": "Jon Weiss", "actual": -5.5, "target": None, "attainment": None, "pace": None,
         "movement": None},
    ]  # fmt: skip
    assert list(rows[0]) == ["rank", "member", "actual", "target", "attainment", "pace", "movement"]
    assert board["team"]["actual"] == 309994.5
    table = list(csv.DictReader(io.StringIO(run("Tom", "standings", "won", "--by", "group", "--csv")[1])))
    assert [(row["rank"], row["group"], row["actual"]) for row in table] == [
        ("1", "North", "310000.00"), ("2", "South", "-5.50"),
    ]  # fmt: skip
    printed = run("Tom", "standings", "won")[1].splitlines()
    assert printed[0] == "won revenue (EUR) · Q4 2026 · 56% of Q4 gone"
    assert "118%" in printed[1]
    # Nobody shows a percentage for want of a target.
    assert "%" not in printed[2] + printed[3]


def test_me_is_printed_as_promised(run: Any) -> None:
    run("Ana", "metric", "add", "calls")
    run("Ana", "metric", "add", "new customers")
    run("Ben", "target", "set", "calls", "40", "--period", "week")
    run("Ben", "target", "set", "new customers", "8", "--period", "quarter")
    run("Ben", "log", "calls", "31")
    run("Ben", "log", "new", "5")
    assert run("Ben", "me")[1].splitlines() == [
        "Ben Okafor · 56% of Q4 gone                     commitments: none yet",
        "  calls this week  31 of 40  ███████▊    78%               9 to go, 2 a day",
        "  new customers     5 of 8   ██████▎     63%   pace 111%   3 to go, 1 a day",
    ]
    assert run("Ben", "me", "--short")[1] == "calls this week 78% · new customers 63% · 0 open\n"
    seen = json.loads(run("oka", "me", "--json")[1])
    assert (seen["member"], seen["period"]) == ("Ben Okafor", "2026-Q4")
    assert seen["targets"][0] == {
        "metric": "calls", "unit": "", "period": "2026-W48", "actual": 31, "target": 40, "better": "higher",
        "attainment": 0.775, "pace": None,
    }  # fmt: skip


def test_me_without_a_target_says_which_command_sets_one(run: Any) -> None:
    assert "huddle metric add" in run("Tom", "me")[1]
    run("Ana", "metric", "add", "calls")
    printed = run("Lea", "me")[1]
    assert "Set one with: huddle target set METRIC AMOUNT --period 2026-Q4" in printed
    assert "huddle metric add" not in printed
    assert "0%" not in printed.replace("56%", "")


def test_what_is_there_is_listed(run: Any) -> None:
    assert "huddle metric add" in run("Tom", "metric", "list")[1]
    assert "huddle target set" in run("Tom", "target", "list")[1]
    run("Ana", "metric", "add", "calls", "--lower-is-better")
    run("Ana", "metric", "add", "visits", "--count")
    run("Ana", "metric", "add", "rate", "--ratio", "visits", "calls", "--unit", "%")
    run("Ana", "target", "set", "calls", "12", "--for", "team", "--period", "2026-11", "--bonus", "pizza")
    run("Ana", "target", "set", "calls", "5", "--for", "north", "--period", "2026-11", "--floor", "9")
    listed = json.loads(run("Tom", "metric", "list", "--json")[1])
    assert [(each["name"], each["kind"], each["numerator"], each["decimals"]) for each in listed] == [
        ("calls", "sum", None, 0), ("rate", "ratio", "visits", 1), ("visits", "count", None, 0),
    ]  # fmt: skip
    agreed = json.loads(run("Tom", "target", "list", "--period", "2026-11", "--json")[1])
    assert sorted((each["for"], each["amount"], each["floor"], each["bonus"]) for each in agreed) == [
        ("North", 5, 9, None), ("team", 12, None, "pizza"),
    ]  # fmt: skip
    assert "visits ÷ calls" in run("Tom", "metric", "list")[1]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("log", "cals", "3"), "Did you mean calls"),
        (("log", "calls", "1.5"), "whole number"),
        (("log", "calls", "3", "--on", "2026-11"), "is not a date"),
        (("log", "calls", "3", "--on", "2026-11-24"), "is in the future. Choose today or an earlier day"),
        (("log", "calls", "3", "--for", "Jon"), "Only Jon Weiss or the leader"),
        (
            ("target", "set", "calls", "3", "--period", "soon"),
            "is not a period. Try week, month, quarter, last-month or 2026-Q1",
        ),
        (("target", "set", "calls", "3", "--period", "week", "--for", "nobody"), "No member named"),
        (
            ("standings", "calls", "--period", "2026-Q5"),
            "is not a period. Try week, month, quarter, last-month or 2026-Q1",
        ),
        (("metric", "add", "calls"), "already"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_status_1(run: Any, words: tuple[str, ...], says: str) -> None:
    run("Ana", "metric", "add", "calls")
    status, out, err = run("Ben", *words)
    assert (status, out) == (1, "")
    assert says in err
    assert err.startswith("huddle: ")
    assert err.count("\n") == 1


def test_a_name_that_a_spreadsheet_would_obey_is_text(run: Any) -> None:
    run("Ana", "metric", "add", "calls")
    run("Ana", "member", "add", "=HYPERLINK(1)")
    assert "'=HYPERLINK(1)" in run("Ana", "standings", "calls", "--csv")[1]


def test_a_metric_is_renamed_ended_and_reopened(run: Any) -> None:
    run("Ana", "metric", "add", "calls")
    assert run("Ana", "metric", "rename", "calls", "phone calls")[1].startswith("calls is now called phone calls.")
    run("Ana", "metric", "end", "phone calls")
    assert run("Ben", "log", "phone calls", "5")[0] == 1
    assert run("Ana", "metric", "reopen", "phone calls")[1].startswith("phone calls is open again.")
    assert run("Ben", "log", "phone calls", "5")[0] == 0


def test_an_unusual_amount_is_asked_about_at_a_terminal(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    run("Ana", "metric", "add", "calls", "--unit", "calls")
    status, _, error = run("Ben", "log", "calls", "99999999")
    assert status == 1
    assert "99,999,999 calls is more than a million. Is that right? If so, add: --yes" in " ".join(error.split())
    monkeypatch.setattr("tui.commands.terminal.has_terminal", lambda: True)
    for answer, expected in (("n", 1), ("y", 0)):
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{answer}\n"))
        assert run("Ben", "log", "calls", "99999999")[0] == expected
    assert len(json.loads(run("Ben", "log", "calls", "--list", "--json")[1])) == 1
    monkeypatch.setattr("tui.commands.terminal.has_terminal", lambda: False)
    assert run("Ben", "log", "calls", "9999999999", "--yes")[0] == 0
    assert run("Ben", "log", "calls", "5")[0] == 0


def test_names_that_are_parted_are_people_of_their_own(run: Any) -> None:
    assert run("Ana", "member", "add", "Mia,", "Nora", "and", "Otto")[1] == "Mia, Nora and Otto added as sellers.\n"
    assert run("Ana", "member", "add", "Pia Berg")[1] == "Pia Berg added as seller.\n"
    names = [each["name"] for each in json.loads(run("Ana", "member", "list", "--json")[1])]
    assert {"Mia", "Nora", "Otto", "Pia Berg"} <= set(names)
    status, _, error = run("Ana", "member", "add", "Rosa, Sam", "--login", "rs")
    assert status == 1
    assert "Rosa and Sam can't share one login. Add them one by one." in " ".join(error.split())

"""`huddle commit`, `commitment`, `rotation` and `minutes`, as typed in a shell."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from core.commitments.queries import list_commitments
from core.meeting import lifecycle
from core.metrics.metrics import add_metric
from core.values.clock import system_clock
from tests.conftest import Crew


def test_a_commitment_is_made_listed_and_answered_for(crew: Crew, run: Any) -> None:
    add_metric(crew["Ana"], "won revenue", unit="EUR", scale=2)
    due = (system_clock().date() + timedelta(days=400)).isoformat()
    status, out, _ = run(
        "Ben", "commit", "Sell", "more", "--metric", "won", "--amount", "12.5k", "--on", "Monday", "--due", due
    )
    assert status == 0
    assert out.startswith("○ 1  Ben Okafor · Sell more · 12.5k EUR won revenue · every Monday · by ")
    (c,) = list_commitments(crew["Ben"])
    assert (c.amount, c.every, c.weekday) == (1_250_000, "week", 1)
    status, out, _ = run("Jon", "commitment", "list", "--json")
    (row,) = json.loads(out)
    assert (row["member"], row["metric"], row["amount"], row["due"], row["status"]) == (
        "Ben Okafor",
        "won revenue",
        12500,
        due,
        "open",
    )
    assert run("Jon", "commitment", "keep", "1")[0] == 1
    run("Ben", "commit", "Sell", "twice")
    assert "next step" in run("Ben", "commitment", "miss", "2")[2]
    assert "“soon” is not a date" in run("Ben", "commitment", "miss", "2", "Call", "on", "Tuesday", "--due", "soon")[2]
    assert "next: Call on Tuesday" in run("Ben", "commitment", "miss", "2", "Call", "on", "Tuesday")[1]
    assert run("Ben", "commitment", "reopen", "2")[0] == 0
    assert run("Ben", "commitment", "reword", "2", "Sell", "well", "--every", "month")[0] == 0
    assert run("Ben", "commit", "Ring", "Kessler", "--due", "+40")[1].startswith("○ 4  Ben Okafor · Ring Kessler · by ")
    assert run("Ben", "commitment", "end", "3")[1].startswith("✓ 3  Ben Okafor · Sell well")
    assert "✓  Ben Okafor  Sell well" in run("Ana", "commitment", "list", "--status", "kept")[1]
    assert "no commitment 9" in run("Ben", "commitment", "keep", "9")[2]


def test_the_team_commits_through_its_leader_and_a_member_through_the_host(crew: Crew, run: Any) -> None:
    assert run("Ana", "commit", "Offers within a day", "--for", "team")[1] == "○ 1  the team · Offers within a day\n"
    assert run("Ben", "commit", "We call", "--for", "team")[0] == 1
    lifecycle.start_meeting(crew["Ana"])
    assert run("Ana", "commit", "Two referrals", "--for", "lea")[1].startswith("○ 2  Lea Brandt")
    assert run("Jon", "commit", "Ten referrals", "--for", "lea")[0] == 1
    status, out, _ = run("Ana", "commitment", "list", "--for", "Team", "--json")
    assert [row["member"] for row in json.loads(out)] == [None]
    assert status == 0


def test_what_cannot_be_committed_to_is_a_line_on_standard_error(run: Any) -> None:
    assert run("Ben", "commit", "Call", "--amount", "5") == (
        1,
        "",
        "huddle: Add the metric of the amount: --metric NAME --amount N\n",
    )
    status, _, err = run("Ben", "commit", "Call", "--due", "soon")
    assert (status, err) == (1, "huddle: “soon” is not a date. Try 30 Nov, friday, tomorrow or 2026-11-30.\n")
    assert "is in the past" in run("Ben", "commit", "Call", "--due", "2020-01-01")[2]
    assert "No commitments yet" in run("Ben", "commitment", "list")[1]


def test_the_order_of_hosting_is_shown_and_edited(crew: Crew, run: Any) -> None:
    status, out, _ = run("Tom", "rotation")
    assert status == 0
    assert out.splitlines()[0] == " 1  Ana Ruiz    hosts in round 1"
    assert run("Ana", "rotation", "swap", "ana", "jon")[1].splitlines()[0].startswith(" 1  Jon Weiss")
    assert run("Jon", "rotation", "move", "lea", "2")[1].splitlines()[1].startswith(" 2  Lea Brandt")
    assert run("Ana", "rotation", "skip", "jon")[0] == 2
    assert run("Ana", "rotation", "skip", "jon", "--reason", "on leave")[0] == 0
    assert "host, the next host or the leader" in run("Ben", "rotation", "move", "ben", "1")[2]
    for words in (("--json", "history"), ("history", "--json")):
        (turn,) = json.loads(run("Ben", "rotation", *words)[1])
        assert (turn["member"], turn["outcome"], turn["reason"]) == ("Jon Weiss", "skipped", "on leave")
    assert "skipped  on leave" in run("Ben", "rotation", "history")[1]
    first = json.loads(run("Ben", "rotation", "--json")[1])[0]
    assert first == {"position": 1, "member": "Lea Brandt", "round": 1, "because": "hosts in round 1"}


def test_minutes_are_printed(crew: Crew, run: Any) -> None:
    assert "No meeting yet" in run("Ben", "minutes")[2]
    lifecycle.start_meeting(crew["Ana"])
    assert run("Ben", "minutes")[1].startswith("# Northwind West · weekly meeting 1\n")
    assert json.loads(run("Ben", "minutes", "weekly", "1", "--json")[1])["host"] == "Ana Ruiz"
    assert json.loads(run("Ben", "minutes", "--format", "json")[1])["day"] == "2026-11-23"
    assert run("Ben", "minutes", "--format", "html")[1].startswith("<!doctype html>\n")
    assert run("Ben", "minutes", "99")[0] == 1


def test_minutes_are_written_to_a_file(crew: Crew, run: Any, tmp_path: Path) -> None:
    lifecycle.start_meeting(crew["Ana"])
    page = tmp_path / "minutes.html"
    page.write_text("last week's")
    status, out, _ = run("Ben", "minutes", "--format", "html", "--out", str(page))
    assert (status, out) == (0, f"The minutes of the weekly meeting 1 are in {page}.\n")
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>\n")
    status, out, err = run("Ben", "minutes", "--json", "--out", str(tmp_path / "none" / "minutes.json"))
    assert (status, out) == (1, "")
    assert "cannot be written" in err
    assert sorted(path.name for path in tmp_path.glob("*minutes*")) == ["minutes.html"]

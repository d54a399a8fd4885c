"""`huddle hurdle`, `huddle praise` and `huddle celebration`, as typed in a shell."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from core.commitments import queries
from core.conversations import praise
from core.meeting import cards, lifecycle
from core.metrics import entries, metrics
from core.outcomes import hurdles
from tests.conftest import Crew


def test_a_hurdle_is_named_between_two_meetings_and_listed(crew: Crew, run: Any) -> None:
    assert run("Tom", "hurdle", "list")[1] == "No open hurdles. Add one with: huddle hurdle TEXT\n"
    assert run("Jon", "hurdle", "Pricing", "takes a week") == (0, "“Pricing takes a week”\n1 open hurdle\n", "")
    assert run("Ana", "hurdle", "No demo system", "--for", "lea")[0] == 0
    assert run("Lea", "say", "hurdles", "Which Ruhr?")[1] == "“Which Ruhr?”\nLea Brandt · hurdles 3\n"
    ana = crew["Ana"]
    lifecycle.start_meeting(ana)
    hurdles.hand_on(ana, cards.list_cards(ana, cards.find_board(ana, "hurdles"))[0], "Product", "a price list")
    status, out, _ = run("Tom", "hurdle")
    assert status == 0
    assert [" ".join(line.split()) for line in out.splitlines()] == [
        "2 ● Lea No demo system",
        "3 ● Lea Which Ruhr?",
        "1 ✓ Jon Pricing takes a week → Product: a price list",
    ]
    listed = json.loads(run("Tom", "hurdle", "list", "--json")[1])
    assert listed[2] | {"id": 0} == {
        "id": 0, "text": "Pricing takes a week", "by": "Jon", "times": 1, "votes": None, "solved": True, "ours": False,
        "way": "→ Product: a price list",
    }  # fmt: skip
    assert run("Tom", "hurdle", "I only watch")[0] == 1


def test_a_hurdle_ends_between_two_meetings_in_each_of_three_ways(crew: Crew, run: Any) -> None:
    for words in ("Pricing takes a week", "No demo system", "Which Ruhr?"):
        run("Jon", "hurdle", words)
    assert "resolved? Add TEXT --due DAY" in run("Jon", "hurdle", "--solve", "1")[2]
    assert "Only Jon Weiss, the host or the leader can" in run("Lea", "hurdle", "--solve", "1", "Ask")[2]
    assert (
        "can add this. The host or scribe can, while"
        in run("Ana", "hurdle", "--solve", "1", "Templates for all", "--for", "lea")[2]
    )
    told = run("Ana", "hurdle", "--solve", "1", "Templates for all", "--for", "team", "--due", "friday")
    assert told == (0, "✓ “Pricing takes a week” → the team: Templates for all\n", "")
    (taken,) = queries.list_commitments(crew["Lea"])
    assert (taken.text, taken.due) == ("Templates for all", date(2026, 11, 27))
    assert "Add the day" in run("Jon", "hurdle", "--solve", "2", "--talk", "ben")[2]
    assert "meeting with Ben Okafor" in run("Jon", "hurdle", "--solve", "2", "--talk", "ben", "--due", "friday")[1]
    solved = json.loads(run("Jon", "hurdle", "--solve", "3", "--not-ours", "Product", "a map", "--json")[1])
    assert (solved["solved"], solved["way"]) == (True, "→ Product: a map")
    assert "has already resolved this" in run("Jon", "hurdle", "--solve", "3", "--not-ours", "Finance")[2]
    assert "There is no hurdle 9" in run("Jon", "hurdle", "--solve", "9", "Ask")[2]
    assert "Which hurdle?" in run("Jon", "hurdle", "Slow laptops", "--talk", "ben")[2]
    assert "Leave it out with" in run("Jon", "hurdle", "--solve", "1", "--talk", "ben", "--for", "lea")[2]


def test_praise_reaches_its_person_alone(crew: Crew, run: Any) -> None:
    status, out, _ = run("Ben", "praise", "lea", "How", "you turned Voss around")
    assert (status, out.splitlines()[0]) == (0, "“How you turned Voss around”")
    assert "Visible to you and" in out
    assert "Ben Okafor  How you turned Voss around" in run("Lea", "praise")[1]
    (given,) = json.loads(run("Lea", "praise", "--json")[1])
    assert (given["from"], given["visibility"]) == ("Ben Okafor", "me")
    assert "No praise" in run("Ana", "praise")[1]
    assert [each.text for each in praise.received_praise(crew["Lea"])] == ["How you turned Voss around"]
    assert run("Ben", "praise", "lea")[2] == "huddle: The praise can't be empty.\n"
    assert run("Ben", "praise", "zoe", "Well done")[0] == 1


def test_a_celebration_is_planned_listed_and_held(crew: Crew, run: Any) -> None:
    revenue = metrics.add_metric(crew["Ana"], "won revenue", unit="EUR")
    entries.log_entry(crew["Ben"], revenue, 582_000)
    assert "No celebrations yet" in run("Tom", "celebration", "list")[1]
    status, out, _ = run(
        "Ana", "celebration", "add", "Dinner", "--on", "12 Dec", "--metric", "won revenue", "--amount", "600k"
    )
    assert (status, out) == (0, "Dinner on 12 Dec · when we reach 600k won revenue · 97%\n")
    run("Ana", "celebration", "add", "Cake", "--earned-by", "everybody keeping everything")
    (dinner, cake) = json.loads(run("Tom", "celebration", "list", "--json")[1])
    assert (dinner["metric"], dinner["amount"], dinner["share"]) == ("won revenue", 600_000, 0.97)
    assert (cake["share"], cake["earned_by"]) == (None, "everybody keeping everything")
    assert run("Ben", "celebration", "held", str(dinner["id"]))[0] == 1
    assert run("Ana", "celebration", "held", str(dinner["id"]))[1].endswith("held on 2026-11-23\n")
    assert "Dinner" not in run("Tom", "celebration", "list")[1]
    assert "held on 2026-11-23" in run("Tom", "celebration", "list", "--all")[1]
    assert "There is no celebration 99" in run("Ana", "celebration", "held", "99")[2]

"""`huddle say` and `huddle goal`, as typed in a shell."""

from __future__ import annotations

import io
import json
import sys
from typing import Any

import pytest

from core.commitments import commitments
from core.goals.goals import find_goal, list_goals
from core.meeting import cards, lifecycle
from core.metrics import metrics, targets
from core.values.periods import parse_period
from tests.conftest import Crew
from tests.tui.commands.conftest import Run


def collecting(crew: Crew) -> Any:
    """Opens a meeting that Ana hosts, in its collect stage, and gives its board."""
    lifecycle.plan_meeting(crew["Ana"], host=crew.members["Ana"])
    lifecycle.start_meeting(crew["Ana"])
    lifecycle.move_to_stage(crew["Ana"], "collect")
    return cards.find_board(crew["Ana"])


def test_a_card_is_said_from_the_shell(crew: Crew, run: Any) -> None:
    board = collecting(crew)
    status, out, _ = run("Ben", "say", "accountabilities", "Call", "five lapsed customers")
    assert (status, out) == (0, "“Call five lapsed customers”\nBen Okafor · accountabilities 1\n")
    status, out, _ = run("Ben", "say", "accountabilities", "Fast offers", "--for", "lea", "--json")
    assert status == 0
    assert json.loads(out)["member_id"] == crew.members["Lea"].id
    assert [card.text for card in cards.list_cards(crew["Ana"], board)] == [
        "Call five lapsed customers",
        "Fast offers",
    ]


def test_cards_are_read_from_standard_input_a_line_each(crew: Crew, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    board = collecting(crew)
    monkeypatch.setattr(sys, "stdin", io.StringIO("Call Kessler\n\n  Visit Ruhr \n"))
    assert run("Ben", "say", "accountabilities", "-", "--for", "lea")[0] == 0
    assert [(card.text, card.member_id) for card in cards.list_cards(crew["Ana"], board)] == [
        ("Call Kessler", crew.members["Lea"].id),
        ("Visit Ruhr", crew.members["Lea"].id),
    ]
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"One more\n{'x' * 2000}\nnever read\n"))
    status, _, errors = run("Ben", "say", "accountabilities", "-")
    assert status == 1
    assert errors.startswith("huddle: Line 2: ")
    assert errors.endswith(" 1 card before it is saved.\n")
    assert [card.text for card in cards.list_cards(crew["Ana"], board)][2:] == ["One more"]


def test_on_an_anonymous_board_the_shell_says_that_no_name_is_kept(crew: Crew, run: Any) -> None:
    cards.set_board(crew["Ana"], collecting(crew), anonymous=True)
    status, out, _ = run("Ben", "say", "accountabilities", "I dread cold calls")
    assert status == 0
    assert "Ben" not in out
    assert "Anonymous; shown together with others" in out
    status, out, _ = run("Ben", "say", "accountabilities", "I dread the list", "--json")
    assert json.loads(out)["id"] is None


def test_what_cannot_be_said_is_a_line_on_standard_error(crew: Crew, run: Any) -> None:
    status, out, err = run("Ben", "say", "accountabilities", "Call")
    assert (status, out) == (1, "")
    assert err.startswith("huddle: No meeting is running. Run: huddle meet --db ")
    collecting(crew)
    assert run("Ben", "say", "hopes", "Call")[0] == 2
    assert run("Tom", "say", "hurdles", "Call")[0] == 1


def test_goals_are_set_listed_and_ended(crew: Crew, run: Any) -> None:
    assert run("Ben", "goal", "list")[1].startswith("No goals yet")
    assert run("Ana", "goal", "set", "Twelve new customers", "--due", "2099-03-31")[0] == 0
    status, out, _ = run("Ben", "goal", "set", "A house", "--level", "personal", "--visible", "leader", "--json")
    assert status == 0
    number = json.loads(out)["id"]
    assert "A house" in run("Ana", "goal", "list")[1]
    assert "A house" not in run("Jon", "goal", "list")[1]
    assert [each["text"] for each in json.loads(run("Jon", "goal", "list", "--json")[1])] == ["Twelve new customers"]
    assert run("Jon", "goal", "end", str(number))[2].startswith(f"huddle: There is no goal {number}.")
    assert run("Ben", "goal", "end", str(number))[0] == 0
    assert [each.text for each in list_goals(crew["Ben"])] == ["Twelve new customers"]
    assert "ended" in run("Ben", "goal", "list", "--all")[1]


def test_a_seller_does_not_set_the_teams_goal_and_a_day_is_one(crew: Crew, run: Any) -> None:
    assert run("Ben", "goal", "set", "Less work")[0] == 1
    status, _, err = run("Ana", "goal", "set", "Twelve", "--due", "soon")
    assert status == 1
    assert "is not a date" in err
    assert list_goals(crew["Ana"]) == []


def test_a_goal_of_ones_own_is_added_shared_and_let_go(crew: Crew, run: Any) -> None:
    commitments.commit(crew["Ben"], "One more customer a month")
    words = (
        "A house",
        "--why",
        "One room for two",
        "--reaching",
        "A garden",
        "--missing",
        "Rent",
        "--due",
        "2099-06-30",
    )
    status, out, _ = run("Ben", "goal", "add", *words, "--commitment", "1", "--seen-by", "leader", "--json")
    assert status == 0
    made = json.loads(out)
    assert (made["level"], made["reaching"], made["missing"], made["visibility"]) == (
        "personal", "A garden", "Rent", "leader",
    )  # fmt: skip
    assert made["commitment_id"] == 1
    number = str(made["id"])
    assert "A house" in run("Ana", "goal", "list")[1]
    assert "leader" not in run("Ana", "goal", "list")[1]  # who else sees it is its owner's to know
    assert run("Ben", "goal", "share", number, "--with", "me")[1] == f"Goal {number}: sealed: only you can open it\n"
    assert run("Ana", "goal", "list")[1].startswith("No goals yet")
    assert run("Ana", "goal", "share", number, "--with", "everyone")[0] == 1
    assert run("Ben", "goal", "add", "A boat", "--commitment", "9")[2].startswith("huddle: There is no commitment 9.")
    assert run("Ben", "goal", "end", number, "--let-go", "--reason", "We stay")[0] == 0
    assert "let go 20" in run("Ben", "goal", "list", "--all")[1]
    for text in ("Two", "Three", "Four"):
        assert "many" not in run("Ben", "goal", "add", text)[1]
    assert "You have 4 goals" in run("Ben", "goal", "add", "Five")[1]


def test_the_tree_is_printed_with_who_carries_it(crew: Crew, run: Any) -> None:
    assert run("Ben", "goal", "tree")[1].startswith("No company or team goals yet")
    assert run("Ana", "goal", "add", "Ten million", "--company")[0] == 0
    assert run("Ben", "goal", "add", "Twelve", "--for", "team")[0] == 1
    status, out, _ = run("Ana", "goal", "add", "Twelve new customers", "--for", "team", "--under", "million", "--json")
    assert status == 0
    team = find_goal(crew["Ana"], str(json.loads(out)["id"]))
    calls = metrics.add_metric(crew["Ana"], "calls", unit="calls")
    targets.set_target(crew["Ben"], calls, 40, member=crew.members["Ben"], period=parse_period("2099"), goal=team)
    assert run("Ben", "goal", "tree")[1].splitlines() == [
        "1  Ten million · company",
        "  2  Twelve new customers · team",
        "    - Ben Okafor · calls 2099: 0 of 40, 0%",
    ]
    (root,) = json.loads(run("Tom", "goal", "tree", "--json")[1])
    (below,) = root["below"]
    assert (below["goal"]["text"], below["carried_by"][0]["member"]) == ("Twelve new customers", "Ben Okafor")
    assert (below["carried_by"][0]["amount"], below["carried_by"][0]["actual"]) == (40, 0)


def test_a_goal_is_adjusted_with_a_reason(crew: Crew, run: Any) -> None:
    run("Ana", "goal", "add", "Ten million", "--company")
    run(
        "Ana", "goal", "add", "Twelve", "--for", "team", "--under", "1", "--due", "2099-03-31", "--review", "2099-01-01"
    )
    assert run("Ana", "goal", "adjust", "2")[0] == 2
    assert run("Jon", "goal", "adjust", "2", "--reason", "Too hard")[0] == 1
    words = (
        "--reason",
        "Two have left",
        "--text",
        "Eight",
        "--due",
        "none",
        "--under",
        "none",
        "--review",
        "2099-02-01",
    )
    status, out, _ = run("Ana", "goal", "adjust", "2", *words, "--json")
    assert status == 0
    now = json.loads(out)
    assert (now["text"], now["due"], now["parent_id"], now["review_on"], now["reason"]) == (
        "Eight", None, None, "2099-02-01", "Two have left",
    )  # fmt: skip
    assert run("Ana", "goal", "adjust", "2", "--reason", "Still right")[1] == "Goal 2 changed: Eight (Still right)\n"

"""`huddle say` and `huddle goal`, as typed in a shell."""

from __future__ import annotations

import json
from typing import Any

import pytest

from core import collect
from core import meeting as meetings
from core.goals import goals
from tui.cli import main


@pytest.fixture
def run(crew: Any, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs `huddle` as a member and gives exit status, output and errors."""

    def run(who: str, *words: str) -> tuple[int, str, str]:
        status = main(["--db", str(crew.path), "--as", who, *words])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return run


def collecting(crew: Any) -> Any:
    """Opens a meeting that Ana hosts, in its collect stage, and gives its board."""
    meetings.plan(crew["Ana"], host=crew.members["Ana"])
    meetings.open_meeting(crew["Ana"])
    meetings.move_to(crew["Ana"], "collect")
    return collect.board(crew["Ana"])


def test_a_card_is_said_from_the_shell(crew: Any, run: Any) -> None:
    board = collecting(crew)
    status, out, _ = run("Ben", "say", "accountabilities", "Call", "five lapsed customers")
    assert (status, out) == (0, "“Call five lapsed customers”\nBen Okafor · accountabilities 1\n")
    status, out, _ = run("Ben", "say", "accountabilities", "Fast offers", "--for", "lea", "--json")
    assert status == 0
    assert json.loads(out)["member_id"] == crew.members["Lea"].id
    assert [card.text for card in collect.cards(crew["Ana"], board)] == ["Call five lapsed customers", "Fast offers"]


def test_on_an_anonymous_board_the_shell_says_that_no_name_is_kept(crew: Any, run: Any) -> None:
    collect.set_board(crew["Ana"], collecting(crew), anonymous=True)
    status, out, _ = run("Ben", "say", "accountabilities", "I dread cold calls")
    assert status == 0
    assert "Ben" not in out
    assert "Nobody's name is kept" in out


def test_what_cannot_be_said_is_a_line_on_standard_error(crew: Any, run: Any) -> None:
    status, out, err = run("Ben", "say", "accountabilities", "Call")
    assert (status, out) == (1, "")
    assert err == "huddle: No meeting is open. Open one with `huddle meet`.\n"
    collecting(crew)
    assert run("Ben", "say", "hopes", "Call")[0] == 2
    assert run("Tom", "say", "hurdles", "Call")[0] == 1


def test_goals_are_set_listed_and_ended(crew: Any, run: Any) -> None:
    assert run("Ben", "goal", "list")[1].startswith("No goal yet")
    assert run("Ana", "goal", "set", "Twelve new customers", "--due", "2099-03-31")[0] == 0
    status, out, _ = run("Ben", "goal", "set", "A house", "--level", "personal", "--visible", "leader", "--json")
    assert status == 0
    number = json.loads(out)["id"]
    assert "A house" in run("Ana", "goal", "list")[1]
    assert "A house" not in run("Jon", "goal", "list")[1]
    assert [goal["text"] for goal in json.loads(run("Jon", "goal", "list", "--json")[1])] == ["Twelve new customers"]
    assert run("Jon", "goal", "end", str(number))[2].startswith(f"huddle: There is no goal {number}.")
    assert run("Ben", "goal", "end", str(number))[0] == 0
    assert [goal.text for goal in goals(crew["Ben"])] == ["Twelve new customers"]
    assert "ended" in run("Ben", "goal", "list", "--all")[1]


def test_a_seller_does_not_set_the_teams_goal_and_a_day_is_typed_as_iso(crew: Any, run: Any) -> None:
    assert run("Ben", "goal", "set", "Less work")[0] == 1
    status, _, err = run("Ana", "goal", "set", "Twelve", "--due", "tomorrow")
    assert status == 2
    assert "Type it as" in err
    assert goals(crew["Ana"]) == []

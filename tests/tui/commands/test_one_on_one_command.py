"""`huddle one-on-one`, and the days of silence, as typed in a shell."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from core.conversations import one_on_one
from tests.conftest import Crew, FrozenClock
from tests.core.talks import brainstormed
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


def test_it_is_prepared_by_both(crew: Crew, run: Any) -> None:
    cards = brainstormed(crew)
    assert run("Ana", "one-on-one", "Jon", "--plan", "friday") == ("The one-on-one with Jon Weiss is planned on Fri.\n")
    assert run("Jon", "one-on-one", "--agenda", "Kessler's discount", "--note", "Ask for a day off") == (
        "Added to the agenda: Kessler's discount\nNote added (sealed: only you can open it): Ask for a day off\n"
    )
    one_on_one.adjust(crew["Ana"], crew.members["Jon"], cards["More cold calls"], worry="No script", text="15 calls")
    one_on_one.add_help(crew["Ana"], crew.members["Jon"], "A script", due=date(2026, 11, 30))
    told = json.loads(run("Ana", "one-on-one", "Jon", "--json"))
    assert (told["leader"], told["member"], told["status"], told["on"]) == (
        "Ana Ruiz", "Jon Weiss", "open", "2026-11-23",
    )  # fmt: skip
    assert told["agenda"] == [
        {"by": "Jon Weiss", "text": "Kessler's discount", "done": False, "carried_over": 0},
    ]
    assert told["notes"] == []
    assert told["help"] == [{"text": "A script", "status": "open", "due": "2026-11-30", "to_confirm": False}]
    assert told["cards"][1] == {
        "text": "More cold calls",
        "trend": "Cold calls",
        "verdict": "adjust",
        "others": [
            {"member": "Ben Okafor", "text": "Call an hour before ten"},
            {"member": "Lea Brandt", "text": "Twenty names every Monday"},
        ],
        "worries": ["No script"],
        "becomes": "15 calls",
        "before": [],
    }
    assert json.loads(run("Jon", "one-on-one", "--json"))["notes"] == ["Ask for a day off"]


def test_all_at_a_glance(crew: Crew, run: Any) -> None:
    brainstormed(crew)
    told = json.loads(run("Ana", "one-on-one", "--json"))
    assert [(each["member"], each["due"], each["cards_to_look_at"]) for each in told] == [
        ("Ben Okafor", True, 1), ("Jon Weiss", True, 2), ("Lea Brandt", True, 1),
    ]  # fmt: skip
    assert json.loads(run("Tom", "one-on-one", "--json")) == []


def test_what_cannot_be_says_what_to_do(crew: Crew, run: Any) -> None:
    assert "Name the other person" in run("Ana", "one-on-one", "--plan", "friday")
    assert "is not a date" in run("Ana", "one-on-one", "Jon", "--plan", "someday")
    assert "is not a leader" in run("Ben", "one-on-one", "Jon", "--note", "Mine")
    assert "is not a leader" in run("Ben", "one-on-one", "Jon")
    assert "There is no terminal here" in run("Ana", "one-on-one", "Jon")
    # All that was asked is done, or nothing of it.
    assert "can't be empty" in run("Ana", "one-on-one", "Jon", "--plan", "friday", "--agenda", " ")
    assert json.loads(run("Ana", "one-on-one", "Jon", "--json"))["status"] is None


def test_a_promise_of_help_is_listed_and_answered(crew: Crew, run: Any) -> None:
    one_on_one.add_help(crew["Ana"], crew.members["Jon"], "A script", due=crew["Ana"].today)
    assert "A script (help for Jon)" in run("Ana", "commitment", "list")
    assert "Ana: A script" in run("Jon", "commitment", "list")
    assert "A script" not in run("Ben", "commitment", "list")
    assert "Only Jon Weiss can mark" in run("Ana", "commitment", "keep", "1")
    assert "There is no commitment 1" in run("Ben", "commitment", "keep", "1")
    assert "huddle one-on-one" in run("Ana", "due")
    assert run("Jon", "commitment", "keep", "1").startswith("✓ 1")


def test_how_long_silence_may_last(crew: Crew, run: Any) -> None:
    assert "after 10 days without a talk" in run("Ana", "team", "show")
    assert "after 14 days without a talk" in run("Ana", "team", "set", "--silence-days", "14")
    assert json.loads(run("Ana", "team", "show", "--json"))["silence_days"] == 14
    assert "Choose 1 to 365" in run("Ana", "team", "set", "--silence-days", "0")

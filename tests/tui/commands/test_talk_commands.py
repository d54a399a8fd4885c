"""`huddle feedback`, `review`, `ladder` and `passphrase`, as typed in a shell."""

from __future__ import annotations

import getpass
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from core.conversations import ladder
from core.team import passphrases
from core.team.members import edit_member
from tests.conftest import Crew
from tests.core.meddling import meddle
from tui.cli import main
from tui.commands.context import Context

Run = Any


@pytest.fixture
def types(monkeypatch: pytest.MonkeyPatch) -> Any:
    """What somebody types where no letter is shown."""

    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)

    def types(*lines: str) -> None:
        waiting = list(lines)
        monkeypatch.setattr(getpass, "getpass", lambda _prompt="": waiting.pop(0))
        monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)

    return types


def test_feedback_is_asked_for_given_and_shown(run: Run) -> None:
    assert run("Jon", "feedback", "ask", "Ben", "my", "opening")[0] == 0
    assert "Jon Weiss asks you: my opening" in run("Ben", "feedback", "list")[1]
    assert run("Ben", "feedback", "give", "Jon", "You waited", "--did", "He talked", "--try", "Longer")[0] == 0
    assert "what i saw: You waited" in run("Jon", "feedback", "list")[1]
    (received,) = json.loads(run("Jon", "feedback", "list", "--json")[1])["received"]
    assert (received["from"], received["about"], received["seen_by"]) == ("Ben Okafor", "my opening", "me")
    assert json.loads(run("Tom", "feedback", "list", "--json")[1]) == {"asked": [], "received": [], "shared": []}
    assert "Everyone" in run("Jon", "feedback", "show", str(received["id"]), "everyone")[1]
    told = run("Tom", "feedback", "list")[1]
    assert "Ben Okafor to Jon Weiss, shared with you" in told
    assert "what it did: He talked" in told
    assert "no feedback 99" in run("Jon", "feedback", "show", "99", "me")[2]
    assert run("Lea", "feedback", "ask", "Ben", "my voice")[0] == 0
    assert run("Ben", "feedback", "decline", "Lea")[0] == 0
    assert "has not asked you for feedback" in run("Ben", "feedback", "decline", "Lea")[2]
    assert "Visible to you and the author" in run("Jon", "feedback", "show", str(received["id"]), "me")[1]
    assert "No feedback yet" in run("Lea", "feedback", "list")[1]


def test_a_review_goes_from_its_announcement_to_its_words(run: Run) -> None:
    assert run("Ben", "review", "announce", "Jon", "--on", "+7", "--by", "calls")[0] == 1
    status, out, _ = run("Ana", "review", "announce", "everybody", "--on", "+7", "--by", "calls and skills")
    assert (status, out.startswith("3 reviews planned")) == (0, True)
    assert "with Ana Ruiz" in run("Jon", "review", "list")[1]
    for who, words in (("Jon", ()), ("Ana", ("--with", "Jon"))):
        for skill in ("communication", "negotiation"):
            assert run(who, "review", "rate", skill, "3", "steady", *words)[0] == 0
    assert "several reviews" in run("Ana", "review", "begin")[2]
    before = json.loads(run("Jon", "review", "show", "--json")[1])
    assert [(each["own"], each["leader"]) for each in before["skills"]] == [(3, None), (3, None)]
    assert run("Jon", "review", "begin")[0] == 0
    assert run("Ana", "review", "agree", "Role", "play", "--with", "Jon")[0] == 0
    assert run("Ana", "review", "close", "A", "good", "year", "--with", "Jon")[0] == 0
    assert "Choose a number from 1 to 1" in run("Jon", "review", "take-on", "2")[2]
    assert "agreed 1: Role play · committed" in run("Jon", "review", "take-on", "1")[1]
    assert "already" in run("Jon", "review", "take-on", "1")[2]
    assert "No agreed steps" in run("Ben", "review", "take-on", "1")[2]
    told = json.loads(run("Jon", "review", "show", "--json")[1])
    assert (told["status"], told["steps"], told["words"]) == ("held", ["Role play"], "A good year")
    assert [(each["own"], each["leader"]) for each in told["skills"]] == [(3, 3), (3, 3)]
    assert "No review planned" in run("Tom", "review", "show")[2]


def test_the_leader_keeps_the_list_of_skills(run: Run) -> None:
    assert "communication, negotiation" in run("Jon", "review", "skills")[1]
    assert run("Jon", "review", "skills", "--add", "juggling")[0] == 1
    assert json.loads(run("Ana", "review", "skills", "--add", "forecasting", "--end", "nego", "--json")[1]) == [
        "communication",
        "forecasting",
    ]


@pytest.mark.locked
def test_the_ladder_is_climbed_signed_answered_and_printed(crew: Crew, run: Run, types: Any, tmp_path: Path) -> None:
    edit_member(crew["Ana"], crew.members["Ana"], login=Context().login)  # so that --as asks for no passphrase
    assert "what is in the way" in run("Ana", "ladder", "step", "Jon", "We talked")[2]
    talked = ("--in-the-way", "No leads", "--help-offered", "Ten leads")
    types("five plain words", "five plane words")
    assert "The two do not match" in run("Ana", "ladder", "step", "Jon", "We", "talked", *talked)[2]
    assert ladder.read_ladder(crew["Ana"], crew.members["Jon"]).steps == ()
    types("five plain words", "five plain words")
    assert "next step: training" in run("Ana", "ladder", "step", "Jon", "We", "talked", *talked)[1]
    types()  # what is refused is refused before a passphrase is asked for
    assert "next step is “training”" in run("Ana", "ladder", "step", "Jon", "consequences", "Ten calls")[2]
    assert "can't be empty" in run("Ana", "ladder", "step", "Jon", "training")[2]
    types("wrong")
    assert (
        "Wrong passphrase. Check upper and lower case, then try again"
        in run("Ana", "ladder", "step", "Jon", "training", "Role play")[2]
    )
    types("five plain words")
    assert "training · Role play" in run("Ana", "ladder", "step", "Jon", "training", "Role play", "--until", "+14")[1]
    types("five plain words")
    assert run("Ana", "ladder", "step", "Jon", "Ten calls a day")[0] == 0
    edit_member(crew["Ana"], crew.members["Ana"], login="")
    edit_member(crew["Ana"], crew.members["Jon"], login=Context().login)
    types("long enough", "long enough")
    assert "Passphrase set." in run("Jon", "passphrase")[1]
    types("long enough", "another one", "differs")
    assert "The two do not match" in run("Jon", "passphrase")[2]
    types("wrong")
    assert "Wrong passphrase. Check upper and lower case, then try again" in run("Jon", "ladder", "sign")[2]
    types("long enough")
    status, out, _ = run("Jon", "ladder", "sign")
    assert status == 0
    assert "Ten calls a day" in out
    assert "read and signed" in out
    types("long enough")
    assert run("Jon", "ladder", "answer", "I", "will", "--sign")[0] == 0
    told = json.loads(run("Jon", "ladder", "show", "--json")[1])
    assert (told["now"], told["next"], told["steps"][-1]["answers"]) == ("consequences", "monitoring", ["I will"])
    assert [(signed["kind"], signed["by"]) for signed in told["steps"][-1]["signatures"]] == [
        ("taken", "Ana Ruiz"), ("read", "Jon Weiss"), ("answered", "Jon Weiss"),
    ]  # fmt: skip
    assert "## 3. Consequences" in run("Jon", "ladder", "print")[1]
    page = tmp_path / "steps.html"
    assert "Only you can read" in run("Jon", "ladder", "print", "--out", str(page))[1]
    assert "<h2>3. Consequences</h2>" in page.read_text(encoding="utf-8")
    kept = tmp_path / "receipt.json"
    assert "huddle check --receipt" in run("Jon", "ladder", "receipt", "--out", str(kept))[1]
    assert kept.stat().st_mode & 0o077 == 0
    assert "has everything that is in 2 receipts." in run("Jon", "check", "--receipt", str(kept))[1]
    kept.write_text(kept.read_text(encoding="utf-8").replace("Ten calls", "Two calls"), encoding="utf-8")
    assert run("Jon", "check", "--receipt", str(kept))[0] == 1
    assert main(["--db", str(tmp_path / "none.huddle"), "check", "--receipt", str(kept)]) == 1
    assert (
        "This file has no receipt. Choose one made with: huddle steps receipt"
        in run("Jon", "check", "--receipt", str(page))[2]
    )
    assert run("Jon", "ladder", "receipt")[2] == ""
    meddle(crew.path, "UPDATE conversation SET text = 'FORGED'")
    assert "was changed after you signed it: the words or the signature" in run("Jon", "ladder", "receipt")[2]
    assert "cannot be read" in run("Jon", "check", "--receipt", str(tmp_path))[2]
    edit_member(crew["Jon"], crew.members["Jon"], login="")
    edit_member(crew["Ana"], crew.members["Ana"], login=Context().login)
    types("five plain words")
    assert run("Ana", "ladder", "step", "Jon", "Calls", "--every", "week")[0] == 0
    assert run("Ana", "ladder", "check-in", "Jon", "Nine")[0] == 0
    assert "exists already" in run("Ana", "ladder", "print", "Jon", "--out", str(page))[2]
    assert "is not a formal step" in run("Ana", "ladder", "down", "Jon", "Better", "--to", "heaven")[2]
    types("five plain words")
    assert "ended" in run("Ana", "ladder", "down", "Jon", "Better")[1]
    assert "No formal steps" in run("Ben", "ladder", "show", "Jon")[1]
    assert ladder.read_ladder(crew["Ana"], crew.members["Jon"]).current_step is None
    assert passphrases.has_passphrase(crew["Jon"])

"""`huddle pulse`, `misunderstanding`, `digest` and `calendar`, as typed in a shell."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from core.conversations import misunderstandings
from core.meeting import lifecycle, pulse
from core.meeting.lifecycle import close_meeting, start_meeting
from data.models import Pulse
from tests.conftest import Crew
from tui.cli import main

# -- pulse


def test_the_pulse_is_said_and_read(crew: Crew, run: Any) -> None:
    assert run("Ben", "pulse", "4")[2].startswith("huddle: No meeting is running.")
    assert run("Ben", "pulse")[2].startswith("huddle: No meeting yet.")
    start_meeting(crew["Ana"])
    status, out, _ = run("Ben", "pulse", "4", "brisk", "and", "clear", "--held", "5", "--worth", "3")
    assert status == 0
    assert out.splitlines() == [
        "Saved. You and the leader can see it. Answer again to change it.",
        "weekly meeting 1: 1 of 4 answered",
        "  Averages appear after three answers.",
        "  Ben Okafor: 4, brisk and clear, held 5, worth 3",
    ]
    for who in ("Jon", "Lea"):
        assert run(who, "pulse", "2", "--held", "2", "--worth", "3")[0] == 0
    told = json.loads(run("Lea", "pulse", "--json")[1])
    assert (told["answered"], told["held"], told["worth"], told["words"]) == (3, 3.0, 3.0, [])
    assert [each["member"] for each in told["answers"]] == ["Lea Brandt"]
    assert [each["meeting"] for each in told["weeks"]] == ["weekly 1"]
    assert "Accountability  3.0" in run("Tom", "pulse")[1]


def test_the_shell_settles_from_how_many_voters_on_votes_are_told(crew: Crew, run: Any) -> None:
    assert "shown from 3 voters" in run("Ben", "team", "show")[1]
    assert "shown from 5 voters" in run("Ana", "team", "set", "--voters-min", "5")[1]
    assert json.loads(run("Ben", "team", "show", "--json")[1])["voters_min"] == 5
    assert "Choose 3 to 12" in run("Ana", "team", "set", "--voters-min", "2")[2]


def test_without_names_the_shell_says_so_and_lists_nobody(crew: Crew, run: Any) -> None:
    assert run("Ana", "team", "set", "--anonymous-pulse", "on")[1].count("anonymous") == 1
    assert json.loads(run("Ben", "team", "show", "--json")[1])["anonymous_pulse"] is True
    start_meeting(crew["Ana"])
    for who, word in (("Ben", "long"), ("Jon", "brisk"), ("Lea", "clear")):
        assert "Saved anonymously" in run(who, "pulse", "3", word)[1]
    out = run("Ana", "pulse")[1]
    assert "brisk · clear · long" in out
    assert not any(name in out for name in ("Ben", "Jon", "Lea"))
    assert json.loads(run("Ana", "pulse", "--json")[1])["answers"] == []
    assert run("Ana", "team", "set", "--anonymous-pulse", "off")[0] == 1


@pytest.mark.parametrize("words", [("0",), ("six",), ("3", "--held", "7")])
def test_a_pulse_typed_wrongly_is_wrong_usage(crew: Crew, run: Any, words: tuple[str, ...]) -> None:
    start_meeting(crew["Ana"])
    assert run("Ben", "pulse", *words)[0] == 2
    assert run("Ben", "pulse", "--held", "3")[2].startswith("huddle: Add the first rating")
    assert crew.store.read(Pulse) == []


# -- misunderstanding


def test_a_misunderstanding_is_raised_listed_and_talked_over(crew: Crew, run: Any) -> None:
    assert "No private messages" in run("Jon", "misunderstanding")[1]
    assert run("Jon", "misunderstanding", "Which Ruhr?", "--to", "host")[0] == 1
    assert run("Jon", "misunderstanding", "Which", "Ruhr?")[1] == "Message sent. Visible to you and Ana Ruiz.\n"
    (raised,) = misunderstandings.list_received_misunderstandings(crew["Ana"])
    assert f"{raised.id}  Jon Weiss to you: “Which Ruhr?”" in run("Ana", "misunderstanding")[1]
    assert f"{raised.id}  you to Ana Ruiz: “Which Ruhr?”" in run("Jon", "misunderstanding")[1]
    assert json.loads(run("Lea", "misunderstanding", "--json")[1]) == []
    assert run("Lea", "misunderstanding", "--talked-over", str(raised.id))[2].startswith("huddle: There is no")
    assert run("Ana", "misunderstanding", "--talked-over", str(raised.id))[0] == 0
    assert json.loads(run("Jon", "misunderstanding", "--json")[1]) == []
    out = run("Jon", "misunderstanding", "And who goes?", "--to", "leader", "--json")[1]
    assert json.loads(out)["kind"] == "misunderstanding"


# -- digest and calendar


def test_the_digest_in_each_format(crew: Crew, run: Any) -> None:
    assert run("Ben", "digest")[1].startswith("Ben Okafor · Northwind West · ")
    assert run("Ben", "digest", "--format", "md")[1].startswith("# Ben Okafor")
    assert run("Ben", "digest", "--format", "html")[1].startswith("<!doctype html>")
    assert json.loads(run("Ana", "digest", "--for", "ben", "--json")[1])["member"] == "Ben Okafor"
    assert run("Ben", "digest", "--for", "Ana")[2].startswith("huddle: Only the leader can make a digest")


def test_the_calendar_goes_to_standard_output(crew: Crew, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    main(["--db", str(crew.path), "--as", "Ben", "calendar", "-"])
    written = capfdbinary.readouterr().out
    assert Calendar.from_ical(written).walk("vevent")
    assert written.count(b"\r\n") == written.count(b"\n")
    assert written.endswith(b"END:VCALENDAR\r\n")


def test_the_calendar_is_written_and_told(crew: Crew, run: Any, tmp_path: Path) -> None:
    path = tmp_path / "mine.ics"
    status, out, _ = run("Ben", "calendar", str(path))
    assert status == 0
    assert out == f"{path} holds 4 events. Import it into your calendar. Import it again to update it.\n"
    assert len(Calendar.from_ical(path.read_bytes()).walk("VEVENT")) == 4
    assert run("Ben", "calendar", str(path))[0] == 0
    assert "You host the meeting (proposed)" in run("Ben", "calendar")[1]
    assert len(json.loads(run("Ana", "calendar", "--for", "Ben", "--json")[1])) == 4
    path.write_text("mine")
    assert run("Ben", "calendar", str(path))[0] == 1


def test_a_device_without_an_end_is_no_calendar(crew: Crew, run: Any) -> None:
    status, _, errors = run("Ben", "calendar", "/dev/zero")
    assert (status, "is not a calendar made by Huddle" in errors) == (1, True)


def test_reading_it_after_the_meeting_tells_of_all(crew: Crew, run: Any) -> None:
    start_meeting(crew["Ana"])
    for name in ("Ana", "Ben", "Jon", "Lea"):
        pulse.give_pulse(crew[name], 4)
    assert "Averages of the first 3 answers" in run("Tom", "pulse")[1]
    close_meeting(crew["Ana"])
    assert lifecycle.open_meeting_or_none(crew["Ana"]) is None
    assert "4 of 4 answered\n" in run("Tom", "pulse")[1]

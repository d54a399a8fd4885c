"""The close, by three people at their terminals, and what is raised quietly beside it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.widgets import Input

from core.access.session import Session
from core.commitments import commitments
from core.conversations import misunderstandings
from core.meeting import cards, lifecycle, pulse
from core.models import StageName
from core.outgoing.minutes import build_minutes
from core.team import members, team
from data.models import Pulse
from tests.conftest import Crew, FrozenClock
from tests.tui.frames import LARGE, SMALL, frame, idle, option, show_private_parts
from tests.tui.meeting.test_meeting_live import at_desks
from tui.app import HuddleApp

InStage = Callable[[StageName], Session]
SECRET = "Which Ruhr do you mean?"


@pytest.fixture
def weeks(crew: Crew, clock: FrozenClock) -> Crew:
    """Three meetings of which everybody said how they were, without names; today's is in its close, led by Jon."""
    team.edit_team(crew["Ana"], anonymous_pulse=True)
    names = {member.id: name for name, member in crew.members.items()}
    clock.now -= timedelta(days=21)
    for number in range(3):
        host = crew[names[lifecycle.start_meeting(crew["Ana"]).host_id or 0]]
        for name in ("Ana", "Ben", "Jon", "Lea"):
            pulse.give_pulse(crew[name], 2 + number, held=3, worth=5 - number)
        lifecycle.close_meeting(host)
        clock.now += timedelta(days=7)
    lifecycle.plan_meeting(crew["Ana"], host=crew.members["Jon"])
    lifecycle.start_meeting(crew["Ana"])
    lifecycle.move_to_stage(crew["Jon"], "collect")
    cards.add_card(crew["Lea"], cards.find_board(crew["Lea"]), "Every proposal leaves within a day")
    commitments.commit(crew["Lea"], "Every proposal leaves within a day")
    lifecycle.move_to_stage(crew["Jon"], "close")
    return crew


def three_answers(crew: Crew) -> None:
    for name, word in (("Ana", "brisk"), ("Ben", "honest"), ("Lea", "clear")):
        pulse.give_pulse(crew[name], 4, word, held=5, worth=4)


# -- frames


@pytest.mark.parametrize("size", [SMALL], ids=str)
async def test_frames_of_the_close(weeks: Crew, size: tuple[int, int], snapshot: SnapshotAssertion) -> None:
    three_answers(weeks)
    app = HuddleApp(weeks["Jon"], start="meeting")
    async with app.run_test(size=size) as pilot:
        await idle(pilot)
        assert frame(app) == snapshot(name="close")
        await pilot.press("enter", "4", "3")
        await idle(pilot)
        assert frame(app) == snapshot(name="pulse")
        await pilot.press("escape", *option("Minutes"))
        await idle(pilot)
        assert frame(app) == snapshot(name="minutes")


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=str)
async def test_frames_of_the_room(weeks: Crew, size: tuple[int, int], snapshot: SnapshotAssertion) -> None:
    three_answers(weeks)
    app = HuddleApp(weeks.room, start="room")
    async with app.run_test(size=size) as pilot:
        await idle(pilot)
        assert frame(app) == snapshot
        assert not any(word in frame(app) for word in ("brisk", "honest", "clear"))


@pytest.mark.parametrize("size", [SMALL], ids=str)
async def test_frames_of_what_was_raised(weeks: Crew, size: tuple[int, int], snapshot: SnapshotAssertion) -> None:
    misunderstandings.report_misunderstanding(weeks["Lea"], SECRET, "leader")
    app = HuddleApp(weeks["Ana"])
    async with app.run_test(size=size) as pilot:
        await idle(pilot)
        assert SECRET.split()[0] not in frame(app)  # a meeting is running
        await show_private_parts(pilot)
        assert SECRET.split()[0] in frame(app)
        assert "Meeting mood" in frame(app)
        await pilot.press("exclamation_mark")
        await idle(pilot)
        assert frame(app) == snapshot


# -- the close by three people


async def test_three_people_close_a_meeting(in_stage: InStage, crew: Crew) -> None:
    async with at_desks(in_stage("close"), crew["Ben"], crew["Lea"]) as (ana, ben, lea):
        assert "0  of 4 have rated the meeting  ·  press enter to rate it" in await ben.frame()
        await ana.keys("enter", "5", "4", "3", *"brisk", "enter")
        await ben.keys("enter", "4", "4", "3", "enter")
        assert "2  of 4 have rated the meeting  ·  press enter" in await lea.frame()
        assert "Mood" not in await lea.frame()
        await lea.keys("enter", "3", "1", "3", *"too long", "enter")
        for desk in (ana, ben, lea):
            assert "3  of 4 have rated the meeting, with you" in await desk.frame()
            assert "4.0  Mood" in await desk.frame()
            assert "3.0  Accountability" in await desk.frame()
            assert "too long" not in await desk.frame()
        # Said again it is changed: what was answered stands there.
        await lea.keys("enter")
        assert "[3]" in await lea.frame()
        await lea.keys("up", "down", "5", "enter")
        assert "4.3  Accountability" in await ben.frame()
        assert len(crew.store.read(Pulse)) == 3

        # Only the host says when the next one is.
        await ben.keys("w")
        assert "When is the next meeting?" not in await ben.frame()
        await ana.keys("w", *"friday", "enter")
        assert "on Fri 27 Nov" in await lea.frame()
        await ana.keys("w", *"monday", "enter")
        assert "Ben Okafor hosts next, on Mon 30 Nov" in await lea.frame()
        await ana.keys("w", *"2026-12-03", "enter")
        for desk in (ana, ben, lea):
            assert "Ben Okafor hosts next, on Thu 3 Dec" in await desk.frame()
        await ana.keys("n", "enter")
        assert "No meeting is running" in await lea.frame()
    (held,) = lifecycle.list_started_meetings(crew["Ana"])
    assert (held.next_day, held.next_host_id) == (date(2026, 12, 3), crew.members["Ben"].id)


async def test_the_close_counts_as_many_who_took_part_as_the_minutes_name(in_stage: InStage, crew: Crew) -> None:
    async with at_desks(in_stage("close")) as (ana,):
        for who in ("Ana", "Ben", "Jon", "Lea"):
            pulse.give_pulse(crew[who], 4)
        assert "1  person took part" in await ana.frame()
    assert build_minutes(crew["Ana"]).present == ("Ana Ruiz",)


async def test_a_day_that_has_passed_stays_to_be_put_right(in_stage: InStage) -> None:
    async with at_desks(in_stage("close")) as (ana,):
        await ana.keys("w", *"2026-11-20", "enter")
        assert "is not after today. Choose a later day" in await ana.frame()
        assert ana.app.screen.query_one(Input).value == "2026-11-20"


async def test_without_a_first_number_the_pulse_is_asked_for_it(in_stage: InStage, crew: Crew) -> None:
    async with at_desks(in_stage("close")) as (ana,):
        await ana.keys("enter", "tab", *"brisk", "enter")
        assert "Choose a number from 1 (poor)" in await ana.frame()
        await ana.keys("4", "tab", "enter")
        (kept,) = crew.store.read(Pulse)
        assert (kept.score, kept.word) == (4, "brisk")
        assert "[4]" not in await ana.frame()


async def test_a_rating_in_hand_is_stored_when_the_host_ends_the_meeting(in_stage: InStage, crew: Crew) -> None:
    in_stage("close")
    async with at_desks(crew["Ben"]) as (ben,):
        await ben.keys("enter", "4", "5")
        lifecycle.close_meeting(crew["Ana"])
        await ben.keys("enter", "enter")
        assert "Rating stored for the weekly meeting 1" in await ben.frame()
    (kept,) = crew.store.read(Pulse)
    assert (kept.member_id, kept.score, kept.held) == (crew.members["Ben"].id, 4, 5)


async def test_a_meeting_that_has_ended_is_rated_and_its_minutes_are_read(in_stage: InStage, crew: Crew) -> None:
    in_stage("close")
    async with at_desks(crew["Ben"], crew["Tom"]) as (ben, tom):
        lifecycle.close_meeting(crew["Ana"])
        assert "Last: weekly meeting 1, today. Press o to read its minutes or to rate it." in await ben.frame()
        assert "Press o to read its minutes." in await tom.frame()
        await ben.keys(*option("Rate meeting"), "4", "5", "3", "enter")
        assert "Press o to read its minutes." in await ben.frame()
        await tom.keys(*option("Minutes"))
        assert "Northwind West · weekly meeting 1" in await tom.frame()
        await ben.keys("0", *"minutes", "enter")
        assert "Northwind West · weekly meeting 1" in await ben.frame()
    assert [row.score for row in crew.store.read(Pulse)] == [4]


async def test_the_minutes_of_earlier_meetings_are_read(weeks: Crew) -> None:
    lifecycle.close_meeting(weeks["Jon"])
    async with at_desks(weeks["Ben"]) as (ben,):
        await ben.keys(*option("Minutes"))
        assert "weekly meeting 4" in await ben.frame()
        await ben.keys("left", "left")
        assert "weekly meeting 2" in await ben.frame()
        await ben.keys("left", "left")
        assert "This is the first meeting." in await ben.frame()
        await ben.keys("right")
        assert "weekly meeting 2" in await ben.frame()


async def test_a_pulse_that_is_refused_stays(in_stage: InStage, crew: Crew) -> None:
    in_stage("close")
    async with at_desks(crew["Ben"]) as (ben,):
        await ben.keys("enter", "4", "5")
        members.edit_member(crew["Ana"], crew.members["Ben"], role="watcher")
        await ben.keys("enter", "enter")
        shown = await ben.frame()
        assert "You are a watcher" in shown
        assert "[4]" in shown


async def test_the_pulse_is_answered_with_the_mouse(in_stage: InStage, crew: Crew) -> None:
    async with at_desks(in_stage("close")) as (ana,):
        await ana.keys("enter")
        await ana.pilot.click("Scales", offset=(41, 0))
        await ana.keys("enter")  # goes on to the question after the next
        assert crew.store.read(Pulse) == []
        assert "enter Next" in await ana.frame()
        await ana.keys("enter")
        assert "enter Save" in await ana.frame()
        await ana.keys("enter")
        assert [row.score for row in crew.store.read(Pulse)] == [4]


async def test_the_leader_reads_who_said_what_where_names_are_kept(in_stage: InStage, crew: Crew) -> None:
    in_stage("close")
    pulse.give_pulse(crew["Lea"], 2, "too long", worth=1)
    async with at_desks(crew["Ana"], crew["Ben"]) as (ana, ben):
        await ana.keys(*option("Ratings"))
        assert "Lea Brandt" not in await ana.frame()
        await ana.keys("down", "enter")
        shown = await ana.frame()
        assert "Visible to you, as the leader" in shown
        assert "Lea Brandt: too long" in shown
        assert "2   –   1" in shown
        await ben.keys(*option("Ratings"))
        assert "too long" not in await ben.frame()
        await ana.keys("escape")
        assert "o Options" in await ana.line(-1)
        assert "Ratings" not in await ben.frame()


async def test_nobody_reads_who_said_what_where_none_are(weeks: Crew) -> None:
    three_answers(weeks)
    async with at_desks(weeks["Ana"]) as (ana,):
        await ana.keys(*option("Ratings"))
        assert "No match." in await ana.frame()
        await ana.keys("escape")
        anew = Session.for_member(weeks.session_store, weeks.members["Jon"], weeks.clock)  # it remembers nothing
        pulse.give_pulse(anew, 3)
        assert "3  of 4 have rated, with you  ·  shown 3 at a time" in await ana.frame()
    async with at_desks(Session.for_member(weeks.session_store, weeks.members["Lea"], weeks.clock)) as (lea,):
        shown = await lea.frame()
        assert "3  of 4 have rated" in shown, "who has the fourth, only its session knows"


async def test_watchers_see_and_say_nothing(in_stage: InStage, crew: Crew) -> None:
    in_stage("close")
    async with at_desks(crew["Tom"]) as (tom,):
        await tom.keys("enter")
        await tom.keys("exclamation_mark")
        shown = await tom.frame()
        assert "of 4 have rated the meeting" in shown
        assert "Rate the meeting" not in shown
        assert "Ask privately" not in shown


# -- the minutes


async def test_the_minutes_are_read_and_written(in_stage: InStage, crew: Crew, tmp_path: Path) -> None:
    async with at_desks(in_stage("close")) as (ana,):
        await ana.keys(*option("Minutes"))
        assert "Northwind West · weekly meeting 1" in await ana.frame()
        await ana.keys("ctrl+s")
        ana.app.screen.query_one(Input).value = str(tmp_path / "w.md")
        await ana.keys("enter")
        assert "Saved to" in await ana.frame()
        assert (tmp_path / "w.md").read_text(encoding="utf-8").startswith("# Northwind West")
        await ana.keys("ctrl+s")
        ana.app.screen.query_one(Input).value = str(tmp_path / "w.md")
        await ana.keys("enter")
        assert "exists already. Choose another file name" in await ana.frame()
        ana.app.screen.query_one(Input).value = str(tmp_path / "w.html")
        await ana.keys("enter", "ctrl+s")
        assert (tmp_path / "w.html").read_text(encoding="utf-8").startswith("<!doctype html>")
        ana.app.screen.query_one(Input).value = str(tmp_path / "w.json")
        await ana.keys("enter", "escape")
        assert (tmp_path / "w.json").read_text(encoding="utf-8").startswith("{")
        assert "Meeting summary" in await ana.frame()


# -- a misunderstanding


async def test_a_misunderstanding_reaches_the_host_alone(in_stage: InStage, crew: Crew) -> None:
    lifecycle.plan_meeting(crew["Ana"], host=crew.members["Ana"])
    in_stage("goal")
    lifecycle.take_over(crew["Ben"])
    async with (
        at_desks(crew["Lea"], crew["Ben"], crew["Ana"]) as (lea, ben, ana),
        at_desks(crew.room, start="room") as (wall,),
    ):
        await lea.keys("exclamation_mark")
        assert "Who do you want to ask privately?" in await lea.frame()
        await lea.keys(*"ben", "enter", *SECRET, "enter")
        assert lea.told[-1] == "Sent. Visible to you and Ben Okafor."
        assert ben.told == ["You have a private message. Press ! to read it."]
        for desk in (ben, ana, wall):
            assert SECRET not in await desk.frame()
        assert ana.told == wall.told == []
        await ben.keys("exclamation_mark")
        assert SECRET not in await ben.frame()
        await ben.keys("down", "enter")
        assert SECRET in await ben.frame()
        await ben.keys("enter")
        assert "No private messages" in await ben.frame()
        await ben.keys("a")
        assert "What is unclear?" in await ben.frame()
        await ben.keys("escape")
        assert misunderstandings.list_reported(crew["Lea"]) == []


async def test_what_was_typed_stays_when_it_is_refused(in_stage: InStage, crew: Crew) -> None:
    in_stage("goal")
    async with at_desks(crew["Lea"]) as (lea,):
        await lea.keys("exclamation_mark")
        lea.app.screen.query_one(Input).value = "long " * 150
        await lea.keys("enter")
        assert "of 500 characters" in await lea.frame()
        assert lea.app.screen.query_one(Input).value == "long " * 150


async def test_from_home_it_goes_to_the_leader(crew: Crew) -> None:
    async with at_desks(crew["Lea"], start="home") as (lea,):
        await lea.keys("exclamation_mark", *SECRET, "enter")
        (raised,) = misunderstandings.list_received_misunderstandings(crew["Ana"])
        assert raised.text == SECRET
        await lea.keys("exclamation_mark")
        assert "you to Ana" in await lea.frame()


async def test_who_hosts_and_leads_is_told_that_there_is_nobody_to_raise_it_to(in_stage: InStage, crew: Crew) -> None:
    app = HuddleApp(in_stage("wins"))
    told: list[str] = []
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        app.screen.notify = lambda message, **_how: told.append(message)  # type: ignore[method-assign]
        await pilot.press("exclamation_mark")
        await idle(pilot)
        assert len(app.screen_stack) == 1
    assert told == ["There is no host or leader to ask but you. Ask the team in the meeting."]

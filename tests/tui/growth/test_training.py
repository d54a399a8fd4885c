"""Training: looking at it, logging, drawing pairs, mentoring."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.pilot import Pilot
from textual.widgets import Input

from core.conversations import mentoring, role_play, training
from core.team import workdays
from core.team.members import add_member
from core.team.record import get_team
from core.values.text import clean
from tests.conftest import Crew, FrozenClock
from tests.tui.frames import WIDE, choose, choose_option, frame, idle, parametrize_smallest
from tui.app import HuddleApp


def trained(crew: Crew, clock: FrozenClock) -> None:
    """Two weeks of training: Ana without a gap, Ben nearly, Lea never; pairs of Friday, and Ben who mentors Jon."""
    today = clock.now
    clock.now = today - timedelta(days=14)
    add_member(crew["Ana"], "Mia Sand")
    pair = mentoring.begin(crew["Ben"], crew.members["Ben"], crew.members["Jon"])
    mentoring.begin(crew["Ana"], crew.members["Ana"], crew.members["Lea"], "month")
    clock.now = today - timedelta(days=7)
    mentoring.record_meeting(
        crew["Ben"], pair, "Value before price, and silence after it", note="Ask him about Kessler again"
    )
    mentoring.add_mentoring_note(crew["Jon"], pair, "The discount for Kessler", shared=True)
    clock.now = today - timedelta(days=3)
    role_play.draw_pairs(crew["Ana"])
    clock.now = today
    for back, who, topic in (
        (6, "Ana", "market"), (5, "Ana", "role play"), (5, "Ben", "online"), (4, "Ana", "calls reviewed"),
        (4, "Ben", "product"), (3, "Ana", "role play"), (3, "Jon", "how the new scanner works"), (0, "Ana", "product"),
    ):  # fmt: skip
        training.log_session(crew[who], topic, day=today.date() - timedelta(days=back))
    workdays.add_absence(crew["Lea"], date(2026, 11, 23), date(2026, 11, 24))


async def training_of(pilot: Pilot[None]) -> None:
    """From the team, with one key."""
    await idle(pilot)
    await press(pilot, "T")


async def press(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await idle(pilot)


async def fill(pilot: Pilot[None], **values: str) -> None:
    for name, value in values.items():
        pilot.app.screen.query_one(f"#form-{name}", Input).value = value
    await press(pilot, "enter")


@parametrize_smallest("who", ["Ana", "Jon"], also={"Ana": [WIDE]})
async def test_frames(
    crew: Crew, clock: FrozenClock, who: str, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    trained(crew, clock)
    app = HuddleApp(crew[who], start="team")
    async with app.run_test(size=size) as pilot:
        await training_of(pilot)
        assert frame(app) == snapshot
        await press(pilot, "end")
        assert frame(app) == snapshot


@pytest.mark.parametrize("who", ["Ben", "Tom"])
async def test_a_team_that_has_not_begun(crew: Crew, who: str, snapshot: SnapshotAssertion) -> None:
    app = HuddleApp(crew[who], start="team")
    async with app.run_test(size=(80, 24)) as pilot:
        await training_of(pilot)
        assert frame(app) == snapshot


async def test_a_session_is_logged_with_a_letter_and_taken_back(crew: Crew) -> None:
    app = HuddleApp(crew["Ben"], start="team")
    async with app.run_test(size=(80, 24)) as pilot:
        await training_of(pilot)
        await press(pilot, "a")
        await fill(pilot, topic="")
        assert "The topic can't be empty" in frame(app)
        await fill(pilot, topic="r", note="with Jon")
        assert "1 of 4 trained today" in frame(app)
        assert "role play: with Jon" in frame(app)
        await press(pilot, "u")
        assert "0 of 4 trained today" in frame(app)


async def test_what_others_do_shows_at_once(crew: Crew) -> None:
    app = HuddleApp(crew["Ana"], start="team")
    async with app.run_test(size=(80, 24)) as pilot:
        await training_of(pilot)
        training.log_session(crew["Lea"], "product")
        await idle(pilot)
        assert "✓   Lea Brandt" in frame(app)


async def test_pairs_are_drawn_and_drawn_again(crew: Crew, clock: FrozenClock) -> None:
    app = HuddleApp(crew["Ana"], start="team")
    async with app.run_test(size=(80, 24)) as pilot:
        await training_of(pilot)
        assert "Press o to draw pairs" in frame(app)
        await choose_option(pilot, "draw")
        first = frame(app)
        assert "Role play today" in first
        assert "First time that" in first
        clock.advance(minutes=1)
        await choose_option(pilot, "draw")
        await press(pilot, "escape")
        assert frame(app) == first
        await choose_option(pilot, "draw")
        await press(pilot, "enter")
        assert frame(app) != first
        await press(pilot, "u")
        drawn = role_play.latest_role_play(crew["Ben"])
        assert drawn is not None
        assert f"{drawn.pairs[0][0].name.split()[0]} and {drawn.pairs[0][1].name.split()[0]}" in first


async def test_others_do_not_draw_again(crew: Crew) -> None:
    role_play.draw_pairs(crew["Jon"])
    app = HuddleApp(crew["Ben"], start="team")
    async with app.run_test(size=(80, 24)) as pilot:
        await training_of(pilot)
        await press(pilot, "o")
        assert "Start mentoring" in frame(app)
        assert "Draw pairs" not in frame(app)


async def test_two_find_each_other_note_and_meet(crew: Crew, clock: FrozenClock) -> None:
    app = HuddleApp(crew["Jon"], start="team")
    async with app.run_test(size=(100, 28)) as pilot:
        await training_of(pilot)
        await choose_option(pilot, "start mentoring")
        await fill(pilot, mentor="nobody")
        assert "No member named" in frame(app)
        await fill(pilot, mentor="ben")
        assert "Ben mentors you" in frame(app)
        assert "every week · 30 Nov" in frame(app)
        await press(pilot, "enter")
        await choose(pilot, "private")
        app.screen.query_one(Input).value = "Afraid of the price"
        await press(pilot, "enter", "enter")
        await choose(pilot, "shared")
        app.screen.query_one(Input).value = "Kessler's discount"
        await press(pilot, "enter")
        clock.advance(days=7)
        await press(pilot, "enter")
        await choose(pilot, "we met")
        await fill(pilot, text="Price last", next="10 Dec")
        shown = frame(app)
        assert "every week · 10 Dec" in shown
        for line in ("Price last", "Afraid of the price", "Kessler's discount", "only me", "visible to both"):
            assert line in shown
    theirs = HuddleApp(crew["Ben"], start="team")
    async with theirs.run_test(size=(100, 28)) as pilot:
        await training_of(pilot)
        await press(pilot, "end")
        shown = frame(theirs)
        assert "Price last" in shown
        assert "Jon: Kessler's discount" in shown
        assert "Afraid" not in shown
        await press(pilot, "d", "enter")
        assert "mentor Jon" not in frame(theirs)
    assert mentoring.list_mentorings(crew["Jon"]) == []


async def test_the_leader_knows_of_a_mentoring_and_not_what_is_said(crew: Crew, clock: FrozenClock) -> None:
    trained(crew, clock)
    app = HuddleApp(crew["Ana"], start="team")
    async with app.run_test(size=(100, 28)) as pilot:
        await training_of(pilot)
        await press(pilot, "end")
        assert "Their notes are private to them" in frame(app)
        assert "enter Actions" not in frame(app)
        await press(pilot, "enter")
        assert not app.screen.query(Input)
        await press(pilot, "e")
        await fill(pilot, every="every month")
        assert "Ben mentors Jon" in frame(app)
    assert [each.pair.every for each in mentoring.list_mentorings(crew["Jon"])] == ["month"]


async def test_the_leader_sets_the_minimum(crew: Crew) -> None:
    app = HuddleApp(crew["Ana"], start="team")
    async with app.run_test(size=(80, 24)) as pilot:
        await training_of(pilot)
        await choose_option(pilot, "minimum")
        app.screen.query_one(Input).value = "many"
        await press(pilot, "enter")
        assert "is not a number of sessions" in frame(app)
        app.screen.query_one(Input).value = "2"
        await press(pilot, "enter")
        assert "Training · 2 a day" in frame(app)
        await press(pilot, "escape")
        assert type(app.screen).__name__ == "TeamScreen"
    assert get_team(crew["Ana"]).training_daily == 2


async def test_the_page_opens_once(crew: Crew) -> None:
    app = HuddleApp(crew["Ana"], start="home")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        app.action_page("training")
        app.action_page("training")
        await idle(pilot)
        await press(pilot, "escape")
        assert type(app.screen).__name__ == "HomeScreen"


async def test_help_says_why(crew: Crew) -> None:
    app = HuddleApp(crew["Ana"], start="team")
    async with app.run_test(size=(100, 40)) as pilot:
        await training_of(pilot)
        await press(pilot, "question_mark")
        shown = frame(app)
        assert "Train a little every day" in clean(shown)
        assert "Draw today's role-play pairs" in shown

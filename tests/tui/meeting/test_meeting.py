"""The meeting on the wall, driven with the keys through all of its stages."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import get_args

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.widgets import Input

from core.access.session import Session
from core.commitments import after_miss, commitments, queries
from core.goals import goals
from core.hosting import rotation
from core.meeting import cards, goal_check, lifecycle, trends
from core.models import StageName
from tests.conftest import Crew, FrozenClock
from tests.tui.frames import LARGE, SMALL, frame, idle, option, parametrize_smallest
from tui.app import HuddleApp
from tui.meeting.stage_container import StageContainer
from tui.widgets.pick_list import PickList

InStage = Callable[[StageName], Session]


def speak(crew: Crew) -> None:
    """Three people say four cards."""
    board = cards.find_board(crew["Ana"])
    for name, text in [
        ("Ben", "Call five lapsed customers every Monday before ten"),
        ("Jon", "Every proposal leaves within a day of the meeting"),
        ("Lea", "I ask each customer for one introduction a month"),
        ("Ben", "I call old customers back within the week"),
    ]:
        cards.add_card(crew[name], board, text)


@parametrize_smallest(
    "stage", get_args(StageName), also={"collect": [LARGE], "commit": [LARGE], "commitments": [LARGE], "wins": [LARGE]}
)
async def test_frames_of_each_stage(
    in_stage: InStage, crew: Crew, stage: StageName, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    ana = in_stage("collect")
    speak(crew)
    board = cards.find_board(ana)
    lifecycle.move_to_stage(ana, "trends")
    trends.new_trend(
        ana, board, "Old customers", [card for card in cards.list_cards(ana, board) if card.member_id == 2]
    )
    commitments.commit(crew["Ben"], "Call five lapsed customers", every="week", weekday=1)
    lifecycle.move_to_stage(ana, stage)
    app = HuddleApp(ana, start="meeting")
    async with app.run_test(size=size) as pilot:
        await idle(pilot)
        assert frame(app) == snapshot


@pytest.mark.parametrize("size", [SMALL], ids=str)
async def test_frame_without_a_meeting(crew: Crew, size: tuple[int, int], snapshot: SnapshotAssertion) -> None:
    app = HuddleApp(crew["Ana"], start="meeting")
    async with app.run_test(size=size) as pilot:
        await idle(pilot)
        assert frame(app) == snapshot


async def test_a_whole_meeting_with_the_keys(crew: Crew, clock: FrozenClock) -> None:
    """From nothing to a closed meeting with a win, a goal, cards, a trend, a commitment and the next host."""
    ana = crew["Ana"]
    app = HuddleApp(ana, start="meeting")
    async with app.run_test(size=(100, 28)) as pilot:

        async def keys(*pressed: str) -> None:
            await pilot.press(*pressed)
            await idle(pilot)

        await idle(pilot)
        await keys("enter", *"weekly", "enter")
        await keys("a", *"Won Kessler", "enter", "escape")
        await keys("n", "n", "n")
        await keys("e", *"Twelve new customers", "enter")
        await keys("k")
        await keys("n")
        await keys("a", *"Ring ten people", "enter", *"Visit two", "enter", "escape")
        speak(crew)
        await keys("n")
        assert "6 cards" in frame(app)
        board = cards.find_board(ana)
        trends.new_trend(ana, board, "Calls", [card for card in cards.list_cards(ana, board) if "Ring" in card.text])
        await keys()
        assert "Calls" in frame(app)
        await keys("n")
        await keys("enter", *"visit", "enter")
        await keys("tab", *"every friday", "enter")
        assert "1 of 4 have committed" in frame(app)
        await keys("n", "n")
        assert "Ben Okafor hosts next" in frame(app)
        await keys("n", "enter")
        assert "No meeting is running" in frame(app)

    (held,) = lifecycle.list_started_meetings(ana)
    assert held.status == "closed"
    assert held.next_host_id == crew.members["Ben"].id
    (promise,) = queries.list_commitments(ana)
    assert (promise.text, promise.every, promise.weekday) == ("Visit two", "week", 5)
    assert [card.text for card in ana.all(type(collect_card(ana)), "board_id = 1")] == ["Won Kessler"]
    assert goals.team_goal(ana) is not None
    assert rotation.turn_history(ana)[-1].outcome == "hosted"


def collect_card(session: Session):  # type: ignore[no-untyped-def]
    """Any card: its model is what `Session.all` is asked for."""
    from core.models import Card

    return session.all(Card)[0]


async def test_keys_pressed_before_the_stage_is_there_are_not_lost(
    in_stage: InStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = in_stage("collect")
    there = asyncio.Event()
    swap = StageContainer._swap

    async def late(container: StageContainer) -> None:
        await there.wait()
        await swap(container)

    monkeypatch.setattr(StageContainer, "_swap", late)
    app = HuddleApp(ana, start="meeting")
    async with app.run_test(size=(100, 28)) as pilot:
        await pilot.press("a", *"Ring ten")
        assert "COLLECT" in frame(app)
        assert "Ring ten" not in frame(app)
        there.set()
        await idle(pilot)
        assert "Ring ten" in frame(app)
        await pilot.press("enter")
        await idle(pilot)
        assert [card.text for card in cards.list_cards(ana, cards.find_board(ana))] == ["Ring ten"]


async def test_every_screen_follows_the_host(in_stage: InStage, crew: Crew) -> None:
    ana = in_stage("wins")
    app = HuddleApp(crew["Jon"], start="meeting")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        lifecycle.move_to_stage(ana, "collect")
        await idle(pilot)
        assert "COLLECT" in frame(app)
        await pilot.press("left")
        await idle(pilot)
        assert "‹goal›" in frame(app)
        lifecycle.move_to_stage(ana, "trends")
        await idle(pilot)
        assert "‹goal›" in frame(app), "who looks elsewhere is left there"
        await pilot.press("f")
        await idle(pilot)
        assert "‹goal›" not in frame(app)
        assert "TRENDS" in frame(app)


async def test_a_presenter_remote_moves_the_hosts_meeting_by_its_page_keys_alone(in_stage: InStage, crew: Crew) -> None:
    ana = in_stage("wins")
    names = list(get_args(StageName))
    board = cards.find_board(ana, "accountabilities")
    app = HuddleApp(ana, start="meeting")
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        for key, stages in (("pagedown", names[1:]), ("pageup", names[-2::-1])):
            for name in stages:
                await pilot.press("b", "full_stop", "f5", key)
                await idle(pilot)
                meeting = lifecycle.require_open_meeting(ana)
                assert lifecycle.current_stage(ana, meeting).name == name
                if name == "collect" and key == "pagedown":
                    cards.add_card(ana, board, "Call five")
                if name == "trends" and key == "pagedown":
                    for number in range(30):  # more than the list shows: it could scroll
                        trends.new_trend(ana, board, f"Trend {number}")
                    await idle(pilot)
        for key in ("right", "left"):
            await pilot.press(key)
            await idle(pilot)
        assert lifecycle.current_stage(ana, lifecycle.require_open_meeting(ana)).name == "wins"
    ben = HuddleApp(crew["Ben"], start="meeting")
    async with ben.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        await pilot.press("pagedown", "pageup", "n", "b")
        await idle(pilot)
        assert lifecycle.current_stage(ana, lifecycle.require_open_meeting(ana)).name == "wins"


async def test_only_the_host_moves_the_meeting(in_stage: InStage, crew: Crew) -> None:
    ana = in_stage("wins")
    app = HuddleApp(crew["Jon"], start="meeting")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await pilot.press("n", "pagedown", "pageup")
        await idle(pilot)
        assert lifecycle.current_stage(ana, lifecycle.require_open_meeting(ana)).name == "wins"
        await pilot.press(*option("Take over"))
        await pilot.press("enter")
        await idle(pilot)
        await pilot.press("n")
        await idle(pilot)
        now = lifecycle.require_open_meeting(ana)
        assert lifecycle.current_stage(ana, now).name == "numbers"
        assert now.host_id == crew.members["Jon"].id


async def test_a_question_about_the_goal_is_seen_by_host_and_leader_alone(in_stage: InStage, crew: Crew) -> None:
    in_stage("goal")
    app = HuddleApp(crew["Lea"], start="meeting")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await pilot.press("x", *"which Ruhr?", "enter")
        await idle(pilot)
        assert "which Ruhr?" in frame(app)
    for name, sees in [("Ana", True), ("Ben", False)]:
        other = HuddleApp(crew[name], start="meeting")
        async with other.run_test(size=(100, 28)) as pilot:
            await idle(pilot)
            assert "which Ruhr?" not in frame(other)
            await pilot.press("enter", "down", "enter")
            await idle(pilot)
            assert ("which Ruhr?" in frame(other)) is sees
    assert goal_check.goal_check(crew["Ana"]).questions[0][1] == "which Ruhr?"


async def test_a_question_that_is_refused_is_still_there_to_be_shortened(in_stage: InStage, crew: Crew) -> None:
    in_stage("goal")
    app = HuddleApp(crew["Ben"], start="meeting")
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        await pilot.press("x", "enter")
        await idle(pilot)
        assert "This field can't be empty." in frame(app)
        app.screen.query_one(Input).value = "x" * 501
        await pilot.press("enter")
        await idle(pilot)
        assert app.screen.query_one(Input).value == "x" * 501
        assert "of 500 characters" in frame(app)
        await pilot.press("backspace", "enter")
        await idle(pilot)
    assert goal_check.goal_check(crew["Ana"]).questions[0][1] == "x" * 500


async def test_hidden_cards_come_with_the_reveal(in_stage: InStage, crew: Crew) -> None:
    ana = in_stage("collect")
    app = HuddleApp(ana, start="meeting")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await pilot.press(*option("Hide cards"))
        await idle(pilot)
        speak(crew)
        await idle(pilot)
        assert "lapsed" not in frame(app)
        assert "4 cards from 3 of 4 people" in frame(app)
        await pilot.press(*option("Reveal"))
        await pilot.press("enter")
        await idle(pilot)
        assert "lapsed" in frame(app)


async def test_a_terminal_that_grows_shows_more_of_what_was_said(in_stage: InStage) -> None:
    session = in_stage("collect")
    for number in range(1, 51):
        cards.add_card(session, cards.find_board(session), f"Card {number:02}")
    app = HuddleApp(session, start="meeting")
    async with app.run_test(size=(80, 16)) as pilot:
        await idle(pilot)
        assert "“Card 50”" in frame(app)
        await pilot.resize_terminal(80, 100)
        await idle(pilot)
        assert "“Card 24”" in frame(app)


async def test_what_is_typed_stays_when_one_looks_away(in_stage: InStage) -> None:
    app = HuddleApp(in_stage("collect"), start="meeting")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await pilot.press("a", *"half a li", "escape", "a")
        await idle(pilot)
        assert app.screen.query_one(Input).value == "half a li"
        assert "esc Back" in frame(app), "while one types no other key leads out"


async def test_a_long_name_of_the_host_cuts_no_word_and_nothing_is_before_the_first_stage(
    in_stage: InStage, crew: Crew
) -> None:
    ana = in_stage("wins")
    with ana.change("member.edited") as change:
        change.update(crew.members["Ana"], name="Ana-Maria Wolkenstein von Hohenberg")
    app = HuddleApp(ana, start="meeting")
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        assert "weekly meeting 1 " in frame(app)
        assert "host Ana-Maria  " in frame(app)
        assert app.screen.check_action("previous", ()) is False
        await pilot.press("n")
        await idle(pilot)
        assert app.screen.check_action("previous", ()) is True


async def test_the_cursor_begins_on_ones_own_line_unless_one_hosts(in_stage: InStage, crew: Crew) -> None:
    in_stage("commit")
    for name, begins_on in (("Ana", "Ana"), ("Ben", "Ben")):
        app = HuddleApp(crew[name], start="meeting")
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            await idle(pilot)
            assert app.screen.query_one(PickList).cursor_key == ("none", crew.members[begins_on].id)
            if name == "Ben":
                await pilot.press("up", "enter")
                await idle(pilot)
                assert "Only Ana Ruiz can do this, or the host while" in " ".join(frame(app).replace("▌", "").split())


async def test_words_typed_into_the_list_of_cards_become_the_commitment(in_stage: InStage) -> None:
    ana = in_stage("collect")
    cards.add_card(ana, cards.find_board(ana), "Visit Kessler")
    lifecycle.move_to_stage(ana, "commit")
    app = HuddleApp(ana, start="meeting")
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        await pilot.press("enter", *"Call ten shops", "enter")
        await idle(pilot)
        assert app.screen.query_one(Input).value == "Call ten shops"
        await pilot.press("enter")
        await idle(pilot)
        assert [commitment.text for commitment in queries.list_commitments(ana)] == ["Call ten shops"]


async def test_a_miss_asks_what_comes_next(in_stage: InStage, crew: Crew, clock: FrozenClock) -> None:
    ana = in_stage("commit")
    commitments.commit(crew["Ben"], "Call five lapsed customers")
    lifecycle.close_meeting(ana)
    clock.advance(days=7)
    ben = crew["Ben"]
    lifecycle.start_meeting(ben)
    lifecycle.move_to_stage(ben, "commitments")
    app = HuddleApp(ben, start="meeting")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await pilot.press("x", "enter")
        await idle(pilot)
        assert queries.list_commitments(ben)[0].status == "open", "a miss without a next step is no answer"
        await pilot.press(*"Tuesday, with Lea", "enter")
        await idle(pilot)
        missed, follows = queries.list_commitments(ben)
        assert (missed.status, missed.next_step) == ("missed", "Tuesday, with Lea")
        assert (follows.follows_id, follows.text, follows.due) == (
            missed.id,
            missed.text,
            after_miss.default_retry_day(ben),
        )
        await pilot.press("u")
        await idle(pilot)
        (again,) = queries.list_commitments(ben)
        assert again.status == "open", "all of it is one change"


async def test_two_apps_in_one_process_stay_apart(in_stage: InStage, crew: Crew) -> None:
    ana = in_stage("collect")
    first, second = HuddleApp(ana, start="meeting"), HuddleApp(crew["Lea"], start="capture")
    async with first.run_test(size=(100, 28)) as one:
        await idle(one)
        async with second.run_test(size=(80, 24)) as two:
            await idle(two)
            await two.press(*"Said by Lea", "enter")
            await idle(two)
        await idle(one)
        assert "Said by Lea" in frame(first)
        assert first.session.me.name == "Ana Ruiz"


@pytest.mark.parametrize("stage", get_args(StageName))
async def test_keys_work_after_the_meeting_was_closed_from_elsewhere(
    in_stage: InStage, crew: Crew, stage: StageName
) -> None:
    ana = in_stage(stage)
    app = HuddleApp(crew["Ben"], start="meeting")
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        lifecycle.close_meeting(ana)
        await idle(pilot)
        assert "enter Start meeting" in frame(app)
        await pilot.press("1")
        await idle(pilot)
        assert app.current_mode == "home"


async def test_a_meeting_of_another_day_is_not_started_by_one_key_too_many(in_stage: InStage, crew: Crew) -> None:
    ana = in_stage("close")
    app = HuddleApp(ana, start="meeting")
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        for key in ("n", "enter", "enter", "enter"):
            await pilot.press(key)
            await idle(pilot)
        assert "planned for Mon 30 Nov" in frame(app)
        assert lifecycle.open_meeting_or_none(ana) is None
        await pilot.press("enter")
        await idle(pilot)
        assert lifecycle.open_meeting_or_none(ana) is not None


@pytest.mark.parametrize("stage", get_args(StageName))
async def test_a_narrow_rail_shows_where_the_meeting_is(in_stage: InStage, stage: StageName) -> None:
    app = HuddleApp(in_stage(stage), start="meeting")
    async with app.run_test(size=(60, 15)) as pilot:
        await idle(pilot)
        rail = frame(app).splitlines()[2]
        assert f" {stage.upper()}" in rail
        words = {word.rstrip("✓").lower() for word in rail.replace("…", " ").split()}
        assert words <= set(get_args(StageName)), "no stage is cut in two"

"""Another board is asked: every screen and the wall follow, and nothing that was said is lost."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from syrupy.assertion import SnapshotAssertion

from core.access.session import Session
from core.meeting import boards, cards, lifecycle
from core.models import BoardKind, StageName
from tests.conftest import Crew
from tests.tui.frames import SMALL, frame, idle, option
from tests.tui.room.test_room import on_the_wall
from tui.app import HuddleApp
from tui.capture.screen import CaptureScreen
from tui.cli import main

InStage = Callable[[StageName], Session]


async def test_two_apps_and_the_wall_follow_a_switch_by_key(in_stage: InStage, crew: Crew) -> None:
    ana = in_stage("collect")
    cards.add_card(crew["Ben"], cards.find_board(ana), "Call five lapsed customers")
    hosting = HuddleApp(ana, start="meeting")
    typing = HuddleApp(crew["Ben"], start="capture")
    wall = HuddleApp(crew.room, start="room")
    async with (
        hosting.run_test(size=(120, 40)) as pilot,
        typing.run_test(size=(80, 24)) as other,
        wall.run_test(size=(100, 28)) as room,
    ):
        for each in (pilot, other, room):
            await idle(each)
        assert "Call five lapsed" in frame(typing)
        await pilot.press(*option("Topic"))
        await idle(pilot)
        assert "1 card · current topic" in frame(hosting)
        await pilot.press(*"threats", "enter")
        for each in (pilot, other, room):
            await idle(each)
        assert "What could harm us this year?" in frame(typing)
        for app in (typing, wall):
            assert "Call five" not in frame(app)
        assert cards.find_board(ana).kind == "threats"
        await other.press(*"A rival", "enter")
        for each in (other, pilot, room):
            await idle(each)
        assert "“A rival”" in frame(hosting)
        assert on_the_wall(wall, "rival")
        boards.switch_board(ana, "accountabilities")
        for each in (pilot, other, room):
            await idle(each)
        assert "Call five lapsed" in frame(typing)
        assert "A rival" not in frame(typing)
        assert on_the_wall(wall, "lapsed")
        assert not on_the_wall(wall, "rival")


def texts(session: Session, kind: BoardKind) -> list[str]:
    return [card.text for card in cards.list_cards(session, cards.find_board(session, kind))]


async def test_what_is_being_typed_goes_to_the_board_where_it_was_begun(in_stage: InStage, crew: Crew) -> None:
    ana = in_stage("collect")
    app = HuddleApp(crew["Ben"], start="capture")
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        await pilot.press(*"Half a sen")
        boards.switch_board(ana, "strengths")
        await idle(pilot)
        assert isinstance(app.screen, CaptureScreen)
        assert app.screen.card_input.input.value == "Half a sen"
        await pilot.press(*"tence", "enter")
        await idle(pilot)
        assert texts(ana, "accountabilities") == ["Half a sentence"]
        assert app.screen.card_input.input.value == ""
        await pilot.press(*"We listen", "enter")
        await idle(pilot)
        assert texts(ana, "strengths") == ["We listen"]
        assert "Half" not in frame(app)


@pytest.mark.parametrize("size", [SMALL], ids=str)
async def test_frames_of_another_board(
    in_stage: InStage, crew: Crew, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    ana = in_stage("collect")
    board = boards.switch_board(ana, "weaknesses")
    cards.add_card(crew["Jon"], board, "Proposals take us nine days")
    app = HuddleApp(ana, start="meeting")
    async with app.run_test(size=size) as pilot:
        await idle(pilot)
        assert frame(app) == snapshot(name="collect")
        await pilot.press(*option("Topic"))
        await idle(pilot)
        assert frame(app) == snapshot(name="choosing")


async def test_the_trends_screen_follows_and_groups_each_board_by_itself(in_stage: InStage, crew: Crew) -> None:
    ana = in_stage("collect")
    cards.add_card(crew["Ben"], cards.find_board(ana), "Call five lapsed customers")
    cards.add_card(crew["Jon"], boards.switch_board(ana, "threats"), "A rival with half our price")
    lifecycle.move_to_stage(ana, "trends")
    app = HuddleApp(ana, start="trends")
    async with app.run_test(size=(120, 40)) as pilot:
        await idle(pilot)
        assert "Trends · threats" in frame(app)
        await pilot.press("space", "a", "enter")
        await idle(pilot)
        await pilot.press(*option("Topic"))
        await idle(pilot)
        await pilot.press(*"account", "enter")
        await idle(pilot)
        assert "Trends · accountabilities · 1 card, 0 sorted" in frame(app)
        assert "A rival" not in frame(app)
        boards.switch_board(ana, "threats")
        await idle(pilot)
        assert "Trends · threats · 1 card, 1 sorted" in frame(app)


async def test_only_the_host_has_the_key(in_stage: InStage, crew: Crew) -> None:
    in_stage("collect")
    app = HuddleApp(crew["Ben"], start="meeting")
    async with app.run_test(size=(120, 40)) as pilot:
        await idle(pilot)
        await pilot.press(*option("Topic"))
        await idle(pilot)
        assert "No match." in frame(app)


def test_one_says_a_card_on_any_board_from_the_shell(
    in_stage: InStage, crew: Crew, capsys: pytest.CaptureFixture[str]
) -> None:
    ana = in_stage("collect")
    words = ["--db", str(crew.path), "--as", "Ben", "say", "measures", "Time to proposal"]
    assert main(words) == 1
    assert "The host can choose it in the collect stage" in capsys.readouterr().err
    boards.switch_board(ana, "measures")
    assert main([*words, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["board_id"] == cards.find_board(ana).id

"""A member's page on the screen and in the shell."""

from __future__ import annotations

import json
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from core.conversations.one_on_one import ONE_ON_ONE
from core.metrics import metrics
from tests.conftest import Crew, FrozenClock
from tests.core.overview.test_member_page import made
from tests.tui.frames import LARGE, WIDE, frame, idle, parametrize_smallest
from tui.app import HuddleApp
from tui.cli import main
from tui.one_on_one.screen import OneOnOneScreen
from tui.team.member_page import MemberPageScreen


@parametrize_smallest("who", ["Ana", "Jon", "Lea", "Tom"], also={"Ana": [WIDE, LARGE]})
async def test_frames(
    crew: Crew, clock: FrozenClock, who: str, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    made(crew, clock)
    app = HuddleApp(crew[who])
    async with app.run_test(size=size) as pilot:
        await idle(pilot)
        app.push_screen(MemberPageScreen(crew.members["Jon"]))
        await idle(pilot)
        assert frame(app) == snapshot


async def test_from_the_one_on_one_and_back(crew: Crew, clock: FrozenClock) -> None:
    made(crew, clock)
    app = HuddleApp(crew["Ana"], start="one-on-one")
    async with app.run_test(size=(120, 40)) as pilot:
        await idle(pilot)
        await pilot.press("P")
        await idle(pilot)
        assert isinstance(app.screen, MemberPageScreen)
        await pilot.press("escape")
        await idle(pilot)
        app.push_screen(OneOnOneScreen(crew.members["Jon"]))
        await idle(pilot)
        await pilot.press("P")
        await idle(pilot)
        assert "SECRET house" in frame(app)
        depth = len(app.screen_stack)
        await pilot.press("O")  # back to the one that lies below
        await idle(pilot)
        assert isinstance(app.screen, OneOnOneScreen)
        assert len(app.screen_stack) == depth - 1
        await pilot.press("escape")
        await idle(pilot)
        app.push_screen(MemberPageScreen(crew.members["Jon"]))
        await idle(pilot)
        await pilot.press("O")
        await idle(pilot)
        assert isinstance(app.screen, OneOnOneScreen)


@pytest.mark.parametrize("key", ["enter", "P"])
async def test_from_the_team_everybody_opens_anybody_s(crew: Crew, clock: FrozenClock, key: str) -> None:
    made(crew, clock)
    for who, sees in (("Ana", True), ("Lea", False), ("Tom", False)):
        app = HuddleApp(crew[who], start="team")
        async with app.run_test(size=(120, 40)) as pilot:
            await idle(pilot)
            app.screen.picks.pick(crew.members["Jon"].id)  # type: ignore[attr-defined]
            await idle(pilot)
            await pilot.press(key)
            await idle(pilot)
            assert "Profile · Jon Weiss" in frame(app)
            assert ("SECRET" in frame(app)) is sees


async def test_one_s_own_from_me_and_from_one_s_talks(crew: Crew, clock: FrozenClock) -> None:
    made(crew, clock)
    for start in ("me", "one-on-one"):
        app = HuddleApp(crew["Jon"], start=start)
        async with app.run_test(size=(120, 40)) as pilot:
            await idle(pilot)
            await pilot.press("P")
            await idle(pilot)
            assert isinstance(app.screen, MemberPageScreen)
            assert "Profile · Jon Weiss" in frame(app)
            assert "SECRET only mine" in frame(app)


async def test_what_lands_is_shown(crew: Crew, clock: FrozenClock) -> None:
    made(crew, clock)
    app = HuddleApp(crew["Ana"])
    async with app.run_test(size=(120, 40)) as pilot:
        await idle(pilot)
        app.push_screen(MemberPageScreen(crew.members["Jon"]))
        await idle(pilot)
        assert "3 of 20" in frame(app)
        from core.metrics import entries

        entries.log_entry(crew["Jon"], metrics.find_metric(crew["Jon"], "calls"), 4)
        await idle(pilot)
        assert "7 of 20" in frame(app)


async def test_a_member_of_whom_nothing_is_known_yet(crew: Crew) -> None:
    app = HuddleApp(crew["Ana"])
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        app.push_screen(MemberPageScreen(crew.members["Lea"]))
        await idle(pilot)
        shown = frame(app)
        for words in ("No targets right now", "No open commitments", "No goals shared with you", "No one-on-one yet"):
            assert words in shown
        assert "Traceback" not in shown


async def test_whose_own_page_has_little(crew: Crew, clock: FrozenClock) -> None:
    for s, words in ((crew["Tom"], "Watchers don't have commitments"), (crew.room, "The room view has no profile")):
        app = HuddleApp(s, start="me")
        async with app.run_test(size=(80, 24)) as pilot:
            await idle(pilot)
            await pilot.press("P")
            await idle(pilot)
            assert words in frame(app)
            await pilot.press("escape")
            await idle(pilot)
            assert not isinstance(app.screen, MemberPageScreen)


# -- in the shell


@pytest.fixture
def run(crew: Crew, clock: FrozenClock, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr("core.values.clock.system_clock", clock)

    def run(who: str, *words: str) -> str:
        assert main(["--db", str(crew.path), "--as", who, *words]) == 0
        return capsys.readouterr().out

    return run


def test_the_shell_prints_it(crew: Crew, clock: FrozenClock, run: Any, snapshot: SnapshotAssertion) -> None:
    made(crew, clock)
    assert run("Ana", "member", "show", "Jon") == snapshot
    assert run("Jon", "member", "show") == snapshot
    assert run("Lea", "member", "show", "Jon") == snapshot
    page = json.loads(run("Ana", "member", "show", "Jon", "--json"))
    assert page["member"] == "Jon Weiss"
    assert [goal["text"] for goal in page["goals"]] == ["SECRET house"]
    assert [(talk["kind"], talk["with"]) for talk in page["talks"]] == [(ONE_ON_ONE, "Jon")]
    assert page["commitments"][0]["so_far"] == "3 of 20"
    assert page["support_owed"][0]["by"] == "Ana"
    assert page["next"]["command"] == "huddle one-on-one Jon"
    colleague = run("Lea", "member", "show", "Jon", "--json")
    assert "SECRET" not in colleague
    assert json.loads(colleague)["kept"] is None

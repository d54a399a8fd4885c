"""A kickoff's wall: two people at their terminals and the room, one person's goals at a time."""

from __future__ import annotations

import pytest
from syrupy.assertion import SnapshotAssertion

from core.goals import goals, kickoff_wall, personal
from core.meeting import lifecycle
from tests.conftest import Crew
from tests.tui.frames import LARGE, SMALL, frame, idle, option, parametrize_smallest
from tests.tui.room.test_room import on_the_wall
from tui.app import HuddleApp


def kicked_off(crew: Crew) -> None:
    """A kickoff in its goal stage, hosted by Ana. Ben shares one goal with all and keeps one, Jon shares two."""
    goals.set_goal(crew["Ana"], "Twelve new customers in the Ruhr territory by 31 March")
    goals.set_goal(
        crew["Ben"], "A house by 2028", level="personal", visibility="everyone", why="The boys share one room"
    )
    goals.set_goal(crew["Ben"], "Out of debt", level="personal", visibility="group")
    for text in ("Three months in New Zealand", "Run a marathon"):
        goals.set_goal(crew["Jon"], text, level="personal", visibility="everyone")
    lifecycle.start_meeting(crew["Ana"], "kickoff")


async def test_one_person_at_a_time_by_that_person_and_the_room_follows(crew: Crew) -> None:
    kicked_off(crew)
    ben, jon, room = (
        HuddleApp(crew["Ben"], start="meeting"),
        HuddleApp(crew["Jon"], start="meeting"),
        HuddleApp(crew.room, start="room"),
    )
    async with (
        ben.run_test(size=(100, 28)) as at_ben,
        jon.run_test(size=(100, 28), notifications=True) as at_jon,
        room.run_test(size=(100, 28)) as in_room,
    ):

        async def all_idle() -> None:
            for pilot in (at_ben, at_jon, in_room):
                await idle(pilot)

        await all_idle()
        assert "o Options" in frame(ben)
        assert not on_the_wall(room, "HOUSE")
        await at_ben.press(*option("my goals"))
        await all_idle()
        assert "o Options" in frame(ben)
        assert "Ben Okafor's goals are on screen" in frame(jon)
        assert on_the_wall(room, "HOUSE") or on_the_wall(room, "house")
        assert "debt" not in frame(room) + frame(jon)
        # Jon waits until Ben is done; he has no key to push him away.
        await at_jon.press(*option("goals"))
        await all_idle()
        assert "No match." in frame(jon)
        await at_jon.press("escape")
        assert kickoff_wall.member_on_wall(crew["Jon"]) == crew.members["Ben"]
        await at_ben.press(*option("my goals"))
        await all_idle()
        assert "No personal goals on screen" in frame(jon)
        await at_jon.press(*option("Show my goals"))
        await all_idle()
        assert "New Zealand" in frame(room)
        # What is taken back leaves the wall at once.
        found = personal.list_personal_goals(crew["Jon"])
        personal.set_goal_visibility(crew["Jon"], found[0], "me")
        await all_idle()
        assert "New Zealand" not in frame(room) + frame(ben)
        lifecycle.move_to_next_stage(crew["Ana"])
        await all_idle()
        assert "arathon" not in frame(room) + frame(ben)
        assert kickoff_wall.member_on_wall(crew["Ben"]) is None


async def test_the_host_clears_it_and_puts_nobody_there(crew: Crew) -> None:
    kicked_off(crew)
    kickoff_wall.take_wall(crew["Ben"])
    app = HuddleApp(crew["Ana"], start="meeting")
    async with app.run_test(size=(100, 28), notifications=True) as pilot:
        await idle(pilot)
        assert "o Options" in frame(app)
        await pilot.press(*option("Hide goals"))
        await idle(pilot)
        assert kickoff_wall.member_on_wall(crew["Ana"]) is None
        await pilot.press(*option("Show my goals"))
        await idle(pilot)
        assert [each.message[:35] for each in app._notifications] == ["None of your goals is shared with e"]


async def test_outside_a_kickoff_there_is_no_such_key(crew: Crew) -> None:
    kicked_off(crew)
    lifecycle.close_meeting(crew["Ana"])
    lifecycle.start_meeting(crew["Ana"], "weekly")
    host = lifecycle.host_of(crew["Ana"], lifecycle.require_open_meeting(crew["Ana"]))
    assert host is not None
    lifecycle.move_to_stage(crew[host.name.split()[0]], "goal")
    app = HuddleApp(crew["Ben"], start="meeting")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        assert "personal goals" not in frame(app)


@parametrize_smallest("who", ["Ben", "Jon"], also={"Ben": [LARGE]})
async def test_the_room(crew: Crew, who: str, size: tuple[int, int], snapshot: SnapshotAssertion) -> None:
    kicked_off(crew)
    kickoff_wall.take_wall(crew[who])
    app = HuddleApp(crew.room, start="room")
    async with app.run_test(size=size) as pilot:
        await idle(pilot)
        assert frame(app) == snapshot


@pytest.mark.parametrize("size", [SMALL], ids=str)
async def test_at_the_desk(crew: Crew, size: tuple[int, int], snapshot: SnapshotAssertion) -> None:
    kicked_off(crew)
    kickoff_wall.take_wall(crew["Jon"])
    app = HuddleApp(crew["Jon"], start="meeting")
    async with app.run_test(size=size) as pilot:
        await idle(pilot)
        assert frame(app) == snapshot

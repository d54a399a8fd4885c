"""A member whose role changes, who leaves, or who is taken back, with any screen open: no screen dies of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from core.access.session import Session
from core.meeting import cards, lifecycle
from core.models import Role
from core.team import members
from tests.conftest import Crew, FrozenClock
from tests.tui.frames import SMALL, frame, idle
from tests.tui.places import lived_in
from tests.tui.swallowed import no_error_is_swallowed
from tui.app import HuddleApp
from tui.places import MAIN_SCREENS, MEMBER_SCREENS, OVERLAY_SCREENS

Change = Callable[[Crew, str], object]


def becomes(role: Role) -> Change:
    def change(crew: Crew, name: str) -> None:
        members.edit_member(crew["Ana"], crew.members[name], role=role)

    return change


def leaves(crew: Crew, name: str) -> None:
    members.end_membership(crew["Ana"], crew.members[name])


def comes_back(crew: Crew, name: str, role: Role) -> None:
    if crew.members[name].id not in {member.id for member in members.list_members(crew["Ana"])}:
        members.add_member(crew["Ana"], crew.members[name].name)
    becomes(role)(crew, name)


@asynccontextmanager
async def opened(app: HuddleApp) -> AsyncIterator[Pilot[None]]:
    """Runs an app on a small terminal, and fails if anything in it does."""
    with no_error_is_swallowed():
        async with app.run_test(size=SMALL) as pilot:
            await idle(pilot)
            yield pilot


async def go(pilot: Pilot[None], crew: Crew, place: str) -> None:
    """Opens a place, alone or over home."""
    app = pilot.app
    assert isinstance(app, HuddleApp)
    while len(app.screen_stack) > 1:
        app.pop_screen()
        await idle(pilot)
    if place in MAIN_SCREENS:
        app.action_go(place)
    else:
        app.action_go("home")
        await idle(pilot)
        app.navigation.open_overlay(place, *([crew.members["Ana"]] if place in MEMBER_SCREENS else []))
    await idle(pilot)


PLACES = [*MAIN_SCREENS, *OVERLAY_SCREENS, *MEMBER_SCREENS]
CHANGES: list[Change] = [becomes("seller"), becomes("watcher"), leaves]
"""What happens to a leader while a place is open, one after the other."""


async def test_every_place_goes_on(crew: Crew, clock: FrozenClock) -> None:
    lived_in(crew, clock)
    comes_back(crew, "Lea", "leader")
    async with opened(HuddleApp(crew["Lea"])) as pilot:
        for place in PLACES:
            for change in CHANGES:
                await go(pilot, crew, place)
                change(crew, "Lea")
                await pilot.press("enter")
                await idle(pilot)
                assert frame(pilot.app).strip(), place
            comes_back(crew, "Lea", "leader")


async def test_every_stage_goes_on(crew: Crew) -> None:
    comes_back(crew, "Lea", "leader")
    lifecycle.start_meeting(crew["Ana"])
    lifecycle.take_over(crew["Ana"])
    meeting = lifecycle.require_open_meeting(crew["Ana"])
    async with opened(HuddleApp(crew["Lea"], start="meeting")) as pilot:
        for stage in [step.name for step in lifecycle.list_stages(crew["Ana"], meeting)]:
            lifecycle.move_to_stage(crew["Ana"], stage)
            await idle(pilot)
            for change in CHANGES:
                change(crew, "Lea")
                await pilot.press("a", "escape")
                await idle(pilot)
                assert frame(pilot.app).strip(), stage
            comes_back(crew, "Lea", "leader")


async def test_who_leaves_by_themself_may_go_on_looking(crew: Crew, clock: FrozenClock) -> None:
    lived_in(crew, clock)
    members.edit_member(crew["Ana"], crew.members["Lea"], role="leader")
    async with opened(HuddleApp(crew["Ana"], start="team")) as pilot:
        leaves(crew, "Ana")
        await idle(pilot)
        for place in PLACES:
            await go(pilot, crew, place)
            assert frame(pilot.app).strip(), place


async def test_who_has_left_is_told_on_each_screen_and_shown_nothing_new(crew: Crew) -> None:
    lifecycle.start_meeting(crew["Ana"])
    lifecycle.take_over(crew["Ana"])
    lifecycle.move_to_stage(crew["Ana"], "collect")
    board = cards.find_board(crew["Ana"])
    async with opened(HuddleApp(crew["Lea"], start="meeting")) as pilot:
        cards.add_card(crew["Jon"], board, "said before")
        await idle(pilot)
        assert "said before" in frame(pilot.app)
        leaves(crew, "Lea")
        await idle(pilot)
        cards.add_card(crew["Jon"], board, "said afterwards")
        await idle(pilot)
        for key in ("f1", "escape", "1", "6", "2"):
            await pilot.press(key)
            await idle(pilot)
            assert "You have left the team" in frame(pilot.app), key
            assert "huddle member add NAME" in " ".join(frame(pilot.app).split()), key
        assert "said before" in frame(pilot.app)
        assert "said afterwards" not in frame(pilot.app)
        comes_back(crew, "Lea", "seller")
        await idle(pilot)
        for key in ("1", "2"):
            await pilot.press(key)
            await idle(pilot)
            assert "You have left the team" not in frame(pilot.app)
        assert "said afterwards" in frame(pilot.app)


async def test_who_had_left_before_is_told_at_once(crew: Crew) -> None:
    leaves(crew, "Lea")
    async with opened(HuddleApp(crew["Lea"])) as pilot:
        assert "You have left the team" in frame(pilot.app)


async def test_a_leader_who_leads_no_more_is_told_once(crew: Crew) -> None:
    comes_back(crew, "Lea", "leader")
    session = Session.for_member(crew.session_store, crew["Lea"].me, crew.clock)
    async with opened(HuddleApp(session)) as pilot:
        becomes("seller")(crew, "Lea")
        await idle(pilot)
        members.edit_member(crew["Ana"], crew.members["Jon"], territory="Ruhr")
        await idle(pilot)
        told = [notification.message for notification in pilot.app._notifications]
        assert [words for words in told if "no longer a leader of this team" in words] == told[:1]


async def test_who_is_no_member_any_more_reads_so_and_can_leave(crew: Crew, clock: FrozenClock) -> None:
    """As when the leader undoes adding them: their row is gone, and they have the fewest rights."""
    lived_in(crew, clock)
    zoe = members.add_member(crew["Ana"], "Zoe Zimmer", role="leader", group="North")
    session = Session.for_member(crew.session_store, zoe, clock)
    async with opened(HuddleApp(session, start="me")) as pilot:
        app = pilot.app
        assert isinstance(app, HuddleApp)
        crew["Ana"].undo("member")
        await idle(pilot)
        assert "You are no longer on this team" in frame(app)
        assert session.viewer.is_room
        await pilot.press("a", "l", "enter", "u")
        await idle(pilot)
        assert len(app.screen_stack) == 1
        for place in PLACES:
            await go(pilot, crew, place)
            assert frame(app).strip(), place
        await pilot.press("escape", "ctrl+q")

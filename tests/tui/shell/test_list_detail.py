"""The base of list-and-detail screens: what it shows anew and when, its cursor, its undo, and its cover."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

import pytest
from textual.binding import Binding
from textual.pilot import Pilot
from textual.widget import Widget

from core.goals import goals
from core.meeting import lifecycle
from core.models import Member
from core.team import members
from tests.conftest import Crew
from tests.tui.frames import frame, idle
from tui.app import HuddleApp
from tui.shell.actions import Action, ActionTable
from tui.shell.confirm import ConfirmScreen
from tui.shell.list_detail import SIDE, VAST, ListDetailScreen, beside, only_beside
from tui.widgets.detail_pane import DetailPane
from tui.widgets.fact_list import Fact
from tui.widgets.pick_list import Pick, PickList


class People(ListDetailScreen[Member]):
    """The members by name, each with their role beside them."""

    TABLES = frozenset({"member"})
    UNDO_FAMILIES = ("member",)
    BINDINGS = [
        Binding("a", "add", "Add", id="people.add"),
        Binding("r", "rename", "Rename", id="people.rename"),
        Binding("u", "undo", "Undo", id="people.undo"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.detail = DetailPane()
        self.times_shown = 0

    def compose_body(self) -> Iterable[Widget]:
        yield beside(self.picks, self.detail)

    def make_actions(self) -> ActionTable:
        return {
            **super().make_actions(),
            "add": Action(self._add, lambda: self.session.viewer.is_leader),
            "rename": Action(lambda: None, lambda: self.selected is not None and self.selected.name != "Ben Okafor"),
        }

    def show_list(self) -> None:
        self.times_shown += 1
        self.top_line.left = "PEOPLE"
        people = {person.id: person for person in members.list_members(self.session)}
        picks = [Pick("all", "Everybody", heading=True), *(Pick(key, one.name) for key, one in people.items())]
        self.set_rows(picks, people, empty="Nobody", start_at=self.session.viewer.member_id)

    def show_detail(self) -> None:
        person = self.selected
        self.detail.set_detail(person.name if person else "", [Fact(f"a {person.role}")] if person else [])

    def _add(self) -> None:
        self.run_change(members.add_member, self.session, "Zoe Zimmer", then=lambda person: self.follow(person.id))


class PrivatePeople(People):
    IS_PRIVATE = True


@asynccontextmanager
async def shown(crew: Crew, name: str, screen: People, size: tuple[int, int] = (100, 20)) -> AsyncIterator[Pilot[None]]:
    app = HuddleApp(crew[name], start="team")
    async with app.run_test(size=size) as pilot:
        await idle(pilot)
        app.push_screen(screen)
        await idle(pilot)
        yield pilot


async def test_the_list_has_the_focus_and_the_details_follow_the_cursor(crew: Crew) -> None:
    screen = People()
    async with shown(crew, "Ben", screen) as pilot:
        assert isinstance(pilot.app.focused, PickList)
        assert screen.selected == crew.members["Ben"]
        assert "a seller" in frame(pilot.app)
        assert "r Rename" not in frame(pilot.app)
        await pilot.press("home")
        assert screen.selected is not None
        assert screen.selected.role == "leader"
        assert "a leader" in frame(pilot.app)
        assert "r Rename" in frame(pilot.app)
        assert "a Add" not in frame(pilot.app)


async def test_only_changes_of_its_tables_show_it_anew(crew: Crew) -> None:
    screen = People()
    async with shown(crew, "Ben", screen) as pilot:
        before = screen.times_shown
        goals.set_goal(crew["Ana"], "Twelve new customers")
        await idle(pilot)
        assert screen.times_shown == before
        members.add_member(crew["Ana"], "Yan Young")
        await idle(pilot)
        assert screen.times_shown == before + 1
        assert screen.selected == crew.members["Ben"]
        await pilot.resize_terminal(80, 20)
        await idle(pilot)
        assert screen.times_shown > before + 1


async def test_the_cursor_follows_what_was_added_and_undo_takes_it_back(crew: Crew) -> None:
    screen = People()
    async with shown(crew, "Ana", screen) as pilot:
        could_undo = screen.can_undo
        await pilot.press("a")
        await idle(pilot)
        assert screen.selected is not None
        assert screen.selected.name == "Zoe Zimmer"
        assert screen.can_undo
        await pilot.press("u")
        await idle(pilot)
        assert "Zoe" not in frame(pilot.app)
        assert screen.can_undo == could_undo


class PeopleOnly(People):
    """The members, with details that only the widest screens have room for."""

    def compose_body(self) -> Iterable[Widget]:
        yield only_beside(self.picks, self.detail)


@pytest.mark.parametrize("size", [(SIDE - 1, 20), (SIDE, 20)])
async def test_details_are_beside_the_list_or_below_it(crew: Crew, size: tuple[int, int]) -> None:
    screen = People()
    async with shown(crew, "Ana", screen, size):
        is_beside = screen.detail.region.x > screen.picks.region.x
        assert is_beside == (size[0] >= SIDE)
        assert (screen.detail.region.y > screen.picks.region.y) != is_beside


@pytest.mark.parametrize("width", [80, 100, SIDE, VAST - 1, VAST, 200])
async def test_a_second_column_is_there_where_it_has_room(crew: Crew, width: int) -> None:
    screen = PeopleOnly()
    async with shown(crew, "Ana", screen, (width, 20)) as pilot:
        assert ("a leader" in frame(pilot.app)) == (width >= VAST)
        assert screen.picks.region.right == (screen.detail.region.x if width >= VAST else width)
        assert screen.list_width == screen.picks.outer_size.width or width < VAST


async def test_a_second_column_comes_and_goes_with_the_size_of_the_terminal(crew: Crew) -> None:
    screen = PeopleOnly()
    async with shown(crew, "Ana", screen, (200, 60)) as pilot:
        for width, is_there in ((80, False), (200, True), (120, False)):
            await pilot.resize_terminal(width, 30)
            await idle(pilot)
            assert ("a leader" in frame(pilot.app)) == is_there


async def test_a_second_column_never_takes_the_focus(crew: Crew) -> None:
    async with shown(crew, "Ana", PeopleOnly(), (200, 60)) as pilot:
        for key in ("tab", "tab", "shift+tab"):
            await pilot.press(key)
            await idle(pilot)
            assert isinstance(pilot.app.focused, PickList)
        await pilot.click(DetailPane, offset=(2, 2))
        await idle(pilot)
        assert isinstance(pilot.app.focused, PickList)


async def test_escape_closes_it(crew: Crew) -> None:
    screen = People()
    async with shown(crew, "Ana", screen) as pilot:
        await pilot.press("escape")
        await idle(pilot)
        assert not screen.is_attached


async def test_a_private_screen_shows_nothing_to_the_host_until_confirmed(crew: Crew) -> None:
    lifecycle.start_meeting(crew["Ana"])
    screen = PrivatePeople()
    async with shown(crew, "Ana", screen) as pilot:
        assert isinstance(pilot.app.screen, ConfirmScreen)
        assert "Ben Okafor" not in frame(pilot.app)
        assert screen.times_shown == 0
        assert screen.confirmed_meeting_id is None
        await pilot.press("down", "enter")
        await idle(pilot)
        assert "Ben Okafor" in frame(pilot.app)
        assert isinstance(pilot.app.focused, PickList)
        assert screen.confirmed_meeting_id == lifecycle.require_open_meeting(crew["Ana"]).id


async def test_a_private_screen_closes_when_it_is_projected(crew: Crew) -> None:
    lifecycle.start_meeting(crew["Ana"])
    screen = PrivatePeople()
    async with shown(crew, "Ana", screen) as pilot:
        await pilot.press("enter")
        await idle(pilot)
        assert not screen.is_attached
        assert screen.times_shown == 0


async def test_a_private_screen_is_covered_when_a_meeting_begins(crew: Crew) -> None:
    screen = PrivatePeople()
    async with shown(crew, "Ana", screen) as pilot:
        assert "Ben Okafor" in frame(pilot.app)
        lifecycle.start_meeting(crew["Ana"])
        await idle(pilot)
        assert isinstance(pilot.app.screen, ConfirmScreen)
        assert "PEOPLE" not in frame(pilot.app)
        assert "Okafor" not in frame(pilot.app)


async def test_a_private_screen_is_open_to_who_does_not_host(crew: Crew) -> None:
    lifecycle.start_meeting(crew["Ana"])
    assert crew.members["Jon"].id != lifecycle.require_open_meeting(crew["Ana"]).host_id
    async with shown(crew, "Jon", PrivatePeople()) as pilot:
        assert "Ben Okafor" in frame(pilot.app)

"""Team: people by group, who is here, and who hosts when and why; only what one may do is a key."""

from __future__ import annotations

import pytest
from syrupy.assertion import SnapshotAssertion
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from core.hosting import rotation
from core.meeting import lifecycle
from core.models import Member
from core.team import group_records, groups, members
from tests.conftest import Crew, FrozenClock
from tests.tui.frames import LARGE, SMALL, choose, choose_option, frame, idle, parametrize_smallest
from tests.tui.places import lived_in
from tui.app import HuddleApp


@parametrize_smallest("who", ["Ana", "Jon"], also={"Ana": [LARGE]})
async def test_frames_between_meetings(
    crew: Crew, clock: FrozenClock, who: str, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    lived_in(crew, clock)
    members.edit_member(crew["Ana"], crew.members["Ben"], kind="hunter", territory="Ruhr")
    groups.set_scribe(crew["Ben"], group_records.find_group(crew["Ben"], "North"), crew.members["Ben"])
    app = HuddleApp(crew[who], start="team")
    async with app.run_test(size=size) as pilot:
        await idle(pilot)
        assert frame(app) == snapshot


@pytest.mark.parametrize("size", [SMALL], ids=str)
async def test_frames_in_a_meeting(crew: Crew, size: tuple[int, int], snapshot: SnapshotAssertion) -> None:
    lifecycle.start_meeting(crew["Ana"])
    lifecycle.set_attendance(crew["Ana"], crew.members["Lea"], False)
    app = HuddleApp(crew["Ana"], start="team")
    async with app.run_test(size=size) as pilot:
        await idle(pilot)
        assert frame(app) == snapshot


async def press(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await idle(pilot)


async def type_in(pilot: Pilot[None], words: str) -> None:
    """Into the field that has the focus, then Enter."""
    field = pilot.app.focused
    assert isinstance(field, Input)
    field.value = words
    await press(pilot, "enter")


def person(crew: Crew, name: str) -> Member:
    return members.find_member(crew["Ana"], name)


async def test_a_new_member_and_a_name_that_is_taken(crew: Crew) -> None:
    app = HuddleApp(crew["Ana"], start="team")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await press(pilot, "a")
        await type_in(pilot, "Ben Okafor")
        assert "is already a member. Edit with: huddle member edit" in frame(app)
        assert app.screen.query_one(Input).value == "Ben Okafor"
        await type_in(pilot, "Mia Lindqvist")
        assert "No group" in frame(app)
        assert "▸     Mia Lindqvist" in frame(app)
        await press(pilot, "u")
        assert "Mia" not in frame(app)


async def test_pasted_names_are_people_of_their_own_or_nobody_joins(crew: Crew) -> None:
    ana = crew["Ana"]
    app = HuddleApp(ana, start="team")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await pilot.press("a")
        app.post_message(events.Paste("Mia Voss\nBen Okafor\n"))
        await idle(pilot)
        assert app.screen.query_one(Input).value == "Mia Voss; Ben Okafor"
        await pilot.press("enter")
        await idle(pilot)
        assert "Ben Okafor is already a member" in frame(app)
        assert "Mia Voss" not in [member.name for member in members.list_members(ana)]
        await pilot.press(*["backspace"] * len("Ben Okafor"), *"Tim Berg", "enter")
        await idle(pilot)
        assert {"Mia Voss", "Tim Berg"} <= {member.name for member in members.list_members(ana)}


async def test_names_with_commas_between_them_are_people_of_their_own(crew: Crew) -> None:
    app = HuddleApp(crew["Ana"], start="team")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await pilot.press("a", *"Mia Voss, Tim and Rosa", "enter")
        await idle(pilot)
        assert {"Mia Voss", "Tim", "Rosa"} <= {member.name for member in members.list_members(crew["Ana"])}
        assert [note.message for note in app._notifications] == ["Mia Voss, Tim and Rosa added."]


async def test_editing_keeps_what_was_typed_when_it_is_refused(crew: Crew) -> None:
    app = HuddleApp(crew["Ana"], start="team")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await press(pilot, "down", "e")
        app.screen.query_one("#form-name", Input).value = "Benjamin Okafor"
        app.screen.query_one("#form-kind", Input).value = "fisher"
        await press(pilot, "enter")
        assert "“fisher” is not a valid kind" in frame(app)
        assert app.screen.query_one("#form-name", Input).value == "Benjamin Okafor"
        app.screen.query_one("#form-kind", Input).value = "hunter"
        await press(pilot, "enter")
        assert person(crew, "Benjamin Okafor").kind == "hunter"


async def test_members_change_themselves_and_nobody_else(crew: Crew) -> None:
    app = HuddleApp(crew["Jon"], start="team")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        assert "▸     Jon Weiss" in frame(app)
        assert "e Edit" in frame(app)
        await press(pilot, "up")
        assert "e Edit" not in frame(app)
        await press(pilot, "e", "a", "d")
        assert not app.screen.query(Input)
        await press(pilot, "o")
        assert not app.screen.query(Input)
        await press(pilot, "down")
        await press(pilot, "e")
        assert not app.screen.query("#form-name")
        app.screen.query_one("#form-territory", Input).value = "Rhine"
        await press(pilot, "enter")
        assert person(crew, "Jon").territory == "Rhine"


async def test_into_another_group_and_a_new_one(crew: Crew) -> None:
    app = HuddleApp(crew["Ana"], start="team")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await press(pilot, "down", "m")
        await type_in(pilot, "south")
        assert person(crew, "Ben").group_id == person(crew, "Jon").group_id
        assert "▸     Ben Okafor" in frame(app)  # the cursor went along
        await press(pilot, "m")
        await type_in(pilot, "new")
        await type_in(pilot, "East")
        assert group_records.find_group(crew["Ana"], "East").id == person(crew, "Ben").group_id


async def test_scribe_and_nobody_again(crew: Crew) -> None:
    app = HuddleApp(crew["Ana"], start="team")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await press(pilot, "down")
        await choose_option(pilot, "scribe")
        assert "Ben Okafor, scribe" in frame(app)
        await press(pilot, "o")
        assert "Scribe" in frame(app)
        assert "on" in frame(app)
        await choose(pilot, "scribe")
        assert "scribe" not in frame(app).split("Lea")[0]


async def test_splitting_asks_first_and_is_taken_back(crew: Crew) -> None:
    app = HuddleApp(crew["Ana"], start="team")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await choose_option(pilot, "split")
        assert "Split 4 people into 1 group of 4?" in frame(app)
        await press(pilot, "escape")
        assert len(group_records.list_groups(crew["Ana"])) == 2
        await choose_option(pilot, "split")
        await press(pilot, "enter")
        assert [group.name for group in group_records.list_groups(crew["Ana"])] == ["North"]
        await press(pilot, "u")
        assert person(crew, "Jon").group_id != person(crew, "Ana").group_id


async def test_here_and_away_while_a_meeting_is_on(crew: Crew) -> None:
    app = HuddleApp(crew["Ben"], start="team")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        assert "space Here" not in frame(app)
        lifecycle.start_meeting(crew["Ana"])
        await idle(pilot)
        assert "5 of 5 here" in frame(app)
        await press(pilot, "down", "space")
        assert "▸ ○   Jon Weiss" in frame(app)
        assert "4 of 5 here" in frame(app)
        await press(pilot, "space")
        assert "▸ ●   Jon Weiss" in frame(app)


async def test_who_is_alone_in_a_round_has_nobody_to_swap_with(crew: Crew) -> None:
    lifecycle.start_meeting(crew["Ana"])  # Ana hosts it, so she alone hosts in round 2
    app = HuddleApp(crew["Ana"], start="team")
    async with app.run_test(size=(100, 28), notifications=True) as pilot:
        await idle(pilot)
        await choose_option(pilot, "swap")
        assert "No one else hosts in round 2" in " ".join(frame(app).split())


async def test_turns_are_swapped_and_skipped_with_a_reason(crew: Crew) -> None:
    ana = crew["Ana"]
    app = HuddleApp(ana, start="team")
    async with app.run_test(size=(140, 40)) as pilot:
        await idle(pilot)
        assert "Ana Ruiz · hosts next" in frame(app)
        await choose_option(pilot, "swap")
        await type_in(pilot, "Jon")
        assert [place.member.name.split()[0] for place in rotation.coming_hosts(ana)] == ["Jon", "Ben", "Ana", "Lea"]
        await press(pilot, "down")
        await choose_option(pilot, "skip")
        await type_in(pilot, "on parental leave")
        assert "skipped in round 1 (on parental leave)" in " ".join(frame(app).split())
        assert rotation.turn_history(ana)[0].reason == "on parental leave"
        await press(pilot, "u", "u")
        assert [place.member.name.split()[0] for place in rotation.coming_hosts(ana)] == ["Ana", "Ben", "Jon", "Lea"]


async def test_who_leaves_is_asked_about_first(crew: Crew) -> None:
    app = HuddleApp(crew["Ana"], start="team")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await press(pilot, "down", "d")
        assert "Remove Ben Okafor from the team today?" in frame(app)
        await press(pilot, "enter")
        assert "Ben" not in frame(app)
        assert "4 people" in frame(app)


@pytest.mark.parametrize("who", ["Tom", "room"])
async def test_who_only_looks_has_no_keys_for_others(crew: Crew, who: str) -> None:
    app = HuddleApp(crew.room if who == "room" else crew[who], start="team")
    async with app.run_test(size=(140, 28)) as pilot:
        await idle(pilot)
        await press(pilot, "home")
        keys = frame(app).splitlines()[-1]
        assert "▸     Ana Ruiz, leader" in frame(app)
        for key in ("Add", "Edit", "Move", "Options", "Undo"):
            assert key not in keys

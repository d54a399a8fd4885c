"""Home: what each one sees at a glance, and nothing that is not for them."""

from __future__ import annotations

import pytest
from syrupy.assertion import SnapshotAssertion

from core.commitments import commitments
from core.meeting import goal_check, lifecycle
from core.metrics import entries, metrics
from core.models import Commitment, Group
from core.settings.settings import LoadedSettings, Settings
from tests.conftest import Crew, FrozenClock
from tests.tui.frames import LARGE, MIDDLE, SMALL, frame, idle, parametrize_smallest, show_private_parts, until
from tests.tui.places import lived_in
from tui.app import HuddleApp
from tui.home.screen import HomeScreen
from tui.outcomes.swot import SwotScreen
from tui.services.preferences import Preferences

pytestmark = pytest.mark.days


@parametrize_smallest("who", ["Ana", "Ben", "Tom"], also={"Ana": [MIDDLE, LARGE]})
async def test_frames(
    crew: Crew, clock: FrozenClock, who: str, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    lived_in(crew, clock)
    app = HuddleApp(crew[who])
    async with app.run_test(size=size) as pilot:
        await idle(pilot)
        assert frame(app) == snapshot


@pytest.mark.parametrize("size", [SMALL], ids=str)
async def test_frames_of_a_new_team(crew: Crew, size: tuple[int, int], snapshot: SnapshotAssertion) -> None:
    app = HuddleApp(crew["Ana"])
    async with app.run_test(size=size) as pilot:
        await idle(pilot)
        assert frame(app) == snapshot


async def test_a_leader_who_is_alone_is_told_how_the_others_come(crew: Crew, clock: FrozenClock) -> None:
    with crew["Ana"].change("member.left") as change:
        for name, member in crew.members.items():
            change.update(member, group_id=None, left_on=None if name == "Ana" else clock.now.date())
        for group in crew["Ana"].all(Group):
            change.delete(group)
    app = HuddleApp(crew["Ana"])
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        assert "You are the only member. Press 5, then a," in frame(app)


async def test_only_the_leader_sees_who_needs_them(crew: Crew) -> None:
    lifecycle.start_meeting(crew["Ana"])
    goal_check.ask_question(crew["Jon"], "which Ruhr?")
    for session, told in ((crew["Ana"], True), (crew["Ben"], False), (crew["Tom"], False), (crew.room, False)):
        app = HuddleApp(session)
        async with app.run_test(size=(100, 60)) as pilot:
            await idle(pilot)
            if told:
                await show_private_parts(pilot)
            assert ("which Ruhr?" in frame(app)) is told
            assert ("Needs you" in frame(app)) is told


async def test_watchers_and_the_room_have_nothing_called_mine(crew: Crew, clock: FrozenClock) -> None:
    lived_in(crew, clock)
    for session in (crew["Tom"], crew.room):
        app = HuddleApp(session)
        async with app.run_test(size=(100, 28)) as pilot:
            await idle(pilot)
            assert "Your commitments" not in frame(app)
            assert "won revenue" in frame(app)


async def test_esc_goes_back_to_where_one_came_from_and_then_home(crew: Crew) -> None:
    app = HuddleApp(crew["Ana"])
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        came_to = []
        # By its number one has come back as well, so the way does not go round in circles.
        for keys in (("2", "5", "escape"), ("escape",), ("2", "6", "2", "escape"), ("2", "5", "1", "escape")):
            for key in keys:
                await pilot.press(key)
                await idle(pilot)
            came_to.append(app.current_mode)
        assert came_to == ["meeting", "home", "home", "home"]


async def test_a_digit_shows_its_place_and_no_page_that_was_open_on_it(crew: Crew) -> None:
    app = HuddleApp(crew["Ana"])
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        for keys in (("W", "3", "1"), ("S", "6", "1"), ("W", "1")):
            for key in keys:
                await pilot.press(key)
                await idle(pilot)
            assert isinstance(app.screen, HomeScreen)
        await pilot.press("W", "3", "escape")
        await idle(pilot)
        assert isinstance(app.screen, SwotScreen)


async def test_enter_goes_to_the_meeting(crew: Crew) -> None:
    app = HuddleApp(crew["Ana"])
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        await pilot.press("enter")
        await idle(pilot)
        assert app.current_mode == "meeting"
        lifecycle.start_meeting(crew["Ana"])
        await pilot.press("1")
        await idle(pilot)
        assert "Now: weekly 1 · wins" in frame(app)
        assert "enter Join" in frame(app)


async def test_a_click_on_the_next_meeting_goes_there(crew: Crew) -> None:
    app = HuddleApp(crew["Ana"])
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        await pilot.click("#next")
        await idle(pilot)
        assert app.current_mode == "meeting"


async def test_what_lands_elsewhere_is_seen_at_once(crew: Crew, clock: FrozenClock) -> None:
    counted = lived_in(crew, clock)
    app = HuddleApp(crew["Ben"])
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        assert "10 of 40" in frame(app)
        entries.log_entry(crew["Ana"], counted["calls"], 7, member=crew.members["Ben"])
        commitments.commit(crew["Ben"], "Ring Kessler back")
        await idle(pilot)
        assert "17 of 40" in frame(app)
        assert "Ring Kessler back" in frame(app)


async def test_nothing_is_out_of_reach_on_a_small_terminal(crew: Crew, clock: FrozenClock) -> None:
    lived_in(crew, clock)
    for number in range(12):
        commitments.commit(crew["Ben"], f"Commitment number {number}")
    app = HuddleApp(crew["Ben"])
    async with app.run_test(size=(60, 16)) as pilot:
        await idle(pilot)
        assert "Your commitments" in frame(app)
        assert "Host rotation" not in frame(app)
        await pilot.press("end")
        await idle(pilot)
        assert "Host rotation" in frame(app)


@pytest.mark.parametrize("size", [(80, 24), (100, 28), (120, 40)], ids=str)
async def test_whoever_needs_the_leader_is_not_scrolled_for(
    crew: Crew, clock: FrozenClock, size: tuple[int, int]
) -> None:
    lived_in(crew, clock)
    ana = crew["Ana"]
    lifecycle.start_meeting(ana)
    for who in ("Ben", "Jon", "Lea"):
        goal_check.ask_question(
            crew[who], "Which towns count as the Ruhr, and does a new plant of an old customer count too?"
        )
        commitments.commit(ana, f"Sit in on two of the first calls of the week that {who} makes", due=ana.today)
    app = HuddleApp(ana)
    async with app.run_test(size=size) as pilot:
        await idle(pilot)
        await show_private_parts(pilot)
        shown = frame(app)
        assert isinstance(app.screen, HomeScreen)
        assert app.screen.scroll.max_scroll_y == 0
        for section in ("Your commitments", "Your numbers", "Your team", "Needs you"):
            assert section in shown
        assert "“Which" in shown
        assert size[1] > 30 or "more: press S" in shown
        # And every place is a key away that one sees, with what is done here below.
        *_, places, deeds = shown.splitlines()
        assert [key for key in places.split() if key.isdigit()] == list("123456")
        assert all(word in deeds for word in ("a Add commitment", "l Log", "h Add hurdle", "o Options", "0 Menu"))


@pytest.mark.parametrize(("word", "place"), [("6 Plan", "plan"), ("h Add hurdle", "home")])
async def test_both_lines_of_keys_can_be_clicked(crew: Crew, word: str, place: str) -> None:
    app = HuddleApp(crew["Ana"])
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        row = next(row for row, line in enumerate(frame(app).splitlines()) if word in line)
        await pilot.click(offset=(frame(app).splitlines()[row].index(word), row))
        await idle(pilot)
        assert app.current_mode == place
        assert (type(app.screen).__name__ == "AskScreen") is (place == "home")


async def test_silence_is_told_to_the_leader_alone(crew: Crew, clock: FrozenClock) -> None:
    lived_in(crew, clock)
    for session, told in ((crew["Ana"], True), (crew["Jon"], False), (crew["Ben"], False), (crew["Tom"], False)):
        app = HuddleApp(session)
        async with app.run_test(size=(100, 60)) as pilot:
            await idle(pilot)
            assert ("no one-on-one yet, pace" in frame(app)) is told


async def test_help_is_on_the_leader_s_home_and_on_nobody_else_s(crew: Crew) -> None:
    commitments.commit(crew["Ana"], "Write the templates", helped_member=crew.members["Jon"], due=crew["Ana"].today)
    crew.clock.advance(days=1)
    for session, told in ((crew["Ana"], True), (crew["Ben"], False), (crew["Tom"], False), (crew.room, False)):
        app = HuddleApp(session)
        async with app.run_test(size=(100, 60)) as pilot:
            await idle(pilot)
            assert ("Write the templates" in frame(app)) is told
            # Its day has passed, and the next word is Jon's.
            assert ("to confirm" in frame(app)) is told
            assert "overdue" not in frame(app)


async def test_the_one_on_ones_are_one_key_away(crew: Crew) -> None:
    app = HuddleApp(crew["Ana"])
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await pilot.press("O")
        await idle(pilot)
        assert app.current_mode == "one-on-one"


async def test_a_commitment_is_added_and_undone(crew: Crew) -> None:
    ben = crew["Ben"]
    app = HuddleApp(ben)
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        assert "No open commitments. Press a to" in frame(app)
        await pilot.press("a")
        await idle(pilot)
        assert "You commit to" in frame(app)
        assert "enter Save   tab Next   esc Cancel" in frame(app)
        await pilot.press(*"calls", "enter")
        await idle(pilot)
        assert [commitment.text for commitment in ben.all(Commitment)] == ["calls"]
        await pilot.press("u")
        await idle(pilot)
        assert ben.all(Commitment) == []


async def test_the_next_steps_are_shown_until_they_are_done_or_switched_off(crew: Crew) -> None:
    for name, hints, is_shown in (("Ana", True, True), ("Ana", False, False), ("Tom", True, False)):
        app = HuddleApp(crew[name], preferences=Preferences(LoadedSettings(Settings(hints=hints))))
        async with app.run_test(size=(100, 40)) as pilot:
            await idle(pilot)
            assert ("Getting started" in frame(app)) is is_shown
            assert ("Choose what to track" in frame(app)) is is_shown


async def test_a_step_is_ticked_as_soon_as_it_is_done(crew: Crew) -> None:
    app = HuddleApp(crew["Ana"])
    async with app.run_test(size=(100, 40)) as pilot:
        await idle(pilot)
        assert "2 of 16" in frame(app)
        metrics.add_metric(crew["Ana"], "calls", unit="calls")
        await until(pilot, lambda: "3 of 16" in frame(app))

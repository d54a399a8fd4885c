"""Me: saying what became of my commitments, logging amounts, and taking a step back."""

from __future__ import annotations

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.pilot import Pilot
from textual.widgets import Input

from core.commitments import commitments, queries
from core.models import Commitment
from core.standings import running_numbers
from core.team import members
from core.team.team import edit_team
from tests.conftest import Crew, FrozenClock
from tests.tui.frames import LARGE, choose_option, frame, idle, parametrize_smallest
from tests.tui.places import lived_in
from tui.app import HuddleApp

pytestmark = pytest.mark.days


@parametrize_smallest("who", ["Ben", "Lea", "Tom"], also={"Ben": [LARGE]})
async def test_frames(
    crew: Crew, clock: FrozenClock, who: str, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    lived_in(crew, clock)
    app = HuddleApp(crew[who], start="me")
    async with app.run_test(size=size) as pilot:
        await idle(pilot)
        assert frame(app) == snapshot


async def test_who_has_left_is_told_that_and_not_what_watchers_are(crew: Crew) -> None:
    app = HuddleApp(crew["Ben"], start="me")
    async with app.run_test(size=LARGE) as pilot:
        await idle(pilot)
        members.end_membership(crew["Ana"], crew.members["Ben"])
        await idle(pilot)
        assert "You have left the team. The leader can add you again" in frame(app)
        assert "Watchers" not in frame(app)


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


def mine(crew: Crew, text: str) -> Commitment:
    return next(c for c in queries.list_commitments(crew["Ben"], member=crew.members["Ben"]) if c.text == text)


FIRST = "Send the offer"


def with_an_offer(crew: Crew, clock: FrozenClock) -> None:
    lived_in(crew, clock)
    commitments.commit(crew["Ben"], FIRST, due=crew["Ben"].today)


async def test_kept_and_open_again_and_undone(crew: Crew, clock: FrozenClock) -> None:
    with_an_offer(crew, clock)
    app = HuddleApp(crew["Ben"], start="me")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await press(pilot, "k")
        assert mine(crew, FIRST).status == "kept"
        # The cursor stays with it, now among the closed, where it can be opened again.
        assert f"▸ ✓   {FIRST}" in frame(app)
        await choose_option(pilot, "reopen")
        assert mine(crew, FIRST).status == "open"
        await press(pilot, "u", "u")
        assert mine(crew, FIRST).status == "open"
        assert f"▸ ●   {FIRST}" in frame(app)


async def test_a_miss_asks_for_the_next_step(crew: Crew, clock: FrozenClock) -> None:
    with_an_offer(crew, clock)
    app = HuddleApp(crew["Ben"], start="me")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await press(pilot, "x")
        assert "What will you do differently?" in frame(app)
        await press(pilot, "escape")
        assert mine(crew, FIRST).status == "open"
        await press(pilot, "x")
        await type_in(pilot, "Tuesday before ten, with Lea")
        assert mine(crew, FIRST).status == "missed"
        assert "→ next: Tuesday before ten, with Lea" in frame(app)


async def test_a_new_wording_keeps_the_cursor_on_it(crew: Crew, clock: FrozenClock) -> None:
    lived_in(crew, clock)
    app = HuddleApp(crew["Ben"], start="me")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await press(pilot, "e")
        app.screen.query_one("#commit-text", Input).value = "Call six lapsed customers"
        await press(pilot, "enter")
        new = mine(crew, "Call six lapsed customers")
        assert (new.amount, new.weekday) == (5, 1)
        assert "▸ ○   Call six lapsed customers" in frame(app), "this week's is kept already"


async def test_a_new_wording_after_its_day_keeps_the_day(crew: Crew, clock: FrozenClock) -> None:
    due = crew["Ben"].today
    commitments.commit(crew["Ben"], "Send the offer", due=due)
    clock.advance(days=3)
    app = HuddleApp(crew["Ben"], start="me")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await press(pilot, "e")
        app.screen.query_one("#commit-text", Input).value = "Send both offers"
        await press(pilot, "enter")
    assert mine(crew, "Send both offers").due == due


async def test_a_commitment_that_is_refused_stays_in_its_form(crew: Crew, clock: FrozenClock) -> None:
    app = HuddleApp(crew["Ben"], start="me")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await press(pilot, "a")
        app.screen.query_one("#commit-due", Input).value = "2020-01-01"
        app.screen.query_one("#commit-text", Input).value = "Send both offers"
        await press(pilot, "enter")
        assert "1 Jan 2020 is in the past" in frame(app)
        app.screen.query_one("#commit-due", Input).value = "tomorrow"
        await press(pilot, "enter")
    assert mine(crew, "Send both offers").due is not None


async def test_something_new_is_taken_on(crew: Crew, clock: FrozenClock) -> None:
    lived_in(crew, clock)
    app = HuddleApp(crew["Ben"], start="me")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await press(pilot, "a")
        await type_in(pilot, "Ring Kessler back")
        assert mine(crew, "Ring Kessler back").member_id == crew.members["Ben"].id
        assert "▸ ○   Ring Kessler back" in frame(app)


async def test_an_amount_is_logged_and_a_slip_loses_nothing(crew: Crew, clock: FrozenClock) -> None:
    lived_in(crew, clock)
    app = HuddleApp(crew["Ben"], start="me")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await press(pilot, "l")
        await type_in(pilot, "five calls")
        # Refused: the sentence says why, and the words are still there.
        assert "is not an amount" in frame(app)
        assert app.screen.query_one(Input).value == "five calls"
        await type_in(pilot, "5 calls")
        assert running_numbers.my_numbers(crew["Ben"])[0].standing.actual == 15
        assert "15 of 40" in frame(app)
        await press(pilot, "u")
        assert "10 of 40" in frame(app)


async def test_a_target_is_set_where_there_was_none(crew: Crew, clock: FrozenClock) -> None:
    lived_in(crew, clock)
    app = HuddleApp(crew["Lea"], start="me")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await choose_option(pilot, "set a target")
        await type_in(pilot, "many calls")
        assert "is not an amount" in frame(app)
        await type_in(pilot, "40 calls week")
        assert "calls this week" in frame(app)
        await choose_option(pilot, "set a target")
        await type_in(pilot, "200k won revenue")
        assert [each.title for each in running_numbers.my_numbers(crew["Lea"])] == ["calls this week", "won revenue"]
        assert running_numbers.my_numbers(crew["Lea"])[1].standing.target == 200_000
        await press(pilot, "u")
        assert [each.title for each in running_numbers.my_numbers(crew["Lea"])] == ["calls this week"]


async def test_only_keys_that_do_something_are_shown(crew: Crew, clock: FrozenClock) -> None:
    with_an_offer(crew, clock)
    for who, shown, hidden in (
        ("Ben", {"k Kept", "x Missed", "e Edit", "a Add commitment", "l Log", "o Options"}, {"d Stop repeating"}),
        ("Lea", {"a Add commitment", "l Log", "o Options"}, {"k Kept", "x Missed", "u Undo"}),
        ("Tom", set(), {"a Add commitment", "l Log", "k Kept", "u Undo", "o Options"}),
    ):
        app = HuddleApp(crew[who], start="me")
        async with app.run_test(size=(100, 28)) as pilot:
            await idle(pilot)
            keys = frame(app).splitlines()[-1]
            assert {key for key in shown | hidden if key in keys} == shown


async def test_the_room_has_no_page(crew: Crew) -> None:
    app = HuddleApp(crew.room, start="me")
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        assert "Watchers don't have commitments." in frame(app)


async def test_help_that_one_is_owed_is_one_s_own_to_confirm(crew: Crew, clock: FrozenClock) -> None:
    ana, ben = crew["Ana"], crew["Ben"]
    help_ = commitments.commit(ana, "Write the templates", helped_member=ben.me, due=ana.today)
    app = HuddleApp(ana, start="me")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        assert "Write the templates (help for Ben)" in frame(app)
        # Whether it was given is not the leader's to say.
        assert "k Kept" not in frame(app)
        await press(pilot, "k", "x")
    assert ana.get(Commitment, help_.id) == help_
    clock.advance(days=1)
    app = HuddleApp(ben, start="me")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        shown = frame(app)
        assert "Help promised to you" in shown
        assert "1 open, 1 to confirm" in shown
        assert "Ana: Write the templates" in shown
        assert "e Edit" not in shown
        await press(pilot, "x")
        assert "What would help instead?" in frame(app)
        await press(pilot, "escape", "k")
        assert "Help promised to you" not in frame(app)
    kept = ben.get(Commitment, help_.id)
    assert kept is not None
    assert kept.status == "kept"
    for other in (crew["Jon"], crew["Tom"], crew.room):
        app = HuddleApp(other, start="me")
        async with app.run_test(size=(100, 28)) as pilot:
            await idle(pilot)
            assert "templates" not in frame(app)


async def test_charts_and_the_history_of_a_commitment_are_beside_it_on_a_wide_screen(
    crew: Crew, clock: FrozenClock
) -> None:
    edit_team(crew["Ana"], time_zone="UTC")  # the clock's: the days of the commitment are those of the team
    lived_in(crew, clock)
    before = mine(crew, "Call five lapsed customers before ten")
    commitments.reword(crew["Ben"], before, text="Call five of them before nine")
    app = HuddleApp(crew["Ben"], start="me")
    async with app.run_test(size=LARGE) as pilot:
        await idle(pilot)
        await press(pilot, "home", "down")
        shown = frame(app)
        assert "expected by now" in shown
        assert "16 Nov · weekly 1" in shown
        assert "Call five lapsed customers before ten" in shown  # as it was worded before
        assert "10 of 5" in shown
        await pilot.resize_terminal(100, 28)
        await idle(pilot)
        assert "expected by now" not in frame(app)
        assert "weekly 1" not in frame(app)

"""The one-on-one on its screens: for the leader, for the member, and for both at the same time."""

from __future__ import annotations

from datetime import date

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.pilot import Pilot
from textual.screen import ModalScreen
from textual.widgets import Input

from core.commitments import commitments, queries
from core.conversations import one_on_one
from core.conversations.one_on_one_page import load_one_on_one_page
from core.goals import goals
from core.meeting import lifecycle
from tests.conftest import Crew, FrozenClock
from tests.core.talks import brainstormed
from tests.tui.frames import LARGE, MIDDLE, SMALL, choose, choose_option, frame, idle, parametrize_smallest
from tests.tui.places import lived_in
from tui.app import HuddleApp
from tui.dialogs.options import OptionsScreen
from tui.one_on_one.overview import OneOnOnesScreen
from tui.one_on_one.screen import OneOnOneScreen
from tui.widgets.pick_list import PickList

FAST, COLD = "Every proposal within a day", "More cold calls"


async def press(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await idle(pilot)


async def type_in(pilot: Pilot[None], **fields: str) -> None:
    """Into the fields of the form, then Enter."""
    for name, words in fields.items():
        pilot.app.screen.query_one(f"#form-{name}", Input).value = words
    await press(pilot, "enter")


async def answer(pilot: Pilot[None], words: str) -> None:
    """Into the one field that is asked, then Enter."""
    pilot.app.screen.query_one(Input).value = words
    await press(pilot, "enter")


def talked(crew: Crew, clock: FrozenClock) -> None:
    """Ana and Jon have met, have something to talk about, and sit together again."""
    today = clock.now
    lived_in(crew, clock)
    ana, jon = crew["Ana"], crew["Jon"]
    clock.now = today.replace(day=12)
    one_on_one.add_to_agenda(ana, jon.me, "Pricing approval")
    one_on_one.begin(ana, jon.me)
    one_on_one.close(ana, jon.me, "More calls, fewer mails", next_on=date(2026, 11, 23))
    clock.now = today
    cards = brainstormed(crew)
    goals.set_goal(jon, "A house by 2028", level="personal", visibility="leader")
    commitments.commit_to_card(jon, cards[COLD], every="week")
    one_on_one.add_to_agenda(jon, ana.me, "Kessler's discount")
    one_on_one.add_own_note(ana, jon.me, "He is proud of the Kessler deal")
    one_on_one.add_own_note(jon, ana.me, "Ask for a day off")
    one_on_one.mark_great(ana, jon.me, cards[FAST])
    one_on_one.add_help(ana, jon.me, "Templates", card=cards[FAST], due=date(2026, 11, 27))
    one_on_one.add_help(ana, jon.me, "Join the visit at Kessler's", due=date(2026, 11, 23))
    one_on_one.add_help(jon, ana.me, "An introduction at Vossen")
    one_on_one.adjust(
        jon, ana.me, cards[COLD], worry="Does not know what to open with", text="15 calls with Lea's script",
        every="week", weekday=1,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("who", "whom", "size"),
    [
        ("Ana", "Jon", SMALL),
        ("Ana", "Jon", MIDDLE),
        ("Ana", "Jon", LARGE),
        ("Jon", "Ana", SMALL),
        ("Lea", "Ana", SMALL),
    ],
    ids=str,
)
async def test_frames(
    crew: Crew, clock: FrozenClock, who: str, whom: str, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    talked(crew, clock)
    app = HuddleApp(crew[who], start="one-on-one", make_first_screen=lambda: OneOnOnesScreen(crew.members[whom]))
    async with app.run_test(size=size) as pilot:
        await idle(pilot)
        assert isinstance(app.screen, OneOnOneScreen)
        assert frame(app) == snapshot


@parametrize_smallest("who", ["Ana", "Jon", "Tom"], also={"Ana": [MIDDLE]})
async def test_frames_of_all(
    crew: Crew, clock: FrozenClock, who: str, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    talked(crew, clock)
    app = HuddleApp(crew[who], start="one-on-one")
    async with app.run_test(size=size) as pilot:
        await idle(pilot)
        assert frame(app) == snapshot


async def test_what_belongs_to_a_one_on_one_is_beside_it_on_a_wide_screen(crew: Crew, clock: FrozenClock) -> None:
    talked(crew, clock)
    app = HuddleApp(crew["Ana"], start="one-on-one")
    async with app.run_test(size=LARGE) as pilot:
        await idle(pilot)
        await press(pilot, "home")
        shown = frame(app)
        assert "Jon's numbers" in shown
        assert "Jon: Kessler's discount" in shown
        assert "expected by now" in shown
        await press(pilot, "home", "end")
        assert "Jon's numbers" not in frame(app)


async def test_what_is_beside_a_one_on_one_is_hidden_when_a_meeting_begins(crew: Crew, clock: FrozenClock) -> None:
    talked(crew, clock)
    app = HuddleApp(crew["Ana"], start="one-on-one")
    async with app.run_test(size=LARGE) as pilot:
        await idle(pilot)
        assert "Jon's numbers" in frame(app)
        lifecycle.start_meeting(crew["Ana"])
        await idle(pilot)
        assert "Jon's numbers" not in frame(app)
        assert "Kessler's discount" not in frame(app)


@pytest.mark.parametrize("size", [SMALL, MIDDLE], ids=str)
async def test_frames_of_adjusting(
    crew: Crew, clock: FrozenClock, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    talked(crew, clock)
    app = HuddleApp(crew["Ana"], start="one-on-one", make_first_screen=lambda: OneOnOnesScreen(crew.members["Jon"]))
    async with app.run_test(size=size) as pilot:
        await idle(pilot)
        app.screen.query_one(PickList).pick(
            ("card", load_one_on_one_page(crew["Ana"], crew.members["Jon"]).cards[1].card.id)
        )
        await press(pilot, "e")
        assert frame(app) == snapshot


async def test_a_whole_one_on_one_with_the_keys(crew: Crew, clock: FrozenClock) -> None:
    brainstormed(crew)
    ana, jon = crew["Ana"], crew["Jon"]
    app = HuddleApp(ana, start="home")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await press(pilot, "O")
        assert "Not met since the 23 Nov brainstorm · 3" in frame(app)
        await press(pilot, "down", "enter")
        assert "One-on-one · Ana and Jon · not planned · first one-on-one" in frame(app)
        await press(pilot, "k")
        assert f"How will you help Jon with “{FAST}”?" in frame(app)
        await type_in(pilot, text="Templates", due="friday")
        assert "✓   Every proposal within a day" in frame(app)
        assert "Ana helps: Templates" in frame(app)
        await press(pilot, "down", "down", "e")
        assert "Twenty names every Monday" in frame(app)
        await type_in(pilot, worry="What to open with", text="15 calls", often="monday", due="someday")
        # Refused: the sentence says why, and every word is still there.
        assert "“someday” is not a date" in frame(app)
        assert app.screen.query_one("#form-worry", Input).value == "What to open with"
        await type_in(pilot, due="")
        for words in ("◐   More cold calls", "worry: What to open with", "new wording: 15 calls", "every Monday"):
            assert words in frame(app)
        await press(pilot, "a", "enter")
        await answer(pilot, "Pricing approval")
        await press(pilot, "a")
        await choose(pilot, "note")
        await answer(pilot, "He is tired")
        assert "sealed: only you can open it" in frame(app)
        await press(pilot, "n")
        await type_in(pilot, text="Calls on Mondays", next="+14")
        assert "planned, 7 Dec · last 23 Nov" in frame(app)
        assert "carried over once" in frame(app)
        await press(pilot, "escape")
        assert "Met since · 1" in frame(app)
        assert "last 23 Nov · next 7 Dec" in frame(app)
    mine = queries.list_commitments(jon, member=jon.me)
    assert [(c.text, c.every, c.weekday) for c in mine] == [("15 calls", "week", 1)]
    seen = load_one_on_one_page(jon, ana.me)
    assert seen.notes == ()
    assert seen.describe_help() == "1 open"


async def test_help_is_confirmed_by_the_helped(crew: Crew, clock: FrozenClock) -> None:
    ana, jon = crew["Ana"], crew["Jon"]
    one_on_one.add_help(jon, ana.me, "An introduction at Vossen")
    leader = HuddleApp(ana, start="one-on-one", make_first_screen=lambda: OneOnOnesScreen(jon.me))
    async with leader.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await press(pilot, "end", "a")
        await choose(pilot, "help")
        assert leader.screen.query_one("#form-text", Input).value == "An introduction at Vossen"
        await press(pilot, "enter")
        assert "Ana helps: An introduction at Vossen" in frame(leader)
        assert "k Got help" not in frame(leader)
        await press(pilot, "end", "space")
        assert "waiting for Jon to confirm" in frame(leader)
    member = HuddleApp(jon, start="one-on-one", make_first_screen=lambda: OneOnOnesScreen(ana.me))
    async with member.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await press(pilot, "end")
        assert "Did you get it? k yes, x no" in frame(member)
        await press(pilot, "x")
        await answer(pilot, "Her mail address")
        assert "not given" in frame(member)
        await press(pilot, "u", "k")
        assert "given" in frame(member)
        assert "not given" not in frame(member)
        assert "k Got help" not in frame(member)
        await press(pilot, "a")
        await choose(pilot, "help")
        assert "What help do you need from Ana?" in frame(member)
        await type_in(pilot, text="Time for the offer")
        assert "Jon asks: Time for the offer" in frame(member)


async def test_both_have_it_open_and_nothing_typed_is_lost(crew: Crew) -> None:
    brainstormed(crew)
    ana, jon = crew["Ana"], crew["Jon"]
    apps = [
        HuddleApp(ana, start="one-on-one", make_first_screen=lambda: OneOnOnesScreen(jon.me)),
        HuddleApp(jon, start="one-on-one", make_first_screen=lambda: OneOnOnesScreen(ana.me)),
    ]
    async with apps[0].run_test(size=(100, 28)) as leader, apps[1].run_test(size=(80, 24)) as member:
        await idle(leader)
        await idle(member)
        await press(leader, "n")
        await idle(member)
        assert "· now ·" in frame(apps[1])
        assert "k Great" not in frame(apps[1])
        await press(member, "a", "enter")
        apps[1].screen.query_one(Input).value = "Kessler's dis"
        await press(leader, "k")
        await type_in(leader, text="Templates")
        await idle(member)
        assert apps[1].screen.query_one(Input).value == "Kessler's dis"
        await answer(member, "Kessler's discount")
        assert "Ana helps: Templates" in frame(apps[1])
        await idle(leader)
        assert "Jon: Kessler's discount" in frame(apps[0])
        await press(member, "a")
        await choose(member, "note")
        await answer(member, "My own")
        await idle(leader)
        assert "My own" in frame(apps[1])
        assert "My own" not in frame(apps[0])


async def test_the_agenda_and_taking_back(crew: Crew) -> None:
    app = HuddleApp(crew["Jon"], start="one-on-one")
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        assert "Ana Ruiz" in frame(app)
        await press(pilot, "a")
        await answer(pilot, "Kessler's discount")
        assert "next tomorrow" in frame(app)
        await press(pilot, "w")
        await answer(pilot, "yesterday or so")
        assert "is not a date" in frame(app)
        await answer(pilot, "friday")
        assert "next Fri" in frame(app)
        await press(pilot, "enter", "end", "space")
        assert "✓   Jon: Kessler's discount" in frame(app)
        await press(pilot, "u")
        assert "●   Jon: Kessler's discount" in frame(app)
        await press(pilot, "escape", "u", "u")
        assert "no date" in frame(app)


async def test_earlier_talks_can_be_read(crew: Crew, clock: FrozenClock) -> None:
    talked(crew, clock)
    app = HuddleApp(crew["Ana"], start="one-on-one", make_first_screen=lambda: OneOnOnesScreen(crew.members["Jon"]))
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        await choose_option(pilot, "earlier")
        assert "12 Nov 2026 · More calls, fewer mails" in frame(app)
        assert "Pricing approval" in frame(app)


async def test_the_room_and_a_watcher_have_none(crew: Crew, clock: FrozenClock) -> None:
    talked(crew, clock)
    for s in (crew.room, crew["Tom"]):
        app = HuddleApp(s, start="one-on-one")
        async with app.run_test(size=(80, 24)) as pilot:
            await idle(pilot)
            await press(pilot, "enter", "a", "w", "u")
            assert "one-on-ones" in frame(app)
            assert "don't have one-on-ones" in frame(app)


async def test_what_is_asked_of_a_member_who_has_left_says_why(crew: Crew) -> None:
    app = HuddleApp(crew["Ben"], start="one-on-one", make_first_screen=lambda: OneOnOnesScreen(crew.members["Jon"]))
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        assert "Jon Weiss is not a leader" in frame(app)
        await press(pilot, "k", "a", "e", "n", "w")
        assert not app.screen.query(Input)


@pytest.mark.parametrize(
    ("who", "key", "sheet"),
    [
        ("Ana", "R", "ReviewsScreen"),
        ("Ana", "F", "FeedbackScreen"),
        ("Ana", "o", "LadderScreen"),
        ("Jon", "R", "ReviewsScreen"),
        ("Jon", "F", "FeedbackScreen"),
        ("Jon", "o", "OneOnOnesScreen"),
    ],
)
async def test_other_talks_with_the_same_person_are_one_key_away(
    crew: Crew, clock: FrozenClock, who: str, key: str, sheet: str
) -> None:
    talked(crew, clock)
    app = HuddleApp(crew[who], start="one-on-one")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await press(pilot, key)
        if isinstance(app.screen, OptionsScreen):
            await press(pilot, "1")
        if isinstance(app.screen, ModalScreen):  # a meeting is running: others may see the screen
            await press(pilot, "down", "enter")
        assert type(app.screen).__name__ == sheet

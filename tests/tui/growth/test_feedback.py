"""Feedback on its sheet: asked for, answered, offered, and read by whom its receiver chooses."""

from __future__ import annotations

import pytest
from syrupy.assertion import SnapshotAssertion

from core.conversations import conversations, feedback
from core.models import Conversation
from tests.conftest import Crew
from tests.tui.frames import SMALL, WIDE, choose, frame, idle
from tui.app import HuddleApp


def exchanged(crew: Crew) -> None:
    """Ben is asked by Jon, received some from Lea, waits for more, gave some, and may read what Lea received."""
    ana, ben, jon, lea = (crew[name] for name in ("Ana", "Ben", "Jon", "Lea"))
    feedback.ask(jon, ben.me, "How I opened the talk with Kessler last Thursday")
    talk = feedback.give(
        lea, ben.me, "You let Kessler finish, and then asked twice", "He told us about the delivery", "Ask it earlier"
    )
    feedback.set_visibility(ben, talk, "group")
    feedback.set_visibility(
        lea, feedback.give(ana, lea.me, "You called before ten on each day of the week"), "everyone"
    )
    feedback.ask(ben, lea.me, "My tone on the phone")
    feedback.give(ben, jon.me, "You waited before you named the price", "The silence made them talk")


@pytest.mark.parametrize("size", [SMALL, WIDE], ids=str)
async def test_frames(crew: Crew, size: tuple[int, int], snapshot: SnapshotAssertion) -> None:
    exchanged(crew)
    app = HuddleApp(crew["Ben"], start="me")
    async with app.run_test(size=size) as pilot:
        await idle(pilot)
        await pilot.press("F")
        await idle(pilot)
        assert frame(app) == snapshot(name="all")
        await pilot.press("enter")
        await idle(pilot)
        assert frame(app) == snapshot(name="the form")
        await pilot.press("ctrl+s")
        await idle(pilot)
        assert "What you saw can't be empty" in frame(app)
        assert "^s Send" in frame(app), "the keys stay in sight under a refusal"
        await pilot.press("escape", "down")
        await idle(pilot)
        assert frame(app) == snapshot(name="received")


async def test_an_empty_sheet_says_what_to_do(crew: Crew, snapshot: SnapshotAssertion) -> None:
    for name in ("Jon", "Tom"):
        app = HuddleApp(crew[name], start="me")
        async with app.run_test(size=(80, 24)) as pilot:
            await idle(pilot)
            app.action_page("feedback")
            await idle(pilot)
            assert frame(app) == snapshot(name=name)


async def test_one_asks_another_answers_and_the_receiver_shares_it(crew: Crew) -> None:
    asking, giving = HuddleApp(crew["Jon"], start="home"), HuddleApp(crew["Ben"], start="home")
    async with asking.run_test(size=(120, 40)) as pilot, giving.run_test(size=(80, 24)) as other:
        await idle(pilot)
        await idle(other)
        await pilot.press("F")
        await idle(pilot)
        await pilot.press("a", "enter")
        await idle(pilot)
        await pilot.press(*"ben", "enter")
        await idle(pilot)
        await pilot.press(*"My opening", "enter")
        await idle(pilot)
        assert "You asked for" in frame(asking)
        await idle(other)
        assert "asked for your feedback" in " ".join(frame(giving).split()), "it stands on the home screen"
        await other.press("F")
        await idle(other)
        await other.press("enter")
        await idle(other)
        await other.press(*"You asked", "enter", *"three times", "tab", *"He talked", "escape")
        await idle(other)
        assert "Draft saved. Press enter to continue." in frame(giving)
        await other.press("escape")
        await idle(other)
        await other.press("F")
        await idle(other)
        await other.press("enter")
        await idle(other)
        assert "three times" in frame(giving)
        await other.press("tab", "tab", *"Ask once more", "ctrl+s")
        await idle(other)
        await idle(pilot)
        (talk,) = feedback.received_feedback(crew["Jon"], crew["Jon"].me)
        assert [(point.kind, point.text) for point in conversations.list_points(crew["Jon"], talk)] == [
            ("saw", "You asked three times"), ("did", "He talked"), ("try", "Ask once more"),
        ]  # fmt: skip
        assert giving.form_drafts.read(f"feedback-answer-{talk.id}") == {}
        assert "You received" in frame(asking)
        assert "read by you both" in frame(asking)
        await pilot.press("s")
        await idle(pilot)
        await pilot.press(*"everyone", "enter")
        await idle(pilot)
        assert feedback.list_shared_with_viewer(crew["Lea"]) != []
        await pilot.press("u")
        await idle(pilot)
        assert feedback.list_shared_with_viewer(crew["Lea"]) == [], "taken back"


async def test_it_is_offered_to_who_is_under_the_cursor(crew: Crew) -> None:
    app = HuddleApp(crew["Lea"], start="team")
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        await pilot.press("home", "down", "F")
        await idle(pilot)
        assert "Feedback · Ben Okafor" in frame(app)
        await pilot.press("a")
        await idle(pilot)
        await choose(pilot, "give")
        assert "Feedback for Ben Okafor" in frame(app)
        await pilot.press(*"You waited", "ctrl+s")
        await idle(pilot)
        assert [talk.from_id for talk in feedback.received_feedback(crew["Ben"], crew["Ben"].me)] == [
            crew.members["Lea"].id
        ]


async def test_who_is_asked_may_let_it_be(crew: Crew) -> None:
    feedback.ask(crew["Jon"], crew.members["Ben"], "My opening")
    app = HuddleApp(crew["Ben"], start="me")
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        app.action_page("feedback")
        await idle(pilot)
        await pilot.press("x")
        await idle(pilot)
        assert "Decline?" in frame(app)
        await pilot.press("enter")
        await idle(pilot)
        assert crew.store.read(Conversation) == []
        assert "No feedback yet" in frame(app)


async def test_each_finds_what_they_may_read_and_nothing_else(crew: Crew) -> None:
    exchanged(crew)
    reads = {
        "Ana": {"before ten", "asked twice"},
        "Jon": {"Kessler last", "before you named", "before ten"},
        "Lea": {"My tone", "before ten", "asked twice"},
        "Tom": {"before ten"},
        "room": set(),
    }
    words = set().union(*reads.values())
    for name, may in reads.items():
        app = HuddleApp(crew.room if name == "room" else crew[name], start="me")
        async with app.run_test(size=(200, 60)) as pilot:
            await idle(pilot)
            for member_id in (None, crew.members["Ben"].id):
                app.action_page("feedback", member_id)
                await idle(pilot)
                assert {word for word in words if word in frame(app)} == may, name
                await pilot.press("escape")
                await idle(pilot)


async def test_words_to_a_question_that_was_taken_back_are_offered_instead(crew: Crew) -> None:
    feedback.ask(crew["Jon"], crew.members["Ben"], "My opening")
    app = HuddleApp(crew["Ben"], start="me")
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        app.action_page("feedback")
        await idle(pilot)
        await pilot.press("enter")
        await idle(pilot)
        await pilot.press(*"You waited")
        crew["Jon"].undo("feedback")
        await idle(pilot)
        await pilot.press("ctrl+s")
        await idle(pilot)
        assert "withdrew the request." in " ".join(frame(app).split())
        assert "You waited" in frame(app)
        await pilot.press("escape", "a")
        await idle(pilot)
        await choose(pilot, "give")
        await pilot.press(*"jon", "enter")
        await idle(pilot)
        assert "You waited" in frame(app)
        await pilot.press("ctrl+s")
        await idle(pilot)
        (talk,) = feedback.received_feedback(crew["Jon"], crew["Jon"].me)
        assert talk.about is None

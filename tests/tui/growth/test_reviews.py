"""Reviews on their screens: the calendar, one review from both sides, and nobody else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from syrupy.assertion import SnapshotAssertion

from core.conversations import reviews
from core.conversations.reviews import SkillHistory, SkillRatings
from core.metrics import metrics, targets
from core.metrics.metrics import make_private
from core.models import Commitment, Conversation, Rating, Skill
from core.values.periods import parse_period
from tests.conftest import Crew, FrozenClock
from tests.tui.frames import SMALL, WIDE, frame, idle
from tests.tui.places import lived_in
from tui.app import HuddleApp
from tui.growth.rating_dialog import RatingDialog
from tui.growth.review import ReviewScreen
from tui.growth.review_lines import describe_scores, score_chart


def rated(crew: Crew, own: int, leader: int) -> Conversation:
    """An announced review of Jon's that both have rated."""
    (review,) = reviews.announce(crew["Ana"], [crew.members["Jon"]], crew["Ana"].today, "won revenue, calls, skills")
    for skill in ("communication", "negotiation"):
        reviews.rate(crew["Jon"], review, skill, own, "OWN I ask before I offer")
        reviews.rate(crew["Ana"], review, skill, leader, "LEADER Kessler said you let him finish")
    return review


def grown(crew: Crew, clock: FrozenClock) -> Conversation:
    """Two reviews of Jon's were held, a third is going on, and Ben's and Lea's are announced."""
    lived_in(crew, clock)
    ana = crew["Ana"]
    for own, leader in ((2, 3), (3, 3)):
        reviews.close(ana, reviews.begin(ana, rated(crew, own, leader)), "A steady month")
        clock.advance(days=1)
    now = reviews.begin(ana, rated(crew, 3, 4))
    reviews.agree_step(ana, now, "Role play with Lea every Friday before the weekly meeting")
    reviews.announce(ana, [crew.members["Ben"], crew.members["Lea"]], ana.today + timedelta(days=9), "calls, skills")
    return now


@pytest.mark.parametrize("size", [SMALL, WIDE], ids=str)
async def test_frames(crew: Crew, clock: FrozenClock, size: tuple[int, int], snapshot: SnapshotAssertion) -> None:
    grown(crew, clock)
    app = HuddleApp(crew["Ana"], start="team")
    async with app.run_test(size=size) as pilot:
        await idle(pilot)
        await pilot.press("down", "down", "R")
        await idle(pilot)
        assert frame(app) == snapshot(name="calendar")
        await pilot.press("enter")
        await idle(pilot)
        assert frame(app) == snapshot(name="one")
    app = HuddleApp(crew["Ben"], start="me")
    async with app.run_test(size=size) as pilot:
        await idle(pilot)
        app.action_page("reviews")
        await idle(pilot)
        await pilot.press("enter")
        await idle(pilot)
        assert frame(app) == snapshot(name="before they meet")


async def test_it_is_announced_by_what_is_measured_anyway(crew: Crew, clock: FrozenClock) -> None:
    lived_in(crew, clock)
    app = HuddleApp(crew["Ana"], start="team")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await idle(pilot)
        await pilot.press("down", "down", "R")
        await idle(pilot)
        assert "No reviews yet. Press a to plan one." in frame(app)
        await pilot.press("a")
        await idle(pilot)
        assert "calls, won revenue, communication, negotiation" in frame(app)
        await pilot.press("down", *"yesterday", "enter")
        await idle(pilot)
        assert "is in the past" in frame(app)
        assert "Jon Weiss" in frame(app), "what was typed stays"
        for _ in "yesterday":
            await pilot.press("backspace")
        await pilot.press(*"4 dec", "enter")
        await idle(pilot)
        (review,) = reviews.list_announced(crew["Jon"])
        assert (review.held_on, review.about) == (date(2026, 12, 4), "calls, won revenue, communication, negotiation")
        assert "4 Dec" in frame(app)
        await pilot.press("u")
        await idle(pilot)
        assert reviews.list_announced(crew["Jon"]) == []


async def test_everybody_is_announced_each_by_what_is_theirs(crew: Crew, clock: FrozenClock) -> None:
    lived_in(crew, clock)
    app = HuddleApp(crew["Ana"], start="team")
    async with app.run_test(size=(120, 40)) as pilot:
        await idle(pilot)
        app.action_page("reviews")
        await idle(pilot)
        await pilot.press("a")
        await idle(pilot)
        await pilot.press("down", *"+7", "enter")
        await idle(pilot)
        assert {talk.to_id: talk.about for talk in reviews.list_announced(crew["Ana"])} == {
            crew.members["Ben"].id: "calls, won revenue, communication, negotiation",
            crew.members["Jon"].id: "calls, won revenue, communication, negotiation",
            crew.members["Lea"].id: "communication, negotiation",
        }


async def test_two_rate_meet_agree_and_close_it(crew: Crew, clock: FrozenClock) -> None:
    lived_in(crew, clock)
    ana, jon = crew["Ana"], crew["Jon"]
    (review,) = reviews.announce(ana, [jon.me], ana.today, "won revenue, calls, skills")
    leading, selling = HuddleApp(ana, start="team"), HuddleApp(jon, start="home")
    async with leading.run_test(size=(120, 40)) as pilot, selling.run_test(size=(80, 24)) as other:
        await idle(pilot)
        await idle(other)
        await pilot.press("down", "down", "R")
        await other.press("R")
        for each in (pilot, other):
            await idle(each)
            await each.press("enter")
            await idle(each)
        await other.press("enter", "2", "down", "enter", "3")
        await idle(other)
        await idle(pilot)
        assert "have rated 2 of 2 skills" in frame(selling)
        assert "Jon has rated 2 of 2 skills" in " ".join(frame(leading).split())
        assert "Jon 2" not in frame(leading), "how is not told before they meet"
        assert "Jon 3" not in frame(leading)
        await pilot.press("n")
        await idle(pilot)
        assert reviews.list_announced(ana)[0].status == "planned", "both rate before they meet"
        await pilot.press("enter", "4", "down", "enter", "4")
        await idle(pilot)
        await pilot.press("e")
        await idle(pilot)
        await pilot.press(*"You waited", "enter")
        await idle(pilot)
        await idle(other)
        assert "Ana 4" not in frame(selling)
        assert "You waited" not in frame(selling)
        await pilot.press("n")
        await idle(pilot)
        await idle(other)
        assert "you 3   Ana 4" in frame(selling)
        assert "You waited" in frame(selling), "words beside figures"
        assert "enter Rate" not in frame(leading)
        await pilot.press("enter")
        await idle(pilot)
        assert reviews.list_skill_ratings(ana, review)[1].leader is not None
        assert reviews.list_skill_ratings(ana, review)[1].leader.score == 4, "what both have seen stays"  # type: ignore[union-attr]
        await pilot.press("a")
        await idle(pilot)
        await pilot.press(*"Role play on Fridays", "enter")
        await idle(pilot)
        await idle(other)
        await other.press("end", "k")
        await idle(other)
        (taken,) = [row for row in crew.store.read(Commitment) if row.text == "Role play on Fridays"]
        assert taken.member_id == jon.me.id
        assert "committed" in frame(selling)
        await pilot.press("n")
        await idle(pilot)
        await pilot.press("ctrl+s")
        await idle(pilot)
        assert "The closing comment can't be empty" in frame(leading)
        await pilot.press(*"A steady half-year", "tab", *"+90", "ctrl+s")
        await idle(pilot)
        await idle(other)
        assert "A steady half-year" in frame(selling)
        assert "held 23 Nov 2026" in frame(selling)
        (following,) = reviews.list_announced(jon)
        assert following.held_on == ana.today + timedelta(days=90)


async def test_it_is_moved_and_rated_in_words(crew: Crew, clock: FrozenClock) -> None:
    lived_in(crew, clock)
    (review,) = reviews.announce(crew["Ana"], [crew.members["Jon"]], date(2026, 12, 4), "calls")
    app = HuddleApp(crew["Ana"], start="team")
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        await pilot.press("down", "down", "R")
        await idle(pilot)
        await pilot.press("enter")
        await idle(pilot)
        await pilot.press("enter")
        await idle(pilot)
        assert "3 meets expectations" in " ".join(frame(app).split())
        await pilot.press("9", "x")
        await idle(pilot)
        assert isinstance(app.screen, RatingDialog)
        await pilot.press("down", "enter")
        await idle(pilot)
        assert "you 4" in frame(app)
        await pilot.press("w")
        await idle(pilot)
        await pilot.press("down", *(["backspace"] * 10), *"7 dec", "enter")
        await idle(pilot)
        assert "Review · Jon Weiss · 7 Dec 2026" in frame(app)
        assert [talk.id for talk in reviews.list_announced(crew["Jon"])] == [review.id]
        await pilot.press("u")
        await idle(pilot)
        assert "4 Dec 2026" in frame(app)


async def test_words_that_were_typed_wait_while_one_looks_elsewhere(crew: Crew, clock: FrozenClock) -> None:
    grown(crew, clock)
    app = HuddleApp(crew["Ana"], start="team")
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        await pilot.press("down", "down", "R")
        await idle(pilot)
        await pilot.press("enter")
        await idle(pilot)
        await pilot.press("n")
        await idle(pilot)
        await pilot.press(*"Half a thought", "escape", "escape", "escape")
        await idle(pilot)
        await pilot.press("R")
        await idle(pilot)
        await pilot.press("enter")
        await idle(pilot)
        await pilot.press("n")
        await idle(pilot)
        assert "Half a thought" in frame(app)
        app.form_drafts.pending_save().result()
        again = HuddleApp(crew["Ana"], start="team")  # as after a crash: the other was never left
        assert (
            again.form_drafts.read(f"review-{reviews.list_announced(crew['Ana'])[0].id}")["words"] == "Half a thought"
        )


@pytest.mark.parametrize("name", ["Ben", "Lea", "Tom", "room"])
async def test_nobody_else_sees_any_of_it(crew: Crew, clock: FrozenClock, name: str) -> None:
    review = grown(crew, clock)
    s = crew.room if name == "room" else crew[name]
    app = HuddleApp(s, start="me")
    async with app.run_test(size=(120, 40)) as pilot:
        await idle(pilot)
        for member in ("Jon", "Ben"):
            app.action_page("reviews", crew.members[member].id)
            await idle(pilot)
            assert "Role play" not in frame(app)
            assert "Jon" not in frame(app)
            await pilot.press("escape")
            await idle(pilot)
        await app.push_screen(ReviewScreen(review.id))
        await idle(pilot)
        assert "This review is private or was removed" in frame(app)
        for secret in ("OWN", "LEADER", "Role play", "70.3k", "Jon"):
            assert secret not in frame(app)


async def test_what_is_private_is_not_among_the_leader_s_figures(crew: Crew, clock: FrozenClock) -> None:
    lived_in(crew, clock)
    meditation = metrics.add_metric(crew["Ana"], "meditation")
    targets.set_target(crew["Jon"], meditation, 5, member=crew["Jon"].me, period=parse_period("2026-Q4"))
    make_private(crew["Ana"], meditation)
    review = rated(crew, 3, 4)
    for name, sees in (("Ana", False), ("Jon", True)):
        app = HuddleApp(crew[name], start="me")
        async with app.run_test(size=(120, 40)) as pilot:
            await idle(pilot)
            await app.push_screen(ReviewScreen(review.id))
            await idle(pilot)
            assert ("meditation" in frame(app)) == sees
            assert "won revenue" in frame(app)


async def test_help_says_why_one_does_this(crew: Crew, clock: FrozenClock) -> None:
    review = grown(crew, clock)
    app = HuddleApp(crew["Jon"], start="me")
    async with app.run_test(size=(120, 40)) as pilot:
        await idle(pilot)
        app.action_page("reviews")
        await idle(pilot)
        await pilot.press("question_mark")
        await idle(pilot)
        assert "announced with its date and topics" in " ".join(frame(app).split())
        await pilot.press("escape")
        await app.push_screen(ReviewScreen(review.id))
        await pilot.press("question_mark")
        await idle(pilot)
        assert "looks at results and skills" in frame(app)


def test_scores_are_charted_from_two_on_and_all_in_one_scale() -> None:
    assert score_chart([]) == score_chart([4]) == ""
    assert score_chart([5, None, 5]) == "▇·▇ "
    assert score_chart([1, 5])[0] == score_chart([1, 2])[0]


def test_scores_are_described_by_member_and_leader() -> None:
    skill = Skill(id=1, name="negotiation", position=1)
    rating = Rating(id=1, conversation_id=1, skill_id=1, by_id=2, score=3)
    assert describe_scores(SkillRatings(skill, None, None), None, "you", "Ana") == ""
    assert describe_scores(SkillRatings(skill, rating, None), None, "you", "Ana") == "you 3"
    history = SkillHistory(skill, (date(2026, 5, 4), date(2026, 8, 3)), own=(None, 2), leader=(5, 5))
    assert describe_scores(SkillRatings(skill, rating, None), history, "you", "Ana") == "·▃ you 3   ▇▇ Ana –"

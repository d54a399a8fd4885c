"""Reviews: announced, rated by both before they meet, agreed, and compared over time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.conversations import conversations, reviews, skills
from core.errors import HuddleError
from core.metrics import entries, metrics, targets
from core.metrics.metrics import make_private
from core.models import Conversation, Point, Rating
from core.overview.needs import needs
from core.values.periods import parse_period
from data.models import JournalEntry, JournalRow
from tests.conftest import Crew, FrozenClock
from tests.tui.places import lived_in

pytestmark = pytest.mark.days

DAY = date(2026, 12, 4)


def announced(crew: Crew, name: str = "Jon") -> Conversation:
    (review,) = reviews.announce(crew["Ana"], [crew.members[name]], DAY, "won revenue, calls, and our two skills")
    return review


def rate_all(crew: Crew, review: Conversation, name: str = "Jon", own: int = 3, leader: int = 4) -> None:
    for skill in ("communication", "negotiation"):
        reviews.rate(crew[name], review, skill, own, "SECRET own")
        reviews.rate(crew["Ana"], review, skill, leader, "SECRET leader")


def meditates(crew: Crew) -> None:
    """Jon has a target on a private metric."""
    meditation = metrics.add_metric(crew["Ana"], "meditation")
    targets.set_target(crew["Jon"], meditation, 5, member=crew["Jon"].me, period=parse_period("2026-Q4"))
    make_private(crew["Ana"], meditation)


def test_each_knows_when_and_by_what(crew: Crew) -> None:
    review = announced(crew)
    (coming,) = reviews.list_announced(crew["Jon"])
    assert (coming.held_on, coming.about) == (DAY, "won revenue, calls, and our two skills")
    assert reviews.list_announced(crew["Ben"]) == []
    moved = reviews.announce(crew["Ana"], [crew.members["Jon"]], DAY + timedelta(days=3), "calls")
    assert [talk.id for talk in moved] == [review.id]
    with pytest.raises(HuddleError, match="Only the leader can plan"):
        reviews.announce(crew["Ben"], [crew.members["Jon"]], DAY, "calls")


def test_neither_sees_the_other_s_ratings_before_they_meet(crew: Crew) -> None:
    review = announced(crew)
    rate_all(crew, review)
    for who, words in (("Ana", "SECRET leader"), ("Jon", "SECRET own")):
        assert {row.words for row in crew[who].all(Rating)} == {words}
        told = [text for row in crew[who].all(JournalRow) for text in (row.before, row.after) if text]
        assert not any("SECRET" in text and words not in text for text in told)
    review = reviews.begin(crew["Jon"], review)
    for who in ("Ana", "Jon"):
        seen = reviews.list_skill_ratings(crew[who], review)
        scores = {each.skill.name: (each.own and each.own.score, each.leader and each.leader.score) for each in seen}
        assert scores == {"communication": (3, 4), "negotiation": (3, 4)}
    for who in ("Ben", "Lea", "Tom"):
        assert crew[who].all(Rating) == []
    assert crew.room.all(Rating) == []


def test_nobody_else_is_told_that_somebody_rated(crew: Crew) -> None:
    review = announced(crew)
    reviews.rate(crew["Jon"], review, "negotiation", 2, "SECRET own")
    for name in ("Ben", "Lea", "Tom"):
        told = [(entry.what, entry.by) for entry in crew[name].all(JournalEntry) if entry.what != "team.founded"]
        assert told == [("skill.added", None)]


def test_both_rate_every_skill_before_they_meet(crew: Crew) -> None:
    review = announced(crew)
    with pytest.raises(HuddleError, match="not rated every skill"):
        reviews.begin(crew["Ana"], review)
    for skill in skills.list_skills(crew["Ana"]):
        reviews.rate(crew["Ana"], review, skill, 4)
    with pytest.raises(HuddleError, match="Jon Weiss has not rated"):
        reviews.begin(crew["Ana"], review)
    with pytest.raises(HuddleError, match="You have not rated"):
        reviews.begin(crew["Jon"], review)
    reviews.rate(crew["Jon"], review, "comm", 2)
    with pytest.raises(HuddleError, match="not rated every skill"):
        reviews.begin(crew["Ana"], review)
    reviews.rate(crew["Jon"], review, "nego", 2)
    assert reviews.begin(crew["Ana"], review).status == "open"


def test_steps_are_agreed_and_it_is_closed_with_words(crew: Crew) -> None:
    review = announced(crew)
    rate_all(crew, review)
    with pytest.raises(HuddleError, match="The review has not started"):
        reviews.agree_step(crew["Ana"], review, "Role play")
    with pytest.raises(HuddleError, match="The review has not started"):
        reviews.close(crew["Ana"], review, "Good")
    review = reviews.begin(crew["Ana"], review)
    reviews.agree_step(crew["Jon"], review, "Role play every Friday")
    with pytest.raises(HuddleError, match="empty"):
        reviews.close(crew["Ana"], review, " ")
    review = reviews.close(crew["Ana"], review, "A steady half-year", next_on=DAY + timedelta(days=180))
    assert [point.text for point in conversations.list_points(crew["Jon"], review, "step")] == [
        "Role play every Friday"
    ]
    with pytest.raises(HuddleError, match="This review was held on"):
        reviews.rate(crew["Jon"], review, "communication", 5)
    assert crew["Lea"].all(Point) == []


def test_a_score_is_from_one_to_five_and_changes_until_they_meet(crew: Crew) -> None:
    review = announced(crew)
    with pytest.raises(HuddleError, match="Rate a skill from"):
        reviews.rate(crew["Jon"], review, "communication", 6)
    with pytest.raises(HuddleError, match="is not a skill"):
        reviews.rate(crew["Jon"], review, "juggling", 3)
    with pytest.raises(HuddleError, match="This conversation is private or was removed"):
        reviews.rate(crew["Ben"], review, "communication", 3)
    reviews.rate(crew["Jon"], review, "communication", 2)
    reviews.rate(crew["Jon"], review, "communication", 4, "better")
    assert [(row.score, row.words) for row in crew["Jon"].all(Rating)] == [(4, "better")]


def test_skills_go_over_time_whatever_the_list_becomes(crew: Crew) -> None:
    ana, jon = crew["Ana"], crew["Jon"]
    for own, leader in ((2, 3), (3, 3)):
        review = announced(crew)
        rate_all(crew, review, own=own, leader=leader)
        review = reviews.begin(ana, review)
        reviews.close(ana, review, "Well")
        crew.clock.advance(days=1)
    skills.add_skill(ana, "forecasting")
    skills.end_skill(ana, "negotiation")
    with pytest.raises(HuddleError, match="Only the leader can change the list"):
        skills.add_skill(jon, "juggling")
    assert [skill.name for skill in skills.list_skills(jon)] == ["communication", "forecasting"]
    assert [(course.skill.name, course.own, course.leader) for course in reviews.list_skill_histories(jon, jon.me)] == [
        ("communication", (2, 3), (3, 3)),
        ("negotiation", (2, 3), (3, 3)),
    ]
    assert reviews.list_skill_histories(crew["Ben"], crew.members["Jon"]) == []


def test_how_many_the_other_has_rated_is_told_and_nothing_of_what(crew: Crew) -> None:
    review = announced(crew)
    assert reviews.count_rated_skills(crew["Jon"], review) == (0, 0, 2)
    reviews.rate(crew["Ana"], review, "communication", 4, "SECRET")
    assert reviews.count_rated_skills(crew["Jon"], review) == (0, 1, 2)
    assert [(each.own, each.leader) for each in reviews.list_skill_ratings(crew["Jon"], review)] == [(None, None)] * 2
    for s in (crew["Ben"], crew["Tom"]):
        with pytest.raises(HuddleError, match="This conversation is private or was removed"):
            reviews.count_rated_skills(s, review)


def test_what_was_rated_stays_once_they_have_met(crew: Crew) -> None:
    review = announced(crew)
    rate_all(crew, review)
    review = reviews.begin(crew["Ana"], review)
    with pytest.raises(HuddleError, match="The review has started, so ratings are fixed"):
        reviews.rate(crew["Jon"], review, "communication", 5)
    skills.add_skill(crew["Ana"], "forecasting")
    assert reviews.rate(crew["Jon"], review, "forecasting", 5).score == 5


def test_the_usual_words_come_from_the_running_targets_and_the_skills(crew: Crew, clock: FrozenClock) -> None:
    lived_in(crew, clock)
    meditates(crew)
    for s in (crew["Ana"], crew["Jon"]):
        assert reviews.default_criteria(s, [crew.members["Jon"]]) == "calls, won revenue, communication, negotiation"


def test_figures_are_the_two_s_and_those_of_a_held_review_stay(crew: Crew, clock: FrozenClock) -> None:
    counted = lived_in(crew, clock)
    meditates(crew)
    review = announced(crew)
    assert {each.title for each in reviews.list_figures(crew["Jon"], review)} == {
        "calls this week", "meditation", "won revenue",
    }  # fmt: skip
    mine = {each.title: each.standing.actual for each in reviews.list_figures(crew["Ana"], review)}
    assert list(mine) == ["calls this week", "won revenue"], "what is private stays private"
    for s in (crew["Ben"], crew["Tom"], crew.room):
        assert reviews.list_figures(s, review) == []
    rate_all(crew, review)
    review = reviews.close(crew["Ana"], reviews.begin(crew["Ana"], review), "Well")
    clock.advance(days=2)
    entries.log_entry(crew["Jon"], counted["won revenue"], 1_000_000)
    assert {each.title: each.standing.actual for each in reviews.list_figures(crew["Ana"], review)} == mine


def test_the_next_one_is_announced_by_the_same(crew: Crew) -> None:
    review = announced(crew)
    rate_all(crew, review)
    reviews.close(crew["Jon"], reviews.begin(crew["Ana"], review), "Well", next_on=date(2027, 2, 1))
    (coming,) = reviews.list_announced(crew["Ana"])
    assert (coming.held_on, coming.about, coming.from_id, coming.to_id) == (
        date(2027, 2, 1), review.about, crew.members["Ana"].id, crew.members["Jon"].id,
    )  # fmt: skip


def test_a_step_becomes_the_member_s_own_commitment_once(crew: Crew) -> None:
    review = announced(crew)
    rate_all(crew, review)
    reviews.begin(crew["Ana"], review)
    step = reviews.agree_step(crew["Ana"], review, "Role play every Friday")
    with pytest.raises(HuddleError, match="Commitments are visible to the team, so only their owner can add this one"):
        reviews.take_on(crew["Ana"], step)
    with pytest.raises(HuddleError):
        reviews.take_on(crew["Ben"], step)
    taken = reviews.take_on(crew["Jon"], step)
    assert (taken.text, taken.member_id) == ("Role play every Friday", crew.members["Jon"].id)
    with pytest.raises(HuddleError, match="already"):
        reviews.take_on(crew["Jon"], step)


def test_nobody_else_is_told_that_there_was_a_review(crew: Crew) -> None:
    review = announced(crew)
    rate_all(crew, review)
    reviews.begin(crew["Ana"], review)
    reviews.take_on(crew["Jon"], reviews.agree_step(crew["Ana"], review, "Role play"))
    reviews.close(crew["Ana"], review, "Well", next_on=date(2027, 2, 1))
    told = {name: {entry.what for entry in crew[name].all(JournalEntry)} for name in ("Jon", "Lea", "Tom")}
    assert {"review.announced", "review.rated", "review.begun", "review.agreed", "review.held"} <= told["Jon"]
    assert told["Lea"] == told["Tom"] == {"team.founded", "skill.added", "commitment.taken_on"}
    assert crew.room.all(JournalEntry) == []


def test_one_is_reminded_of_a_review_while_one_has_not_rated(crew: Crew) -> None:
    review = announced(crew)

    def told(name: str) -> list[str]:
        return [need.sentence for need in needs.list_needs(crew[name]) if "review" in need.sentence]

    assert told("Jon") == [], "not before its week"
    crew.clock.advance(days=5)
    assert told("Jon") == told("Ana") == ["review on 4 Dec: 0 of 2 skills rated"]
    rate_all(crew, review)
    assert told("Jon") == told("Ana") == told("Ben") == []


def test_what_both_have_seen_is_not_taken_back(crew: Crew) -> None:
    ana, jon = crew["Ana"], crew["Jon"]
    review = announced(crew)
    rate_all(crew, review)
    jon.undo("review")
    reviews.rate(jon, review, "negotiation", 2)
    review = reviews.begin(ana, review)
    with pytest.raises(HuddleError, match="The review has started, so ratings can't be undone"):
        jon.undo("review")
    assert reviews.last_undoable_change(jon, review) is None, "so no key is shown for it"
    reviews.close(ana, review, "A steady half-year")
    with pytest.raises(HuddleError, match="The review has started, so ratings can't be undone"):
        jon.undo("review")
    assert [each.own.score for each in reviews.list_skill_ratings(ana, review) if each.own] == [3, 2]
    assert ana.undo("review").what == "review.held", "which the leader may still open again"


def test_a_step_is_taken_back_where_it_was_made(crew: Crew) -> None:
    ana = crew["Ana"]
    jons, bens = announced(crew, "Jon"), announced(crew, "Ben")
    assert reviews.last_undoable_change(ana, jons) is None
    reviews.rate(ana, jons, "negotiation", 2)
    entry = reviews.last_undoable_change(ana, jons)
    assert entry is not None
    assert entry.what == "review.rated"
    assert reviews.last_undoable_change(ana, bens) is None
    assert reviews.last_undoable_change(crew["Ben"], bens) is None

"""Reviews: announced, rated by both before they meet, agreed, and compared over time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core import conversations, reviews, skills
from core.errors import HuddleError
from core.models import Conversation, Point, Rating
from data.models import JournalEntry, JournalRow
from tests.conftest import Crew

DAY = date(2026, 12, 4)


def announced(crew: Crew, name: str = "Jon") -> Conversation:
    (review,) = reviews.announce(crew["Ana"], [crew.members[name]], DAY, "won revenue, calls, and our two skills")
    return review


def rate_all(crew: Crew, review: Conversation, name: str = "Jon", own: int = 3, leader: int = 4) -> None:
    for skill in ("communication", "negotiation"):
        reviews.rate(crew[name], review, skill, own, "SECRET own")
        reviews.rate(crew["Ana"], review, skill, leader, "SECRET leader")


def test_each_knows_when_and_by_what(crew: Crew) -> None:
    review = announced(crew)
    (coming,) = reviews.coming(crew["Jon"])
    assert (coming.held_on, coming.about) == (DAY, "won revenue, calls, and our two skills")
    assert reviews.coming(crew["Ben"]) == []
    moved = reviews.announce(crew["Ana"], [crew.members["Jon"]], DAY + timedelta(days=3), "calls")
    assert [talk.id for talk in moved] == [review.id]
    with pytest.raises(HuddleError, match="Only the leader may announce"):
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
        seen = reviews.rated(crew[who], review)
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
    for skill in skills.skills(crew["Ana"]):
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
    with pytest.raises(HuddleError, match="when you meet"):
        reviews.agree(crew["Ana"], review, "Role play")
    with pytest.raises(HuddleError, match="not met"):
        reviews.close(crew["Ana"], review, "Good")
    review = reviews.begin(crew["Ana"], review)
    reviews.agree(crew["Jon"], review, "Role play every Friday")
    with pytest.raises(HuddleError, match="empty"):
        reviews.close(crew["Ana"], review, " ")
    review = reviews.close(crew["Ana"], review, "A steady half-year", next_on=DAY + timedelta(days=180))
    assert [point.text for point in conversations.points(crew["Jon"], review, "step")] == ["Role play every Friday"]
    with pytest.raises(HuddleError, match="stays as it is"):
        reviews.rate(crew["Jon"], review, "communication", 5)
    assert crew["Lea"].all(Point) == []


def test_a_score_is_from_one_to_five_and_changes_until_they_meet(crew: Crew) -> None:
    review = announced(crew)
    with pytest.raises(HuddleError, match="from 1, poor"):
        reviews.rate(crew["Jon"], review, "communication", 6)
    with pytest.raises(HuddleError, match="not one of the skills"):
        reviews.rate(crew["Jon"], review, "juggling", 3)
    with pytest.raises(HuddleError, match="two other people"):
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
    with pytest.raises(HuddleError, match="Only the leader may change the list"):
        skills.add_skill(jon, "juggling")
    assert [skill.name for skill in skills.skills(jon)] == ["communication", "forecasting"]
    assert [(course.skill.name, course.own, course.leader) for course in reviews.courses(jon, jon.me)] == [
        ("communication", (2, 3), (3, 3)),
        ("negotiation", (2, 3), (3, 3)),
    ]
    assert reviews.courses(crew["Ben"], crew.members["Jon"]) == []

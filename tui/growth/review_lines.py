"""Lines of the review screens: skills with their scores, comments, agreed steps, and who has rated how much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.access.session import Session
from core.conversations import conversations, reviews
from core.conversations.reviews import SkillHistory, SkillRatings
from core.models import Commitment, Conversation, Member, Point
from core.values.text import format_count
from core.values.writing import is_in_words
from tui.widgets.fact_list import Fact
from tui.widgets.pick_list import Pick
from tui.widgets.signs import Sign
from tui.widgets.text_bars import sparkline

HIGHEST_SCORE = 5
"""The highest score of a skill; the lowest is 1."""

SCORE_WORDS = ("poor", "below expectations", "meets expectations", "good", "very good")
"""What the scores from 1 to 5 mean."""


def progress_facts(session: Session, review: Conversation, names: Mapping[int, str]) -> list[Fact]:
    """Return who has rated how many skills, the viewer first; the scores are not revealed."""
    own, leader, total = reviews.count_rated_skills(session, review)
    counts = [(review.to_id, own), (review.from_id, leader)]
    counts.sort(key=lambda count: not session.viewer.is_member(count[0]))
    facts = []
    for member_id, rated in counts:
        verb = "have" if session.viewer.is_member(member_id) else "has"
        facts.append(
            Fact(f"{verb} rated {rated} of {format_count(total, 'skill')}", who=name_or_you(session, member_id, names))
        )
    return facts


def name_or_you(session: Session, member_id: int, names: Mapping[int, str]) -> str:
    """Return `you` for the viewer, else the member's short name."""
    if session.viewer.is_member(member_id):
        return "you"
    return names.get(member_id, "a former member")


def describe_scores(rated: SkillRatings, history: SkillHistory | None, own: str, leader: str) -> str:
    """Return the scores of a skill by member and leader, each after a chart of its past scores if there are several."""
    parts = []
    for name, rating, past in (
        (own, rated.own, history.own if history else ()),
        (leader, rated.leader, history.leader if history else ()),
    ):
        if rating is not None or len(past) > 1:
            score = str(rating.score) if rating is not None else "–"
            parts.append(f"{score_chart(past)}{name} {score}")
    return "   ".join(parts)


def score_chart(values: Sequence[int | None]) -> str:
    """Return past scores as a small chart and a space, a missing score as ·; empty for fewer than two."""
    if len(values) < 2:
        return ""
    if is_in_words():
        return f"{', '.join(str(value) if value else 'none' for value in values)}; "
    bars = sparkline([value or 0 for value in values], top=HIGHEST_SCORE)
    return "".join(bar if value else "·" for bar, value in zip(bars, values, strict=True)) + " "


def skill_picks(
    session: Session,
    review: Conversation,
    member: Member,
    ratings: Sequence[SkillRatings],
    names: Mapping[int, str],
) -> list[Pick]:
    """Return the rows of the skills of the review's member, with the scores that the viewer may see."""
    own, leader = (name_or_you(session, member_id, names) for member_id in (review.to_id, review.from_id))
    histories = {history.skill.id: history for history in reviews.list_skill_histories(session, member)}
    is_mine = session.viewer.is_member(review.to_id)
    picks = [Pick("skills", "Skills · 1 to 5", heading=True)]
    for rated in ratings:
        scores = describe_scores(rated, histories.get(rated.skill.id), own, leader)
        sign = Sign("●", "rated") if (rated.own if is_mine else rated.leader) else "○"
        key = ("skill", rated.skill.id or rated.skill.name)
        picks.append(Pick(key, rated.skill.name, sign=sign, right=scores or "not rated yet"))
    return picks


def step_picks(session: Session, review: Conversation, steps: Sequence[Point], *, add_key: str) -> list[Pick]:
    """Return the rows of the agreed steps, each with what became of it; none before the two meet.

    `add_key` adds a step; it is empty where that is not offered.
    """
    if not steps and review.status == "planned":
        return []
    picks = [
        Pick("steps", "Agreed steps", heading=True, right="" if steps or not add_key else f"Press {add_key} to add one")
    ]
    for step in steps:
        commitment = session.get(Commitment, step.commitment_id)
        right = ""
        if step.commitment_id is not None:
            right = commitment.status if commitment and commitment.status != "open" else "committed"
        picks.append(Pick(("step", step.id), step.text, sign="✓" if commitment else "●", right=right))
    return picks


def comment_facts(session: Session, review: Conversation, rated: SkillRatings, names: Mapping[int, str]) -> list[Fact]:
    """Return the comments on a skill; before the two meet and without any, when the other sees the viewer's."""
    facts = [
        Fact(rating.words, who=name_or_you(session, member_id, names))
        for member_id, rating in ((review.to_id, rated.own), (review.from_id, rated.leader))
        if rating is not None and rating.words
    ]
    if review.status == "planned" and not facts:
        other = names[conversations.other_member(session, review).id]
        facts.append(Fact(f"{other} sees your ratings when the review starts.", quiet=True))
    return facts

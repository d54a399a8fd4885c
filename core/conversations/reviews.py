"""Reviews: announced with their day and criteria; they hold figures, skill ratings, words and agreed steps."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.access.session import Session
from core.access.undo_conflicts import was_rating_discussed
from core.commitments import commitments
from core.conversations import conversations, skills
from core.conversations.conversations import reload_conversation
from core.errors import Conflict, HuddleError
from core.metrics import metrics
from core.models import Commitment, Conversation, JournalEntry, JournalRow, Member, Point, Rating, Skill, by_id
from core.standings import running_numbers
from core.standings.running_numbers import TargetProgress
from core.team.permissions import require_leader
from core.values.periods import format_day, past_day_error
from core.values.text import clean, require_text


@dataclass(frozen=True, slots=True)
class SkillRatings:
    """The two ratings of one skill in one review, as the viewer may see them."""

    skill: Skill
    own: Rating | None
    """The reviewed member's rating; None while there is none, or the viewer may not see it yet."""
    leader: Rating | None
    """The leader's rating; None as above."""


@dataclass(frozen=True, slots=True)
class SkillHistory:
    """The ratings of one skill over the reviews that were held, earliest first; the tuples run parallel."""

    skill: Skill
    days: tuple[date, ...]
    own: tuple[int | None, ...]
    leader: tuple[int | None, ...]


# -- the calendar


def announce(session: Session, members: Sequence[Member], day: date, criteria: str) -> list[Conversation]:
    """Announce reviews of `members` on `day`, with the `criteria` in one line, and return them.

    A review that is planned already gets the new day and criteria. Raises `HuddleError` unless the acting member is the
    leader, and for a day that has passed.
    """
    require_leader(session, "plan reviews")
    # A separate change: everybody may see the skill list in the journal, but not that somebody is reviewed.
    skills.store_defaults(session)
    with session.change("review.announced") as change:
        require_leader(session, "plan reviews")
        criteria = require_text(criteria, "What it covers")
        reviews = []
        for member in members:
            planned = conversations.list_conversations(
                session, "review", between=[session.me, member], status="planned"
            )
            if not planned:
                reviews.append(conversations.plan_conversation(session, "review", member, day, about=criteria))
            elif day < session.today:
                raise past_day_error(day, session.today)
            else:
                reviews.append(change.update(planned[0], held_on=day, about=criteria))
        return reviews


def list_announced(session: Session) -> list[Conversation]:
    """Return the reviews not yet held that the viewer is part of, next first."""
    return sorted(
        (talk for talk in conversations.list_conversations(session, "review") if talk.status != "held"),
        key=lambda talk: (talk.held_on, talk.id),
    )


def default_criteria(session: Session, members: Sequence[Member]) -> str:
    """Return the default criteria of a review: the names of the members' running metrics and of the skills.

    Private metrics are left out.
    """
    private_ids = metrics.private_ids(session)
    counted = [number.metric for member in members for number in running_numbers.member_numbers(session, member)]
    names = [metric.name for metric in counted if metric.id not in private_ids]
    return clean(", ".join(dict.fromkeys([*names, *(skill.name for skill in skills.list_skills(session))])))


# -- before they meet, and when they do


def rate(session: Session, review: Conversation, skill: Skill | str, score: int, words: str = "") -> Rating:
    """Set the acting member's rating of a skill, from 1 to 5, with words; a second call replaces the first.

    The other member sees it once the review has begun. After that only a skill without a rating can still be rated.
    Raises `HuddleError` unless the acting member is one of the two.
    """
    _require_not_held(session, review)
    skills.store_defaults(session)  # a separate change: everybody may see the list, but not that somebody rates
    with session.change("review.rated") as change:
        review = _require_not_held(session, review)
        skill = skills.find(session, skill if isinstance(skill, str) else skill.name)
        if not 1 <= score <= 5:
            raise HuddleError("Rate a skill from 1 (poor) to 5 (very good).")
        comment = require_text(words, "The comment") if words.strip() else None
        existing = session.all(
            Rating,
            "conversation_id = ? AND skill_id = ? AND by_id = ?",
            (review.id, skill.id, session.viewer.member_id),
        )
        if existing and review.status == "open":
            raise HuddleError("The review has started, so ratings are fixed. Add a comment instead.")
        if existing:
            return change.update(existing[0], score=score, words=comment)
        return change.insert(
            Rating(conversation_id=review.id, skill_id=skill.id, by_id=session.me.id, score=score, words=comment)
        )


def begin(session: Session, review: Conversation) -> Conversation:
    """Begin the review: from now on each sees what the other rated.

    Raises `HuddleError`, naming who is missing, until both have rated every skill.
    """
    with session.change("review.begun"):
        review = _require_not_held(session, review)
        own, leader, of = count_rated_skills(session, review)
        for member_id, rated_by in ((review.to_id, own), (review.from_id, leader)):
            if rated_by < of:
                member = session.get(Member, member_id)
                name = (
                    "You have"
                    if session.viewer.is_member(member_id)
                    else f"{member.name if member else 'The other'} has"
                )
                raise HuddleError(f"{name} not rated every skill yet. Both must rate before the review starts.")
        return conversations.begin(session, review)


def agree_step(session: Session, review: Conversation, step: str, commitment: Commitment | None = None) -> Point:
    """Add a step that the two agree on.

    Raises `HuddleError` before the review begins, and unless the acting member is one of the two.
    """
    with session.change("review.agreed"):
        if _require_not_held(session, review).status == "planned":
            raise HuddleError("The review has not started. Start it first.")
        return conversations.add_point(session, review, "step", step, commitment=commitment)


def close(session: Session, review: Conversation, words: str, next_on: date | None = None) -> Conversation:
    """Close the review as held, with `words` beside its figures, and plan the next one on `next_on`.

    The next one has the same criteria and leader. Raises `HuddleError` when `words` is empty, and before the review has
    begun.
    """
    with session.change("review.held"):
        review = _require_not_held(session, review)
        if review.status == "planned":
            raise HuddleError("The review has not started. Start it first.")
        held = conversations.close(session, review, require_text(words, "The closing comment"), next_on=next_on)
        reviewed, leader = session.get(Member, review.to_id), session.get(Member, review.from_id)
        if next_on is not None and reviewed is not None and leader is not None:
            conversations.plan_conversation(
                session, "review", reviewed, next_on, about=review.about, follows=held, by=leader
            )
        return held


def take_on(session: Session, step: Point) -> Commitment:
    """Make an agreed step a commitment of the reviewed member, which everybody on the team then sees.

    Raises `HuddleError` for anybody else, and for a step that is taken on already.
    """
    # The journal entry says that a commitment was taken on, and not that it was agreed in a review.
    with session.change("commitment.taken_on") as change:
        current_step = session.get(Point, step.id)
        if current_step is None or current_step.kind != "step":
            raise Conflict("This step was removed.")
        review = reload_conversation(
            session, session.get(Conversation, current_step.conversation_id) or Conversation.model_construct(id=0)
        )
        if not session.viewer.is_member(review.to_id):
            raise HuddleError("Commitments are visible to the team, so only their owner can add this one.")
        if current_step.commitment_id is not None:
            raise HuddleError("This step is already one of your commitments.", action="me.commitments")
        taken = commitments.commit(session, current_step.text)
        change.update(current_step, commitment_id=taken.id)
        return taken


def last_undoable_change(session: Session, review: Conversation) -> JournalEntry | None:
    """Return the viewer's last review change that undo would take back, or ask about, if it belongs to `review`, else
    None."""
    entry = session.last_change("review") or session.older_change("review")
    if entry is None or was_rating_discussed(session.viewer, session.store, entry):
        return None
    for row in session.all(JournalRow, "journal_id = ?", (entry.id,)):
        values = json.loads(row.after or row.before or "{}")
        if review.id == (row.row_id if row.row_table == "conversation" else values.get("conversation_id")):
            return entry
    return None


# -- what is seen


def list_skill_ratings(session: Session, review: Conversation) -> list[SkillRatings]:
    """Return every skill with the ratings of both, as far as the viewer may see them yet."""
    ratings = session.all(Rating, "conversation_id = ?", (review.id,))
    skills_by_id = by_id(session.all(Skill))
    listed = [
        skill
        for skill in skills.list_skills(session)
        if review.status != "held" or any(rating.skill_id == skill.id for rating in ratings)
    ]
    listed += [skills_by_id[row.skill_id] for row in ratings if skills_by_id[row.skill_id] not in listed]

    def rating_by(member_id: int, skill: Skill) -> Rating | None:
        return next((row for row in ratings if row.by_id == member_id and row.skill_id == skill.id), None)

    return [
        SkillRatings(skill, rating_by(review.to_id, skill), rating_by(review.from_id, skill))
        for skill in dict.fromkeys(listed)
    ]


def count_rated_skills(session: Session, review: Conversation) -> tuple[int, int, int]:
    """Return how many skills the member has rated, how many the leader has, and how many there are.

    Scores are not revealed. Raises `HuddleError` as `reload_conversation` does.
    """
    review = reload_conversation(session, review)
    skill_ids = {skill.id for skill in skills.list_skills(session)}
    if 0 in skill_ids:  # id 0: the default skills are stored only with the first rating
        return 0, 0, len(skills.list_skills(session))
    rows = session.query("SELECT skill_id, by_id FROM exempt_rated_skills WHERE conversation_id = ?", (review.id,))
    own, leader = (
        len(skill_ids & {row["skill_id"] for row in rows if row["by_id"] == by})
        for by in (review.to_id, review.from_id)
    )
    return own, leader, len(skill_ids)


def list_figures(session: Session, review: Conversation) -> list[TargetProgress]:
    """Return the reviewed member's running targets; for a held review, as of its day.

    Private metrics are left out for everybody but the member. Returns nothing unless the viewer is one of the two.
    """
    if not session.viewer.is_member(review.to_id, review.from_id):
        return []
    member = session.get(Member, review.to_id)
    day = review.held_on if review.status == "held" else None
    return running_numbers.member_numbers(session, member, day) if member else []


def list_skill_histories(session: Session, member: Member) -> list[SkillHistory]:
    """Return the rating history of each of a member's skills, as far as the viewer may see the reviews."""
    held = [
        talk
        for talk in reversed(conversations.list_conversations(session, "review", status="held"))
        if talk.to_id == member.id
    ]
    ratings_by_day = [
        (talk.held_on, {ratings.skill.id: ratings for ratings in list_skill_ratings(session, talk)}) for talk in held
    ]
    skills_by_id = {ratings.skill.id: ratings.skill for _, by_skill in ratings_by_day for ratings in by_skill.values()}

    def score(rating: Rating | None) -> int | None:
        return rating.score if rating else None

    return [
        SkillHistory(
            skill,
            tuple(day for day, _ in ratings_by_day),
            tuple(score(by_skill[skill_id].own) if skill_id in by_skill else None for _, by_skill in ratings_by_day),
            tuple(score(by_skill[skill_id].leader) if skill_id in by_skill else None for _, by_skill in ratings_by_day),
        )
        for skill_id, skill in skills_by_id.items()
    ]


def _require_not_held(session: Session, review: Conversation) -> Conversation:
    current = reload_conversation(session, review)
    if current.kind != "review":
        raise HuddleError("This conversation is not a review.")
    if current.status == "held":
        raise HuddleError(f"This review was held on {format_day(current.held_on, session.today)}, so it can't change.")
    return current

"""Reviews: on a day that is known beforehand, by what is known beforehand; figures, skills, words, agreed steps."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core import commitments, conversations, home, skills
from core.built_on import was_met_over
from core.conversations import fresh
from core.errors import Conflict, HuddleError
from core.home import Number
from core.members import only_leader
from core.session import Session
from core.wording import clean, stated
from data.models import Commitment, Conversation, JournalEntry, JournalRow, Member, Point, Rating, Skill


@dataclass(frozen=True, slots=True)
class Rated:
    """One skill in one review, as the viewer may see it."""

    skill: Skill
    own: Rating | None
    """The reviewed member's; None while they have not said, or the other may not see it yet."""
    leader: Rating | None


@dataclass(frozen=True, slots=True)
class Course:
    """How one skill went over the reviews that were held, the earliest first."""

    skill: Skill
    days: tuple[date, ...]
    own: tuple[int | None, ...]
    leader: tuple[int | None, ...]


# -- the calendar


def announce(s: Session, members: Sequence[Member], day: date, by: str) -> list[Conversation]:
    """The leader announces reviews: whose, when, and by what (`by`, in a line).

    One that is planned already is moved, and what it goes by is changed. Raises `HuddleError` for whoever is not the
    leader, and for a day that has passed.
    """
    only_leader(s, "announce reviews")
    # A change of its own, since it is everybody's to know: with it nobody is told that somebody is reviewed.
    skills.begin(s)
    with s.change("review.announced") as change:
        by = stated(by, "By what it goes")
        found = []
        for member in members:
            planned = conversations.conversations(s, "review", between=[s.me, member], status="planned")
            if not planned:
                found.append(conversations.plan(s, "review", member, day, about=by))
            elif day < s.today:
                raise HuddleError(f"{day} has passed. Say a day from today on.")
            else:
                found.append(change.update(planned[0], held_on=day, about=by))
        return found


def coming(s: Session) -> list[Conversation]:
    """The reviews that are announced and that the viewer is part of, the next first."""
    return sorted(
        (talk for talk in conversations.conversations(s, "review") if talk.status != "held"),
        key=lambda talk: (talk.held_on, talk.id),
    )


def usual_words(s: Session, members: Sequence[Member]) -> str:
    """By what a review goes unless the leader says otherwise: what the members' running targets count, and the
    skills. A private metric is not named."""
    counted = [number.metric for member in members for number in home.numbers_of(s, member)]
    names = [metric.name for metric in counted if not metric.private]
    return clean(", ".join(dict.fromkeys([*names, *(skill.name for skill in skills.skills(s))])))


# -- before they meet, and when they do


def rate(s: Session, review: Conversation, skill: Skill | str, score: int, words: str = "") -> Rating:
    """How the acting member sees a skill, from 1 to 5, with words; again changes it.

    The other sees it once they have met over it. Then what was rated stays, and only a skill that is new on the list
    can still be. Raises `HuddleError` for whoever is not of the two.
    """
    _unheld(s, review)
    skills.begin(s)  # a change of its own: the list is everybody's, and that somebody rates is not
    with s.change("review.rated") as change:
        review = _unheld(s, review)
        skill = skills.find(s, skill if isinstance(skill, str) else skill.name)
        if not 1 <= score <= 5:
            raise HuddleError("A skill is rated from 1, poor, to 5, very good.")
        said = stated(words, "The words") if words.strip() else None
        own = s.all(
            Rating, "conversation_id = ? AND skill_id = ? AND by_id = ?", (review.id, skill.id, s.viewer.member_id)
        )
        if own and review.status == "open":
            raise HuddleError("You have met over it, and each rated by themself. What differs now goes into the words.")
        if own:
            return change.update(own[0], score=score, words=said)
        return change.insert(
            Rating(conversation_id=review.id, skill_id=skill.id, by_id=s.me.id, score=score, words=said)
        )


def begin(s: Session, review: Conversation) -> Conversation:
    """The two have met: from now on each sees what the other rated.

    Raises `HuddleError`, saying what is missing, until both have rated every skill.
    """
    with s.change("review.begun"):
        review = _unheld(s, review)
        own, leader, of = how_many(s, review)
        for member_id, rated_by in ((review.to_id, own), (review.from_id, leader)):
            if rated_by < of:
                who = s.get(Member, member_id)
                name = "You have" if s.viewer.is_member(member_id) else f"{who.name if who else 'The other'} has"
                raise HuddleError(
                    f"{name} not rated every skill yet. Both do before you meet, so that neither follows the other."
                )
        return conversations.begin(s, review)


def agree(s: Session, review: Conversation, step: str, commitment: Commitment | None = None) -> Point:
    """A step that the two agree on. Raises `HuddleError` for whoever is not of them, and before they meet."""
    with s.change("review.agreed"):
        if _unheld(s, review).status == "planned":
            raise HuddleError("Steps are agreed when you meet. Begin the review first.")
        return conversations.add_point(s, review, "step", step, commitment=commitment)


def close(s: Session, review: Conversation, words: str, next_on: date | None = None) -> Conversation:
    """The review was held; `words` stand beside its figures. The next one, on `next_on`, is announced by the same.

    Raises `HuddleError` without any words, and before they met.
    """
    with s.change("review.held"):
        review = _unheld(s, review)
        if review.status == "planned":
            raise HuddleError("You have not met over it yet. Begin the review first.")
        held = conversations.close(s, review, stated(words, "What you say to it"), next_on=next_on)
        reviewed, leader = s.get(Member, review.to_id), s.get(Member, review.from_id)
        if next_on is not None and reviewed is not None and leader is not None:
            conversations.plan(s, "review", reviewed, next_on, about=review.about, follows=held, by=leader)
        return held


def take_on(s: Session, step: Point) -> Commitment:
    """The reviewed member takes an agreed step on as a commitment, which everybody on the team then sees.

    Raises `HuddleError` for anybody else, and for what is taken on already.
    """
    # What the team is told is that somebody took something on, and not where it was agreed.
    with s.change("commitment.taken_on") as change:
        now = s.get(Point, step.id)
        if now is None or now.kind != "step":
            raise Conflict("This step is not there any more.")
        review = fresh(s, s.get(Conversation, now.conversation_id) or Conversation.model_construct(id=0))
        if not s.viewer.is_member(review.to_id):
            raise HuddleError("A commitment is seen by the whole team. Whoever it is theirs takes it on.")
        if now.commitment_id is not None:
            raise HuddleError("This step is one of your commitments already. See it in 6 Me.")
        taken = commitments.commit(s, now.text)
        change.update(now, commitment_id=taken.id)
        return taken


def last_step(s: Session, review: Conversation) -> JournalEntry | None:
    """What undo takes back of this review: the viewer's last step in any, if it was in this one and may be."""
    entry = s.last_change("review")
    if entry is None or was_met_over(s.store, entry):
        return None
    for row in s.store.read(JournalRow, "journal_id = ?", (entry.id,)):
        values = json.loads(row.after or row.before or "{}")
        if review.id == (row.row_id if row.row_table == "conversation" else values.get("conversation_id")):
            return entry
    return None


# -- what is seen


def rated(s: Session, review: Conversation) -> list[Rated]:
    """Every skill of the list with what both said of it, as far as the viewer may see it yet."""
    found = s.all(Rating, "conversation_id = ?", (review.id,))
    kept = {skill.id: skill for skill in s.all(Skill)}
    listed = [
        skill for skill in skills.skills(s) if review.status != "held" or any(r.skill_id == skill.id for r in found)
    ]
    listed += [kept[row.skill_id] for row in found if kept[row.skill_id] not in listed]

    def by(member_id: int, skill: Skill) -> Rating | None:
        return next((row for row in found if row.by_id == member_id and row.skill_id == skill.id), None)

    return [Rated(skill, by(review.to_id, skill), by(review.from_id, skill)) for skill in dict.fromkeys(listed)]


def how_many(s: Session, review: Conversation) -> tuple[int, int, int]:
    """How many skills the member and the leader have rated, and of how many: not how. Raises as `fresh` does."""
    review = fresh(s, review)
    every = {skill.id for skill in skills.skills(s)}
    if 0 in every:  # the list that a new team begins with is stored with the first rating
        return 0, 0, len(skills.skills(s))
    # Past the session: that the other has rated is told, and nothing of what.
    rows = s.store.read(Rating, "conversation_id = ?", (review.id,))
    own, leader = (
        len(every & {row.skill_id for row in rows if row.by_id == by}) for by in (review.to_id, review.from_id)
    )
    return own, leader, len(every)


def figures(s: Session, review: Conversation) -> list[Number]:
    """The reviewed member's running targets, and of a review that was held as they stood on its day. What is private
    is left out for anybody but that member. Nothing for whoever is not of the two."""
    if not s.viewer.is_member(review.to_id, review.from_id):
        return []
    member = s.get(Member, review.to_id)
    day = review.held_on if review.status == "held" else None
    return home.numbers_of(s, member, day) if member else []


def courses(s: Session, member: Member) -> list[Course]:
    """How each skill of a member went over their reviews, as far as the viewer may see them."""
    held = [
        talk for talk in reversed(conversations.conversations(s, "review", status="held")) if talk.to_id == member.id
    ]
    seen = [(talk.held_on, {each.skill.id: each for each in rated(s, talk)}) for talk in held]
    found = {each.skill.id: each.skill for _, by_skill in seen for each in by_skill.values()}

    def score(rating: Rating | None) -> int | None:
        return rating.score if rating else None

    return [
        Course(
            skill,
            tuple(day for day, _ in seen),
            tuple(score(by_skill[skill_id].own) if skill_id in by_skill else None for _, by_skill in seen),
            tuple(score(by_skill[skill_id].leader) if skill_id in by_skill else None for _, by_skill in seen),
        )
        for skill_id, skill in found.items()
    ]


def _unheld(s: Session, review: Conversation) -> Conversation:
    now = fresh(s, review)
    if now.kind != "review":
        raise HuddleError("This talk is no review.")
    if now.status == "held":
        raise HuddleError(f"This review was held on {now.held_on}. What was said in it stays as it is.")
    return now

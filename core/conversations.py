"""Conversations: talks that are kept, of whatever kind, and the points within them.

What each kind asks for stands in a room of its own (one-on-one, review, feedback, ladder); this is what they share. A
conversation has two people, and both write into it. What one of them notes for themself is a point of the kind `note`.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from core.errors import Conflict, HuddleError
from core.meeting import must_take_part
from core.session import Session
from core.wording import stated, written
from data.models import Card, Commitment, Conversation, ConversationKind, ConversationStatus, Member, Point, PointKind

# -- what there is


def conversations(
    s: Session,
    *kinds: ConversationKind,
    between: Collection[Member] = (),
    status: ConversationStatus | None = None,
) -> list[Conversation]:
    """The talks that the viewer may see, the latest first: of these `kinds` (any, without), all of whose people in
    `between` take part, in that `status`."""
    found = s.all(
        Conversation, "(:status IS NULL OR status = :status)", {"status": status}, order="held_on DESC, id DESC"
    )
    people = {member.id for member in between}
    return [talk for talk in found if (not kinds or talk.kind in kinds) and people <= {talk.from_id, talk.to_id}]


def points(s: Session, talk: Conversation, *kinds: PointKind) -> list[Point]:
    """What stands in the talk, as far as the viewer may see it, in the order in which it was written."""
    found = s.all(Point, "conversation_id = ?", (talk.id,))
    return [point for point in found if not kinds or point.kind in kinds]


def other(s: Session, talk: Conversation) -> Member:
    """The one of the two who is not the viewer; for anybody else, who receives it. Raises `Conflict` for nobody."""
    member = s.get(Member, talk.from_id if s.viewer.is_member(talk.to_id) else talk.to_id)
    if member is None:
        raise Conflict("Whoever this talk was with is not on the team any more.")
    return member


def running(s: Session, kind: ConversationKind, one: Member, other: Member) -> Conversation | None:
    """The talk of these two that is open or planned; of several the one that began, else the next."""
    found = [talk for talk in conversations(s, kind, between=[one, other]) if talk.status != "held"]
    return min(found, key=lambda talk: (talk.status != "open", talk.held_on, talk.id), default=None)


def talking_today(s: Session, member: Member) -> bool:
    """Whether the viewer, a leader, sits with the member: a talk that they lead began today and is not over."""
    return s.viewer.is_leader and bool(
        s.all(
            Conversation,
            "status = 'open' AND kind IN ('one-on-one', 'review') AND held_on = ? AND from_id = ? AND to_id = ?",
            (s.today.isoformat(), s.viewer.member_id, member.id),
        )
    )


# -- having one


def plan(
    s: Session,
    kind: ConversationKind,
    to: Member,
    day: date,
    *,
    about: str | None = None,
    follows: Conversation | None = None,
    by: Member | None = None,
) -> Conversation:
    """Plans a talk of the acting member (or of `by`, whom they wait for) with `to`. It has no text yet.

    Raises `HuddleError` for a day that has passed, for oneself, and for who has left or only watches.
    """
    with s.change("conversation.planned") as change:
        me = must_take_part(s)
        giver = by or me
        if giver.id == to.id:
            raise HuddleError("A talk needs two people. Name somebody else.")
        for member in (giver, to):
            if member.left_on is not None:
                raise HuddleError(f"{member.name} has left the team. Name somebody who is on it.")
        if day < s.today:
            raise HuddleError(f"{day} has passed. Say a day from today on.")
        return change.insert(
            Conversation(
                kind=kind,
                from_id=giver.id,
                to_id=to.id,
                held_on=day,
                text="",
                about=stated(about, "What it is about") if about else None,
                follows_id=follows.id if follows else None,
                status="planned",
                written_at=s.moment,
            )
        )


def move(s: Session, talk: Conversation, day: date) -> Conversation:
    """Plans the talk for another day; of one that has begun it sets when the two talk next.

    Raises `HuddleError` for a day that has passed, and for whoever is not of the two.
    """
    with s.change("conversation.moved") as change:
        talk = fresh(s, talk)
        if talk.status == "planned":
            if day < s.today:
                raise HuddleError(f"{day} has passed. Say a day from today on.")
            return change.update(talk, held_on=day)
        _must_come(s, day)
        return change.update(talk, next_on=day)


def begin(s: Session, talk: Conversation) -> Conversation:
    """The two have met: from now on each sees what the other brought. Raises `HuddleError` for anybody else."""
    with s.change("conversation.begun") as change:
        talk = _unsealed(s, talk)
        if talk.status != "planned":
            return talk
        return change.update(talk, status="open", held_on=s.today)


def close(s: Session, talk: Conversation, text: str = "", *, next_on: date | None = None) -> Conversation:
    """The talk was held; `text` says in a line what came of it. Raises `HuddleError` for a next day that has passed."""
    with s.change("conversation.held") as change:
        talk = _unsealed(s, talk)
        if next_on is not None:
            _must_come(s, next_on)
        text = stated(text, "What came of it") if text.strip() else talk.text
        held_on = s.today if talk.status == "planned" else talk.held_on
        return change.update(talk, status="held", text=text, next_on=next_on or talk.next_on, held_on=held_on)


# -- what is written in it


def add_point(
    s: Session,
    talk: Conversation,
    kind: PointKind,
    text: str,
    *,
    card: Card | None = None,
    commitment: Commitment | None = None,
    carried_from: Point | None = None,
    limit: int | None = None,
) -> Point:
    """Writes a point into the talk; with a `limit` it may be as long as that, in several lines.

    Raises `HuddleError` when it is empty or too long, and for whoever is not of the two.
    """
    with s.change(f"point.{'noted' if kind == 'note' else 'written'}") as change:
        talk = fresh(s, talk) if kind in ("note", "answer") else _unsealed(s, talk)
        return change.insert(
            Point(
                conversation_id=talk.id,
                by_id=s.me.id,
                kind=kind,
                text=written(text, "The point", limit=limit) if limit else stated(text, "The point"),
                card_id=card.id if card else None,
                commitment_id=commitment.id if commitment else None,
                carried_from=carried_from.id if carried_from else None,
                written_at=s.moment,
            )
        )


def finish_point(s: Session, point: Point, *, done: bool = True) -> Point:
    """The two are done with it, or not after all. Raises `HuddleError` for whoever is not of the two."""
    with s.change("point.done" if done else "point.reopened") as change:
        standing = s.get(Point, point.id)
        talk = s.get(Conversation, point.conversation_id)
        if standing is None or talk is None:
            raise Conflict("This point is not there any more.")
        fresh(s, talk)
        return change.update(standing, done=done)


def carry_over(s: Session, before: Conversation, talk: Conversation, kinds: Collection[PointKind]) -> list[Point]:
    """Writes what the two were not done with in `before`, of these kinds, into `talk`, in the words and the name of who
    brought it. Notes never go along, nor does what became a commitment: that is followed on its own."""
    with s.change("point.carried_over") as change:
        there = {point.carried_from for point in points(s, talk)}
        return [
            change.insert(
                point.model_copy(
                    update={
                        "id": 0, "conversation_id": talk.id, "carried_from": point.id, "written_at": s.moment,
                    }
                )
            )
            for point in points(s, before)
            if point.kind in kinds
            and not (point.kind == "note" or point.commitment_id or point.done or point.id in there)
        ]  # fmt: skip


def times_carried(s: Session, point: Point) -> int:
    """How many talks ago it was brought up first: 0 where it is new."""
    times = 0
    while point.carried_from is not None and (before := s.get(Point, point.carried_from)) is not None:
        point, times = before, times + 1
    return times


# -- who may


def fresh(s: Session, talk: Conversation) -> Conversation:
    """The talk as it stands now. Raises `HuddleError` unless the acting member is one of its two people."""
    now = s.get(Conversation, talk.id)
    if now is None or not s.viewer.is_member(now.from_id, now.to_id):
        raise HuddleError("This talk is two other people's, who alone write in it, or it is not there any more.")
    return now


def _unsealed(s: Session, talk: Conversation) -> Conversation:
    now = fresh(s, talk)
    if now.sealed_at is not None:
        raise HuddleError("This was signed, and what was signed stays as it is. Answer it, or take the next step.")
    return now


def _must_come(s: Session, day: date) -> None:
    if day <= s.today:
        raise HuddleError(f"The next talk must be after today, and {day} is not. Choose a later day.")

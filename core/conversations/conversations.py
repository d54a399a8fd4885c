"""Conversations of every kind, and the points within them.

What each kind adds is in a module of its own (one-on-one, review, feedback, ladder); this is what they share. A
conversation has two people, and both write into it. A private note is a point of the kind `note`.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from core.access.session import Session
from core.errors import Conflict, HuddleError
from core.meeting.lifecycle import require_participant
from core.models import (
    Card,
    Commitment,
    Conversation,
    ConversationKind,
    ConversationStatus,
    Member,
    Point,
    PointKind,
    Signature,
)
from core.team.current_members import reload_member, require_not_left
from core.values.periods import past_day_error
from core.values.text import require_multiline_text, require_text

# -- reading


def list_conversations(
    session: Session,
    *kinds: ConversationKind,
    between: Collection[Member] = (),
    status: ConversationStatus | None = None,
) -> list[Conversation]:
    """Return the conversations that the viewer may see, latest first.

    Filters: of these `kinds` (any when empty), with all members in `between` taking part, in that `status`.
    """
    candidates = session.all(
        Conversation, "(:status IS NULL OR status = :status)", {"status": status}, order="held_on DESC, id DESC"
    )
    people = {member.id for member in between}
    return [talk for talk in candidates if (not kinds or talk.kind in kinds) and people <= {talk.from_id, talk.to_id}]


def list_points(session: Session, talk: Conversation, *kinds: PointKind) -> list[Point]:
    """Return the points of a conversation that the viewer may see, in the order they were written."""
    all_points = session.all(Point, "conversation_id = ?", (talk.id,))
    return [point for point in all_points if not kinds or point.kind in kinds]


def other_member(session: Session, talk: Conversation) -> Member:
    """Return the one of the two who is not the viewer; for other viewers the receiver. Raises `Conflict` if missing."""
    member = session.get(Member, talk.from_id if session.viewer.is_member(talk.to_id) else talk.to_id)
    if member is None:
        raise Conflict("The other person has left the team.")
    return member


def open_or_planned(session: Session, kind: ConversationKind, first: Member, second: Member) -> Conversation | None:
    """Return the open or planned conversation of these two: an open one first, else the earliest."""
    candidates = [talk for talk in list_conversations(session, kind, between=[first, second]) if talk.status != "held"]
    return min(candidates, key=lambda talk: (talk.status != "open", talk.held_on, talk.id), default=None)


# -- planning, beginning, closing


def plan_conversation(
    session: Session,
    kind: ConversationKind,
    to: Member,
    day: date,
    *,
    about: str | None = None,
    follows: Conversation | None = None,
    by: Member | None = None,
) -> Conversation:
    """Plan a conversation of the acting member with `to`; with `by`, that member is the giver. It has no text yet.

    Raises `HuddleError` for a day that has passed, when both are the same member, and for one who has left.
    """
    with session.change("conversation.planned") as change:
        me = require_participant(session)
        # Read again: they may have left while this was being typed.
        giver = reload_member(session, by) if by else me
        to = reload_member(session, to)
        if giver.id == to.id:
            raise HuddleError("Choose someone else: a conversation needs two people.")
        for member in (giver, to):
            require_not_left(member)
        if day < session.today:
            raise past_day_error(day, session.today)
        return change.insert(
            Conversation(
                kind=kind,
                from_id=giver.id,
                to_id=to.id,
                held_on=day,
                text="",
                about=require_text(about, "What it is about") if about else None,
                follows_id=follows.id if follows else None,
                status="planned",
                written_at=session.timestamp,
            )
        )


def move(session: Session, talk: Conversation, day: date) -> Conversation:
    """Move a planned conversation to another day; for one that has begun, set when the two meet next.

    Raises `HuddleError` for a day that has passed, and unless the acting member is one of the two.
    """
    with session.change("conversation.moved") as change:
        talk = reload_conversation(session, talk)
        if talk.status == "planned":
            if day < session.today:
                raise past_day_error(day, session.today)
            return change.update(talk, held_on=day)
        _require_future(session, day)
        return change.update(talk, next_on=day)


def begin(session: Session, talk: Conversation) -> Conversation:
    """Begin a conversation: from now on each sees what the other prepared. Raises `HuddleError` for anybody else."""
    with session.change("conversation.begun") as change:
        talk = _require_unsigned(session, talk)
        if talk.status != "planned":
            return talk
        return change.update(talk, status="open", held_on=session.today)


def close(session: Session, talk: Conversation, text: str = "", *, next_on: date | None = None) -> Conversation:
    """Close a conversation as held; `text` sums it up in a line.

    Raises `HuddleError` when `next_on` is not after today, for a signed conversation, and unless the acting member is
    one of the two.
    """
    with session.change("conversation.held") as change:
        talk = _require_unsigned(session, talk)
        if next_on is not None:
            _require_future(session, next_on)
        text = require_text(text, "What came of it") if text.strip() else talk.text
        held_on = session.today if talk.status == "planned" else talk.held_on
        return change.update(talk, status="held", text=text, next_on=next_on or talk.next_on, held_on=held_on)


# -- points


def add_point(
    session: Session,
    talk: Conversation,
    kind: PointKind,
    text: str,
    *,
    card: Card | None = None,
    commitment: Commitment | None = None,
    limit: int | None = None,
) -> Point:
    """Add a point to the conversation; with a `limit` (characters) it may have several lines.

    Raises `HuddleError` when it is empty or too long, and unless the acting member is one of the two.
    """
    with session.change(f"point.{'noted' if kind == 'note' else 'written'}") as change:
        talk = reload_conversation(session, talk) if kind in ("note", "answer") else _require_unsigned(session, talk)
        return change.insert(
            Point(
                conversation_id=talk.id,
                by_id=session.me.id,
                kind=kind,
                text=require_multiline_text(text, "The point", limit=limit)
                if limit
                else require_text(text, "The point"),
                card_id=card.id if card else None,
                commitment_id=commitment.id if commitment else None,
                written_at=session.timestamp,
            )
        )


def mark_point_done(session: Session, point: Point, *, done: bool = True) -> Point:
    """Mark a point as done, or as not done. Raises `HuddleError` unless the acting member is one of the two."""
    with session.change("point.done" if done else "point.reopened") as change:
        current = session.get(Point, point.id)
        talk = session.get(Conversation, point.conversation_id)
        if current is None or talk is None:
            raise Conflict("This point was removed.")
        reload_conversation(session, talk)
        return change.update(current, done=done)


def carry_over(session: Session, before: Conversation, talk: Conversation, kinds: Collection[PointKind]) -> list[Point]:
    """Copy the unfinished points of these kinds from `before` into `talk`, with their text and author.

    Notes are not copied, nor are points that became a commitment, which is followed on its own.
    """
    with session.change("point.carried_over") as change:
        carried_ids = {point.carried_from for point in list_points(session, talk)}
        return [
            change.insert(
                point.model_copy(
                    update={
                        "id": 0, "conversation_id": talk.id, "carried_from": point.id, "written_at": session.timestamp,
                    }
                )
            )
            for point in list_points(session, before)
            if point.kind in kinds
            and not (point.kind == "note" or point.commitment_id or point.done or point.id in carried_ids)
        ]  # fmt: skip


def count_carried(session: Session, point: Point) -> int:
    """Return how many times a point was carried over: 0 when it is new."""
    times = 0
    while point.carried_from is not None and (before := session.get(Point, point.carried_from)) is not None:
        point, times = before, times + 1
    return times


# -- permissions


def reload_conversation(session: Session, talk: Conversation) -> Conversation:
    """Return the current row of a conversation. Raises `HuddleError` without one, or when the member is not in it."""
    current = session.get(Conversation, talk.id)
    if current is None or not session.viewer.is_member(current.from_id, current.to_id):
        raise HuddleError("This conversation is private or was removed.")
    return current


def _require_unsigned(session: Session, talk: Conversation) -> Conversation:
    current = reload_conversation(session, talk)
    if current.sealed_at is not None or session.all(Signature, "conversation_id = ?", (current.id,)):
        raise HuddleError("This was signed, so it can't change. Add an answer, or document the next step.")
    return current


def _require_future(session: Session, day: date) -> None:
    if day <= session.today:
        raise HuddleError(f"{day} is not after today. Choose a later day.")

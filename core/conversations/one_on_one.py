"""The one-on-one: after a brainstorm, leader and member go through the member's cards one by one.

A card is great, and the leader says how they will help; or it is adjusted: the two look at what colleagues do, note
worries, and the member rewords it. Recording conversations in general is in `core.conversations.conversations`; what
the screen shows is in `core.conversations.one_on_one_page`.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Literal, Unpack

from core.access.session import Session
from core.commitments import commitments
from core.commitments.commitments import CommitmentTerms
from core.conversations import conversations
from core.errors import Conflict, HuddleError
from core.meeting.agenda import first_working_day
from core.meeting.lifecycle import require_participant
from core.models import Card, Commitment, Conversation, Member, Point, PointKind
from core.team.current_members import reload_member
from core.team.record import get_team

ONE_ON_ONE: Literal["one-on-one"] = "one-on-one"

CARRIED_KINDS: tuple[PointKind, ...] = ("agenda", "help")
"""The kinds of unfinished points that are copied to the next one-on-one; promised help is followed on its own."""

VERDICTS: tuple[PointKind, ...] = ("great", "adjust")
"""The kinds of points that judge a card."""


# -- planning, beginning, closing


def leader_and_member(session: Session, member: Member) -> tuple[Member, Member]:
    """Return the leader and the member of the viewer's one-on-one with `member`.

    Raises `HuddleError` for the viewer as `member`, for watchers, and when neither of the two is a leader.
    """
    me = require_participant(session)
    member = reload_member(session, member)
    if me.id == member.id:
        raise HuddleError("Choose someone else: a one-on-one needs two people.")
    if member.role == "watcher":
        raise HuddleError(f"{member.name} is a watcher and has no one-on-ones. Choose someone else.")
    if me.role == "leader":
        return me, member
    if member.role == "leader":
        return member, me
    if _has_led(session, me):
        raise HuddleError("You are no longer the leader. Choose a leader for the one-on-one.")
    raise HuddleError(f"{member.name} is not a leader. Choose a leader for the one-on-one.")


def _has_led(session: Session, member: Member) -> bool:
    """Return whether the member was a leader before; an open page may still show them as one."""
    befores = (json.loads(row.before) for _, row, _ in session.history(member) if row.before)
    return any(before.get("role") == "leader" for before in befores)


def current_one_on_one(session: Session, member: Member) -> Conversation | None:
    """Return the viewer's open or next planned one-on-one with the member."""
    return conversations.open_or_planned(session, ONE_ON_ONE, session.me, member)


def plan(session: Session, member: Member, day: date | None = None) -> Conversation:
    """Plan a one-on-one with the member, or move the planned one; either of the two may.

    Without a day a new one is on the next working day, so that both can still prepare, and an existing one is not
    moved. Unfinished points of the last one are copied to its agenda. For one that has begun, `day` sets when the next
    one is. Raises `HuddleError` for a day that has passed, and as `leader_and_member` does.
    """
    with session.change("conversation.planned"):
        leader, other = leader_and_member(session, member)
        talk = current_one_on_one(session, member)
        if talk is not None:
            return conversations.move(session, talk, day) if day else talk
        last = last_held(session, member)
        day = day or first_working_day(session.today + timedelta(days=1), get_team(session).working_days)
        by = None if leader.id == session.me.id else leader
        talk = conversations.plan_conversation(session, ONE_ON_ONE, other, day, by=by, follows=last)
        if last is not None:
            conversations.carry_over(session, last, talk, CARRIED_KINDS)
        return talk


def begin(session: Session, member: Member) -> Conversation:
    """Begin the one-on-one with the member; without a planned one it is held today."""
    with session.change("conversation.begun"):
        return conversations.begin(session, current_one_on_one(session, member) or plan(session, member, session.today))


def close(session: Session, member: Member, text: str = "", next_on: date | None = None) -> Conversation:
    """Close the one-on-one; `text` sums it up in a line. With `next_on` the next one is planned at once.

    Raises `HuddleError` when none is planned or open, and when `next_on` is not after today.
    """
    with session.change("conversation.held"):
        talk = current_one_on_one(session, member)
        if talk is None:
            raise HuddleError(f"No one-on-one with {member.name} is planned or running. Start one first.")
        held = conversations.close(session, talk, text, next_on=next_on)
        if held.next_on is not None:
            plan(session, member, held.next_on)
        return held


def last_held(session: Session, member: Member) -> Conversation | None:
    """Return the viewer's last closed one-on-one with the member."""
    return next(
        iter(conversations.list_conversations(session, ONE_ON_ONE, between=[session.me, member], status="held")), None
    )


# -- agenda and notes


def add_to_agenda(session: Session, member: Member, text: str) -> Point:
    """Add a point to the agenda of the one-on-one with the member; one is planned when there is none."""
    with session.change("point.written"):
        return conversations.add_point(session, plan(session, member), "agenda", text)


def add_own_note(session: Session, member: Member, text: str) -> Point:
    """Add a private note to the one-on-one with the member. The other one never sees it: while none is planned it
    plans none, since they would see that."""
    with session.change("point.noted") as change:
        leader_and_member(session, member)
        talk = current_one_on_one(session, member) or unplanned_notes(session, member)
        if talk is None:
            talk = change.insert(
                Conversation(
                    kind="notes",
                    from_id=session.me.id,
                    to_id=member.id,
                    held_on=session.today,
                    text="",
                    written_at=session.timestamp,
                )
            )
        return conversations.add_point(session, talk, "note", text)


def unplanned_notes(session: Session, member: Member) -> Conversation | None:
    """Return what holds the viewer's notes for one-on-ones with the member that were not planned yet; None without
    any. Only the viewer sees it."""
    return next(iter(conversations.list_conversations(session, "notes", between=[session.me, member])), None)


# -- card by card


def mark_great(session: Session, member: Member, card: Card) -> Point:
    """Mark a card of the member as great. Raises `HuddleError` unless the acting member is the leader of the two."""
    with session.change("point.written"):
        leader, owner = leader_and_member(session, member)
        if leader.id != session.me.id:
            raise HuddleError(f"Only {leader.name} can mark a card as great. You can adjust it or ask for help.")
        return _set_verdict(session, begin(session, member), _require_own_card(session, owner, card), "great")


def adjust(
    session: Session,
    member: Member,
    card: Card,
    *,
    worry: str = "",
    text: str = "",
    **terms: Unpack[CommitmentTerms],
) -> tuple[Point, Commitment | None]:
    """Mark a card as to be adjusted, note a `worry`, and reword its commitment when there is a `text`.

    The new text replaces the open commitment that the card became, or makes a new one. Card and earlier wordings stay
    readable. The leader may write it down during the one-on-one. Raises `HuddleError` as `commitments.reword` does.
    """
    # The journal shows others a reworded commitment, and not the one-on-one.
    with session.change("commitment.reworded") as change:
        _, owner = leader_and_member(session, member)
        talk = begin(session, member)
        card = _require_own_card(session, owner, card)
        point = _set_verdict(session, talk, card, "adjust")
        if worry.strip():
            conversations.add_point(session, talk, "worry", worry, card=card)
        if not text.strip():
            return point, None
        existing = commitment_of_card(session, owner, card)
        if existing is None or existing.status != "open":
            taker = None if owner.id == session.me.id else owner
            new = commitments.commit_to_card(session, card, text=text, member=taker, **terms)
        else:
            new = commitments.reword(session, existing, text=text, **terms)
            if new.card_id is None:  # it was typed in the shell, with the text of the card
                new = change.update(new, card_id=card.id, trend_id=card.trend_id)
        return change.update(point, commitment_id=new.id), new


def add_help(
    session: Session,
    member: Member,
    text: str,
    *,
    card: Card | None = None,
    due: date | None = None,
    help_request: Point | None = None,
) -> Point:
    """Record help: a leader's promise, or a member's request.

    The leader promises help with a card or in answer to the request `help_request`: a commitment that the member alone
    confirms. A member asks for help, and the leader sees it in the one-on-one. Raises `HuddleError` as
    `leader_and_member` does, and for a day that has passed.
    """
    with session.change("point.written") as change:
        leader, owner = leader_and_member(session, member)
        talk = plan(session, member)
        card = _require_own_card(session, owner, card) if card else None
        if leader.id != session.me.id:
            return conversations.add_point(session, talk, "help", text, card=card)
        commitment = commitments.commit(session, text, helped_member=owner, conversation=talk, due=due)
        if help_request is None:
            return conversations.add_point(session, talk, "help", text, card=card, commitment=commitment)
        request = session.get(Point, help_request.id)
        if request is None or request.commitment_id is not None:
            raise Conflict("This was changed in the meantime. Check it and try again.")
        return change.update(request, commitment_id=commitment.id)


def commitment_of_card(session: Session, member: Member, card: Card) -> Commitment | None:
    """Return the member's commitment made from the card, in its current wording, or None.

    An open one comes first, else the latest. Without one, an open commitment with the same text but no card counts, as
    typed in the shell.
    """
    candidates = session.all(
        Commitment,
        "card_id = ? AND member_id = ? AND helps_id IS NULL AND replaced_by IS NULL",
        (card.id, member.id),
        order="status <> 'open', id DESC",
    )
    if not candidates:
        typed = "card_id IS NULL AND member_id = ? AND helps_id IS NULL AND replaced_by IS NULL AND status = 'open'"
        words = card.text.casefold()
        candidates = [
            commitment
            for commitment in session.all(Commitment, typed, (member.id,))
            if commitment.text.casefold() == words
        ]
    return candidates[0] if candidates else None


# -- helpers


def _set_verdict(session: Session, talk: Conversation, card: Card, kind: Literal["great", "adjust"]) -> Point:
    """Set the verdict on the card in this conversation; the last one replaces any before."""
    with session.change("point.written") as change:
        for point in conversations.list_points(session, talk, *VERDICTS):
            if point.card_id == card.id:
                return change.update(point, kind=kind)
        return conversations.add_point(session, talk, kind, card.text, card=card)


def _require_own_card(session: Session, member: Member, card: Card) -> Card:
    current = session.get(Card, card.id)
    if current is None or current.member_id != member.id:
        raise Conflict(f"This card no longer belongs to {member.name}. Choose another.")
    return current

"""The one-on-one: after a brainstorm leader and member go through what the member said, card by card.

A card is great, and the leader says how they will help; or it is adjusted: what colleagues do is looked at, worries are
noted, and the member words it anew. What two people say to each other and keep is in `core.conversations`; what a
screen shows of it is in `core.one_on_one_page`.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal, Unpack

from core import commitments, conversations
from core.agenda import working_day
from core.commitments import What
from core.errors import Conflict, HuddleError
from core.meeting import must_take_part
from core.models import Card, Commitment, Conversation, Member, Point, PointKind
from core.session import Session
from core.team import team

KIND: Literal["one-on-one"] = "one-on-one"

CARRIED: tuple[PointKind, ...] = ("agenda", "help")
"""What goes along to the next talk while it is not done: promised help is followed on its own."""

VERDICTS: tuple[PointKind, ...] = ("great", "adjust")


# -- having one


def leads(s: Session, member: Member) -> tuple[Member, Member]:
    """Who leads the viewer's one-on-one with `member`, and whose it is.

    Raises `HuddleError` for who takes no part, for oneself, and where neither of the two is a leader.
    """
    me = must_take_part(s)
    if me.id == member.id:
        raise HuddleError("A one-on-one needs two people. Name somebody else.")
    if member.role == "watcher":
        raise HuddleError(f"{member.name} watches and has no one-on-ones. Name somebody who takes part.")
    if me.role == "leader":
        return me, member
    if member.role == "leader":
        return member, me
    raise HuddleError(f"A one-on-one is with the leader, and {member.name} does not lead. Name one who does.")


def running(s: Session, member: Member) -> Conversation | None:
    """The viewer's talk with the member that is open, or planned next."""
    return conversations.running(s, KIND, s.me, member)


def plan(s: Session, member: Member, day: date | None = None) -> Conversation:
    """Plans the talk with the member, or moves the one that is planned; either of the two may.

    Without a day it is on the next working day, so that both can still bring something, or when it was planned for.
    What the two were not done with last time is on its agenda. Of a talk that has begun it sets when the next one is.
    Raises `HuddleError` for a day that has passed and for whoever has no one-on-ones.
    """
    with s.change("conversation.planned"):
        leader, whose = leads(s, member)
        talk = running(s, member)
        if talk is not None:
            return conversations.move(s, talk, day) if day else talk
        last = last_held(s, member)
        day = day or working_day(s.today + timedelta(days=1), team(s).working_days)
        by = None if leader.id == s.me.id else leader
        talk = conversations.plan(s, KIND, whose, day, by=by, follows=last)
        if last is not None:
            conversations.carry_over(s, last, talk, CARRIED)
        return talk


def begin(s: Session, member: Member) -> Conversation:
    """The two sit together; without a plan the talk is one of today's."""
    with s.change("conversation.begun"):
        return conversations.begin(s, running(s, member) or plan(s, member, s.today))


def hold(s: Session, member: Member, text: str = "", next_on: date | None = None) -> Conversation:
    """The talk is over; `text` says in a line what came of it. With a next day the next one is planned at once.

    Raises `HuddleError` where none was planned or begun, and for a next day that is not after today.
    """
    with s.change("conversation.held"):
        talk = running(s, member)
        if talk is None:
            raise HuddleError(f"No one-on-one with {member.name} is planned or open. Begin one first.")
        held = conversations.close(s, talk, text, next_on=next_on)
        if held.next_on is not None:
            plan(s, member, held.next_on)
        return held


def last_held(s: Session, member: Member) -> Conversation | None:
    """The viewer's last one-on-one with the member that is over."""
    return next(iter(conversations.conversations(s, KIND, between=[s.me, member], status="held")), None)


# -- before and beside it


def bring(s: Session, member: Member, text: str) -> Point:
    """Puts something on the agenda of the talk with the member; one is planned where there is none."""
    with s.change("point.written"):
        return conversations.add_point(s, plan(s, member), "agenda", text)


def note(s: Session, member: Member, text: str) -> Point:
    """Notes something for oneself, beside the talk with the member. The other one never sees it."""
    with s.change("point.noted"):
        return conversations.add_point(s, plan(s, member), "note", text)


# -- card by card


def great(s: Session, member: Member, card: Card) -> Point:
    """The leader says that a card of the member's is great as it is. Raises `HuddleError` for anybody else."""
    with s.change("point.written"):
        leader, whose = leads(s, member)
        if leader.id != s.me.id:
            raise HuddleError(f"That a card is great is for {leader.name} to say. Adjust it, or ask for help with it.")
        return _verdict(s, begin(s, member), _own(s, whose, card), "great")


def adjust(
    s: Session, member: Member, card: Card, *, worry: str = "", **what: Unpack[What]
) -> tuple[Point, Commitment | None]:
    """A card of the member's is worded anew: its `worry` is noted, and with a `text` the new words replace the open
    commitment that the card became, or become one of it. Card and earlier wordings stay readable.

    The leader may write it down while the two sit together. Raises `HuddleError` as `commitments.reword` does.
    """
    # To everybody else this is a commitment that was worded anew, and nothing tells of a talk.
    with s.change("commitment.reworded") as change:
        _, whose = leads(s, member)
        talk = begin(s, member)
        card = _own(s, whose, card)
        point = _verdict(s, talk, card, "adjust")
        if worry.strip():
            conversations.add_point(s, talk, "worry", worry, card=card)
        if not what.get("text", "").strip():
            return point, None
        standing = of_card(s, whose, card)
        if standing is None or standing.status != "open":
            taker = None if whose.id == s.me.id else whose
            new = commitments.take_on(s, card, member=taker, **what)
        else:
            new = commitments.reword(s, standing, **what)
            if new.card_id is None:  # it was typed anew, in the words of the card
                new = change.update(new, card_id=card.id, trend_id=card.trend_id)
        return change.update(point, commitment_id=new.id), new


def help_with(
    s: Session,
    member: Member,
    text: str,
    *,
    card: Card | None = None,
    due: date | None = None,
    asked: Point | None = None,
) -> Point:
    """The leader promises help, with a card or as it was `asked` for: a commitment that the member alone answers for.
    The member asks for help, and the leader sees it in the talk.

    Raises `HuddleError` for who has no one-on-ones, and for a day that has passed.
    """
    with s.change("point.written") as change:
        leader, whose = leads(s, member)
        talk = plan(s, member)
        card = _own(s, whose, card) if card else None
        if leader.id != s.me.id:
            return conversations.add_point(s, talk, "help", text, card=card)
        promised = commitments.commit(s, text, helps=whose, talk=talk, due=due)
        if asked is None:
            return conversations.add_point(s, talk, "help", text, card=card, commitment=promised)
        standing = s.get(Point, asked.id)
        if standing is None or standing.commitment_id is not None:
            raise Conflict("This was taken back or answered in the meantime. Look at what stands there now.")
        return change.update(standing, commitment_id=promised.id)


def of_card(s: Session, member: Member, card: Card) -> Commitment | None:
    """What the member made of the card, as it is worded now: what is open, else what was last; or else what they took
    on in the same words without the card, as one does in the shell."""
    found = s.all(
        Commitment,
        "card_id = ? AND member_id = ? AND helps_id IS NULL AND replaced_by IS NULL",
        (card.id, member.id),
        order="status <> 'open', id DESC",
    )
    if not found:
        typed = "card_id IS NULL AND member_id = ? AND helps_id IS NULL AND replaced_by IS NULL AND status = 'open'"
        words = card.text.casefold()
        found = [each for each in s.all(Commitment, typed, (member.id,)) if each.text.casefold() == words]
    return found[0] if found else None


# -- within


def _verdict(s: Session, talk: Conversation, card: Card, kind: Literal["great", "adjust"]) -> Point:
    """What is said of the card in this talk: one thing, the last."""
    with s.change("point.written") as change:
        for point in conversations.points(s, talk, *VERDICTS):
            if point.card_id == card.id:
                return change.update(point, kind=kind)
        return conversations.add_point(s, talk, kind, card.text, card=card)


def _own(s: Session, member: Member, card: Card) -> Card:
    standing = s.get(Card, card.id)
    if standing is None or standing.member_id != member.id:
        raise Conflict(f"This is no card of {member.name}'s any more. Choose another.")
    return standing

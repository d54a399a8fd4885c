"""One member's page: demand and support in one view, as far as the viewer may see each of them.

What is asked of somebody never stands without what they are owed. For a one-on-one, and for oneself; to colleagues it
shows what is everybody's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from shlex import quote

from core import accounts, conversations, home, occurrences, one_on_one_page, signals, support, training
from core.amounts import shown
from core.follow_through import may_see
from core.home import Kept, Number, Promised
from core.models import Card, Commitment, Conversation, ConversationKind, Goal, Member
from core.personal_goals import personal_goals
from core.reckoning import Reckoning
from core.session import Session
from core.signalling.chances import UNTOUCHED_DAYS
from core.signals import Signal, Step
from core.wording import called

TALKS: tuple[ConversationKind, ...] = ("one-on-one", "review", "feedback", "praise")
"""What is told of the talks that were had. The steps of the ladder stand nowhere but where the two look at them."""

MOST_TALKS = 4
"""The last ones: enough to see the rhythm."""


@dataclass(frozen=True, slots=True)
class Said:
    """One open commitment, and what was done of it."""

    promised: Promised
    so_far: str
    """`12 of 20`, of this time where it comes again; empty where nothing is counted, or the viewer may not know."""


@dataclass(frozen=True, slots=True)
class Owed:
    """Help that was promised to the member."""

    promise: Commitment
    by: str
    to_confirm: bool


@dataclass(frozen=True, slots=True)
class Talk:
    """One talk of the viewer's with the member; on one's own page, of one's own with anybody."""

    conversation: Conversation
    other: str


@dataclass(frozen=True, slots=True)
class MemberPage:
    """All of it, as the viewer may see it."""

    member: Member
    own: bool
    """Whether it is the viewer's."""
    numbers: tuple[Number, ...]
    said: tuple[Said, ...]
    cards: tuple[Card, ...]
    """What they said in the last brainstorm; nothing of an anonymous one."""
    said_on: date | None
    kept: Kept | None
    """None where it is not for the viewer to know."""
    goals: tuple[Goal, ...]
    owed: tuple[Owed, ...]
    talks: tuple[Talk, ...]
    """The latest first."""
    next_talk: Conversation | None
    """The next one that is planned."""
    training: training.Line | None
    """None while nobody on the team has trained, and where it is not for the viewer."""
    accounts: int
    untouched: int
    """Of these, not touched for a month."""
    signals: tuple[Signal, ...]
    next: Step | None
    """What is proposed; None on the page of a colleague, with whom one has no such talks."""


def member_page(s: Session, member: Member) -> MemberPage:
    """The page of a member, as it stands now."""
    now = s.get(Member, member.id) or member
    own = s.viewer.is_member(now.id)
    found = tuple(signals.signals(s, now))
    storm = one_on_one_page.brainstorm(s)
    talks, trains = _talks(s, now), training.counted(s) is not None
    return MemberPage(
        member=now,
        own=own,
        numbers=tuple(home.numbers_of(s, now)),
        said=tuple(_said(s, now)),
        cards=tuple(one_on_one_page.cards_of(s, now)),
        said_on=storm.meeting.day if storm and not storm.anonymous else None,
        kept=home.kept(s, now) if may_see(s, now) else None,
        goals=tuple(personal_goals(s, now)),
        owed=tuple(_owed(s, now)),
        talks=tuple(each for each in talks if each.conversation.status == "held")[:MOST_TALKS],
        next_talk=min(
            (each.conversation for each in talks if each.conversation.status != "held"),
            key=lambda talk: (talk.held_on, talk.id),
            default=None,
        ),
        training=next((line for line in training.board(s) if line.member.id == now.id), None) if trains else None,
        accounts=accounts.count(s, of=now),
        untouched=len(accounts.untouched(s, UNTOUCHED_DAYS, of=now)),
        signals=found,
        next=_next(s, now, found),
    )


def _said(s: Session, member: Member) -> list[Said]:
    reckoned = Reckoning(s.store.connection, s.today, member_id=member.id, viewer_id=s.viewer.member_id)
    promised = home.my_commitments(s, member)
    # Help they give somebody else is between those two.
    return [Said(each, _so_far(s, each, reckoned)) for each in promised if each.commitment.helps_id is None]


def _so_far(s: Session, each: Promised, reckoned: Reckoning) -> str:
    c, one = each.commitment, reckoned.all.get(each.commitment.id)
    if one is None or each.metric is None or c.amount is None or not reckoned.may_tell(one):
        return ""
    if c.every:
        running = [coming for coming in reckoned.comings(one) if coming.day >= s.today]
        amount = running[0].actual if running else None
    else:
        amount = occurrences.so_far(s, c, reckoned)
    scale, unit = each.metric.scale, each.metric.unit
    return f"{shown(amount or 0, scale, unit)} of {shown(c.amount, scale, unit)}"


def _owed(s: Session, member: Member) -> list[Owed]:
    everybody = s.all(Member)
    names = {each.id: called(each, everybody) for each in everybody}
    owed = [each for each in support.help_owed(s, member) if each.status == "open"]
    to_confirm = support.waiting(s, owed)
    return [Owed(each, names.get(each.member_id or 0, "somebody"), each.id in to_confirm) for each in owed]


def _talks(s: Session, member: Member) -> list[Talk]:
    """Those between the viewer and the member alone, whatever else is shared with the viewer."""
    everybody = s.all(Member)
    names = {each.id: called(each, everybody) for each in everybody}
    me = s.viewer.member_id
    found = []
    for talk in conversations.conversations(s, *TALKS):
        two = {talk.from_id, talk.to_id}
        if me in two and member.id in two:
            other = talk.to_id if talk.from_id == me else talk.from_id
            found.append(Talk(talk, names.get(other, "somebody")))
    return found


def _next(s: Session, member: Member, found: tuple[Signal, ...]) -> Step | None:
    """What the signals propose; without any, what keeps the two of them in touch."""
    own = s.viewer.is_member(member.id)
    if found:
        return found[0].step
    if member.role == "watcher" or s.viewer.role not in ("leader", "seller"):
        return None
    if own and not home.my_commitments(s, member):
        return Step("Say what you will be accountable for", "6 Me, a", "huddle commit 'WHAT I WILL DO'")
    if own:
        return Step("Keep it up: what comes next is among your commitments", "6 Me", "huddle due")
    if not s.viewer.is_leader:
        return None
    name = called(member, s.all(Member))
    if any(each.id == member.id for each in one_on_one_page.due_after_brainstorm(s)):
        return Step("Go through what they said", "8 One-on-one", f"huddle one-on-one {quote(name)}")
    return Step("Ask how it goes, and what would help", "8 One-on-one", f"huddle one-on-one {quote(name)}")

"""What lies on the table in a one-on-one, and whom the leader has not met yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core import commitments, conversations, home, members, support
from core.home import Number
from core.models import Board, Card, Commitment, Conversation, Goal, Meeting, Member, Point, Trend
from core.one_on_one import KIND, VERDICTS, last_held, leads, of_card, running
from core.session import Session

# -- the brainstorm


@dataclass(frozen=True, slots=True)
class Brainstorm:
    """The last meeting, running or closed, in which people said what they will be accountable for."""

    meeting: Meeting
    board: Board

    @property
    def anonymous(self) -> bool:
        """Whether nobody knows whose its cards are, so that no card is looked at in a talk."""
        return self.board.anonymous


def brainstorm(s: Session) -> Brainstorm | None:
    """The last one; None where nobody has said anything yet."""
    meetings = {meeting.id: meeting for meeting in s.all(Meeting, "status <> 'planned'")}
    boards = s.all(Board, "kind = 'accountabilities' AND EXISTS (SELECT 1 FROM card WHERE board_id = board.id)")
    held = [Brainstorm(meetings[board.meeting_id], board) for board in boards if board.meeting_id in meetings]
    return max(
        held,
        key=lambda each: (each.meeting.status == "open", each.meeting.closed_at or "", each.board.id),
        default=None,
    )


def cards_of(s: Session, member: Member) -> list[Card]:
    """What the member said in the last brainstorm, in the order in which it was said; nothing of an anonymous board."""
    last = brainstorm(s)
    if last is None or last.anonymous:
        return []
    return s.all(Card, "board_id = ? AND member_id = ?", (last.board.id, member.id))


@dataclass(frozen=True, slots=True)
class Tactic:
    """What a colleague said in the same trend."""

    who: Member
    text: str


def tactics(s: Session, card: Card) -> list[Tactic]:
    """What others in the card's trend do, as they said it; nothing where it is in none."""
    if card.trend_id is None:
        return []
    people = {member.id: member for member in members.members(s)}
    others = s.all(Card, "trend_id = ? AND member_id <> ?", (card.trend_id, card.member_id), order="position, id")
    return [Tactic(people[other.member_id], other.text) for other in others if other.member_id in people]


# -- one talk


@dataclass(frozen=True, slots=True)
class Looked:
    """One card, and what the two have said of it."""

    card: Card
    trend: Trend | None
    verdict: Point | None
    """`great` or `adjust`; None until one of them was said."""
    worries: tuple[Point, ...]
    became: Commitment | None
    """What the member made of it, as it is worded now."""
    earlier: tuple[str, ...]
    """Its wordings before, the latest first."""


@dataclass(frozen=True, slots=True)
class Help:
    """Help that was asked for, or promised."""

    text: str
    point: Point | None
    """Where it stands in a talk of the two."""
    promise: Commitment | None
    """None while it is asked for."""
    to_confirm: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """All of it, as the viewer may see it."""

    leader: Member
    member: Member
    """Whose one-on-one it is."""
    talk: Conversation | None
    """The one that is open or planned."""
    last: Conversation | None
    brainstorm: Brainstorm | None
    cards: tuple[Looked, ...]
    agenda: tuple[tuple[Point, int], ...]
    """Each with how many times it was carried over."""
    helps: tuple[Help, ...]
    """Asked for, and open promises; then what was answered since the last talk."""
    notes: tuple[Point, ...]
    """The viewer's own, of this talk and the last."""
    numbers: tuple[Number, ...]
    goals: tuple[Goal, ...]
    """The member's own, that the viewer may see."""

    def owed(self) -> str:
        """`2 open, 1 to confirm`"""
        promises = [each.promise for each in self.helps if each.promise]
        return support.in_short(promises, {each.promise.id for each in self.helps if each.promise and each.to_confirm})


def page(s: Session, with_: Member) -> Page:
    """The viewer's one-on-one with a member. Raises `HuddleError` as `one_on_one.leads` does."""
    leader, member = leads(s, with_)
    talk, last = running(s, with_), last_held(s, with_)
    every = _points(s, leader, member)
    now = [point for point in every if talk and point.conversation_id == talk.id]
    near = [point for point in every if point.conversation_id in {each.id for each in (talk, last) if each}]
    return Page(
        leader=leader,
        member=member,
        talk=talk,
        last=last,
        brainstorm=brainstorm(s),
        cards=tuple(_looked(s, member, card, every) for card in cards_of(s, member)),
        agenda=tuple((point, conversations.times_carried(s, point)) for point in now if point.kind == "agenda"),
        helps=_helps(s, leader, member, every, now, last),
        notes=tuple(point for point in near if point.kind == "note"),
        numbers=tuple(home.numbers_of(s, member)),
        goals=tuple(s.all(Goal, "level = 'personal' AND member_id = ? AND ended_on IS NULL", (member.id,))),
    )


def _points(s: Session, leader: Member, member: Member) -> list[Point]:
    """All that stands in the talks of these two, the oldest first."""
    talks = [talk.id for talk in conversations.conversations(s, KIND, between=[leader, member])]
    return s.all(Point, f"conversation_id IN ({','.join('?' * len(talks))})", tuple(talks))


def _looked(s: Session, member: Member, card: Card, every: Sequence[Point]) -> Looked:
    said = [point for point in every if point.card_id == card.id]
    verdicts = [point for point in said if point.kind in VERDICTS]
    became = of_card(s, member, card)
    earlier = commitments.earlier_wordings(s, became) if became else []
    return Looked(
        card=card,
        trend=s.get(Trend, card.trend_id),
        verdict=verdicts[-1] if verdicts else None,
        worries=tuple(point for point in said if point.kind == "worry"),
        became=became,
        earlier=tuple(each.text for each in earlier),
    )


def _helps(
    s: Session, leader: Member, member: Member, every: Sequence[Point], now: Sequence[Point], last: Conversation | None
) -> tuple[Help, ...]:
    owed = support.help_owed(s, member, by=leader)
    to_confirm = support.waiting(s, owed)
    where = {point.commitment_id: point for point in every if point.kind == "help" and point.commitment_id}
    asked = [point for point in now if point.kind == "help" and point.commitment_id is None]
    since = last.held_on if last else date.min
    still = [each for each in owed if each.status == "open"]
    closed = [each for each in owed if each.closed_on is not None and each.closed_on >= since]
    return (
        *(Help(point.text, point, None) for point in asked),
        *(Help(each.text, where.get(each.id), each, each.id in to_confirm) for each in [*still, *closed]),
    )


# -- whom one has met


@dataclass(frozen=True, slots=True)
class Met:
    """The viewer's one-on-ones with one person, at a glance."""

    member: Member
    last: date | None
    """When they met last."""
    next: date | None
    """When they meet next, as far as that is planned."""
    is_open: bool
    to_look_at: int
    """Cards of the last brainstorm of which nothing was said yet."""
    help_open: int
    to_confirm: int
    due: bool
    """Whether they have not met since the last brainstorm, which is over."""


def met(s: Session) -> list[Met]:
    """With a leader as the viewer: everybody who takes part, who is due first. With a seller: the leaders. By name."""
    if s.viewer.role not in ("leader", "seller"):
        return []
    people = [each for each in members.members(s) if each.role != "watcher" and not s.viewer.is_member(each.id)]
    if not s.viewer.is_leader:
        people = [each for each in people if each.role == "leader"]
    found = [_met(s, each) for each in people]
    return sorted(found, key=lambda each: (not each.is_open, not each.due, each.member.name.casefold()))


def due_after_brainstorm(s: Session) -> list[Member]:
    """Whom the viewer, a leader, has not met since the last brainstorm, by name; nobody while it is running."""
    storm = brainstorm(s) if s.viewer.is_leader else None
    if storm is None or storm.meeting.status == "open":
        return []
    talks = conversations.conversations(s, KIND)
    since = {id_ for talk in talks if _is_since(talk, storm) for id_ in (talk.from_id, talk.to_id)}
    people = [each for each in members.members(s) if each.role != "watcher" and not s.viewer.is_member(each.id)]
    return [each for each in people if each.id not in since]


def _is_since(talk: Conversation, storm: Brainstorm) -> bool:
    return talk.status != "planned" and talk.held_on >= storm.meeting.day


def _met(s: Session, other: Member) -> Met:
    leader, member = leads(s, other)
    talks = conversations.conversations(s, KIND, between=[leader, member])
    begun = [talk for talk in talks if talk.status != "planned"]
    last = max((talk.held_on for talk in begun if talk.status == "held"), default=None)
    coming = running(s, other)
    storm = brainstorm(s)
    waits = s.viewer.is_leader and storm is not None and storm.meeting.status == "closed"
    owed = support.help_owed(s, member, by=leader)
    said_of = {point.card_id for point in _points(s, leader, member) if point.kind in VERDICTS}
    return Met(
        member=other,
        last=last,
        next=coming.held_on if coming and coming.status == "planned" else coming.next_on if coming else None,
        is_open=coming is not None and coming.status == "open",
        to_look_at=sum(card.id not in said_of for card in cards_of(s, member)),
        help_open=sum(each.status == "open" for each in owed),
        to_confirm=len(support.waiting(s, owed)),
        due=waits and storm is not None and not any(_is_since(talk, storm) for talk in begun),
    )

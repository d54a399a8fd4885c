"""What the one-on-one screen shows, and whom the leader has not met yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.access.session import Session
from core.commitments import help, queries
from core.conversations import conversations
from core.conversations.one_on_one import (
    ONE_ON_ONE,
    VERDICTS,
    commitment_of_card,
    current_one_on_one,
    last_held,
    leader_and_member,
    unplanned_notes,
)
from core.models import Board, Card, Commitment, Conversation, Goal, Meeting, Member, Point, Trend, by_id
from core.standings import running_numbers
from core.standings.running_numbers import TargetProgress
from core.team import members
from data.sqlite import placeholders

# -- the latest brainstorm


@dataclass(frozen=True, slots=True)
class Brainstorm:
    """The latest meeting, open or closed, whose accountabilities board has cards."""

    meeting: Meeting
    board: Board

    @property
    def anonymous(self) -> bool:
        """Return whether the board hides the authors, so that no card can be discussed in a one-on-one."""
        return self.board.anonymous


def latest_brainstorm(session: Session) -> Brainstorm | None:
    """Return the latest brainstorm, or None when there is none."""
    meetings = by_id(session.all(Meeting, "status <> 'planned'"))
    boards = session.all(Board, "kind = 'accountabilities' AND id IN (SELECT board_id FROM exempt_cards_said)")
    held = [Brainstorm(meetings[board.meeting_id], board) for board in boards if board.meeting_id in meetings]
    return max(
        held,
        key=lambda candidate: (
            candidate.meeting.status == "open",
            candidate.meeting.closed_at or "",
            candidate.board.id,
        ),
        default=None,
    )


def list_brainstorm_cards(session: Session, member: Member) -> list[Card]:
    """Return the member's cards of the latest brainstorm, in the order they were stated; none of an anonymous board."""
    last = latest_brainstorm(session)
    if last is None or last.anonymous:
        return []
    return session.all(Card, "board_id = ? AND member_id = ?", (last.board.id, member.id))


@dataclass(frozen=True, slots=True)
class Tactic:
    """What a colleague stated in the same trend."""

    member: Member
    text: str


def list_tactics(session: Session, card: Card) -> list[Tactic]:
    """Return the cards of current colleagues in the card's trend; none when it is in no trend."""
    if card.trend_id is None:
        return []
    people = by_id(members.list_members(session))
    others = session.all(Card, "trend_id = ? AND member_id <> ?", (card.trend_id, card.member_id), order="position, id")
    return [Tactic(people[other.member_id], other.text) for other in others if other.member_id in people]


# -- one conversation


@dataclass(frozen=True, slots=True)
class CardVerdict:
    """One card of the member, and what the two have said about it."""

    card: Card
    trend: Trend | None
    verdict: Point | None
    """The latest point of the kind `great` or `adjust`; None while there is none."""
    worries: tuple[Point, ...]
    commitment: Commitment | None
    """The member's commitment made from the card, in its current wording."""
    earlier_wordings: tuple[str, ...]
    """The commitment's earlier wordings, latest first."""


@dataclass(frozen=True, slots=True)
class HelpItem:
    """Help that the member asked for, or that the leader promised."""

    text: str
    point: Point | None
    """The point that records it in a conversation of the two."""
    commitment: Commitment | None
    """The leader's commitment; None while the help is only asked for."""
    to_confirm: bool = False
    """Whether the helped member still has to confirm that the help came."""


@dataclass(frozen=True, slots=True)
class OneOnOnePage:
    """Everything on the one-on-one screen, as the viewer may see it."""

    leader: Member
    member: Member
    """The leader's counterpart."""
    conversation: Conversation | None
    """The open or planned conversation."""
    last_conversation: Conversation | None
    """The last conversation that was held."""
    brainstorm: Brainstorm | None
    cards: tuple[CardVerdict, ...]
    agenda: tuple[tuple[Point, int], ...]
    """Each agenda point, with the number of times it was carried over."""
    help_items: tuple[HelpItem, ...]
    """Help asked for, then open promises, then promises closed since the last conversation."""
    notes: tuple[Point, ...]
    """The viewer's own notes of the current and the last conversation, and those made since for the next."""
    numbers: tuple[TargetProgress, ...]
    goals: tuple[Goal, ...]
    """The member's running personal goals that the viewer may see."""

    def describe_help(self) -> str:
        """Return a summary such as `2 open, 1 to confirm`."""
        promises = [item.commitment for item in self.help_items if item.commitment]
        return help.describe_help_owed(
            promises, {item.commitment.id for item in self.help_items if item.commitment and item.to_confirm}
        )


def load_one_on_one_page(session: Session, other: Member) -> OneOnOnePage:
    """Return the viewer's one-on-one with a member. Raises `HuddleError` as `one_on_one.leader_and_member` does."""
    leader, member = leader_and_member(session, other)
    talk, last = current_one_on_one(session, other), last_held(session, other)
    all_points = _points(session, leader, member)
    current_points = [point for point in all_points if talk and point.conversation_id == talk.id]
    recent_points = [
        point for point in all_points if point.conversation_id in {recent.id for recent in (talk, last) if recent}
    ]
    return OneOnOnePage(
        leader=leader,
        member=member,
        conversation=talk,
        last_conversation=last,
        brainstorm=latest_brainstorm(session),
        cards=tuple(
            _card_verdict(session, member, card, all_points) for card in list_brainstorm_cards(session, member)
        ),
        agenda=tuple(
            (point, conversations.count_carried(session, point)) for point in current_points if point.kind == "agenda"
        ),
        help_items=_help_items(session, leader, member, all_points, current_points, last),
        notes=tuple(
            sorted(
                [*_unplanned_notes(session, other, last), *(point for point in recent_points if point.kind == "note")],
                key=lambda point: point.id,
            )
        ),
        numbers=tuple(running_numbers.member_numbers(session, member)),
        goals=tuple(session.all(Goal, "level = 'personal' AND member_id = ? AND ended_on IS NULL", (member.id,))),
    )


def _unplanned_notes(session: Session, other: Member, last: Conversation | None) -> list[Point]:
    """Return the notes that the viewer has made since the last one-on-one, while none was planned."""
    talk = unplanned_notes(session, other)
    since = last.held_on.isoformat() if last else ""
    return [point for point in conversations.list_points(session, talk) if point.written_at >= since] if talk else []


def _points(session: Session, leader: Member, member: Member) -> list[Point]:
    """Return all points in the conversations of these two, oldest first."""
    talks = [talk.id for talk in conversations.list_conversations(session, ONE_ON_ONE, between=[leader, member])]
    return session.all(Point, f"conversation_id IN ({placeholders(talks)})", tuple(talks))


def _card_verdict(session: Session, member: Member, card: Card, all_points: Sequence[Point]) -> CardVerdict:
    card_points = [point for point in all_points if point.card_id == card.id]
    verdicts = [point for point in card_points if point.kind in VERDICTS]
    became = commitment_of_card(session, member, card)
    earlier = queries.earlier_wordings(session, became) if became else []
    return CardVerdict(
        card=card,
        trend=session.get(Trend, card.trend_id),
        verdict=verdicts[-1] if verdicts else None,
        worries=tuple(point for point in card_points if point.kind == "worry"),
        commitment=became,
        earlier_wordings=tuple(wording.text for wording in earlier),
    )


def _help_items(
    session: Session,
    leader: Member,
    member: Member,
    all_points: Sequence[Point],
    current_points: Sequence[Point],
    last: Conversation | None,
) -> tuple[HelpItem, ...]:
    owed = help.list_help_owed(session, member, helper=leader)
    to_confirm = help.ids_awaiting_confirmation(session, owed)
    where = {point.commitment_id: point for point in all_points if point.kind == "help" and point.commitment_id}
    asked = [point for point in current_points if point.kind == "help" and point.commitment_id is None]
    since = last.held_on if last else date.min
    still = [commitment for commitment in owed if commitment.status == "open"]
    closed = [commitment for commitment in owed if commitment.closed_on is not None and commitment.closed_on >= since]
    return (
        *(HelpItem(point.text, point, None) for point in asked),
        *(
            HelpItem(commitment.text, where.get(commitment.id), commitment, commitment.id in to_confirm)
            for commitment in [*still, *closed]
        ),
    )


# -- who has met whom


@dataclass(frozen=True, slots=True)
class OneOnOneSummary:
    """A summary of the viewer's one-on-ones with one person."""

    member: Member
    last_met_on: date | None
    """The day of the last one that was held."""
    next_on: date | None
    """The day of the next one, when it is planned."""
    is_open: bool
    """Whether one is open now."""
    cards_without_verdict: int
    """How many cards of the latest brainstorm have no verdict yet."""
    open_help: int
    """How many open commitments to help there are."""
    to_confirm: int
    """How many commitments to help the helped member still has to confirm."""
    is_due: bool
    """Whether the two have not met since the latest brainstorm, which is closed."""


def list_one_on_ones(session: Session) -> list[OneOnOneSummary]:
    """Return a summary per person: of everybody who takes part for a leader, of the leaders for a seller.

    Open ones come first, then due ones, then by name.
    """
    if session.viewer.role not in ("leader", "seller"):
        return []
    people = [
        person
        for person in members.list_members(session)
        if person.role != "watcher" and not session.viewer.is_member(person.id)
    ]
    if not session.viewer.is_leader:
        people = [person for person in people if person.role == "leader"]
    summaries = [_summary(session, person) for person in people]
    return sorted(summaries, key=lambda person: (not person.is_open, not person.is_due, person.member.name.casefold()))


def list_due_after_brainstorm(session: Session) -> list[Member]:
    """Return whom the viewer, a leader, has not met since the latest brainstorm, by name; nobody while it is open."""
    latest = latest_brainstorm(session) if session.viewer.is_leader else None
    if latest is None or latest.meeting.status == "open":
        return []
    talks = conversations.list_conversations(session, ONE_ON_ONE)
    met_ids = {id_ for talk in talks if _met_since(talk, latest) for id_ in (talk.from_id, talk.to_id)}
    people = [
        person
        for person in members.list_members(session)
        if person.role != "watcher" and not session.viewer.is_member(person.id)
    ]
    return [person for person in people if person.id not in met_ids]


def _met_since(talk: Conversation, latest: Brainstorm) -> bool:
    return talk.status != "planned" and talk.held_on >= latest.meeting.day


def _summary(session: Session, other: Member) -> OneOnOneSummary:
    leader, member = leader_and_member(session, other)
    talks = conversations.list_conversations(session, ONE_ON_ONE, between=[leader, member])
    begun = [talk for talk in talks if talk.status != "planned"]
    last = max((talk.held_on for talk in begun if talk.status == "held"), default=None)
    upcoming = current_one_on_one(session, other)
    latest = latest_brainstorm(session)
    is_closed = session.viewer.is_leader and latest is not None and latest.meeting.status == "closed"
    owed = help.list_help_owed(session, member, helper=leader)
    judged_card_ids = {point.card_id for point in _points(session, leader, member) if point.kind in VERDICTS}
    return OneOnOneSummary(
        member=other,
        last_met_on=last,
        next_on=upcoming.held_on
        if upcoming and upcoming.status == "planned"
        else upcoming.next_on
        if upcoming
        else None,
        is_open=upcoming is not None and upcoming.status == "open",
        cards_without_verdict=sum(card.id not in judged_card_ids for card in list_brainstorm_cards(session, member)),
        open_help=sum(commitment.status == "open" for commitment in owed),
        to_confirm=len(help.ids_awaiting_confirmation(session, owed)),
        is_due=is_closed and latest is not None and not any(_met_since(talk, latest) for talk in begun),
    )

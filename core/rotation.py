"""Who hosts next: fair, and explained. Everybody but watchers hosts once a round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.errors import HuddleError
from core.hosting import order as rotation_order
from core.hosting import seats as seats_of
from core.hosting.order import Seat, current_round, in_order
from core.hosting.reasons import Reasons
from core.session import Session
from core.wording import stated
from data.changing import Change
from data.models import Meeting, Member, Turn


@dataclass(frozen=True, slots=True)
class Place:
    """One member's place in the order, with the reason for it in plain words."""

    member: Member
    position: int
    """1 is next."""
    round: int
    """The round in which this member hosts next."""
    note: str


@dataclass(frozen=True, slots=True)
class NextHost:
    """Who hosts next, and why."""

    member: Member
    because: str


# -- who comes when


def order(s: Session) -> list[Place]:
    """The coming hosts, next first. While a meeting is open its host counts as having hosted."""
    return _order(s, s.today)


def next_host(s: Session, on: date | None = None) -> NextHost:
    """Who hosts next, on the day `on` (today when absent). Raises `HuddleError` when nobody is left to host."""
    places = _order(s, on or s.today)
    if not places:
        raise HuddleError("Nobody is left who could host. Add a member first: huddle member add NAME.")
    return NextHost(places[0].member, places[0].note)


def history(s: Session) -> list[Turn]:
    """What became of every turn so far, newest first."""
    return s.all(Turn, order="id DESC")


def may_edit(s: Session) -> bool:
    """Whether this viewer may change the order: the leader, the host of the open meeting, and the next host."""
    if s.viewer.is_leader:
        return True
    hosts = [meeting.host_id for meeting in s.all(Meeting, "status IN ('open', 'planned')")]
    seats = in_order(seats_of.coming(s, s.today))
    return s.viewer.is_member(*hosts, *(seat.member_id for seat in seats[:1]))


# -- changing the order


def swap(s: Session, a: Member, b: Member) -> list[Place]:
    """Puts two members in each other's place and returns the new order.

    Raises `HuddleError` for whoever may not, and for two who are due in different rounds.
    """
    with s.change("rotation.swapped") as change:
        seats = _editing(s, change, a, b)
        if a.id == b.id:
            raise HuddleError(f"{a.name} cannot swap with {a.name}. Name two members.")
        _rearrange(s, change, seats, rotation_order.swapped(seats, a.id, b.id))
    return order(s)


def move(s: Session, member: Member, position: int) -> list[Place]:
    """Puts a member at a place of the order, 1 being next, and returns the new order.

    Raises `HuddleError` for whoever may not, and for a place outside the round in which the member is due.
    """
    with s.change("rotation.moved") as change:
        seats = _editing(s, change, member)
        _rearrange(s, change, seats, rotation_order.moved(seats, member.id, position))
    return order(s)


def skip(s: Session, member: Member, reason: str) -> Turn:
    """Lets a member's turn in this round pass: it counts as done, and the reason is kept and shown to all.

    Raises `HuddleError` without a reason, for whoever may not, and when the member's turn in this round is past.
    """
    with s.change("rotation.skipped") as change:
        reason = stated(reason, "The reason for skipping")
        seats = _editing(s, change, member)
        seat = seats_of.seat_of(seats, member)
        _not_hosting(s, member.id)
        now = current_round(seats, seats_of.owing(s))
        if seat.round > now:
            raise HuddleError(f"{member.name} has had a turn in round {now} already, so there is nothing to skip yet.")
        _not_waited_for(s, seats, member)
        turn = change.insert(
            Turn(member_id=member.id, round=seat.round, outcome="skipped", reason=reason, at=s.moment),
        )
        seats_of.store(s, change, rotation_order.done(seats_of.stored(s), member.id))
        _keep_plan(s, change, seats)
    return turn


def sync(s: Session) -> None:
    """Writes newcomers to the end of the order and takes leavers out of it.

    Reading does not need it: `order` counts both in by itself. Every change of the rotation begins with it.
    """
    with s.change("rotation.synced") as change:
        seats_of.sync(s, change)


# -- what became of a turn


def hosted(s: Session, meeting: Meeting) -> Turn | None:
    """Records who hosted, and who was away when it was their turn; said twice it counts once.

    The host has hosted, whoever was due: the one due keeps being due. None for a one-on-one, which is not taken in
    turns, and for a host who takes no turns.
    """
    if meeting.kind == "one-on-one" or meeting.host_id is None:
        return None
    with s.change("rotation.hosted", meeting_id=meeting.id) as change:
        known = seats_of.turns(s, meeting, "hosted")
        if known:
            return known[0]
        seats_of.sync(s, change)
        host = s.get(Member, meeting.host_id)
        if host is None or host.id not in {seat.member_id for seat in seats_of.stored(s)}:
            return None
        for member_id in seats_of.away_when_due(s, seats_of.stored(s), meeting):
            _note_absence(s, change, member_id, meeting)
        seats = seats_of.stored(s)
        turn = change.insert(
            Turn(
                member_id=host.id,
                meeting_id=meeting.id,
                round=seats_of.seat_of(seats, host).round,
                outcome="hosted",
                at=s.moment,
            )
        )
        seats = rotation_order.done(seats, host.id)
        again = seats_of.missed_again(s, meeting)
        seats_of.store(s, change, rotation_order.forgiven(seats, again, seats_of.owing(s)))
    return turn


def absent(s: Session, member: Member, meeting: Meeting) -> Turn:
    """Records that a member was away when it was their turn: they are first next time. Said twice it counts once.

    `hosted` does this by itself for whoever was due and not there.
    """
    with s.change("rotation.absent", meeting_id=meeting.id) as change:
        seats_of.sync(s, change)
        seats_of.seat_of(seats_of.stored(s), member)
        return _note_absence(s, change, member.id, meeting)


def _note_absence(s: Session, change: Change, member_id: int, meeting: Meeting) -> Turn:
    known = [turn for turn in seats_of.turns(s, meeting, "absent") if turn.member_id == member_id]
    if known:
        return known[0]
    seats = seats_of.stored(s)
    due = next(seat.round for seat in seats if seat.member_id == member_id)
    owing = seats_of.owing(s)
    turn = change.insert(
        Turn(member_id=member_id, meeting_id=meeting.id, round=due, outcome="absent", at=s.moment),
    )
    # Whoever has hosted in this round already was not due, and does not push in front of the next one.
    if due <= current_round(seats, owing) and member_id not in owing:
        seats_of.store(s, change, rotation_order.first(seats, member_id, owing))
    return turn


# -- the seats


def _editing(s: Session, change: Change, *members: Member) -> list[Seat]:
    """The coming seats, once it is clear that this viewer may change them and that these members have one."""
    if not may_edit(s):
        raise HuddleError("The order of hosting is changed by the host, the next host or the leader. Ask one of them.")
    seats_of.sync(s, change)
    seats = seats_of.coming(s, s.today)
    for member in members:
        seats_of.seat_of(seats, member)
    return seats


def _rearrange(s: Session, change: Change, before: Sequence[Seat], after: Sequence[Seat]) -> None:
    """Stores the places that changed."""
    moved = {seat.member_id: seat for seat in set(after) - set(before)}
    for member_id in moved:
        _not_hosting(s, member_id)
    seats_of.store(s, change, [moved.get(seat.member_id, seat) for seat in seats_of.stored(s)])
    _keep_plan(s, change, before)


def _not_hosting(s: Session, member_id: int) -> None:
    """The open meeting's host goes to the end when it closes; where that is cannot be said before."""
    member = s.get(Member, member_id)
    if member is not None and any(meeting.host_id == member_id for meeting in seats_of.open_meetings(s)):
        raise HuddleError(f"{member.name} hosts the open meeting. Close it first, then change their next turn.")


def _not_waited_for(s: Session, seats: Sequence[Seat], member: Member) -> None:
    behind = rotation_order.waited_for(seats, member.id, seats_of.owing(s))
    owes = s.get(Member, behind.member_id) if behind else None
    if behind is not None and owes is not None:
        raise HuddleError(
            f"{owes.name} still owes the turn of round {behind.round} and hosts next. "
            f"Hold that meeting first, or skip {owes.name} too, with the reason."
        )


def _keep_plan(s: Session, change: Change, before: Sequence[Seat]) -> None:
    """A planned meeting that the rotation gave to the next host goes to whoever is next now."""
    after = in_order(seats_of.coming(s, s.today))
    was, now = in_order(before)[0].member_id, after[0].member_id
    if was == now:
        return
    for meeting in s.all(Meeting, "status = 'planned' AND host_id = ? AND kind != 'one-on-one'", (was,)):
        change.update(meeting, host_id=now)


def _order(s: Session, on: date) -> list[Place]:
    members = {member.id: member for member in seats_of.eligible(s, on)}
    seats = in_order(seats_of.coming(s, on))
    reasons = Reasons(s, seats, members)
    return [
        Place(members[seat.member_id], position, seat.round, reasons.why(members[seat.member_id], seat, position))
        for position, seat in enumerate(seats, start=1)
    ]

"""The hosting rotation: who hosts next and why. Everybody except watchers hosts once a round."""

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
    """One member's place in the order of hosting, with the reason for it."""

    member: Member
    position: int
    """Counted from 1, which hosts next."""
    round: int
    """The round in which this member hosts next."""
    note: str
    """Why the member has this place: the rest of a sentence that begins with their name."""


@dataclass(frozen=True, slots=True)
class NextHost:
    """Who hosts next."""

    member: Member
    because: str
    """Why it is this member: the rest of a sentence that begins with their name."""


# -- reading the order


def order(s: Session) -> list[Place]:
    """Return the coming hosts, next first. The host of an open meeting counts as having hosted."""
    return _places(s, s.today)


def next_host(s: Session, on: date | None = None) -> NextHost:
    """Return who hosts next on the day `on`, or today. Raises `HuddleError` when nobody can host."""
    places = _places(s, on or s.today)
    if not places:
        raise HuddleError("Nobody is left who could host. Add a member first: huddle member add NAME.")
    return NextHost(places[0].member, places[0].note)


def history(s: Session) -> list[Turn]:
    """Return all recorded turns, newest first."""
    return s.all(Turn, order="id DESC")


def may_edit(s: Session) -> bool:
    """Return whether the viewer may change the order: the leader, the host of the open or a planned meeting, the next
    host."""
    if s.viewer.is_leader:
        return True
    hosts = [meeting.host_id for meeting in s.all(Meeting, "status IN ('open', 'planned')")]
    seats = in_order(seats_of.coming(s, s.today))
    return s.viewer.is_member(*hosts, *(seat.member_id for seat in seats[:1]))


# -- changing the order


def swap(s: Session, a: Member, b: Member) -> list[Place]:
    """Exchange the places of two members and return the new order.

    Raises `HuddleError` when the viewer may not, and when the two are due in different rounds.
    """
    with s.change("rotation.swapped") as change:
        seats = _seats_to_edit(s, change, a, b)
        if a.id == b.id:
            raise HuddleError(f"{a.name} cannot swap with {a.name}. Name two members.")
        _rearrange(s, change, seats, rotation_order.swapped(seats, a.id, b.id))
    return order(s)


def move(s: Session, member: Member, position: int) -> list[Place]:
    """Move a member to a position of the order, 1 being next, and return the new order.

    Raises `HuddleError` when the viewer may not, and for a position outside the member's round.
    """
    with s.change("rotation.moved") as change:
        seats = _seats_to_edit(s, change, member)
        _rearrange(s, change, seats, rotation_order.moved(seats, member.id, position))
    return order(s)


def skip(s: Session, member: Member, reason: str) -> Turn:
    """Skip a member's turn in this round: it counts as done. The reason is stored and shown to the team.

    Raises `HuddleError` without a reason, when the viewer may not, and when the member's turn in this round is over.
    """
    with s.change("rotation.skipped") as change:
        reason = stated(reason, "The reason for skipping")
        seats = _seats_to_edit(s, change, member)
        seat = seats_of.seat_of(seats, member)
        _require_not_hosting(s, member.id)
        this_round = current_round(seats, seats_of.owing(s))
        if seat.round > this_round:
            raise HuddleError(
                f"{member.name} has had a turn in round {this_round} already, so there is nothing to skip yet."
            )
        _require_not_waited_for(s, seats, member)
        turn = change.insert(
            Turn(member_id=member.id, round=seat.round, outcome="skipped", reason=reason, at=s.moment),
        )
        seats_of.store(s, change, rotation_order.done(seats_of.stored(s), member.id))
        _update_planned_meetings(s, change, seats)
    return turn


def sync(s: Session) -> None:
    """Add new members to the end of the order and remove those who left.

    Reading does not need this, since `coming_hosts` takes both into account. Every change of the rotation begins with
    it.
    """
    with s.change("rotation.synced") as change:
        seats_of.sync(s, change)


# -- recording turns


def hosted(s: Session, meeting: Meeting) -> Turn | None:
    """Record who hosted the meeting, and who was away when it was their turn. A second call records nothing more.

    Hosting counts as the host's turn even when another member was due; that member stays due. Returns None for a
    one-on-one, which has no rotation, and for a host who is not in the rotation.
    """
    if meeting.kind == "one-on-one" or meeting.host_id is None:
        return None
    with s.change("rotation.hosted", meeting_id=meeting.id) as change:
        recorded = seats_of.turns(s, meeting, "hosted")
        if recorded:
            return recorded[0]
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
        repeated = seats_of.missed_again(s, meeting)
        seats_of.store(s, change, rotation_order.forgiven(seats, repeated, seats_of.owing(s)))
    return turn


def absent(s: Session, member: Member, meeting: Meeting) -> Turn:
    """Record that a member was away when it was their turn, so that they are first next time. A second call returns the
    same.

    `record_hosting` does this for every member who was due and away.
    """
    with s.change("rotation.absent", meeting_id=meeting.id) as change:
        seats_of.sync(s, change)
        seats_of.seat_of(seats_of.stored(s), member)
        return _note_absence(s, change, member.id, meeting)


def _note_absence(s: Session, change: Change, member_id: int, meeting: Meeting) -> Turn:
    recorded = [turn for turn in seats_of.turns(s, meeting, "absent") if turn.member_id == member_id]
    if recorded:
        return recorded[0]
    seats = seats_of.stored(s)
    due = next(seat.round for seat in seats if seat.member_id == member_id)
    owing = seats_of.owing(s)
    turn = change.insert(
        Turn(member_id=member_id, meeting_id=meeting.id, round=due, outcome="absent", at=s.moment),
    )
    # A member who has hosted in this round already was not due, and does not move ahead of the next one.
    if due <= current_round(seats, owing) and member_id not in owing:
        seats_of.store(s, change, rotation_order.first(seats, member_id, owing))
    return turn


# -- the seats


def _seats_to_edit(s: Session, change: Change, *members: Member) -> list[Seat]:
    """Sync the seats and return the coming ones. Raises `HuddleError` when the viewer may not change them or a member
    has none."""
    if not may_edit(s):
        raise HuddleError("The order of hosting is changed by the host, the next host or the leader. Ask one of them.")
    seats_of.sync(s, change)
    seats = seats_of.coming(s, s.today)
    for member in members:
        seats_of.seat_of(seats, member)
    return seats


def _rearrange(s: Session, change: Change, before: Sequence[Seat], after: Sequence[Seat]) -> None:
    """Store the seats that changed."""
    moved = {seat.member_id: seat for seat in set(after) - set(before)}
    for member_id in moved:
        _require_not_hosting(s, member_id)
    seats_of.store(s, change, [moved.get(seat.member_id, seat) for seat in seats_of.stored(s)])
    _update_planned_meetings(s, change, before)


def _require_not_hosting(s: Session, member_id: int) -> None:
    """Raise `HuddleError` when the member hosts an open meeting: their next place is known only when it closes."""
    member = s.get(Member, member_id)
    if member is not None and any(meeting.host_id == member_id for meeting in seats_of.open_meetings(s)):
        raise HuddleError(f"{member.name} hosts the open meeting. Close it first, then change their next turn.")


def _require_not_waited_for(s: Session, seats: Sequence[Seat], member: Member) -> None:
    """Raise `HuddleError` when another member still owes a turn from two rounds before this member's."""
    overdue_seat = rotation_order.waited_for(seats, member.id, seats_of.owing(s))
    overdue_member = s.get(Member, overdue_seat.member_id) if overdue_seat else None
    if overdue_seat is not None and overdue_member is not None:
        raise HuddleError(
            f"{overdue_member.name} still owes the turn of round {overdue_seat.round} and hosts next. "
            f"Hold that meeting first, or skip {overdue_member.name} too, with the reason."
        )


def _update_planned_meetings(s: Session, change: Change, before: Sequence[Seat]) -> None:
    """Give planned meetings whose host was the next one in the rotation to the member who is next now."""
    after = in_order(seats_of.coming(s, s.today))
    previous_id, next_id = in_order(before)[0].member_id, after[0].member_id
    if previous_id == next_id:
        return
    for meeting in s.all(Meeting, "status = 'planned' AND host_id = ? AND kind != 'one-on-one'", (previous_id,)):
        change.update(meeting, host_id=next_id)


def _places(s: Session, on: date) -> list[Place]:
    members = {member.id: member for member in seats_of.eligible(s, on)}
    seats = in_order(seats_of.coming(s, on))
    reasons = Reasons(s, seats, members)
    return [
        Place(members[seat.member_id], position, seat.round, reasons.why(members[seat.member_id], seat, position))
        for position, seat in enumerate(seats, start=1)
    ]

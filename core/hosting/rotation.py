"""The hosting rotation: who hosts next and why. Everybody except watchers hosts once a round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.access.session import Session
from core.errors import Conflict, HuddleError
from core.hosting import order
from core.hosting import seats as seats_of
from core.hosting.order import Seat, current_round, sort_seats
from core.hosting.reasons import PlaceReasons
from core.models import Meeting, Member, Turn, by_id
from core.values.text import require_text
from data.change import Change


@dataclass(frozen=True, slots=True)
class HostPlace:
    """One member's place in the order of hosting, with the reason for it."""

    member: Member
    position: int
    """Counted from 1, which hosts next."""
    round: int
    """The round in which this member hosts next."""
    reason: str
    """Why the member has this place: the rest of a sentence that begins with their name."""


@dataclass(frozen=True, slots=True)
class NextHost:
    """Who hosts next."""

    member: Member
    reason: str
    """Why it is this member: the rest of a sentence that begins with their name."""


# -- reading the order


def coming_hosts(session: Session) -> list[HostPlace]:
    """Return the coming hosts, next first. The host of an open meeting counts as having hosted."""
    return _places(session, session.today)


def next_host(session: Session, on: date | None = None) -> NextHost:
    """Return who hosts next on the day `on`, or today. Raises `HuddleError` when nobody can host."""
    places = _places(session, on or session.today)
    if not places:
        raise HuddleError("No one can host yet. Add a member first.", action="team.add")
    return NextHost(places[0].member, places[0].reason)


def turn_history(session: Session) -> list[Turn]:
    """Return all recorded turns, newest first."""
    return session.all(Turn, order="id DESC")


def can_edit(session: Session) -> bool:
    """Return whether the viewer may change the order: the leader, the host of the open or a planned meeting, the next
    host."""
    if session.viewer.is_leader:
        return True
    hosts = [meeting.host_id for meeting in session.all(Meeting, "status IN ('open', 'planned')")]
    seats = sort_seats(seats_of.upcoming_seats(session, session.today))
    return session.viewer.is_member(*hosts, *(seat.member_id for seat in seats[:1]))


# -- changing the order


def swap(session: Session, first: Member, second: Member) -> list[HostPlace]:
    """Exchange the places of two members and return the new order.

    Raises `HuddleError` when the viewer may not, and when the two are due in different rounds.
    """
    with session.change("rotation.swapped") as change:
        seats = _seats_to_edit(session, change, first, second)
        if first.id == second.id:
            raise HuddleError(f"{first.name} can't swap with {second.name}. Choose two members.")
        _rearrange(session, change, seats, order.swap_seats(seats, first.id, second.id))
    return coming_hosts(session)


def move(session: Session, member: Member, position: int) -> list[HostPlace]:
    """Move a member to a position of the order, 1 being next, and return the new order.

    Raises `HuddleError` when the viewer may not, and for a position outside the member's round.
    """
    with session.change("rotation.moved") as change:
        seats = _seats_to_edit(session, change, member)
        _rearrange(session, change, seats, order.move_seat(seats, member.id, position))
    return coming_hosts(session)


def skip(session: Session, member: Member, reason: str, *, from_round: int | None = None) -> Turn:
    """Skip a member's turn in this round: it counts as done. The reason is stored and shown to the team.

    `from_round` is the round that the viewer saw it in: raises `Conflict` when that turn is over by now, and
    `HuddleError` without a reason, when the viewer may not, and when the member's turn in this round is over.
    """
    with session.change("rotation.skipped") as change:
        reason = require_text(reason, "The reason for skipping")
        seats = _seats_to_edit(session, change, member)
        seat = seats_of.require_seat(seats, member)
        if from_round is not None and seat.round != from_round:
            raise Conflict(f"{member.name}'s turn in round {from_round} is over. Nothing was changed.")
        _require_not_hosting(session, member.id)
        this_round = current_round(seats, seats_of.owing_member_ids(session))
        if seat.round > this_round:
            raise HuddleError(f"{member.name} already had a turn in round {this_round}, so there is nothing to skip.")
        _require_not_waited_for(session, seats, member)
        turn = change.insert(
            Turn(member_id=member.id, round=seat.round, outcome="skipped", reason=reason, at=session.timestamp),
        )
        seats_of.save_seats(session, change, order.complete_turn(seats_of.load_seats(session), member.id))
        _update_planned_meetings(session, change, seats)
    return turn


def sync(session: Session) -> None:
    """Add new members to the end of the order and remove those who left.

    Reading does not need this, since `coming_hosts` takes both into account. Every change of the rotation begins with
    it.
    """
    with session.change("rotation.synced") as change:
        seats_of.sync_seats(session, change)


# -- recording turns


def record_hosting(session: Session, meeting: Meeting) -> Turn | None:
    """Record who hosted the meeting, and who was away when it was their turn. A second call records nothing more.

    Hosting counts as the host's turn even when another member was due; that member stays due. Returns None for a
    one-on-one, which has no rotation, and for a host who is not in the rotation.
    """
    if meeting.kind == "one-on-one" or meeting.host_id is None:
        return None
    with session.change("rotation.hosted", meeting_id=meeting.id) as change:
        recorded = seats_of.turns_of_meeting(session, meeting, "hosted")
        if recorded:
            return recorded[0]
        seats_of.sync_seats(session, change)
        host = session.get(Member, meeting.host_id)
        if host is None or host.id not in {seat.member_id for seat in seats_of.load_seats(session)}:
            return None
        for member_id in seats_of.absent_due_member_ids(session, seats_of.load_seats(session), meeting):
            _note_absence(session, change, member_id, meeting)
        seats = seats_of.load_seats(session)
        turn = change.insert(
            Turn(
                member_id=host.id,
                meeting_id=meeting.id,
                round=seats_of.require_seat(seats, host).round,
                outcome="hosted",
                at=session.timestamp,
            )
        )
        seats = order.complete_turn(seats, host.id)
        repeated = seats_of.repeat_absentee_ids(session, meeting)
        seats_of.save_seats(
            session, change, order.forgive_repeated_misses(seats, repeated, seats_of.owing_member_ids(session))
        )
    return turn


def _note_absence(session: Session, change: Change, member_id: int, meeting: Meeting) -> Turn:
    """Record that a member was away when it was their turn, so that they are first next time. A second call returns the
    same."""
    recorded = [turn for turn in seats_of.turns_of_meeting(session, meeting, "absent") if turn.member_id == member_id]
    if recorded:
        return recorded[0]
    seats = seats_of.load_seats(session)
    due = next(seat.round for seat in seats if seat.member_id == member_id)
    owing = seats_of.owing_member_ids(session)
    turn = change.insert(
        Turn(member_id=member_id, meeting_id=meeting.id, round=due, outcome="absent", at=session.timestamp),
    )
    # A member who has hosted in this round already was not due, and does not move ahead of the next one.
    if due <= current_round(seats, owing) and member_id not in owing:
        seats_of.save_seats(session, change, order.move_to_front(seats, member_id, owing))
    return turn


# -- the seats


def _seats_to_edit(session: Session, change: Change, *members: Member) -> list[Seat]:
    """Sync the seats and return the coming ones. Raises `HuddleError` when the viewer may not change them or a member
    has none."""
    if not can_edit(session):
        raise HuddleError("Only the host, the next host or the leader can change the rotation.")
    seats_of.sync_seats(session, change)
    seats = seats_of.upcoming_seats(session, session.today)
    for member in members:
        seats_of.require_seat(seats, member)
    return seats


def _rearrange(session: Session, change: Change, before: Sequence[Seat], after: Sequence[Seat]) -> None:
    """Store the seats that changed."""
    moved = {seat.member_id: seat for seat in set(after) - set(before)}
    for member_id in moved:
        _require_not_hosting(session, member_id)
    seats_of.save_seats(session, change, [moved.get(seat.member_id, seat) for seat in seats_of.load_seats(session)])
    _update_planned_meetings(session, change, before)


def _require_not_hosting(session: Session, member_id: int) -> None:
    """Raise `HuddleError` when the member hosts an open meeting: their next place is known only when it closes."""
    member = session.get(Member, member_id)
    if member is not None and any(meeting.host_id == member_id for meeting in seats_of.open_hosted_meetings(session)):
        raise HuddleError(f"{member.name} is hosting the meeting. End it first, then change the next turn.")


def _require_not_waited_for(session: Session, seats: Sequence[Seat], member: Member) -> None:
    """Raise `HuddleError` when another member still owes a turn from two rounds before this member's."""
    overdue_seat = order.find_overdue_seat(seats, member.id, seats_of.owing_member_ids(session))
    overdue_member = session.get(Member, overdue_seat.member_id) if overdue_seat else None
    if overdue_seat is not None and overdue_member is not None:
        raise HuddleError(
            f"{overdue_member.name} still has to host for round {overdue_seat.round}. "
            f"Hold that meeting first, or skip {overdue_member.name} with a reason."
        )


def _update_planned_meetings(session: Session, change: Change, before: Sequence[Seat]) -> None:
    """Give planned meetings whose host was the next one in the rotation to the member who is next now."""
    after = sort_seats(seats_of.upcoming_seats(session, session.today))
    previous_id, next_id = sort_seats(before)[0].member_id, after[0].member_id
    if previous_id == next_id:
        return
    for meeting in session.all(Meeting, "status = 'planned' AND host_id = ? AND kind != 'one-on-one'", (previous_id,)):
        change.update(meeting, host_id=next_id)


def _places(session: Session, on: date) -> list[HostPlace]:
    members = by_id(seats_of.list_eligible_hosts(session, on))
    seats = sort_seats(seats_of.upcoming_seats(session, on))
    reasons = PlaceReasons(session, seats, members)
    return [
        HostPlace(
            members[seat.member_id], position, seat.round, reasons.describe(members[seat.member_id], seat, position)
        )
        for position, seat in enumerate(seats, start=1)
    ]

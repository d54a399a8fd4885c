"""The stored seats of the rotation: who has one, and how a meeting changes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from core.access.session import Session
from core.errors import HuddleError
from core.hosting import order
from core.hosting.leading import longest_host_id
from core.hosting.order import Seat, current_round, sort_seats
from core.models import Attendance, Meeting, Member, RotationPlace, Turn, TurnOutcome
from data.change import Change


def list_eligible_hosts(session: Session, on: date) -> list[Member]:
    """Return the members who host on the day `on`: all who have not left, without watchers; the leader first."""
    members = [
        member for member in session.all(Member, "role != 'watcher'") if member.left_on is None or member.left_on > on
    ]
    return sorted(members, key=lambda member: (member.role != "leader", member.joined_on, member.id))


def load_seats(session: Session) -> list[Seat]:
    """Return the seats as they are stored."""
    return [Seat(place.member_id, place.round, place.position) for place in session.all(RotationPlace)]


def synced_seats(session: Session, on: date) -> list[Seat]:
    """Return the seats as `sync_seats` would store them."""
    hosts = [member.id for member in list_eligible_hosts(session, on)]
    seats = [seat for seat in load_seats(session) if seat.member_id in hosts]
    seated = {seat.member_id for seat in seats}
    return order.add_newcomers(seats, [host for host in hosts if host not in seated], owing_member_ids(session))


def owing_member_ids(session: Session) -> frozenset[int]:
    """Return the ids of members who were away when it was their turn and have not hosted or been skipped since."""
    latest = {turn.member_id: turn for turn in session.all(Turn)}
    return frozenset(turn.member_id for turn in latest.values() if turn.outcome == "absent")


def repeat_absentee_ids(session: Session, meeting: Meeting) -> frozenset[int]:
    """Return the ids of members who were away from this meeting when it was their turn, and already owed a turn."""
    last_turns: dict[int, Turn] = {}
    repeated = set()
    for turn in session.all(Turn):
        previous = last_turns.get(turn.member_id)
        if (
            turn.meeting_id == meeting.id
            and turn.outcome == "absent"
            and previous is not None
            and previous.outcome == "absent"
        ):
            repeated.add(turn.member_id)
        last_turns[turn.member_id] = turn
    return frozenset(repeated)


def upcoming_seats(session: Session, on: date) -> list[Seat]:
    """Return the seats with those who lead the open meetings counted as having hosted."""
    seats = synced_seats(session, on)
    for meeting in open_hosted_meetings(session):
        host_id = leading_host_id(session, meeting)
        if host_id is not None and not turns_of_meeting(session, meeting, "hosted"):
            seats = order.complete_turn(seats, host_id)
    return seats


def leading_host_id(session: Session, meeting: Meeting) -> int | None:
    """Return the id of the member whose turn the open meeting is: who has hosted it longest; see `longest_host_id`."""
    eligible = [member.id for member in list_eligible_hosts(session, session.today)]
    return longest_host_id(session, meeting, eligible)


def open_hosted_meetings(session: Session) -> list[Meeting]:
    """Return the open meetings that belong to the rotation: all but one-on-ones."""
    return session.all(Meeting, "status = 'open' AND kind != 'one-on-one'")


def turns_of_meeting(session: Session, meeting: Meeting, outcome: TurnOutcome) -> list[Turn]:
    """Return the recorded turns of a meeting that have this outcome."""
    return session.all(Turn, "meeting_id = ? AND outcome = ?", (meeting.id, outcome))


def require_seat(seats: Sequence[Seat], member: Member) -> Seat:
    """Return a member's seat. Raises `HuddleError` when the member has none."""
    for seat in seats:
        if seat.member_id == member.id:
            return seat
    why = "is a watcher" if member.role == "watcher" else "has left"
    raise HuddleError(f"{member.name} {why} and is not in the rotation. Choose someone else.")


def sync_seats(session: Session, change: Change) -> None:
    """Store seats for new members and remove those of members who left."""
    save_seats(session, change, synced_seats(session, session.today))


def save_seats(session: Session, change: Change, seats: Sequence[Seat]) -> None:
    """Store these seats and remove all others."""
    places = {place.member_id: place for place in session.all(RotationPlace)}
    for seat in seats:
        place = places.pop(seat.member_id, None)
        if place is None:
            change.insert(RotationPlace(member_id=seat.member_id, round=seat.round, position=seat.position))
        else:
            change.update(place, round=seat.round, position=seat.position)
    for place in places.values():
        change.delete(place)


def absent_due_member_ids(session: Session, seats: Sequence[Seat], meeting: Meeting) -> list[int]:
    """Return the ids of the members, in order, whose turn it was and who were away, up to the first one who was
    there."""
    away = {
        attendance.member_id for attendance in session.all(Attendance, "meeting_id = ? AND present = 0", (meeting.id,))
    } - {meeting.host_id}
    this_round = current_round(seats, owing_member_ids(session))
    due: list[int] = []
    for seat in sort_seats(seats):
        if seat.round > this_round or seat.member_id not in away:
            break
        due.append(seat.member_id)
    return due

"""The seats as they are kept: who has one, and what a meeting did to whose turn it was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from core.errors import HuddleError
from core.hosting import order as rotation_order
from core.hosting.order import Seat, current_round, in_order
from core.session import Session
from data.changing import Change
from data.models import Attendance, Meeting, Member, RotationPlace, Turn, TurnOutcome


def eligible(s: Session, on: date) -> list[Member]:
    """Who hosts: everybody who is still there, watchers apart. The leader goes before, as in everything."""
    members = [member for member in s.all(Member, "role != 'watcher'") if member.left_on is None or member.left_on > on]
    return sorted(members, key=lambda member: (member.role != "leader", member.joined_on, member.id))


def stored(s: Session) -> list[Seat]:
    """The seats as the last change left them."""
    return [Seat(place.member_id, place.round, place.position) for place in s.all(RotationPlace)]


def present_seats(s: Session, on: date) -> list[Seat]:
    """The seats as `sync` would leave them."""
    hosts = [member.id for member in eligible(s, on)]
    seats = [seat for seat in stored(s) if seat.member_id in hosts]
    seated = {seat.member_id for seat in seats}
    return rotation_order.joined(seats, [host for host in hosts if host not in seated], owing(s))


def owing(s: Session) -> frozenset[int]:
    """Those who were away when it was their turn, and have not made up for it yet."""
    latest = {turn.member_id: turn for turn in s.all(Turn)}
    return frozenset(turn.member_id for turn in latest.values() if turn.outcome == "absent")


def missed_again(s: Session, meeting: Meeting) -> frozenset[int]:
    """Those who were away in this meeting when it was their turn, and owed one from before."""
    before: dict[int, Turn] = {}
    again = set()
    for turn in s.all(Turn):
        was = before.get(turn.member_id)
        if turn.meeting_id == meeting.id and turn.outcome == "absent" and was is not None and was.outcome == "absent":
            again.add(turn.member_id)
        before[turn.member_id] = turn
    return frozenset(again)


def coming(s: Session, on: date) -> list[Seat]:
    """The seats with the open meetings' hosts counted as having hosted."""
    seats = present_seats(s, on)
    for meeting in open_meetings(s):
        if meeting.host_id is not None and not turns(s, meeting, "hosted"):
            seats = rotation_order.done(seats, meeting.host_id)
    return seats


def open_meetings(s: Session) -> list[Meeting]:
    """The open meetings that are hosted in turns: one-on-ones are not."""
    return s.all(Meeting, "status = 'open' AND kind != 'one-on-one'")


def turns(s: Session, meeting: Meeting, outcome: TurnOutcome) -> list[Turn]:
    """What is recorded of one meeting."""
    return s.all(Turn, "meeting_id = ? AND outcome = ?", (meeting.id, outcome))


def seat_of(seats: Sequence[Seat], member: Member) -> Seat:
    """A member's seat. Raises `HuddleError` when there is none."""
    for seat in seats:
        if seat.member_id == member.id:
            return seat
    why = "only watches" if member.role == "watcher" else "has left"
    raise HuddleError(f"{member.name} {why}, so is not in the rotation. Name somebody who is: huddle rotation.")


def sync(s: Session, change: Change) -> None:
    """Writes newcomers and leavers."""
    store(s, change, present_seats(s, s.today))


def store(s: Session, change: Change, seats: Sequence[Seat]) -> None:
    """Writes these seats, and removes all others."""
    places = {place.member_id: place for place in s.all(RotationPlace)}
    for seat in seats:
        place = places.pop(seat.member_id, None)
        if place is None:
            change.insert(RotationPlace(member_id=seat.member_id, round=seat.round, position=seat.position))
        else:
            change.update(place, round=seat.round, position=seat.position)
    for place in places.values():
        change.delete(place)


def away_when_due(s: Session, seats: Sequence[Seat], meeting: Meeting) -> list[int]:
    """Those whose turn this meeting was, one after the other, until somebody was there (or hosted)."""
    away = {
        attendance.member_id for attendance in s.all(Attendance, "meeting_id = ? AND present = 0", (meeting.id,))
    } - {meeting.host_id}
    now = current_round(seats, owing(s))
    due: list[int] = []
    for seat in in_order(seats):
        if seat.round > now or seat.member_id not in away:
            break
        due.append(seat.member_id)
    return due

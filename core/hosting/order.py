"""The order of hosting as pure functions: no store, no clock.

A seat is due in a round and has a position. The seat of the earliest round hosts next; within a round the position
decides. Hosting or being skipped makes a seat due one round later, behind all others, as in a queue: everybody has a
turn before anybody has a second one, even when members stand in for each other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from core.errors import HuddleError


@dataclass(frozen=True, slots=True)
class Seat:
    """One member's seat: the round in which they host next, and their position within that round."""

    member_id: int
    round: int
    position: int


def sort_seats(seats: Iterable[Seat]) -> list[Seat]:
    """Return the seats, next to host first."""
    return sorted(seats, key=lambda seat: (seat.round, seat.position, seat.member_id))


def current_round(seats: Sequence[Seat], owing: Collection[int] = ()) -> int:
    """Return the current round: the earliest in which a member is due who is not still `owing` a missed turn.

    1 when there are no seats.
    """
    rounds = [seat.round for seat in seats if seat.member_id not in owing] or [seat.round for seat in seats]
    return min(rounds, default=1)


def add_newcomers(seats: Sequence[Seat], member_ids: Iterable[int], owing: Collection[int] = ()) -> list[Seat]:
    """Return the seats with new members behind all others.

    While nobody has had a turn in this round they are its last; afterwards they start with the next round. So those who
    have hosted already do not wait longer, and new members see a few meetings first.
    """
    this_round = current_round(seats, owing)
    due_round = min(max((seat.round for seat in seats), default=this_round), this_round + 1)
    last = max((seat.position for seat in seats), default=0)
    return [
        *seats,
        *(Seat(member_id, due_round, position) for position, member_id in enumerate(member_ids, start=last + 1)),
    ]


def complete_turn(seats: Sequence[Seat], member_id: int) -> list[Seat]:
    """Return the seats after this member hosted or was skipped: theirs is due one round later, behind all others.

    A member who hosts for somebody else before their own round has begun has one turn less later.
    """
    last = max(seat.position for seat in seats)
    return [
        replace(seat, round=seat.round + 1, position=last + 1) if seat.member_id == member_id else seat
        for seat in seats
    ]


def forgive_repeated_misses(seats: Sequence[Seat], missed: Collection[int], owing: Collection[int] = ()) -> list[Seat]:
    """Return the seats after members who already owed a turn `missed` another one: they make up for one turn, not for
    all.

    Those of them who are more than one round behind are moved up by one. A round without a meeting changes nothing, as
    nobody was away from it.
    """
    earliest_round = current_round(seats, owing) - 1
    return [
        replace(seat, round=seat.round + 1) if seat.member_id in missed and seat.round < earliest_round else seat
        for seat in seats
    ]


def find_overdue_seat(seats: Sequence[Seat], member_id: int, owing: Collection[int]) -> Seat | None:
    """Return the seat of a member who owes a turn from two or more rounds before this member's; None when there is
    none.

    Until that member has hosted or was skipped, this one cannot be skipped: otherwise a team that skips round after
    round would leave all its meetings to the member who was away.
    """
    due_round = next(seat.round for seat in seats if seat.member_id == member_id)
    overdue = [seat for seat in sort_seats(seats) if seat.member_id in owing and seat.round < due_round - 1]
    return overdue[0] if overdue else None


def move_to_front(seats: Sequence[Seat], member_id: int, already_first: Collection[int] = ()) -> list[Seat]:
    """Return the seats with this member first of their round, behind those who are `already_first` for the same
    reason."""
    block = _seats_of_round(seats, member_id)
    current = [seat.member_id for seat in block].index(member_id)
    ids = [seat.member_id for seat in block if seat.member_id != member_id]
    place = 0
    while place < current and ids[place] in already_first:
        place += 1
    return _with_order(seats, block, [*ids[:place], member_id, *ids[place:]])


def swap_seats(seats: Sequence[Seat], first_id: int, second_id: int) -> list[Seat]:
    """Return the seats with these two exchanged. Raises `HuddleError` when they are due in different rounds."""
    block = _seats_of_round(seats, first_id)
    ids = [seat.member_id for seat in block]
    if second_id not in ids:
        raise HuddleError(
            "These two are in different rounds, so they can't swap. One can take over hosting on the day instead."
        )
    trade = {first_id: second_id, second_id: first_id}
    return _with_order(seats, block, [trade.get(member_id, member_id) for member_id in ids])


def move_seat(seats: Sequence[Seat], member_id: int, place: int) -> list[Seat]:
    """Return the seats with this member at `place` of the whole order, 1 being next.

    Raises `HuddleError`, naming the possible places, when that is outside the round in which the member is due.
    """
    order = sort_seats(seats)
    block = _seats_of_round(seats, member_id)
    start = order.index(block[0])
    if not start < place <= start + len(block):
        places = f"place {start + 1}" if len(block) == 1 else f"places {start + 1} to {start + len(block)}"
        raise HuddleError(f"This member hosts in round {block[0].round}. Choose {places}.")
    ids = [seat.member_id for seat in block if seat.member_id != member_id]
    ids.insert(place - start - 1, member_id)
    return _with_order(seats, block, ids)


def _seats_of_round(seats: Sequence[Seat], member_id: int) -> list[Seat]:
    """Return the seats that are due in the same round as this member's, in order."""
    due_round = next(seat.round for seat in seats if seat.member_id == member_id)
    return [seat for seat in sort_seats(seats) if seat.round == due_round]


def _with_order(seats: Sequence[Seat], block: Sequence[Seat], ids: Sequence[int]) -> list[Seat]:
    """Return the seats with the members of one round in the order of `ids`, on the positions that this round has."""
    positions = {member_id: seat.position for member_id, seat in zip(ids, block, strict=True)}
    return [replace(seat, position=positions.get(seat.member_id, seat.position)) for seat in seats]

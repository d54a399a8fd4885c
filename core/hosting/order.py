"""The order of hosting, as pure rules: no store, no clock.

A seat is due in a round and stands at a position. Whoever is due in the earliest round comes first, and among
those the position decides. Hosting or being skipped makes a seat due one round later, behind everybody: so the order
moves up like a queue, and everybody has had a turn before anybody is asked for a second one, whoever took over from
whom.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from core.errors import HuddleError


@dataclass(frozen=True, slots=True)
class Seat:
    """One member's place: the round they host in next, and where they stand within a round."""

    member_id: int
    round: int
    position: int


def in_order(seats: Iterable[Seat]) -> list[Seat]:
    """The seats, next to host first."""
    return sorted(seats, key=lambda seat: (seat.round, seat.position, seat.member_id))


def current_round(seats: Sequence[Seat], owing: Collection[int] = ()) -> int:
    """The round that is under way: the earliest in which anybody is due but those still `owing` a missed turn.

    1 where there is nobody.
    """
    rounds = [seat.round for seat in seats if seat.member_id not in owing] or [seat.round for seat in seats]
    return min(rounds, default=1)


def joined(seats: Sequence[Seat], member_ids: Iterable[int], owing: Collection[int] = ()) -> list[Seat]:
    """The seats with newcomers behind everybody.

    While nobody has had their turn in this round they are its last; afterwards they start with the next round, so
    that whoever hosted already does not wait longer for their sake, and the newcomer sees a few meetings first.
    """
    now = current_round(seats, owing)
    due = min(max((seat.round for seat in seats), default=now), now + 1)
    last = max((seat.position for seat in seats), default=0)
    return [
        *seats,
        *(Seat(member_id, due, position) for position, member_id in enumerate(member_ids, start=last + 1)),
    ]


def done(seats: Sequence[Seat], member_id: int) -> list[Seat]:
    """The seats after this member hosted or was skipped: theirs is due one round later, behind everybody.

    Who hosts in somebody else's place before their own round has come has that much less to host later.
    """
    last = max(seat.position for seat in seats)
    return [
        replace(seat, round=seat.round + 1, position=last + 1) if seat.member_id == member_id else seat
        for seat in seats
    ]


def forgiven(seats: Sequence[Seat], missed: Collection[int], owing: Collection[int] = ()) -> list[Seat]:
    """The seats after those who owed a turn already `missed` another: one is made up for, not a year of them.

    Whoever of them lies more than one round behind is let off one. A round that passed without a meeting lets nobody
    off: nobody was away from it.
    """
    least = current_round(seats, owing) - 1
    return [
        replace(seat, round=seat.round + 1) if seat.member_id in missed and seat.round < least else seat
        for seat in seats
    ]


def waited_for(seats: Sequence[Seat], member_id: int, owing: Collection[int]) -> Seat | None:
    """The seat of whoever owes a turn from two rounds before this member's, or None.

    Until they have hosted, or have been skipped themselves, this member cannot be skipped: a team that skips round
    after round would otherwise leave all its meetings to the one who was away.
    """
    due = next(seat.round for seat in seats if seat.member_id == member_id)
    behind = [seat for seat in in_order(seats) if seat.member_id in owing and seat.round < due - 1]
    return behind[0] if behind else None


def first(seats: Sequence[Seat], member_id: int, already_first: Collection[int] = ()) -> list[Seat]:
    """The seats with this member first of their round, behind those who are `already_first` for the same reason."""
    block = _block(seats, member_id)
    there = [seat.member_id for seat in block].index(member_id)
    ids = [seat.member_id for seat in block if seat.member_id != member_id]
    at = 0
    while at < there and ids[at] in already_first:
        at += 1
    return _arranged(seats, block, [*ids[:at], member_id, *ids[at:]])


def swapped(seats: Sequence[Seat], one: int, other: int) -> list[Seat]:
    """The seats with these two in each other's place. Raises `HuddleError` when they are due in different rounds."""
    block = _block(seats, one)
    ids = [seat.member_id for seat in block]
    if other not in ids:
        raise HuddleError(
            "These two are due in different rounds and cannot swap. Who has hosted can take over on the day instead; "
            "the other then hosts the time after."
        )
    trade = {one: other, other: one}
    return _arranged(seats, block, [trade.get(member_id, member_id) for member_id in ids])


def moved(seats: Sequence[Seat], member_id: int, place: int) -> list[Seat]:
    """The seats with this member at `place` of the whole order, 1 being next.

    Raises `HuddleError`, naming the places there are, when that is outside the round the member is due in.
    """
    order = in_order(seats)
    block = _block(seats, member_id)
    start = order.index(block[0])
    if not start < place <= start + len(block):
        there = f"place {start + 1}" if len(block) == 1 else f"the places {start + 1} to {start + len(block)}"
        raise HuddleError(f"Round {block[0].round}, in which this member is due, has {there}. Choose from these.")
    ids = [seat.member_id for seat in block if seat.member_id != member_id]
    ids.insert(place - start - 1, member_id)
    return _arranged(seats, block, ids)


def _block(seats: Sequence[Seat], member_id: int) -> list[Seat]:
    """Those due in the same round as this member, in order."""
    due = next(seat.round for seat in seats if seat.member_id == member_id)
    return [seat for seat in in_order(seats) if seat.round == due]


def _arranged(seats: Sequence[Seat], block: Sequence[Seat], ids: Sequence[int]) -> list[Seat]:
    """The members of one round in a new order, on the positions that they had between them."""
    positions = {member_id: seat.position for member_id, seat in zip(ids, block, strict=True)}
    return [replace(seat, position=positions.get(seat.member_id, seat.position)) for seat in seats]

"""Draw practice pairs fairly, from member ids and past draws alone, without a session.

Everyone is in a draw once. Two who were together last time are not paired again while there is another way; then those
are paired who were together least often, and among these those for whom it is longest ago. Where that leaves a choice,
a whole round-robin of the team is planned at once: pairs that are good today could otherwise leave only recent partners
for the next draw.

When the number is odd, one member listens to a pair and says what they saw. A group of three would have somebody
practise twice; so listening counts as a pair with nobody, and is shared out as fairly as everything else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from random import Random

Two = tuple[int, int]
"""The ids of the two members of a pair."""

NOBODY = 0
"""The id that stands for the missing partner of the one who listens. Member ids begin at 1."""

_REPEATED = 10**15
"""The cost of a pair that was together last time: more than all other costs together."""
_OFTEN = 10**6
"""The cost factor for the square of how many times more two have been together than the least-paired two."""
_LONGEST = 10**4
"""How many past draws count. It is below `_OFTEN`, so that how often outweighs how long ago."""
_LOOKS = 20_000
"""The limit of search steps for better pairs; a dozen people need far fewer."""


@dataclass(frozen=True, slots=True)
class Draw:
    """One draw: who was put together."""

    pairs: tuple[Two, ...]
    listens: int | None = None
    """The id of the one who listened; None when the number was even."""
    seed: str = ""
    """The random seed it was drawn with."""

    @property
    def people(self) -> frozenset[int]:
        """Return the ids of everybody in the draw."""
        return frozenset(one for two in _all_of(self) for one in two) - {NOBODY}


def draw(people: Collection[int], history: Sequence[Draw], seed: str, rejected: Iterable[Draw] = ()) -> Draw:
    """Return the next pairs of two or more `people`, the same for the same `history` (earliest first) and `seed`.

    `rejected` are draws that did not take place and are not to be repeated. While the same people draw, any two of them
    have been together as often as any other two, or once less; the same holds for listening.
    """
    costs = _Costs(people, history, rejected)
    candidates = [_in_turn(costs, history), _near(costs, seed)]
    best = min((pairs for pairs in candidates if pairs is not None), key=costs.of)
    pairs = _searched(costs, best, seed)
    listens = next((max(two) for two in pairs if NOBODY in two), None)
    return Draw(tuple(two for two in pairs if NOBODY not in two), listens, seed)


class _Costs:
    """The cost of pairing two members now: lower is better."""

    def __init__(self, people: Collection[int], history: Sequence[Draw], rejected: Iterable[Draw]) -> None:
        self.people = sorted(people)
        if len(self.people) % 2:
            self.people = [NOBODY, *self.people]
        there = {(one, other): [0, 0] for one in self.people for other in self.people if one < other}
        for number, past in enumerate(history[-_LONGEST:], start=1):
            for two in _all_of(past):
                if (known := there.get(_sorted(two))) is not None:
                    known[:] = [known[0] + 1, number]
        avoided = {_sorted(two) for past in (*history[-1:], *rejected) for two in _all_of(past)}
        least = min((times for times, _ in there.values()), default=0)
        self._costs = {
            two: (_REPEATED if two in avoided else 0) + (times - least) ** 2 * _OFTEN + last
            for two, (times, last) in there.items()
        }

    def one(self, one: int, other: int) -> int:
        return self._costs[(one, other) if one < other else (other, one)]

    def of(self, pairs: Iterable[Two]) -> int:
        return sum(self.one(*two) for two in pairs)


# -- a whole round


def _in_turn(costs: _Costs, history: Sequence[Draw]) -> list[Two] | None:
    """Return the cheapest draw of the round-robin that began with the first draw of just these people, or None."""
    people = frozenset(costs.people) - {NOBODY}
    began = len(history)
    while began and history[began - 1].people == people:
        began -= 1
    if began == len(history):
        return None
    first = history[began]
    rounds = _rounds(list(_all_of(first)), first.seed)
    turn = (len(history) - began) % len(rounds)
    return min(rounds[turn:] + rounds[:turn], key=costs.of)


def _rounds(first: list[Two], seed: str) -> list[list[Two]]:
    """Return the draws of a round-robin that starts with `first` (circle method: one stays, the others rotate)."""
    random = Random(f"round {seed}")
    pairs = sorted(sorted(two) for two in first)
    random.shuffle(pairs)
    for two in pairs:
        random.shuffle(two)
    (stays, begins), *others = pairs
    circle = [begins, *(one for one, _ in others), *(other for _, other in reversed(others))]
    size = len(circle)
    return [
        [(stays, circle[turn])]
        + [(circle[(turn + step) % size], circle[(turn - step) % size]) for step in range(1, size // 2 + 1)]
        for turn in range(size)
    ]


# -- one draw


def _near(costs: _Costs, seed: str) -> list[Two]:
    """Return good pairs from a greedy choice, improved by swapping partners between two pairs while that helps."""
    left = _shuffled(costs.people, seed)
    pairs: list[Two] = []
    while left:
        one = left.pop()
        other = min(left, key=lambda other: costs.one(one, other))
        left.remove(other)
        pairs.append((one, other))
    while (better := _swapped(costs, pairs)) is not None:
        pairs = better
    return pairs


def _swapped(costs: _Costs, pairs: list[Two]) -> list[Two] | None:
    for at, (a, b) in enumerate(pairs):
        for later in range(at + 1, len(pairs)):
            c, d = pairs[later]
            for new in (((a, c), (b, d)), ((a, d), (b, c))):
                if costs.of(new) < costs.of(((a, b), (c, d))):
                    return [*pairs[:at], new[0], *pairs[at + 1 : later], new[1], *pairs[later + 1 :]]
    return None


def _searched(costs: _Costs, best: list[Two], seed: str) -> list[Two]:
    """Return the cheapest pairs found by branch and bound within `_LOOKS` steps; `best` when none are cheaper."""
    cheapest = {one: min(costs.one(one, other) for other in costs.people if other != one) for one in costs.people}
    order = _shuffled(costs.people, seed)
    # Costs count double here: the bound adds half of each member's cheapest pair, and stays a whole number.
    lowest, least = 2 * costs.of(best), sum(cheapest.values())
    steps = 0

    def search(left: list[int], pairs: list[Two], spent: int, need: int) -> None:
        nonlocal best, lowest, steps
        steps += 1
        if not left:
            if spent < lowest:
                best, lowest = list(pairs), spent
            return
        one = left[0]
        for other in sorted(left[1:], key=lambda other: costs.one(one, other)):
            then = spent + 2 * costs.one(one, other)
            needed = need - cheapest[one] - cheapest[other]
            if then + needed < lowest and steps < _LOOKS:
                search([person for person in left if person not in (one, other)], [*pairs, (one, other)], then, needed)

    if least < lowest:
        search(order, [], 0, least)
    return best


def _shuffled(people: Sequence[int], seed: str) -> list[int]:
    shuffled = list(people)
    Random(f"draw {seed}").shuffle(shuffled)
    return shuffled


def _all_of(past: Draw) -> tuple[Two, ...]:
    return past.pairs if past.listens is None else (*past.pairs, (NOBODY, past.listens))


def _sorted(two: Two) -> Two:
    one, other = two
    return (one, other) if one < other else (other, one)

"""Who practises with whom, drawn fairly: pure rules, of people as numbers and of the draws before.

Everyone is in a draw once. Who was together last time is not together again while there is another way; then those
go together who have been least often, and of these those for whom it is longest ago. Where that leaves a choice, a
whole round of the team is thought of at once, as in a tournament in which everybody meets everybody: pairs that are
good today could otherwise leave nobody but old partners for tomorrow.

Where the number is odd one listens in on a pair and says what they saw. Three at once would have somebody practise
twice; so listening counts as being together with nobody, and is shared out as fairly as everything else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from random import Random

Two = tuple[int, int]

NOBODY = 0
"""Stands for whom one is with who listens. Ids of people begin at 1."""

_REPEATED = 10**15
"""What it costs that two were together last time: more than all else together."""
_OFTEN = 10**6
"""Times the square of how often two have been together beyond those who were least."""
_LONGEST = 10**4
"""Draws behind which it is no more told how long ago something was."""
_LOOKS = 20_000
"""Steps of the search for better pairs; a dozen people are through with it long before."""


@dataclass(frozen=True, slots=True)
class Draw:
    """Who was put together."""

    pairs: tuple[Two, ...]
    listens: int | None = None
    """Who listened in; None where the number was even."""
    seed: str = ""
    """What it was drawn with."""

    @property
    def people(self) -> frozenset[int]:
        """Everybody who was in it."""
        return frozenset(one for two in _all_of(self) for one in two) - {NOBODY}


def draw(people: Collection[int], history: Sequence[Draw], seed: str, rejected: Iterable[Draw] = ()) -> Draw:
    """The next pairs of `people`, two or more: the same for the same history, the earliest first, and seed.

    `rejected` are draws that did not take place, and are not to come again. While the same people draw, any two of
    them have been together as often as any other two, or once less; the same holds for listening.
    """
    costs = _Costs(people, history, rejected)
    found = [_in_turn(costs, history), _near(costs, seed)]
    best = min((pairs for pairs in found if pairs is not None), key=costs.of)
    pairs = _searched(costs, best, seed)
    listens = next((max(two) for two in pairs if NOBODY in two), None)
    return Draw(tuple(two for two in pairs if NOBODY not in two), listens, seed)


class _Costs:
    """How good it is to put two together now: the less, the better."""

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
    """The best of a round of the team that began with the first draw of just these people; None where there is none."""
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
    """Draws in which everybody meets everybody once, the first of them given: one stays, the others go round."""
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
    """Good pairs, found without looking far: each takes the best that is left, then neighbours swap while it helps."""
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
    """The best pairs there are, or the best that were found in `_LOOKS` steps; `best` where none are better."""
    cheapest = {one: min(costs.one(one, other) for other in costs.people if other != one) for one in costs.people}
    order = _shuffled(costs.people, seed)
    # Twice what is spent, so that half of what the two of a pair need at the least is a whole number.
    known, least = 2 * costs.of(best), sum(cheapest.values())
    looks = 0

    def look(left: list[int], pairs: list[Two], spent: int, need: int) -> None:
        nonlocal best, known, looks
        looks += 1
        if not left:
            if spent < known:
                best, known = list(pairs), spent
            return
        one = left[0]
        for other in sorted(left[1:], key=lambda other: costs.one(one, other)):
            then = spent + 2 * costs.one(one, other)
            needed = need - cheapest[one] - cheapest[other]
            if then + needed < known and looks < _LOOKS:
                look([each for each in left if each not in (one, other)], [*pairs, (one, other)], then, needed)

    if least < known:
        look(order, [], 0, least)
    return best


def _shuffled(people: Sequence[int], seed: str) -> list[int]:
    found = list(people)
    Random(f"draw {seed}").shuffle(found)
    return found


def _all_of(past: Draw) -> tuple[Two, ...]:
    return past.pairs if past.listens is None else (*past.pairs, (NOBODY, past.listens))


def _sorted(two: Two) -> Two:
    one, other = two
    return (one, other) if one < other else (other, one)

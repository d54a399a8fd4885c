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
from itertools import combinations
from random import Random

IdPair = tuple[int, int]
"""The ids of the two members of a pair."""

NOBODY = 0
"""The id that stands for the missing partner of the one who listens. Member ids begin at 1."""

_REPEAT_COST = 10**15
"""The cost of a pair that was together last time: more than all other costs together."""
_FREQUENCY_COST = 10**6
"""The cost factor for the square of how many times more two have been together than the least-paired two."""
_MAX_DRAWS = 10**4
"""How many past draws count. It is below `_FREQUENCY_COST`, so that how often outweighs how long ago."""


@dataclass(frozen=True, slots=True)
class Draw:
    """One draw: who was put together."""

    pairs: tuple[IdPair, ...]
    listener_id: int | None = None
    """The id of the one who listened; None when the number was even."""
    seed: str = ""
    """The random seed it was drawn with."""

    @property
    def member_ids(self) -> frozenset[int]:
        """Return the ids of everybody in the draw."""
        return frozenset(member_id for pair in _pairs_with_listener(self) for member_id in pair) - {NOBODY}


def choose_pairs(
    member_ids: Collection[int], history: Sequence[Draw], seed: str, rejected: Iterable[Draw] = ()
) -> Draw:
    """Return the next pairs of two or more members, the same for the same `history` (earliest first) and `seed`.

    `rejected` are draws that did not take place and are not to be repeated. While the same people draw, any two of them
    have been together as often as any other two, or once less; the same holds for listening.
    """
    costs = _Costs(member_ids, history, rejected)
    candidates = [_round_robin_pairs(costs, history), _cheapest_pairs(costs, seed)]
    pairs = min((pairs for pairs in candidates if pairs is not None), key=costs.of)
    listens = next((max(pair) for pair in pairs if NOBODY in pair), None)
    return Draw(tuple(pair for pair in pairs if NOBODY not in pair), listens, seed)


class _Costs:
    """The cost of pairing two members now: lower is better."""

    def __init__(self, people: Collection[int], history: Sequence[Draw], rejected: Iterable[Draw]) -> None:
        self.people = sorted(people)
        if len(self.people) % 2:
            self.people = [NOBODY, *self.people]
        known_pairs = {(first, second): [0, 0] for first in self.people for second in self.people if first < second}
        for number, past in enumerate(history[-_MAX_DRAWS:], start=1):
            for pair in _pairs_with_listener(past):
                if (known := known_pairs.get(_in_order(pair))) is not None:
                    known[:] = [known[0] + 1, number]
        avoided = {_in_order(pair) for past in (*history[-1:], *rejected) for pair in _pairs_with_listener(past)}
        least = min((times for times, _ in known_pairs.values()), default=0)
        self._costs = {
            pair: (_REPEAT_COST if pair in avoided else 0) + (times - least) ** 2 * _FREQUENCY_COST + last
            for pair, (times, last) in known_pairs.items()
        }

    def of_pair(self, member: int, other: int) -> int:
        return self._costs[(member, other) if member < other else (other, member)]

    def of(self, pairs: Iterable[IdPair]) -> int:
        return sum(self.of_pair(*pair) for pair in pairs)


# -- a whole round


def _round_robin_pairs(costs: _Costs, history: Sequence[Draw]) -> list[IdPair] | None:
    """Return the cheapest draw of the round-robin that began with the first draw of just these people, or None."""
    people = frozenset(costs.people) - {NOBODY}
    began = len(history)
    while began and history[began - 1].member_ids == people:
        began -= 1
    if began == len(history):
        return None
    first = history[began]
    rounds = _rounds(list(_pairs_with_listener(first)), first.seed)
    turn = (len(history) - began) % len(rounds)
    return min(rounds[turn:] + rounds[:turn], key=costs.of)


def _rounds(first: list[IdPair], seed: str) -> list[list[IdPair]]:
    """Return the draws of a round-robin that starts with `first` (circle method: one stays, the others rotate)."""
    random = Random(f"round {seed}")
    pairs = sorted(sorted(pair) for pair in first)
    random.shuffle(pairs)
    for pair in pairs:
        random.shuffle(pair)
    (stays, begins), *others = pairs
    circle = [begins, *(one for one, _ in others), *(other for _, other in reversed(others))]
    size = len(circle)
    return [
        [(stays, circle[turn])]
        + [(circle[(turn + step) % size], circle[(turn - step) % size]) for step in range(1, size // 2 + 1)]
        for turn in range(size)
    ]


# -- one draw


def _cheapest_pairs(costs: _Costs, seed: str) -> list[IdPair]:
    """Return the pairs with the lowest total cost; where several have it, the seed decides.

    It is a minimum-weight perfect matching (Edmonds' blossom algorithm, as networkx has it).
    """
    import networkx

    graph = networkx.Graph()
    for member, partner in combinations(_shuffled(costs.people, seed), 2):
        graph.add_edge(member, partner, weight=costs.of_pair(member, partner))
    return sorted(networkx.min_weight_matching(graph))


def _shuffled(people: Sequence[int], seed: str) -> list[int]:
    shuffled = list(people)
    Random(f"draw {seed}").shuffle(shuffled)
    return shuffled


def _pairs_with_listener(past: Draw) -> tuple[IdPair, ...]:
    return past.pairs if past.listener_id is None else (*past.pairs, (NOBODY, past.listener_id))


def _in_order(pair: IdPair) -> IdPair:
    first, second = pair
    return (first, second) if first < second else (second, first)

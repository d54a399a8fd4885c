"""Who practises with whom: everybody once, the least and longest ago first, and as often as everybody else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.conversations.pair_drawing import Draw, choose_pairs


def whole(drawn: Draw) -> list[tuple[int, int]]:
    """Its pairs, with 0 for whom one is with who listens."""
    return [*(tuple(sorted(two)) for two in drawn.pairs), *([(0, drawn.listener_id)] if drawn.listener_id else [])]  # type: ignore[list-item]


def all_ways(people: Sequence[int]) -> Iterator[list[tuple[int, int]]]:
    """Every way of putting these into pairs, found by trying."""
    if not people:
        yield []
    for other in people[1:]:
        for rest in all_ways([each for each in people[1:] if each != other]):
            yield [(people[0], other), *rest]


def everybody_once(drawn: Draw, people: Sequence[int]) -> None:
    there = [one for two in drawn.pairs for one in two] + ([drawn.listener_id] if drawn.listener_id else [])
    assert sorted(there) == sorted(people)
    assert (drawn.listener_id is None) == (len(people) % 2 == 0)


@settings(max_examples=60, deadline=None)
@given(size=st.integers(2, 15), draws=st.integers(1, 60), seeds=st.randoms(use_true_random=False))
def test_how_often_two_were_together_differs_by_one_at_the_most(size: int, draws: int, seeds: object) -> None:
    """With `n` people (and one place more where somebody listens) there are `n - 1` different draws without a pair
    twice. After `d` draws two have been together `d // (n - 1)` times, or once more; less is not possible unless `d`
    is a multiple, and then it is exactly that."""
    people = list(range(1, size + 1))
    history: list[Draw] = []
    met: Counter[tuple[int, int]] = Counter()
    places = size + size % 2
    for number in range(draws):
        drawn = choose_pairs(people, history, f"{number} {seeds.random()}")  # type: ignore[attr-defined]
        everybody_once(drawn, people)
        if history and places > 2:
            assert not set(whole(drawn)) & set(whole(history[-1]))
        history.append(drawn)
        met.update(whole(drawn))
        times = [met[two] for two in combinations(range(1 - size % 2, size + 1), 2)]
        assert min(times) == (number + 1) // (places - 1)
        assert max(times) == -(-(number + 1) // (places - 1))


def cost(way: list[tuple[int, int]], places: Sequence[int], history: Sequence[Draw]) -> tuple[int, int, int]:
    """Repeated, how often before, how long ago: the less, the better, the first before the others."""
    met = Counter(two for past in history for two in whole(past))
    last = {two: at for at, past in enumerate(history, start=1) for two in whole(past)}
    least = min(met[two] for two in combinations(places, 2))
    before = set(whole(history[-1])) if history else set()
    often = sum((met[two] - least) ** 2 for two in way)
    return len(before & set(way)), often, sum(last.get(two, 0) for two in way)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.sets(st.integers(1, 7), min_size=2), st.booleans()), min_size=1, max_size=12))
def test_nothing_better_is_possible_whoever_is_there(days: list[tuple[set[int], bool]]) -> None:
    """Against trying every way: as few repeated as can be, then the least together, then the longest ago."""
    history: list[Draw] = []
    for number, (who, stands) in enumerate(days):
        people = sorted(who)
        drawn = choose_pairs(people, history, str(number))
        everybody_once(drawn, people)
        places = people if len(people) % 2 == 0 else [0, *people]
        assert cost(whole(drawn), places, history) == min(cost(way, places, history) for way in all_ways(places))
        if stands:
            history.append(drawn)


def test_the_same_history_and_seed_draw_the_same() -> None:
    people = list(range(1, 12))
    history = [choose_pairs(people, [], "a")]
    assert choose_pairs(people, history, "b") == choose_pairs(people[::-1], history, "b")
    assert {choose_pairs(people, [], seed).pairs for seed in "abcdef"} != {choose_pairs(people, [], "a").pairs}


@pytest.mark.parametrize("size", [3, 4, 5, 6, 9, 12])
def test_what_was_rejected_does_not_come_again_while_there_is_another_way(size: int) -> None:
    people = list(range(1, size + 1))
    first = choose_pairs(people, [], "a")
    second = choose_pairs(people, [], "b", rejected=[first])
    assert not set(whole(first)) & set(whole(second))
    assert choose_pairs([1, 2], [], "b", rejected=[choose_pairs([1, 2], [], "a")]).pairs == ((1, 2),) or size > 2


def test_who_listened_is_in_a_pair_next_time() -> None:
    people = list(range(1, 8))
    history: list[Draw] = []
    for number in range(14):
        history.append(choose_pairs(people, history, str(number)))
    assert Counter(past.listener_id for past in history) == dict.fromkeys(people, 2)
    assert all(one.listener_id != other.listener_id for one, other in pairwise(history))


def test_a_large_team_is_drawn_too() -> None:
    people = list(range(1, 61))
    history: list[Draw] = []
    for number in range(8):
        drawn = choose_pairs(people if number % 2 else people[:-3], history, str(number))
        everybody_once(drawn, people if number % 2 else people[:-3])
        history.append(drawn)
    assert max(Counter(two for past in history for two in whole(past)).values()) == 1

"""Cleaning typed text: sequences and control characters go, and nothing else goes with them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.values.text import clean, format_count, format_people, join_words

WORDS = ["call", "10", "Kessler", "über"]


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("\x1b[31mred\x1b[0m ink", "red ink"),
        ("a \x1b]0;title\x07b", "a b"),
        ("a \x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\ b", "a link b"),
        ("one \x1b]two and three", "one two and three"),
        ("one \x1b]two\nand three\x07", "one two and three"),
        ("\x1b(Bplain", "plain"),
        ("one \x1bTwo", "one Two"),
        ("tail \x1b", "tail"),
        ("\x1bP1$r0m\x1b\\after", "after"),
        ("👩\u200d💻", "👩\u200d💻"),
    ],
)
def test_only_the_sequence_goes(typed: str, cleaned: str) -> None:
    assert clean(typed) == cleaned


@given(st.lists(st.tuples(st.sampled_from(["\x1b[1;31m", "\x1b]0;t\x07", "\x1b]", "\x1b", "\x1b[K", "\x00"]),
                          st.sampled_from(WORDS)), min_size=1, max_size=8))  # fmt: skip
def test_words_between_sequences_stay(parts: list[tuple[str, str]]) -> None:
    assert clean("".join(f"{sequence} {word}" for sequence, word in parts)) == " ".join(word for _, word in parts)


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "no cards"), (1, "1 card"), (2, "2 cards"), (1200, "1,200 cards")],
)
def test_a_count_agrees_with_its_noun(count: int, words: str) -> None:
    assert format_count(count, "card") == words


def test_people_are_counted() -> None:
    assert [format_people(count) for count in (0, 1, 12)] == ["no people", "1 person", "12 people"]


@pytest.mark.parametrize(
    ("names", "most", "words"),
    [
        ("", 0, ""),
        ("Ana", 0, "Ana"),
        ("Ana Ben", 0, "Ana and Ben"),
        ("Ana Ben Jon", 0, "Ana, Ben and Jon"),
        ("Ana Ben Jon", 3, "Ana, Ben and Jon"),
        ("Ana Ben Jon Lea Tom", 2, "Ana, Ben and 3 more"),
    ],
)
def test_names_are_listed_as_in_a_sentence(names: str, most: int, words: str) -> None:
    assert join_words(names.split(), most=most) == words
    assert join_words(iter(names.split()), "or", most=most) == words.replace(" and ", " or ")

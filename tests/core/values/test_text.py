"""Cleaning typed text: sequences and control characters go, and nothing else goes with them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.values.text import clean

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

"""What a terminal sends: pastes come whole, whatever sequences they hold and wherever they are cut."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from textual import events

from tui.services.paste_parser import END, START, PasteParser

SEQUENCES = ["\x1b[31m", "\x1b[0m", "\x1b]0;title\x07", "\x1b]8;;http://x\x1b\\", "\x1b[2J", "\x1b", "\x1b(B", "\x1b[A"]


def read(pieces: list[str]) -> list[str]:
    """What comes out: each paste in brackets, each key as its character."""
    parser = PasteParser()
    found = []
    for piece in pieces:
        for message in parser.feed(piece):
            if isinstance(message, events.Paste):
                found.append(f"[{message.text}]")
            elif isinstance(message, events.Key):
                found.append(message.character or message.key)
    return found


def test_words_after_a_sequence_stay_in_the_paste() -> None:
    assert read([f"a{START}one \x1b[31mred\x1b[0m two\nthree{END}b"]) == ["a", "[one red two\nthree]", "b"]
    assert read([f"{START}\x1b]0;no end and more words{END}x"]) == ["[0;no end and more words]", "x"]


@given(
    words=st.lists(st.sampled_from(["one", "two\n", "3 ", "für "]), min_size=1, max_size=6),
    sequences=st.lists(st.sampled_from(SEQUENCES), min_size=6, max_size=6),
    cuts=st.lists(st.integers(0, 120), max_size=4),
)
def test_a_paste_loses_nothing_but_the_sequences(words: list[str], sequences: list[str], cuts: list[int]) -> None:
    pasted = "".join(sequence + word for sequence, word in zip(sequences, words, strict=False))
    sent = f"x{START}{pasted}{END}y"
    places = [0, *sorted(cuts), len(sent)]
    pieces = [sent[start:end] for start, end in pairwise(places)]
    pieces = [piece for piece in pieces if piece]
    assert read(pieces) == ["x", f"[{''.join(words)}]", "y"]

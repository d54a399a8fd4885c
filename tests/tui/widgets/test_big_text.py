"""Block letters: what they look like, when they do not fit, and that nothing is lost where they do."""

from __future__ import annotations

import string

from hypothesis import given
from hypothesis import strategies as st
from rich.style import Style
from syrupy.assertion import SnapshotAssertion

from tui.widgets.big_glyphs import GLYPH_HEIGHT, glyph
from tui.widgets.big_text import WORD_GAP, big_lines, big_segments, big_width, big_word, fit_largest

DRAWN = string.ascii_uppercase + string.digits + "ÄÖÜẞÉÈÊËÑÇÅØÆŒÍÎÏÓÚÝŠŽČŁ.,:;!?¿¡'\"()[]-–+=/%&#*@·…“”€$£°"


def big_rows(text: str, width: int, max_lines: int, *, size: int = 1) -> list[str] | None:
    """Returns the rows of the text in block letters, with an empty row between two lines; None if it does not fit."""
    lines = big_lines(text, width, max_lines, size=size)
    if lines is None:
        return None
    rows: list[str] = []
    for line in lines:
        rows += [""] if rows else []
        words = [big_word(word, size) or () for word in line]
        rows += [(" " * (WORD_GAP * size)).join(parts).rstrip() for parts in zip(*words, strict=True)]
    return rows


def test_the_alphabet(snapshot: SnapshotAssertion) -> None:
    words = " ".join(DRAWN[start : start + 8] for start in range(0, len(DRAWN), 8))
    drawn = big_rows(words, 60, 20)
    assert drawn is not None
    assert "\n".join(drawn) == snapshot


def test_each_letter_is_its_own() -> None:
    drawn = [glyph(letter) for letter in DRAWN]
    assert None not in drawn
    # What differs only by an accent that has the same shape in one row of pixels may look alike; plain signs may not.
    plain = [glyph(letter) for letter in string.ascii_uppercase + string.digits if letter not in "O0"]
    assert len(set(plain)) == len(plain)
    for found in drawn:
        assert found is not None
        assert len(found) == GLYPH_HEIGHT
        assert len({len(row) for row in found}) == 1
        assert any("#" in row for row in found)


def test_letters_with_an_accent_are_not_the_bare_ones() -> None:
    for letter, base in zip("ÄÖÜÉÈÑÅÍÏŠ", "AOUEENAIIS", strict=True):
        assert glyph(letter) != glyph(base), letter


def test_lower_case_is_drawn_as_capitals_and_ß_as_one_letter() -> None:
    assert big_rows("Straße", 100, 1) == big_rows("STRAẞE", 100, 1)
    assert big_rows("STRASSE", 100, 1) != big_rows("Straße", 100, 1)


def test_what_the_font_lacks_is_left_to_plain_words() -> None:
    assert big_rows("Привет", 200, 3) is None
    assert big_rows("三つ", 200, 3) is None
    assert big_rows("well 🎉", 200, 3) is None
    assert big_rows("", 200, 3) is None
    assert big_rows("   ", 200, 3) is None


def test_what_does_not_fit() -> None:
    assert big_rows("accountable", 20, 9) is None, "a word is never broken"
    assert big_rows("one two three four", 25, 2) is None
    assert big_lines("one two three four", 25, 4) == [["one"], ["two"], ["three"], ["four"]]


def test_a_line_end_is_kept() -> None:
    assert big_lines("in 7 days\nBen hosts", 300, 2) == [["in", "7", "days"], ["Ben", "hosts"]]


def test_the_largest_that_fits() -> None:
    assert fit_largest("Hi", 100, 6)[0] == 2
    assert fit_largest("Hi", 100, 5)[0] == 1
    assert fit_largest("Hi", 100, 2)[0] == 0
    assert fit_largest("Hi", 4, 60)[0] == 0


def test_lines_are_balanced() -> None:
    size, lines = fit_largest("Ben Okafor hosts next", 170, 13)
    assert size == 2
    assert lines == [["Ben", "Okafor"], ["hosts", "next"]]


@given(
    st.text(st.sampled_from(DRAWN + string.ascii_lowercase + " \n"), max_size=60),
    st.integers(1, 120),
    st.integers(1, 2),
)
def test_never_wider_than_asked_and_never_a_word_lost(text: str, width: int, size: int) -> None:
    drawn = big_rows(text, width, 30, size=size)
    words = text.split()
    if drawn is None:
        too_wide = any((big_width(word, size) or 0) > width for word in words)
        assert too_wide or not words or len(words) > 30
        return
    assert all(len(row) <= width for row in drawn)
    assert (len(drawn) + 1) % (3 * size + 1) == 0
    # The pixels of all the words together are those that are drawn.
    lit = sum(_lit(row) for row in drawn)
    assert lit == sum(_lit(row) for word in words for row in big_rows(word, 10_000, 1, size=size) or [])


def _lit(row: str) -> int:
    return sum({"█": 2, "▀": 1, "▄": 1, " ": 0}[cell] for cell in row)


def test_words_stand_further_apart_than_letters() -> None:
    assert big_width("AB CD") == (big_width("AB") or 0) + WORD_GAP + (big_width("CD") or 0)


def test_a_stressed_word_stands_out_in_plain_text_too() -> None:
    plain, stressed = Style(bold=True), Style(color="red")

    def parts(text: str) -> list[tuple[str, bool]]:
        rows = big_segments(text, 60, 0, plain, stressed)
        return [(segment.text, segment.style is stressed) for row in rows for segment in row]

    assert parts("What will YOU do?") == [("What will ", False), ("YOU", True), (" do?", False)]
    assert parts("ALL IN CAPITALS") == [("ALL IN CAPITALS", False)]

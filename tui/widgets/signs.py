"""Signs before rows, and the words in place of them for who reads with a screen reader."""

from __future__ import annotations

import re
from collections.abc import Iterable

from core.values.writing import is_in_words

DRAWN = re.compile("[\u2500-\u259f\u2800-\u28ff▸▲▼▾•]")
"""Characters that draw and say nothing: frames, bars, scroll bars, dots of charts, and marks of lines."""

USUAL_WORDS = {
    "✓": "done",
    "✗": "missed",
    "●": "open",
    "○": "not yet",
    "◐": "in part",
    "▸": "now",
    "│": "",
    "→": "passed on",
    "↻": "again",
}
"""What a sign means where its row does not say otherwise."""


class Sign(str):
    """A sign whose word is another one than usual: a ✓ that means `agreed`."""

    word: str

    def __new__(cls, sign: str, word: str) -> Sign:
        made = super().__new__(cls, sign)
        made.word = word
        return made


SOON, DUE, HERE = Sign("●", "soon"), Sign("●", "due"), Sign("●", "here")
OPEN, PLANNED, AWAY = Sign("○", "open"), Sign("○", "planned"), Sign("○", "away")
COMMITTED, RESOLVED, SUCCESS = Sign("✓", "committed"), Sign("✓", "resolved"), Sign("✓", "success")
YES, NEXT = Sign("✓", "yes"), Sign("→", "next:")
CHECK_SIGNS: dict[bool | None, str] = {True: YES, False: Sign("✗", "no"), None: Sign("?", "unsure")}
"""The signs of a check that holds, does not, or is unsure."""


def signs(**signs_by_word: str) -> dict[str, Sign]:
    """Return signs by their words: `signs(kept="✓", missed="✗")`."""
    return {word: Sign(sign, word) for word, sign in signs_by_word.items()}


def write_sign(sign: str) -> str:
    """Return the sign as it is shown: as its word where signs are written in words. A number stays."""
    if not is_in_words():
        return sign
    return sign.word if isinstance(sign, Sign) else USUAL_WORDS.get(sign, sign)


def sign_before(sign: str, text: str) -> str:
    """Return a sign and a text that says the same; the text alone where signs are written in words."""
    return text if is_in_words() else f"{sign} {text}"


def write_cursor(is_here: bool) -> str:
    """Return the sign before the marked one of several answers, or the space in its place before another."""
    if is_in_words():
        return "chosen:" if is_here else ""
    return "▸" if is_here else " "


def sign_width(column: Iterable[str]) -> int:
    """Return the width in cells of a column of signs with the space after them: 2, or more for words."""
    words = (len(write_sign(sign)) for sign in column) if is_in_words() else ()
    return 1 + (max(words, default=0) or 1)


def without_drawing(text: str) -> str:
    """Return a text with spaces in place of what only draws, and a comma for an arrow in a sentence: as wide as it
    was, so that no column moves."""
    if text.isascii():
        return text
    return DRAWN.sub(" ", text).replace(" → ", ",  ").replace("→", " ")


def as_shown(text: str) -> str:
    """Return a text as the command line shows it: without what only draws where signs are written in words."""
    return without_drawing(text) if is_in_words() else text

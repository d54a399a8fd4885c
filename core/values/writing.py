"""How numbers, days and signs are written for the person who reads them, as their settings say.

Who reads with a screen reader wants words in place of signs, bars and charts; the few helpers that draw ask for it, so
that screens need not know it.

It belongs to a context, not to the process: several apps in one process each have their own. What is typed, stored or
computed with is not touched by it. `huddle me` imports it, which answers at once: the standard library only.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

NUMBERS = ("en", "de", "fr", "ch")
"""How numbers are written: `1,234.5`, `1.234,5`, `1 234,5`, `1'234.5`."""

MONTH_FIRST = "Dec 7"
DATES = ("7 Dec", MONTH_FIRST, "07.12.", "2026-12-07")
"""How days are written, by an example."""

_MARKS = {
    "en": {},
    "de": str.maketrans(",.", ".,"),
    "fr": str.maketrans(",.", "\u00a0,"),
    "ch": str.maketrans(",", "'"),
}
"""What stands for the thousands separator and the decimal point of English."""

_numbers: ContextVar[str] = ContextVar("numbers", default=NUMBERS[0])
_dates: ContextVar[str] = ContextVar("dates", default=DATES[0])
_in_words: ContextVar[bool] = ContextVar("in_words", default=False)


@contextmanager
def written_as(numbers: str, dates: str, *, in_words: bool = False) -> Iterator[None]:
    """Write numbers and days so within the block, and in what is started in it: tasks, and calls of the app's
    threads. `in_words` has words in place of signs, bars and charts, for screen readers."""
    numbers_before, dates_before = _numbers.set(numbers), _dates.set(dates)
    in_words_before = _in_words.set(in_words)
    try:
        yield
    finally:
        _in_words.reset(in_words_before)
        _dates.reset(dates_before)
        _numbers.reset(numbers_before)


def localize_number(text: str) -> str:
    """Return a number that is written as in English, `1,234.5`, in the reader's way."""
    marks = _MARKS[_numbers.get()]
    return text.translate(marks) if marks else text


def date_style() -> str:
    """Return the reader's way of writing days: one of `DATES`."""
    return _dates.get()


def is_in_words() -> bool:
    """Return whether the reader wants words in place of signs, bars and charts."""
    return _in_words.get()

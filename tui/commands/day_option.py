"""Reads the day of an option. An option that was not given has none; an empty one is no day."""

from __future__ import annotations

from datetime import date

from core.values.input_parsing import require_day, require_past_day

CLEAR_WORD = "none"
"""The word that is typed to remove a day, a link or a text."""


def read_day(text: str | None, today: date) -> date | None:
    """Return the day that was typed, the next such day from `today` on; None if the option was not given."""
    return None if text is None else require_day(text, today)


def read_past_day(text: str | None, today: date) -> date | None:
    """Return the day that was typed, the last such day up to `today`; None if the option was not given."""
    return None if text is None else require_past_day(text, today)


def read_day_or_none(text: str, today: date) -> date | None:
    """Return the day that was typed; None for the word `none`, which removes the day that there was."""
    return None if text.strip().casefold() == CLEAR_WORD else require_day(text, today)

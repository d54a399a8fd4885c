"""Reads the day of an option. An option that was not given has none; an empty one is no day.

The commands import it for their completions too, which must answer at once: so it imports only what is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

CLEAR_WORD = "none"
"""The word that is typed to remove a day, a link or a text."""


def read_day(text: str | None, today: date) -> date | None:
    """Return the day that was typed, the next such day from `today` on; None if the option was not given."""
    from core.values.input_parsing import require_day

    return None if text is None else require_day(text, today)


def read_past_day(text: str | None, today: date) -> date | None:
    """Return the day that was typed, the last such day up to `today`; None if the option was not given."""
    from core.values.input_parsing import require_past_day

    return None if text is None else require_past_day(text, today)


def read_day_or_none(text: str, today: date) -> date | None:
    """Return the day that was typed; None for the word `none`, which removes the day that there was."""
    from core.values.input_parsing import require_day

    return None if text.strip().casefold() == CLEAR_WORD else require_day(text, today)

"""Pulse numbers as text: averages, and a chart of one cell per meeting. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence

from core.values.writing import is_in_words
from tui.widgets.text_bars import LEVELS

QUESTIONS = {"score": "Mood", "held": "Accountability", "worth": "Worth the time"}
"""What each number of a pulse asks, by its column name."""

LOWEST, HIGHEST = 1, 5


def format_average(value: float | None) -> str:
    """Return `4.3`, or `–` for None."""
    return "–" if value is None else f"{value:.1f}"


def mood_sparkline(values: Sequence[float | None]) -> str:
    """Return one cell per meeting on the fixed scale from 1 to 5, a space where the value is unknown.

    In words it is the averages.
    """
    if is_in_words():
        return ", ".join(map(format_average, values))
    top = len(LEVELS) - 1
    return "".join(
        " " if value is None else LEVELS[round((value - LOWEST) / (HIGHEST - LOWEST) * top)] for value in values
    )

"""How meetings felt, in words and in a line over the weeks. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence

from tui.widgets.bars import LEVELS

QUESTIONS = {"score": "how it felt", "held": "holding each other to it", "worth": "worth the time"}
"""What each number of a pulse says, by its name in the row."""

LOWEST, HIGHEST = 1, 5


def average(value: float | None) -> str:
    """`4.3`; nothing there is `–`."""
    return "–" if value is None else f"{value:.1f}"


def line(values: Sequence[float | None]) -> str:
    """One cell a meeting, on the scale from 1 to 5: a good week is tall because it was good. Unknown is a space."""
    top = len(LEVELS) - 1
    return "".join(
        " " if value is None else LEVELS[round((value - LOWEST) / (HIGHEST - LOWEST) * top)] for value in values
    )

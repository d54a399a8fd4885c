"""What a colour means: the tones of a word beside other words, the same in every list."""

from __future__ import annotations

from datetime import date
from typing import Literal

Tone = Literal["quiet", "accent", "good", "late", "missed"]
"""quiet: said by the way. accent: now, or yours. good: reached or kept. late: overdue or behind. missed: not kept."""

COLOURS: dict[Tone, str] = {"quiet": "$dim", "accent": "$accent", "good": "$good", "late": "$late", "missed": "$missed"}

LOUD: frozenset[Tone] = frozenset(("accent", "late"))
"""Tones whose words are bold."""


def tone_classes(prefix: str) -> set[str]:
    """Return the component classes of the tones of a widget: `facts--late` for the prefix `facts`."""
    return {f"{prefix}--{tone}" for tone in COLOURS}


def tone_css(prefix: str) -> str:
    """Return the styles of these classes, to stand inside the rule of the widget."""
    return "\n".join(
        f"& > .{prefix}--{tone} {{ color: {colour}; {'text-style: bold;' if tone in LOUD else ''} }}"
        for tone, colour in COLOURS.items()
    )


def due_tone(due: date | None, today: date) -> Tone:
    """Return the tone of a day by which something is due."""
    if due is None or due > today:
        return "quiet"
    return "accent" if due == today else "late"

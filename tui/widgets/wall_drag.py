"""Dragging cards: what is held, since when, and where it would drop. Knows no screen."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

NEW = -1
"""The target that stands for a trend which is yet to be made."""


@dataclass
class Drag:
    """From the press of the button to its release; it is a drag only once the mouse has left the cell."""

    pressed: int | None = None
    """The card on which the button went down."""
    on: bool = False
    ids: frozenset[int] = frozenset()
    """The cards that are dragged."""
    target: int | None = None
    """The key of the column where they would drop; `NEW` for a new trend."""
    _from: tuple[int, int] = field(default=(0, 0))

    def press(self, card_id: int, x: int, y: int) -> None:
        """The button went down on a card."""
        self.pressed, self._from = card_id, (x, y)

    def move(self, x: int, y: int, marked: Collection[int]) -> bool:
        """The mouse moved. Returns whether a drag has just begun: of all marked cards, if the card is one of them."""
        if self.on or self.pressed is None or (x, y) == self._from:
            return False
        self.on = True
        self.ids = frozenset(marked) if self.pressed in marked else frozenset({self.pressed})
        return True

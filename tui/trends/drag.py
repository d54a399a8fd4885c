"""The state of dragging cards, without any widget: which cards, and where they would drop."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

NEW_TREND = -1
"""The target that means a new trend."""


@dataclass
class Drag:
    """What happens from the press of the mouse button to its release; a drag only once the mouse has left the cell."""

    pressed_card_id: int | None = None
    """The id of the card on which the button was pressed."""
    is_active: bool = False
    """Whether cards are being dragged."""
    card_ids: frozenset[int] = frozenset()
    """The ids of the cards that are dragged."""
    target: int | None = None
    """The key of the column where they would drop; `NEW_TREND` for a new trend."""
    _pressed_at: tuple[int, int] = field(default=(0, 0))

    def press(self, card_id: int, x: int, y: int) -> None:
        """Note that the button was pressed on this card, at this cell."""
        self.pressed_card_id, self._pressed_at = card_id, (x, y)

    def begin_if_moved(self, x: int, y: int, marked: Collection[int]) -> bool:
        """Return whether this mouse move begins a drag: of all marked cards, if the pressed card is one of them."""
        if self.is_active or self.pressed_card_id is None or (x, y) == self._pressed_at:
            return False
        self.is_active = True
        self.card_ids = frozenset(marked) if self.pressed_card_id in marked else frozenset({self.pressed_card_id})
        return True

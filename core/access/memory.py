"""What one session remembers of its own and the file does not keep.

No other session, and nobody who has the file, can tell whose it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.models import Card, Pulse


@dataclass(slots=True)
class Memory:
    """What the member did in this session, without a name too. It ends with the session."""

    ballots: dict[int, dict[int, int]] = field(default_factory=dict)
    """The member's votes by board, and by the id of the card or trend that they gave them to."""
    keys: dict[int, dict[int, bytes]] = field(default_factory=dict)
    """The keys under which their cards wait to be told, by board, and by number in the order in which they were
    said."""
    cards: dict[int, dict[int, Card]] = field(default_factory=dict)
    """These cards, by board and by that number: of a board that is never revealed no other copy is kept."""
    pulses: dict[int, tuple[bytes, Pulse]] = field(default_factory=dict)
    """Their pulse by meeting, and the key under which it waits to be told."""
    steps: list[int] = field(default_factory=list)
    """The journal's entries of what the session has changed."""
    last_number: int = 0
    """The number of the last card."""

    def next_number(self) -> int:
        """Return the number of the next card: no other of this session has it."""
        self.last_number += 1
        return self.last_number

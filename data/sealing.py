"""How a change seals what only one member may read. The store knows no keys; a session gives it this."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from data.models import Row

R = TypeVar("R", bound="Row")


class Sealing(Protocol):
    """Seals the words of rows that only their owner may read, before they are stored, and opens them again."""

    @property
    def tables(self) -> frozenset[str]:
        """The tables that have such rows."""
        ...

    def seals(self, row: Row) -> bool:
        """Return whether the words of this row are sealed."""
        ...

    def stored(self, value: object) -> object:
        """Return a value as it is stored: what was read sealed stays what it was."""
        ...

    def seal(self, row: R, before: R | None = None) -> R:
        """Return the row as it is to be stored; `before` is what is stored now."""
        ...

    def open(self, row: R) -> R:
        """Return a stored row as its reader may see it."""
        ...

    def require_sealed(self, row: Row) -> None:
        """Raise `HuddleError` when the stored row should be sealed and is not."""
        ...

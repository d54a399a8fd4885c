"""What follows from linear equations: whether they fix a sum of unknown amounts. Computed modulo a large prime, so that
it is exact; by chance it errs once in 10^15 times."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

PRIME = 2**61 - 1

Vector = Mapping[Hashable, int]
"""The factor of each unknown, by its name."""


class RowSpace:
    """All sums of unknowns whose amount follows from the equations that were told."""

    def __init__(self) -> None:
        self._rows: dict[Hashable, dict[Hashable, int]] = {}
        """By its first unknown, whose factor is 1 and which no later row has."""

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, vector: Vector) -> bool:
        """Take in that the amount of this sum was told. Returns whether it did not follow already."""
        rest = self._reduce(vector)
        if not rest:
            return False
        first = next(iter(rest))
        inverse = pow(rest[first], PRIME - 2, PRIME)
        self._rows[first] = {unknown: factor * inverse % PRIME for unknown, factor in rest.items()}
        return True

    def has(self, vector: Vector) -> bool:
        """Return whether the amount of this sum follows."""
        return not self._reduce(vector)

    def _reduce(self, vector: Vector) -> dict[Hashable, int]:
        rest = {unknown: factor % PRIME for unknown, factor in vector.items() if factor % PRIME}
        # In the order in which they came: a row has the first unknowns of later rows, never those of earlier ones.
        for first, row in self._rows.items():
            times = rest.get(first)
            if times:
                for unknown, factor in row.items():
                    left = (rest.get(unknown, 0) - times * factor) % PRIME
                    if left:
                        rest[unknown] = left
                    else:
                        rest.pop(unknown, None)
        return rest

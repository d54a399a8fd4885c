"""The connection that the queries of this package read through."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol


class Rows(Protocol):
    """The rows of a SELECT: a cursor, or rows that were fetched already."""

    def fetchone(self) -> Any:
        """Return the next row, or None."""
        ...

    def fetchall(self) -> list[Any]:
        """Return the rows that are left."""
        ...

    def __iter__(self) -> Iterator[Any]: ...


class Readable(Protocol):
    """Runs a SELECT in which `visible_…` stands for a table as its viewer may see it, and `:viewer_id` for the
    viewer: the member who reads, NULL for the room."""

    def execute(self, sql: str, params: tuple[object, ...] | dict[str, object] = (), /) -> Rows:
        """Run the SELECT and return its rows."""
        ...

"""The connection that the queries of this package read through."""

from __future__ import annotations

from typing import Protocol

from data.sqlite import sqlite3


class Readable(Protocol):
    """Runs a SELECT in which `visible_…` stands for a table as its viewer may see it, and `:viewer_id` for the
    viewer: the member who reads, NULL for the room."""

    def execute(self, sql: str, params: tuple[object, ...] | dict[str, object] = (), /) -> sqlite3.Cursor:
        """Run the SELECT and return its cursor."""
        ...

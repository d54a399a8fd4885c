"""Names for shell completion, by plain SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from data.quick.readable import Readable


def metric_names(connection: Readable) -> list[str]:
    """Return the names of the metrics that have not ended."""
    return _column(connection, "SELECT name FROM metric WHERE ended_on IS NULL ORDER BY name")


def member_names(connection: Readable) -> list[str]:
    """Return the names of the members who have not left."""
    return _column(connection, "SELECT name FROM member WHERE left_on IS NULL ORDER BY name")


def group_names(connection: Readable) -> list[str]:
    """Return the names of the groups."""
    return _column(connection, 'SELECT name FROM "group" ORDER BY name')


def _column(connection: Readable, sql: str) -> list[str]:
    return [name for (name,) in connection.execute(sql)]

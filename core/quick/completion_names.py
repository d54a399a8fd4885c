"""The names for shell completion, read without slow imports."""

from __future__ import annotations

from core.quick.progress import open_read_only
from data.quick import name_queries
from data.sqlite import sqlite3


def read_completion_names(path: object, *families: str) -> list[str]:
    """Return the names of the `metrics`, `members` or `groups` of the team at `path`; empty when it cannot be
    read now."""
    connection = open_read_only(path)
    if connection is None:
        return []
    readers = {
        "metrics": name_queries.metric_names,
        "members": name_queries.member_names,
        "groups": name_queries.group_names,
    }
    try:
        return [name for family in families for name in readers[family](connection)]
    except sqlite3.Error:
        return []
    finally:
        connection.close()

"""The names for shell completion, read without slow imports."""

from __future__ import annotations

from core.progress import open_read_only
from data import names
from data.sqlite import sqlite3


def read_completion_names(path: object, *families: str) -> list[str]:
    """Return the names of the `metrics`, `members` or `groups` of the team at `path`; empty when it cannot be
    read now."""
    connection = open_read_only(path)
    if connection is None:
        return []
    readers = {"metrics": names.metric_names, "members": names.member_names, "groups": names.group_names}
    try:
        return [name for family in families for name in readers[family](connection)]
    except sqlite3.Error:
        return []
    finally:
        connection.close()

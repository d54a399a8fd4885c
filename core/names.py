"""The names for shell completion, read without slow imports."""

from __future__ import annotations

from core.progress import read
from data import names
from data.sqlite import sqlite3


def known(path: object, *families: str) -> list[str]:
    """Return the names of the `metrics`, `members` or `groups` of the team at `path`; empty when it cannot be
    read now."""
    connection = read(path)
    if connection is None:
        return []
    readers = {"metrics": names.metrics, "members": names.members, "groups": names.groups}
    try:
        return [name for family in families for name in readers[family](connection)]
    except sqlite3.Error:
        return []
    finally:
        connection.close()

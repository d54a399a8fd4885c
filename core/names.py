"""The names that a shell completes, read quickly: nothing that is slow to import."""

from __future__ import annotations

from core.progress import read
from data import names
from data.sqlite import sqlite3


def known(path: object, *families: str) -> list[str]:
    """The names of the `metrics`, `members` or `groups` of the team at `path`; none where that cannot be read now."""
    connection = read(path)
    if connection is None:
        return []
    asked = {"metrics": names.metrics, "members": names.members, "groups": names.groups}
    try:
        return [name for family in families for name in asked[family](connection)]
    except sqlite3.Error:
        return []
    finally:
        connection.close()

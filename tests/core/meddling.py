"""What another program does to a team's file."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from data.sqlite import sqlite3


def meddle(path: Path, *statements: str) -> int:
    """Run SQL past Huddle, without its triggers. Returns how many rows were written."""
    with closing(sqlite3.connect(path)) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f'DROP TRIGGER "{name}"')
        count = sum(connection.execute(statement).rowcount for statement in statements)
        connection.commit()
    return count

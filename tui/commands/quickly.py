"""What prints and leaves: plain SQL where the file and the name are plain, a session for everything else."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from core import workdays
from core.progress import find, read

if TYPE_CHECKING:
    import sqlite3
    from datetime import date

    from tui.commands.context import Context

T = TypeVar("T")


def quickly(context: Context, today: date, ask: Callable[[sqlite3.Connection, int, date], T]) -> T:
    """What `ask` tells of the acting member.

    A session brings an older file up to date, stores the holidays of a year that has begun, and knows the sentence
    for everything that is wrong.
    """
    connection = read(context.path)
    if connection is not None:
        try:
            who = context.who
            member_id = find(connection, who, None if who else context.login)
            if member_id is not None and workdays.is_known(connection, today):
                return ask(connection, member_id, today)
        finally:
            connection.close()
    session = context.session()
    return ask(session.store.connection, session.me.id, today)

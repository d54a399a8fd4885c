"""Runs a query with plain SQL if possible, and over a session otherwise; for commands that must answer at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from core.quick.progress import find_member_id, find_today, open_read_only
from core.team import workdays

if TYPE_CHECKING:
    from datetime import date

    from core.access.visible_connection import VisibleConnection
    from tui.commands.context import Context

T = TypeVar("T")


def _find_member(connection: VisibleConnection, context: Context) -> int | None:
    """Return the id of the member who acts: named, else the usual one, else by login; None when that is not certain."""
    name = context.member_name or context.usual_name
    return find_member_id(connection, context.path, name, context.login)


def run_quick_query(context: Context, query: Callable[[VisibleConnection, int, date], T]) -> tuple[date, T]:
    """Return today in the team's time zone, and what `query` returns for a connection, the acting member's id and it.

    A session is opened only if the plain connection does not do: it migrates an older file, stores the holidays of a
    new year, and raises the `HuddleError` for whatever is wrong.
    """
    connection = open_read_only(context.path)
    if connection is not None:
        try:
            member_id = _find_member(connection, context)
            today = find_today(connection, context.clock())
            if member_id is not None and workdays.has_holidays(connection, today):
                return today, query(connection.for_viewer(member_id), member_id, today)
        except UnicodeDecodeError:
            pass  # damaged so far that SQLite's own words hold damaged text; the session says so
        finally:
            connection.close()
    session = context.session()
    return session.today, query(session.connection, session.me.id, session.today)

"""The days off, by plain SQL into plain values: the quick path reads them too."""

from __future__ import annotations

from datetime import date

from data.numbers import Span
from data.sqlite import sqlite3


def country(connection: sqlite3.Connection) -> str | None:
    """The country whose public holidays the team keeps; None while nobody said."""
    row = connection.execute("SELECT country FROM team").fetchone()
    return row[0] if row else None


def is_known(connection: sqlite3.Connection, year: int) -> bool:
    """Whether the public holidays of that year are stored, or the team keeps none. Every country has some."""
    row = connection.execute(
        "SELECT NOT EXISTS (SELECT 1 FROM team WHERE country IS NOT NULL) OR EXISTS (SELECT 1 FROM holiday "
        "WHERE day BETWEEN ? AND ? AND country = (SELECT country FROM team))",
        (f"{year:04d}-01-01", f"{year:04d}-12-31"),
    ).fetchone()
    return bool(row[0])


def holidays(connection: sqlite3.Connection, span: Span) -> frozenset[date]:
    """The days of the span on which nobody works."""
    rows = connection.execute(
        "SELECT day FROM holiday WHERE NOT works AND day BETWEEN ? AND ?", (span[0].isoformat(), span[1].isoformat())
    )
    return frozenset(date.fromisoformat(day) for (day,) in rows)


def absences(connection: sqlite3.Connection, span: Span, member_id: int | None = None) -> list[tuple[int, Span]]:
    """Who is away when within the span; `member_id` asks for one alone."""
    rows = connection.execute(
        "SELECT member_id, starts_on, ends_on FROM absence "
        "WHERE ends_on >= ? AND starts_on <= ? AND (? IS NULL OR member_id = ?)",
        (span[0].isoformat(), span[1].isoformat(), member_id, member_id),
    )
    return [
        (who, (max(span[0], date.fromisoformat(first)), min(span[1], date.fromisoformat(last))))
        for who, first, last in rows
    ]

"""Holidays and absences, by plain SQL into plain values, for the quick path too."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from data.quick.metric_queries import Span

if TYPE_CHECKING:
    from data.quick.readable import Readable


def read_country(connection: Readable) -> str | None:
    """Return the country whose public holidays the team keeps; None where it is not set."""
    row = connection.execute("SELECT country FROM team").fetchone()
    return row[0] if row else None


def has_holidays_of(connection: Readable, year: int) -> bool:
    """Return whether the public holidays of that year are stored, or the team keeps none. Every country has some."""
    row = connection.execute(
        "SELECT NOT EXISTS (SELECT 1 FROM team WHERE country IS NOT NULL) OR EXISTS (SELECT 1 FROM holiday "
        "WHERE day BETWEEN ? AND ? AND country = (SELECT country FROM team))",
        (f"{year:04d}-01-01", f"{year:04d}-12-31"),
    ).fetchone()
    return bool(row[0])


def read_holidays(connection: Readable, span: Span) -> frozenset[date]:
    """Return the days within the span on which the team does not work."""
    rows = connection.execute(
        "SELECT day FROM holiday WHERE NOT works AND day BETWEEN ? AND ?", (span[0].isoformat(), span[1].isoformat())
    )
    return frozenset(date.fromisoformat(day) for (day,) in rows)


def read_absences(connection: Readable, span: Span, member_id: int | None = None) -> list[tuple[int, Span]]:
    """Return the absences within the span, cut to it, as member id and span; `member_id` limits them to one member."""
    rows = connection.execute(
        "SELECT member_id, starts_on, ends_on FROM exempt_absent_days "
        "WHERE ends_on >= ? AND starts_on <= ? AND (? IS NULL OR member_id = ?)",
        (span[0].isoformat(), span[1].isoformat(), member_id, member_id),
    )
    return [
        (absent_id, (max(span[0], date.fromisoformat(first)), min(span[1], date.fromisoformat(last))))
        for absent_id, first, last in rows
    ]

"""The append-only account of every change."""

from __future__ import annotations

from typing import ClassVar

from data.models.rows import Moment, Row


class JournalEntry(Row):
    """One change: who, when, what."""

    table: ClassVar[str] = "journal"
    at: Moment
    by: int | None = None
    """The member who did it; None for an anonymous card, and for what no person did."""
    what: str
    """A fact in the past tense, `card.stated`."""
    meeting_id: int | None = None
    undoes: int | None = None
    """The change that this one took back."""


class JournalRow(Row):
    """One row touched by one change: what it was and what it became, as JSON; None where there was none."""

    table: ClassVar[str] = "journal_row"
    journal_id: int
    row_table: str
    row_id: int
    before: str | None = None
    after: str | None = None

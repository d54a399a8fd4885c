"""The journal: an append-only record of every change."""

from __future__ import annotations

from typing import ClassVar

from data.models.base import Moment, Row


class JournalEntry(Row):
    """One change: who made it, when, and what it was."""

    table: ClassVar[str] = "journal"
    at: Moment
    by: int | None = None
    """The acting member; None for an anonymous card, and for what no member did."""
    what: str
    """A fact in the past tense: `card.stated`."""
    meeting_id: int | None = None
    undoes: int | None = None
    """The change that this one undid."""
    typed_by: int | None = None
    """The member who typed it for the acting one; None where they typed it themselves."""
    via: str | None = None
    """How the acting member was known: `login`, `key`, or `as:LOGIN` where that login said who they are; None for an
    anonymous change, for what no member did, and before the fifth schema."""


class JournalRow(Row):
    """One row written by one change: its state before and after as JSON, None where it did not exist."""

    table: ClassVar[str] = "journal_row"
    journal_id: int
    row_table: str
    row_id: int
    before: str | None = None
    after: str | None = None

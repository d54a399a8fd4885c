"""What people want, what they took on, and what became of it."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from pydantic import Field

from data.models.rows import (
    CommitmentStatus,
    Every,
    GoalLevel,
    Moment,
    OccurrenceStatus,
    Row,
    Stated,
    Visibility,
)


class Commitment(Row):
    """A card somebody took on."""

    table: ClassVar[str] = "commitment"
    meeting_id: int | None = None
    member_id: int | None = None
    """Whose; None is the whole team's."""
    card_id: int | None = None
    trend_id: int | None = None
    text: Stated
    metric_id: int | None = None
    amount: int | None = None
    every: Every | None = None
    weekday: int | None = Field(default=None, ge=1, le=7)
    """With `every` week: the ISO weekday it falls on."""
    due: date | None = None
    status: CommitmentStatus = "open"
    closed_on: date | None = None
    next_step: str | None = None
    """What the person does differently after a miss."""
    replaced_by: int | None = None
    created_at: Moment
    follows_id: int | None = None
    """The missed one that this goes on from."""
    helps_id: int | None = None
    """Whom it helps: that member, not the owner, says whether it was kept, and only the two see it."""
    asked_id: int | None = None
    """Who was asked for help with it when it was missed."""
    conversation_id: int | None = None
    """The talk in which it was taken on."""
    measure_id: int | None = None
    """The measure of success that it commits its owner to."""


class Occurrence(Row):
    """What became of a commitment that comes again, on one of the days on which it fell due."""

    table: ClassVar[str] = "occurrence"
    commitment_id: int
    day: date
    status: OccurrenceStatus
    next_step: str | None = None
    said_at: Moment


class Goal(Row):
    """Where a company, a team or a person wants to get."""

    table: ClassVar[str] = "goal"
    level: GoalLevel = "team"
    member_id: int | None = None
    """Whose; None unless the level is personal."""
    text: Stated
    why: str | None = None
    due: date | None = None
    visibility: Visibility = "me"
    """Who sees a personal goal; the team's and the company's are everyone's."""
    parent_id: int | None = None
    set_at: Moment
    ended_on: date | None = None
    reaching: str | None = None
    """What it would mean to reach it."""
    missing: str | None = None
    """What it would mean to miss it."""
    commitment_id: int | None = None
    """The yearly commitment that serves it."""
    review_on: date | None = None
    reason: str | None = None
    """Why it is as it is now: of the last adjustment."""

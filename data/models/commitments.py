"""Commitments, their occurrences, and goals."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from data.models.base import (
    CommitmentStatus,
    Every,
    GoalLevel,
    Moment,
    OccurrenceStatus,
    Row,
    StatedText,
    Visibility,
)


class Commitment(Row):
    """A commitment of a member or of the team, in one wording."""

    table: ClassVar[str] = "commitment"
    meeting_id: int | None = None
    member_id: int | None = None
    """The owner; None for the whole team."""
    card_id: int | None = None
    trend_id: int | None = None
    text: StatedText
    metric_id: int | None = None
    amount: int | None = None
    every: Every | None = None
    weekday: int | None = Field(default=None, ge=1, le=7)
    """With `every` week: the ISO weekday on which it is due."""
    due: date | None = None
    status: CommitmentStatus = "open"
    closed_on: date | None = None
    next_step: str | None = None
    """What the owner does differently after a miss."""
    replaced_by: int | None = None
    """The newer wording that replaced this one."""
    created_at: Moment
    follows_id: int | None = None
    """The missed commitment that it continues."""
    helps_id: int | None = None
    """The member it helps: they, not the owner, say whether it was kept, and only the two see it."""
    asked_id: int | None = None
    """The member who was asked for help when it was missed."""
    conversation_id: int | None = None
    """The conversation in which it was taken on."""
    measure_id: int | None = None
    """The measure that the owner committed to with it."""


class Occurrence(Row):
    """The answer to one due day of a recurring commitment."""

    table: ClassVar[str] = "occurrence"
    commitment_id: int
    day: date
    status: OccurrenceStatus
    next_step: str | None = None
    said_at: Moment


class Goal(Row):
    """What a company, a team or a person wants to reach."""

    table: ClassVar[str] = "goal"
    level: GoalLevel = "team"
    member_id: int | None = None
    """The owner; None unless the level is personal."""
    text: Annotated[str, Field(min_length=1)]
    """At most `TEXT_LIMIT` characters; longer where it is sealed."""
    why: str | None = None
    due: date | None = None
    visibility: Visibility = "me"
    """Who may see a personal goal; the team's and the company's are visible to everyone."""
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
    """The reason for the last adjustment."""

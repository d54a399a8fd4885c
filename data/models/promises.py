"""What people want, what they took on, and the talks about it."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from pydantic import Field

from data.models.rows import (
    CommitmentStatus,
    ConversationKind,
    Every,
    GoalLevel,
    LadderStep,
    Moment,
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


class Conversation(Row):
    """A documented talk. Seen by its two people alone, unless its kind says otherwise."""

    table: ClassVar[str] = "conversation"
    kind: ConversationKind
    from_id: int
    to_id: int
    meeting_id: int | None = None
    step: LadderStep | None = None
    held_on: date
    text: str
    written_at: Moment

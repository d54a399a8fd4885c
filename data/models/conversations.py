"""Conversations and their points, outcomes of cards, celebrations, pulses and reviews."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from data.models.base import (
    ConversationKind,
    ConversationStatus,
    Every,
    LadderStep,
    Moment,
    Name,
    PointKind,
    Row,
    Score,
    StatedText,
    Visibility,
)


class Conversation(Row):
    """A documented conversation. Only its two members see it, unless the receiver shares it.

    The kind `notes` is none: it holds what `from_id` noted for one-on-ones with `to_id` before one was planned,
    and only `from_id` sees it.
    """

    table: ClassVar[str] = "conversation"
    kind: ConversationKind
    from_id: int
    """The member who leads, gives or raises it."""
    to_id: int
    meeting_id: int | None = None
    step: LadderStep | None = None
    held_on: date
    """The day it was held, or is planned for."""
    text: str
    written_at: Moment
    status: ConversationStatus = "held"
    visibility: Visibility = "me"
    """Who may read it besides its two members; the receiver decides."""
    about: str | None = None
    """What it is about, or what a review is based on, in one line."""
    next_on: date | None = None
    """The day of the next one."""
    every: Every | None = None
    """How often check-ins are held."""
    follows_id: int | None = None
    """The conversation, or the step of the ladder, that it continues."""
    sealed_at: Moment | None = None
    """When the receiver signed it."""
    seal: str | None = None
    """SHA-256, in hexadecimal, of what was signed."""


class Point(Row):
    """One item of a conversation: on its agenda, noted, agreed, or said about a card."""

    table: ClassVar[str] = "point"
    conversation_id: int
    by_id: int
    kind: PointKind
    """A `note` is visible to its writer only; the others are as visible as the conversation."""
    text: str
    card_id: int | None = None
    commitment_id: int | None = None
    done: bool = False
    carried_from: int | None = None
    """The unfinished point of an earlier conversation that it continues."""
    written_at: Moment


class Outcome(Row):
    """How a card ended: a solved hurdle, or a card of the SWOT map that was dealt with."""

    table: ClassVar[str] = "outcome"
    card_id: int
    ours: bool = True
    """Whether it lies within the team's control."""
    addressee: str | None = None
    """Who can change it, where that is not the team."""
    words: str | None = None
    commitment_id: int | None = None
    conversation_id: int | None = None
    goal_id: int | None = None
    decided_by: int | None = None
    decided_at: Moment


class Celebration(Row):
    """What the team will celebrate with, and what earns it."""

    table: ClassVar[str] = "celebration"
    text: StatedText
    day: date | None = None
    metric_id: int | None = None
    amount: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    """With a metric: the last day that counts."""
    earned_by: str | None = None
    """What earns it, in words, where no metric decides."""
    planned_by: int | None = None
    held_on: date | None = None
    created_at: Moment


class Pulse(Row):
    """One member's rating of a meeting."""

    table: ClassVar[str] = "pulse"
    meeting_id: int
    member_id: int | None = None
    """None where the team's pulses are anonymous."""
    score: Score
    word: str | None = None
    held: Score | None = None
    """How it was to hold each other accountable."""
    worth: Score | None = None
    """Whether the meeting was worth the time."""


class Skill(Row):
    """A skill that is rated in reviews, besides the numbers."""

    table: ClassVar[str] = "skill"
    name: Name
    position: int
    ended_on: date | None = None


class Rating(Row):
    """The rating of one skill by one of the two members of a review."""

    table: ClassVar[str] = "rating"
    conversation_id: int
    skill_id: int
    by_id: int
    score: Score
    words: str | None = None

"""Talks that are kept: who with whom, what was said, how it felt, and what a card came to."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from data.models.rows import (
    ConversationKind,
    ConversationStatus,
    Every,
    LadderStep,
    Moment,
    Name,
    PointKind,
    Row,
    Score,
    Stated,
    Visibility,
)


class Conversation(Row):
    """A documented talk. Seen by its two people alone, unless its receiver shares it."""

    table: ClassVar[str] = "conversation"
    kind: ConversationKind
    from_id: int
    """Who leads it, gives it, or raises it."""
    to_id: int
    meeting_id: int | None = None
    step: LadderStep | None = None
    held_on: date
    """The day it was held, or is planned for."""
    text: str
    written_at: Moment
    status: ConversationStatus = "held"
    visibility: Visibility = "me"
    """Who reads it besides its two people; the receiver decides."""
    about: str | None = None
    """What it is about, or by what one is reviewed, in a line."""
    next_on: date | None = None
    """When the two talk next."""
    every: Every | None = None
    """The rhythm of check-ins that was chosen."""
    follows_id: int | None = None
    """The talk, or the step of the ladder, that this one goes on from."""
    sealed_at: Moment | None = None
    """When its receiver signed it."""
    seal: str | None = None
    """SHA-256, in hexadecimal, of what was signed."""


class Point(Row):
    """One thing within a talk: on its agenda, noted, agreed, or said of a card."""

    table: ClassVar[str] = "point"
    conversation_id: int
    by_id: int
    kind: PointKind
    """A `note` is its writer's alone; the others are as visible as the talk."""
    text: str
    card_id: int | None = None
    commitment_id: int | None = None
    done: bool = False
    carried_from: int | None = None
    """The point of an earlier talk that was not done with there."""
    written_at: Moment


class Outcome(Row):
    """What a card came to: a hurdle that was solved, a strength or threat that was looked at."""

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
    text: Stated
    day: date | None = None
    metric_id: int | None = None
    amount: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    """With a metric: from when to when it is counted."""
    earned_by: str | None = None
    """In words, where no metric tells."""
    planned_by: int | None = None
    held_on: date | None = None
    created_at: Moment


class Pulse(Row):
    """How a meeting felt to one person."""

    table: ClassVar[str] = "pulse"
    meeting_id: int
    member_id: int | None = None
    """None where the team keeps no names."""
    score: Score
    word: str | None = None
    held: Score | None = None
    """How it felt to hold each other to it."""
    worth: Score | None = None
    """Whether the time was worth it."""


class Skill(Row):
    """What reviews look at beside the numbers."""

    table: ClassVar[str] = "skill"
    name: Name
    position: int
    ended_on: date | None = None


class Rating(Row):
    """How one of the two sees one skill in a review."""

    table: ClassVar[str] = "rating"
    conversation_id: int
    skill_id: int
    by_id: int
    score: Score
    words: str | None = None


class Passphrase(Row):
    """What a member signs with. Nobody reads it."""

    table: ClassVar[str] = "passphrase"
    member_id: int
    salt: str
    """Hexadecimal."""
    hash: str
    """scrypt, hexadecimal."""
    set_at: Moment

"""The team, its members and groups, and the rotation of hosts."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from pydantic import Field

from data.models.base import Moment, Name, Role, Row, SellerKind, StatedText, TurnOutcome


class Team(Row):
    """The team. One team is one file, so this table has one row."""

    table: ClassVar[str] = "team"
    name: Name
    currency: str = "EUR"
    """ISO 4217."""
    country: str | None = None
    """ISO 3166, for public holidays."""
    working_days: str = "12345"
    """The ISO weekdays on which the team works; 1 is Monday."""
    question: StatedText = "What will YOU be accountable for?"
    """The question of the collect stage."""
    group_min: int = 10
    group_max: int = 15
    celebrates: bool = True
    """Whether a win is shown on every screen for a few seconds."""
    silence_days: int = Field(default=10, ge=1)
    """After how many days without a conversation the leader is told about a member who is behind."""
    anonymous_pulse: bool = False
    """Whether pulses are stored without the member."""
    training_daily: int = Field(default=1, ge=0)
    """The training sessions that the team has agreed on for each working day; 0 for none."""
    voters_min: int = Field(default=3, ge=3)
    """From how many voters on the sums of a vote are told: of two, each would know the other's ballot."""
    time_zone: str = ""
    """The IANA name of the zone in which its days begin and end; empty for each computer's own."""
    created_at: Moment


class Group(Row):
    """A breakout of 10–15 members; its scribe types for it."""

    table: ClassVar[str] = "group"
    name: Name
    scribe_id: int | None = None


class Member(Row):
    """A member of the team."""

    table: ClassVar[str] = "member"
    name: Name
    role: Role = "seller"
    kind: SellerKind | None = None
    group_id: int | None = None
    territory: str | None = None
    email: str | None = None
    login: str | None = None
    """The user name on a computer by which this member is recognised."""
    joined_on: date
    left_on: date | None = None


class RotationPlace(Row):
    """One member's place in the order of hosting."""

    table: ClassVar[str] = "rotation"
    member_id: int
    position: int
    round: int = 1
    """The round in which this member hosts next; a member who joins later starts in a later one."""


class Turn(Row):
    """What became of one member's turn to host. Rows are only added."""

    table: ClassVar[str] = "turn"
    member_id: int
    meeting_id: int | None = None
    round: int
    outcome: TurnOutcome
    reason: str | None = None
    at: Moment

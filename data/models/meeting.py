"""The meeting: its stages, who is there, its boards with their trends, cards and votes."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from pydantic import Field

from data.models.rows import BoardKind, MeetingKind, MeetingStatus, Moment, Name, Row, StageName, Stated, VotesOn


class Meeting(Row):
    """A meeting runs through the stages of its agenda."""

    table: ClassVar[str] = "meeting"
    kind: MeetingKind
    number: int
    """Counted by kind: weekly meeting 14."""
    day: date
    host_id: int | None = None
    status: MeetingStatus = "planned"
    stage_id: int | None = None
    """Where the meeting is now."""
    started_at: Moment | None = None
    closed_at: Moment | None = None
    next_day: date | None = None
    next_host_id: int | None = None
    board_kind: BoardKind | None = None
    """What is asked in the collect stage; None is the accountabilities."""
    wall_member_id: int | None = None
    """Who shows the personal goals they share on the wall just now."""


class Stage(Row):
    """A step of the agenda."""

    table: ClassVar[str] = "stage"
    meeting_id: int
    position: int
    name: StageName
    started_at: Moment | None = None
    ended_at: Moment | None = None
    seconds: int | None = Field(default=None, ge=1)
    """The length that the host gave it; None where nobody set one."""


class Ready(Row):
    """One member who is done with a stage, in the run it is in: a stage that starts again starts without any."""

    table: ClassVar[str] = "ready"
    stage_id: int
    member_id: int
    at: Moment


class Attendance(Row):
    """One member in one meeting: there or not, and whether they understood the goal."""

    table: ClassVar[str] = "attendance"
    meeting_id: int
    member_id: int
    present: bool = True
    understood: bool | None = None
    """None until they said so; False means that they asked."""
    question: str | None = None


class Board(Row):
    """What a card is stated on."""

    table: ClassVar[str] = "board"
    meeting_id: int
    kind: BoardKind
    question: Stated
    anonymous: bool = False
    """Nobody's name is stored with a card, nor in the journal: what is not there cannot leak."""
    hidden: bool = False
    """Cards are seen by their authors alone until the host reveals them."""
    revealed_at: Moment | None = None
    vote_budget: int | None = Field(default=None, ge=1)
    """Votes that each person has; None until the host opens votes."""
    votes_on: VotesOn | None = None
    votes_revealed_at: Moment | None = None


class Trend(Row):
    """A named set of cards that say the same kind of thing."""

    table: ClassVar[str] = "trend"
    board_id: int
    name: Name
    position: int


class Card(Row):
    """One thing one person said, on one board, in one meeting."""

    table: ClassVar[str] = "card"
    board_id: int
    group_id: int | None = None
    member_id: int | None = None
    """Who said it; None on an anonymous board."""
    typed_by: int | None = None
    """Who typed it, where that was somebody else."""
    text: Stated
    said_at: Moment
    trend_id: int | None = None
    position: int = 0
    """The order within its trend."""
    carried_from: int | None = None
    """The card of an earlier meeting that this one goes on from: a hurdle that was not solved there."""
    about_id: int | None = None
    """Whose win it is, where another says it."""
    big: bool = False
    """Whether it is a big win, celebrated on every screen."""


class Vote(Row):
    """What one person has given one card or trend, or a group's scribe for the people who have no device."""

    table: ClassVar[str] = "vote"
    board_id: int
    member_id: int | None = None
    """Whose; None where a scribe typed a count."""
    group_id: int | None = None
    """The group of whoever voted when they did, or the one that was typed for."""
    card_id: int | None = None
    trend_id: int | None = None
    """One of these two."""
    count: int = Field(ge=1)
    typed_by: int | None = None

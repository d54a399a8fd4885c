"""The meeting: its stages, attendance, boards, trends, cards and votes."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from pydantic import Field

from data.models.base import BoardKind, MeetingKind, MeetingStatus, Moment, Name, Row, StageName, StatedText, VotesOn


class Meeting(Row):
    """A meeting, which runs through the stages of its agenda."""

    table: ClassVar[str] = "meeting"
    kind: MeetingKind
    number: int
    """Counted for each kind: weekly meeting 14."""
    day: date
    host_id: int | None = None
    status: MeetingStatus = "planned"
    stage_id: int | None = None
    """The current stage."""
    started_at: Moment | None = None
    closed_at: Moment | None = None
    next_day: date | None = None
    next_host_id: int | None = None
    board_kind: BoardKind | None = None
    """The board of the collect stage; None for the accountabilities."""
    wall_member_id: int | None = None
    """The member whose shared personal goals are shown on the wall now."""


class Stage(Row):
    """A step of the agenda."""

    table: ClassVar[str] = "stage"
    meeting_id: int
    position: int
    name: StageName
    started_at: Moment | None = None
    ended_at: Moment | None = None
    seconds: int | None = Field(default=None, ge=1)
    """The length that the host set; None where none was set."""


class ReadyMark(Row):
    """A member's mark that they are done with a stage. A stage that is started again has no marks."""

    table: ClassVar[str] = "ready"
    stage_id: int
    member_id: int
    at: Moment


class Attendance(Row):
    """One member in one meeting: whether they are present, and whether they understood the goal."""

    table: ClassVar[str] = "attendance"
    meeting_id: int
    member_id: int
    present: bool = True
    understood: bool | None = None
    """None until the member answers; False when they asked a question."""
    question: str | None = None


class Board(Row):
    """A board of one meeting, on which cards are stated."""

    table: ClassVar[str] = "board"
    meeting_id: int
    kind: BoardKind
    question: StatedText
    anonymous: bool = False
    """Whether no author is stored with a card, nor in the journal, so that no name can leak."""
    hidden: bool = False
    """Whether cards are visible to their authors only, until the host reveals them."""
    revealed_at: Moment | None = None
    vote_budget: int | None = Field(default=None, ge=1)
    """How many votes each person has; None until the host opens votes."""
    votes_on: VotesOn | None = None
    votes_revealed_at: Moment | None = None
    voters: int | None = Field(default=None, ge=0)
    """How many had voted when the votes were revealed; None until then."""


class Trend(Row):
    """A named set of cards that say the same kind of thing."""

    table: ClassVar[str] = "trend"
    board_id: int
    name: Name
    position: int
    votes: int | None = Field(default=None, ge=0)
    """The sum of its votes; None until they are revealed."""


class MergedTrend(Row):
    """Where a trend went that was merged into another, so that the ballots for it count there."""

    table: ClassVar[str] = "merged_trend"
    board_id: int
    trend_id: int
    """The trend that is gone."""
    into_id: int
    """The one that has its cards. It may be merged or gone itself by now."""


class Card(Row):
    """One thing that one person said, on one board, in one meeting."""

    table: ClassVar[str] = "card"
    board_id: int
    group_id: int | None = None
    member_id: int | None = None
    """The author; None on an anonymous board."""
    typed_by: int | None = None
    """The member who typed it, where that is not the author."""
    text: StatedText
    said_at: Moment
    trend_id: int | None = None
    position: int = 0
    """The order within its trend."""
    carried_from: int | None = None
    """The card of an earlier meeting that it continues: a hurdle that was not solved there."""
    about_id: int | None = None
    """The member whose win it is, where another member stated it."""
    big: bool = False
    """Whether it is a big win, celebrated on every screen."""
    votes: int | None = Field(default=None, ge=0)
    """The sum of its votes; None until they are revealed."""


class Vote(Row):
    """Part of a ballot: the votes of one person for one card or trend, or those a group's scribe typed for people
    without a device. Ballots are deleted when their sums are told."""

    table: ClassVar[str] = "vote"
    is_journaled: ClassVar[bool] = False
    board_id: int
    member_id: int | None = None
    """The voter; None where a scribe typed a count."""
    group_id: int | None = None
    """The voter's group at the time, or the group that was typed for."""
    card_id: int | None = None
    trend_id: int | None = None
    """Exactly one of `card_id` and `trend_id` is set. What it names may be gone, or merged into another trend."""
    count: int = Field(ge=0)
    """0 where they were taken back."""
    typed_by: int | None = None

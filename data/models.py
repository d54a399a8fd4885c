"""One pydantic model for each table. A row is frozen: it is changed through `Store.change` and read again.

Days are `datetime.date`, moments are ISO 8601 text in UTC, amounts are integers in the metric's smallest unit.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

Moment = str
"""A moment in UTC as ISO 8601 text with milliseconds: `2026-11-23T13:05:00.123Z`. Sorts as it reads."""

TEXT_LIMIT = 500
"""The longest thing a person can state, in characters: about a minute of talk."""

Role = Literal["leader", "seller", "watcher"]
SellerKind = Literal["hunter", "farmer"]
MeetingKind = Literal["kickoff", "weekly", "quarterly", "one-on-one"]
MeetingStatus = Literal["planned", "open", "closed"]
StageName = Literal["wins", "numbers", "commitments", "goal", "collect", "trends", "commit", "hurdles", "close"]
BoardKind = Literal[
    "accountabilities", "measures", "wins", "hurdles", "strengths", "weaknesses", "opportunities", "threats"
]
VotesOn = Literal["card", "trend"]
Every = Literal["day", "week", "month", "quarter"]
CommitmentStatus = Literal["open", "kept", "missed"]
GoalLevel = Literal["company", "team", "personal"]
Visibility = Literal["me", "leader", "group", "everyone"]
MetricKind = Literal["sum", "count", "mean", "ratio", "latest"]
Better = Literal["higher", "lower"]
TurnOutcome = Literal["hosted", "absent", "skipped"]
ConversationKind = Literal["one-on-one", "review", "praise", "feedback", "step"]
LadderStep = Literal["direct talk", "training", "consequences", "monitoring", "decision", "parting"]

Stated = Annotated[str, Field(min_length=1, max_length=TEXT_LIMIT)]
Name = Annotated[str, Field(min_length=1, max_length=80)]


class Row(BaseModel):
    """What every table has. `id` is 0 until the row is stored."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
    table: ClassVar[str]

    id: int = 0


class Team(Row):
    """The unit: one team is one file, so this table has one row."""

    table: ClassVar[str] = "team"
    name: Name
    currency: str = "EUR"
    """ISO 4217."""
    country: str | None = None
    """ISO 3166, for public holidays."""
    working_days: str = "12345"
    """ISO weekdays on which the team works: 1 is Monday."""
    question: Stated = "What will YOU be accountable for?"
    """What the team asks itself in the collect stage."""
    group_min: int = 10
    group_max: int = 15
    celebrates: bool = True
    """Whether a win is shown on every screen for a few seconds."""
    created_at: Moment


class Group(Row):
    """A breakout of 10–15 members; its scribe types for it."""

    table: ClassVar[str] = "group"
    name: Name
    scribe_id: int | None = None


class Member(Row):
    """A person."""

    table: ClassVar[str] = "member"
    name: Name
    role: Role = "seller"
    kind: SellerKind | None = None
    group_id: int | None = None
    territory: str | None = None
    email: str | None = None
    login: str | None = None
    """The user name by which a computer knows this person."""
    joined_on: date
    left_on: date | None = None


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


class Metric(Row):
    """What is counted."""

    table: ClassVar[str] = "metric"
    name: Name
    kind: MetricKind = "sum"
    unit: str = ""
    """A currency by ISO 4217, a word such as `calls`, or nothing."""
    scale: int = Field(default=0, ge=0, le=6)
    """Decimal places of an amount: 2 stores cents."""
    better: Better = "higher"
    numerator_id: int | None = None
    denominator_id: int | None = None
    ended_on: date | None = None


class Target(Row):
    """What one member, group or the team agreed to reach on one metric in one period."""

    table: ClassVar[str] = "target"
    metric_id: int
    member_id: int | None = None
    group_id: int | None = None
    """Both None: the team's."""
    starts_on: date
    ends_on: date
    """The last day of the period."""
    amount: int
    floor: int | None = None
    bonus: str | None = None
    agreed_by: int | None = None
    agreed_at: Moment | None = None


class Entry(Row):
    """One dated amount on one metric for one member."""

    table: ClassVar[str] = "entry"
    metric_id: int
    member_id: int
    day: date
    amount: int
    note: str | None = None
    source: str | None = None
    """The import it came from; None when it was typed."""
    key: str | None = None
    """The row's own key in that source."""
    entered_by: int | None = None
    entered_at: Moment


class RotationPlace(Row):
    """One member's place in the order of hosting."""

    table: ClassVar[str] = "rotation"
    member_id: int
    position: int
    round: int = 1
    """The round in which this member hosts next; who joins later starts in a later one."""


class Turn(Row):
    """What became of one member's turn to host. Rows are history and are only added."""

    table: ClassVar[str] = "turn"
    member_id: int
    meeting_id: int | None = None
    round: int
    outcome: TurnOutcome
    reason: str | None = None
    at: Moment


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


class JournalRow(Row):
    """One row touched by one change: what it was and what it became, as JSON; None where there was none."""

    table: ClassVar[str] = "journal_row"
    journal_id: int
    row_table: str
    row_id: int
    before: str | None = None
    after: str | None = None


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


MODELS: dict[str, type[Row]] = {
    model.table: model
    for model in (
        Team, Group, Member, Meeting, Stage, Ready, Attendance, Board, Trend, Card, Vote, Commitment, Goal, Metric,
        Target, Entry, RotationPlace, Turn, Conversation, JournalEntry, JournalRow,
    )
}  # fmt: skip
"""Every table's model by the table's name."""

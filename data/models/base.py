"""The base model of all tables, and the types of values that columns may hold."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, ClassVar, Literal, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, Field

Moment = str
"""A moment in UTC as ISO 8601 text with milliseconds: `2026-11-23T13:05:00.123Z`. Sorts in order of time."""

TEXT_LIMIT = 500
"""The longest text that a person can state, in characters: about a minute of speech."""

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
CountedFrom = Literal["entries", "commitments", "targets", "forecast"]
Score = Annotated[int, Field(ge=1, le=5)]
"""A rating from 1, poor, to 5, very good."""
TurnOutcome = Literal["hosted", "absent", "skipped"]
ConversationKind = Literal[
    "one-on-one", "review", "praise", "feedback", "step", "check-in", "mentoring", "misunderstanding", "notes"
]
ConversationStatus = Literal["planned", "open", "held"]
PointKind = Literal[
    "agenda", "note", "great", "adjust", "worry", "help", "step", "answer", "saw", "did", "try", "mine", "theirs"
]
OccurrenceStatus = Literal["kept", "missed"]
PairKind = Literal["role play", "mentoring"]
WebhookKind = Literal["slack", "teams", "json"]
LadderStep = Literal["direct talk", "training", "consequences", "monitoring", "decision", "parting"]

StatedText = Annotated[str, Field(min_length=1, max_length=TEXT_LIMIT)]
"""A text that a person states."""
Name = Annotated[str, Field(min_length=1, max_length=80)]


class Row(BaseModel):
    """The base of all models. `id` is 0 until the row is stored."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
    table: ClassVar[str]
    is_journaled: ClassVar[bool] = True
    """Whether the journal keeps each state of a row. Else only a mark beside it changes, see `data.change`."""

    id: int = 0


class _Identified(Protocol):
    @property
    def id(self) -> int: ...


_I = TypeVar("_I", bound=_Identified)


def by_id(rows: Iterable[_I]) -> dict[int, _I]:
    """Return the rows by their ids."""
    return {row.id: row for row in rows}

"""One pydantic model for each table. A row is frozen: it is changed through `Store.change` and read again.

Days are `datetime.date`, moments are ISO 8601 text in UTC, amounts are integers in the metric's smallest unit.
"""

from data.models.calendar import Absence, Holiday
from data.models.journal import JournalEntry, JournalRow
from data.models.meeting import Attendance, Board, Card, Meeting, Ready, Stage, Trend, Vote
from data.models.numbers import Alias, Entry, Metric, TakenFile, Target
from data.models.promises import Commitment, Conversation, Goal
from data.models.rows import (
    TEXT_LIMIT,
    Better,
    BoardKind,
    CommitmentStatus,
    ConversationKind,
    CountedFrom,
    Every,
    GoalLevel,
    LadderStep,
    MeetingKind,
    MeetingStatus,
    MetricKind,
    Moment,
    Name,
    Role,
    Row,
    SellerKind,
    StageName,
    Stated,
    TurnOutcome,
    Visibility,
    VotesOn,
)
from data.models.team import Group, Member, RotationPlace, Team, Turn

MODELS: dict[str, type[Row]] = {
    model.table: model
    for model in (
        Team, Group, Member, Meeting, Stage, Ready, Attendance, Board, Trend, Card, Vote, Commitment, Goal, Metric,
        Target, Entry, Alias, TakenFile, RotationPlace, Turn, Conversation, Holiday, Absence, JournalEntry, JournalRow,
    )
}  # fmt: skip
"""Every table's model by the table's name."""

__all__ = [
    "MODELS",
    "TEXT_LIMIT",
    "Absence",
    "Alias",
    "Attendance",
    "Better",
    "Board",
    "BoardKind",
    "Card",
    "Commitment",
    "CommitmentStatus",
    "Conversation",
    "ConversationKind",
    "CountedFrom",
    "Entry",
    "Every",
    "Goal",
    "GoalLevel",
    "Group",
    "Holiday",
    "JournalEntry",
    "JournalRow",
    "LadderStep",
    "Meeting",
    "MeetingKind",
    "MeetingStatus",
    "Member",
    "Metric",
    "MetricKind",
    "Moment",
    "Name",
    "Ready",
    "Role",
    "RotationPlace",
    "Row",
    "SellerKind",
    "Stage",
    "StageName",
    "Stated",
    "TakenFile",
    "Target",
    "Team",
    "Trend",
    "Turn",
    "TurnOutcome",
    "Visibility",
    "Vote",
    "VotesOn",
]

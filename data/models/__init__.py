"""One pydantic model for each table. A row is frozen: it is changed through `Store.change` and read again.

Days are `datetime.date`, moments are ISO 8601 text in UTC, amounts are integers in the metric's smallest unit.
"""

from data.models.base import (
    TEXT_LIMIT,
    Better,
    BoardKind,
    CommitmentStatus,
    ConversationKind,
    ConversationStatus,
    CountedFrom,
    Every,
    GoalLevel,
    LadderStep,
    MeetingKind,
    MeetingStatus,
    MetricKind,
    Moment,
    Name,
    OccurrenceStatus,
    PairKind,
    PointKind,
    Role,
    Row,
    Score,
    SellerKind,
    StageName,
    StatedText,
    TurnOutcome,
    Visibility,
    VotesOn,
    WebhookKind,
    by_id,
)
from data.models.calendar import Absence, Holiday
from data.models.commitments import Commitment, Goal, Occurrence
from data.models.conversations import Celebration, Conversation, Outcome, Point, Pulse, Rating, Skill
from data.models.growth import Account, Handover, Measure, Pair
from data.models.journal import JournalEntry, JournalRow
from data.models.keys import Erased, MemberLock, Signature, SignatureKind, StoredKey
from data.models.meeting import Attendance, Board, Card, Meeting, MergedTrend, ReadyMark, Stage, Trend, Vote
from data.models.metrics import Alias, Entry, Metric, Published, TakenFile, Target
from data.models.team import Group, Member, RotationPlace, Team, Turn
from data.models.webhooks import Outbox, Webhook

MODELS: dict[str, type[Row]] = {
    model.table: model
    for model in (
        Team, Group, Member, Meeting, Stage, ReadyMark, Attendance, Board, Trend, Card, Vote, Commitment, Goal, Metric,
        Target, Entry, Alias, TakenFile, RotationPlace, Turn, Conversation, Holiday, Absence, JournalEntry, JournalRow,
        Occurrence, Point, Outcome, Celebration, Pulse, Webhook, Outbox, Measure, Skill, Rating, Pair, Account,
        Handover, MergedTrend, Published, StoredKey, MemberLock, Signature, Erased,
    )
}  # fmt: skip
"""The model of each table, by the table's name."""

__all__ = [
    "MODELS",
    "TEXT_LIMIT",
    "Absence",
    "Account",
    "Alias",
    "Attendance",
    "Better",
    "Board",
    "BoardKind",
    "Card",
    "Celebration",
    "Commitment",
    "CommitmentStatus",
    "Conversation",
    "ConversationKind",
    "ConversationStatus",
    "CountedFrom",
    "Entry",
    "Erased",
    "Every",
    "Goal",
    "GoalLevel",
    "Group",
    "Handover",
    "Holiday",
    "JournalEntry",
    "JournalRow",
    "LadderStep",
    "Measure",
    "Meeting",
    "MeetingKind",
    "MeetingStatus",
    "Member",
    "MemberLock",
    "MergedTrend",
    "Metric",
    "MetricKind",
    "Moment",
    "Name",
    "Occurrence",
    "OccurrenceStatus",
    "Outbox",
    "Outcome",
    "Pair",
    "PairKind",
    "Point",
    "PointKind",
    "Published",
    "Pulse",
    "Rating",
    "ReadyMark",
    "Role",
    "RotationPlace",
    "Row",
    "Score",
    "SellerKind",
    "Signature",
    "SignatureKind",
    "Skill",
    "Stage",
    "StageName",
    "StatedText",
    "StoredKey",
    "TakenFile",
    "Target",
    "Team",
    "Trend",
    "Turn",
    "TurnOutcome",
    "Visibility",
    "Vote",
    "VotesOn",
    "Webhook",
    "WebhookKind",
    "by_id",
]

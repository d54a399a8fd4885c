"""The data of minutes. Field names are the keys of the JSON format and are used by the HTML template."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.models import BoardKind, MeetingKind
from core.standings.charts import BurnUp


@dataclass(frozen=True, slots=True)
class MinutesCard:
    """One card."""

    text: str
    by: str | None
    """The author; None on an anonymous board."""
    about: str | None = None
    """The member whose win it is, when somebody else stated it."""
    big: bool = False
    """Whether it is a big win."""
    ended: str | None = None
    """How a hurdle was settled, as text."""

    @property
    def whose(self) -> str:
        """Return author and subject: `Ana Ruiz`, `Ana Ruiz, of Ben Okafor`; empty on an anonymous board."""
        return ", of ".join(filter(None, (self.by, self.about if self.about != self.by else None)))


@dataclass(frozen=True, slots=True)
class MinutesTrend:
    """A trend with its cards in order."""

    name: str
    cards: tuple[MinutesCard, ...]


@dataclass(frozen=True, slots=True)
class BoardMinutes:
    """The cards of one board, by trend, and ungrouped ones."""

    kind: BoardKind
    question: str
    trends: tuple[MinutesTrend, ...]
    ungrouped: tuple[MinutesCard, ...]
    hidden: bool
    """Whether the cards have not been revealed, so that they are left out."""


@dataclass(frozen=True, slots=True)
class MinutesCommitment:
    """A commitment in its wording when the meeting closed."""

    whose: str
    """A member's name, or `the team`."""
    text: str
    how_much: str
    how_often: str
    due: date | None
    status: str
    next_step: str | None


@dataclass(frozen=True, slots=True)
class MinutesMetricRow:
    """One place on a leaderboard; amounts are in whole units."""

    rank: int | None
    name: str
    actual: int | float | None
    shown: str
    target: int | float | None
    attainment: float | None
    rating: str
    """How it stands against the target: 54% of it; where lower is better, what is over it, or “within”."""


@dataclass(frozen=True, slots=True)
class MinutesMetric:
    """A metric in the meeting's quarter, up to its day: the first places and the team."""

    metric: str
    unit: str
    better: str
    """`higher` or `lower`."""
    period: str
    top: tuple[MinutesMetricRow, ...]
    team: MinutesMetricRow
    chart: BurnUp | None = None
    """The team's burn-up to the day of the meeting; only the HTML page shows it."""


@dataclass(frozen=True, slots=True)
class MinutesPulse:
    """The mean answer to one pulse question."""

    question: str
    mean: float
    """From 1, poor, to 5, very good."""
    people: int
    """How many answered."""
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Minutes:
    """The minutes of one meeting."""

    team: str
    kind: MeetingKind
    number: int
    day: date
    status: str
    host: str | None
    present: tuple[str, ...]
    """Who took part: those of whom something is stored, as a card. The leader first, as in the next two."""
    absent: tuple[str, ...]
    """Who was marked absent."""
    silent: tuple[str, ...]
    """Who was neither marked absent nor did anything; watchers are left out, since they can't."""
    goal: str | None
    goal_due: date | None
    wins: tuple[MinutesCard, ...]
    numbers: tuple[MinutesMetric, ...]
    boards: tuple[BoardMinutes, ...]
    """Every board with cards, except wins and hurdles."""
    commitments: tuple[MinutesCommitment, ...]
    """Taken on in this meeting: the leader's first, the team's last."""
    closed: tuple[MinutesCommitment, ...]
    """Kept or missed since the meeting before."""
    hurdles: tuple[MinutesCard, ...]
    felt: tuple[MinutesPulse, ...]
    """The pulse of the meeting; empty when nobody was asked."""
    next_host: str | None
    because: str | None
    """Why it is their turn."""
    next_day: date | None

    @property
    def cards(self) -> int:
        """Return the number of cards on all boards."""
        on_boards = sum(len(board.ungrouped) + sum(len(trend.cards) for trend in board.trends) for board in self.boards)
        return len(self.wins) + len(self.hurdles) + on_boards

    @property
    def member_count(self) -> int:
        """Return the number of members who took part or could have."""
        return len(self.present) + len(self.absent) + len(self.silent)

    @property
    def hidden_words(self) -> str:
        """Return what stands in place of hidden cards."""
        if self.status == "closed":
            return "The meeting ended before the cards were revealed, so they stay hidden."
        return "The cards are hidden until the host reveals them."

    @property
    def kept(self) -> int:
        """Return how many of the closed commitments were kept."""
        return sum(commitment.status == "kept" for commitment in self.closed)

"""What minutes are made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.charts import BurnUp
from core.models import BoardKind, MeetingKind


@dataclass(frozen=True, slots=True)
class Said:
    """One card."""

    text: str
    by: str | None
    """None where nobody's name is kept."""
    about: str | None = None
    """Whose win it is, where another said it."""
    big: bool = False
    """Whether it is a big win."""
    ended: str | None = None
    """How it ended, in words: a hurdle's way out."""

    @property
    def whose(self) -> str:
        """Who said it, of whom: `Ana Ruiz`, `Ana Ruiz, of Ben Okafor`; empty where no name is kept."""
        return ", of ".join(filter(None, (self.by, self.about if self.about != self.by else None)))


@dataclass(frozen=True, slots=True)
class NamedTrend:
    """A trend with its cards in their order."""

    name: str
    cards: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class BoardMinutes:
    """What was said on a board, by trends, and what is not grouped."""

    kind: BoardKind
    question: str
    trends: tuple[NamedTrend, ...]
    ungrouped: tuple[Said, ...]
    hidden: bool
    """Until the host reveals them, cards are seen by those who said them alone."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A commitment as it was worded when the meeting closed."""

    whose: str
    """A member's name, or `the team`."""
    text: str
    how_much: str
    how_often: str
    due: date | None
    status: str
    next_step: str | None


@dataclass(frozen=True, slots=True)
class NumberRow:
    """One place on a leaderboard, amounts in whole units."""

    rank: int | None
    name: str
    actual: int | float | None
    shown: str
    target: int | float | None
    attainment: float | None


@dataclass(frozen=True, slots=True)
class Number:
    """A metric in the quarter of the meeting, up to its day: the first places and the team."""

    metric: str
    unit: str
    period: str
    top: tuple[NumberRow, ...]
    team: NumberRow
    chart: BurnUp | None = None
    """How the team came to its amount, up to the day of the meeting; told by the page alone."""


@dataclass(frozen=True, slots=True)
class Felt:
    """What those who were there answered to one question about the meeting, together."""

    question: str
    mean: float
    """From 1, poor, to 5, very good."""
    people: int
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
    absent: tuple[str, ...]
    goal: str | None
    goal_due: date | None
    wins: tuple[Said, ...]
    numbers: tuple[Number, ...]
    boards: tuple[BoardMinutes, ...]
    """Every board but wins and hurdles on which something was said."""
    commitments: tuple[Taken, ...]
    """Taken on in this meeting, the leader's first and the team's last."""
    closed: tuple[Taken, ...]
    """Kept or missed since the meeting before."""
    hurdles: tuple[Said, ...]
    felt: tuple[Felt, ...]
    """How the meeting felt; empty where nobody was asked."""
    next_host: str | None
    because: str | None
    """Why it is their turn."""
    next_day: date | None

    @property
    def cards(self) -> int:
        """How many cards were said, on all boards."""
        said = sum(len(board.ungrouped) + sum(len(trend.cards) for trend in board.trends) for board in self.boards)
        return len(self.wins) + len(self.hurdles) + said

    @property
    def kept(self) -> int:
        """How many of the commitments that were closed were kept."""
        return sum(c.status == "kept" for c in self.closed)

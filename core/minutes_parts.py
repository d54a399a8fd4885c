"""What minutes are made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.models import BoardKind, MeetingKind


@dataclass(frozen=True, slots=True)
class Said:
    """One card."""

    text: str
    by: str | None
    """None where nobody's name is kept."""


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
    """A commitment as it is worded now."""

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
    next_host: str | None
    because: str | None
    """Why it is their turn."""
    next_day: date | None

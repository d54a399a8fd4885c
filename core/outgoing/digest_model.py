"""The data of a digest. Its JSON keeps the keys under `json`, which scripts read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class DigestCommitment:
    """One open commitment."""

    text: str
    detail: str = field(metadata={"json": "how"})
    """How much, how often, whom it helps: `5 calls · every Monday`; may be empty."""
    due: date | None
    to_confirm: bool = False
    """Whether it is help that the helped member has to confirm."""


@dataclass(frozen=True, slots=True)
class DigestTarget:
    """One running target, as text; `attainment` and `pace` are shares (1 = on target), or None."""

    title: str
    actual: str
    target: str
    attainment: float | None
    pace: float | None
    better: str
    """`higher` or `lower`."""
    rating: str
    """How it stands: 54% of it; where lower is better, what is over it, or “within”."""
    private: bool
    """Whether only the member may see it: then it is in nobody else's digest."""


@dataclass(frozen=True, slots=True)
class DigestHelp:
    """Help that somebody promised the member."""

    text: str
    helper: str = field(metadata={"json": "by"})
    """The name of the helper, or `the team`."""
    due: date | None


@dataclass(frozen=True, slots=True)
class DigestMeeting:
    """The team's open or next meeting."""

    name: str
    day: date
    is_open: bool = field(metadata={"json": "open"})
    host: str | None
    is_hosted_by_member: bool = field(metadata={"json": "own"})
    """Whether the member whose digest it is hosts it."""


@dataclass(frozen=True, slots=True)
class PlannedCelebration:
    """The next planned celebration, and what earns it."""

    text: str
    day: date | None
    earned_by: str | None


@dataclass(frozen=True, slots=True)
class Digest:
    """One member's digest of one day."""

    team: str
    member: str
    day: date
    commitments: tuple[DigestCommitment, ...]
    """Open commitments, by next due day."""
    kept: int
    """How many of the `closed` commitments were kept."""
    closed: int
    """How many commitments were kept or missed."""
    numbers: tuple[DigestTarget, ...]
    help: tuple[DigestHelp, ...]
    next_meeting: DigestMeeting | None = field(metadata={"json": "coming"})
    hosting_turn: int | None = field(metadata={"json": "turn"})
    """The member's place in the hosting order, 1 being next; None for members who do not host."""
    celebration: PlannedCelebration | None = field(metadata={"json": "feast"})

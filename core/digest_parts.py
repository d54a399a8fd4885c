"""What a digest is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Open:
    """One open commitment."""

    text: str
    how: str
    """How much, how often, whom it helps: `5 calls · every Monday`; may be empty."""
    due: date | None


@dataclass(frozen=True, slots=True)
class Reached:
    """One running target, in words; `attainment` and `pace` are shares, None where there is none."""

    title: str
    actual: str
    target: str
    attainment: float | None
    pace: float | None
    private: bool
    """Whether nobody else sees it: then it is in one's own digest alone."""


@dataclass(frozen=True, slots=True)
class Help:
    """What somebody promised to help with."""

    text: str
    by: str
    due: date | None


@dataclass(frozen=True, slots=True)
class Coming:
    """The team's meeting that is open or comes next."""

    name: str
    day: date
    open: bool
    host: str | None
    own: bool
    """Whether whom the digest is for hosts it."""


@dataclass(frozen=True, slots=True)
class Feast:
    """What the team will celebrate with, and what earns it."""

    text: str
    day: date | None
    earned_by: str | None


@dataclass(frozen=True, slots=True)
class Digest:
    """One member's digest of one day."""

    team: str
    member: str
    day: date
    commitments: tuple[Open, ...]
    """By the day on which they fall due next."""
    kept: int
    closed: int
    """Of so many that were kept or missed, `kept` were kept."""
    numbers: tuple[Reached, ...]
    help: tuple[Help, ...]
    coming: Coming | None
    turn: int | None
    """Their place in the order of hosting, 1 being next; None for who does not host."""
    feast: Feast | None

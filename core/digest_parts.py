"""The data of a digest."""

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
    """One running target, as text; `attainment` and `pace` are shares (1 = on target), or None."""

    title: str
    actual: str
    target: str
    attainment: float | None
    pace: float | None
    private: bool
    """Whether only the member may see it: then it is in nobody else's digest."""


@dataclass(frozen=True, slots=True)
class Help:
    """Help that somebody promised the member."""

    text: str
    by: str
    """The name of the helper, or `the team`."""
    due: date | None


@dataclass(frozen=True, slots=True)
class Coming:
    """The team's open or next meeting."""

    name: str
    day: date
    open: bool
    host: str | None
    own: bool
    """Whether the member whose digest it is hosts it."""


@dataclass(frozen=True, slots=True)
class Feast:
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
    commitments: tuple[Open, ...]
    """Open commitments, by next due day."""
    kept: int
    """How many of the `closed` commitments were kept."""
    closed: int
    """How many commitments were kept or missed."""
    numbers: tuple[Reached, ...]
    help: tuple[Help, ...]
    coming: Coming | None
    turn: int | None
    """The member's place in the hosting order, 1 being next; None for members who do not host."""
    feast: Feast | None

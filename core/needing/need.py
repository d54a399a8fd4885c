"""Somebody who needs the viewer, and how people are named there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core import members
from core.models import Member
from core.session import Session
from core.wording import called

MOST_NAMES = 4
"""Of those whom one has not met or talked to: they all stand among the one-on-ones."""


@dataclass(frozen=True, slots=True)
class Need:
    """Somebody, or a group, who needs the viewer, and why, as the rest of a sentence."""

    who: str
    sentence: str


def named(s: Session, member: Member) -> str:
    """The first name where only one on the team has it, else the whole name."""
    return called(member, members.members(s))


def all_named(s: Session, some: Sequence[Member]) -> str:
    """`Ben, Jon, Lea`, the first of them where there are many."""
    more = f" and {len(some) - MOST_NAMES} more" if len(some) > MOST_NAMES else ""
    return ", ".join(named(s, member) for member in some[:MOST_NAMES]) + more

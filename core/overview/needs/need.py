"""The class of a need, and how it names people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.access.session import Session
from core.models import Member
from core.team import members
from core.values.text import join_words

MAX_NAMES = 4
"""How many members a need names; the one-on-ones screen lists them all."""


@dataclass(frozen=True, slots=True)
class Need:
    """Somebody, or a group, who needs the viewer, and why."""

    subject: str
    """The subject of the sentence."""
    sentence: str
    """The rest of the sentence."""
    action: str = ""
    """The id of the action that answers it; empty where the sentence is all."""
    is_signal: bool = False
    """Whether the signals report it too, with a next step."""


def display_name(session: Session, member: Member) -> str:
    """Return the member's short name."""
    return members.short_names(session)[member.id]


def join_names(session: Session, people: Sequence[Member]) -> str:
    """Return the names as `Ben, Jon and Lea`, shortened after `MAX_NAMES`."""
    names = members.short_names(session)
    return join_words((names[member.id] for member in people), most=MAX_NAMES)

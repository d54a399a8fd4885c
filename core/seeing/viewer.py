"""Who looks, and the rules that fit many tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from data.store import Store

ViewerRole = Literal["leader", "seller", "watcher", "room"]


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks. The room is the projector: no member, and the fewest rights of all."""

    member_id: int | None
    role: ViewerRole
    own_cards: set[int] = field(default_factory=set, compare=False)
    """Anonymous cards said in this session: only its memory knows whose they are."""

    @property
    def is_leader(self) -> bool:
        return self.role == "leader"

    @property
    def is_room(self) -> bool:
        return self.role == "room"

    def is_member(self, *member_ids: int | None) -> bool:
        """Whether the viewer is one of these."""
        return self.member_id is not None and self.member_id in member_ids


ROOM = Viewer(member_id=None, role="room")

Rule = Callable[[Viewer, Store, Sequence[Any]], Sequence[Any]]
"""Given rows of one table it returns those that the viewer may see, with whatever is not for them blanked."""


def everyone(_viewer: Viewer, _store: Store, rows: Sequence[Any]) -> Sequence[Any]:
    """What the whole team shares, and the projector shows."""
    return rows


def team_only(viewer: Viewer, _store: Store, rows: Sequence[Any]) -> Sequence[Any]:
    """What the team knows of its files, addresses among it, is not for a wall."""
    return () if viewer.is_room else rows


def nobody(_viewer: Viewer, _store: Store, _rows: Sequence[Any]) -> Sequence[Any]:
    """What has no rule of its own yet."""
    return ()


def leader_only(viewer: Viewer, _store: Store, rows: Sequence[Any]) -> Sequence[Any]:
    """What the leader has set up, secrets among it."""
    return rows if viewer.is_leader else ()

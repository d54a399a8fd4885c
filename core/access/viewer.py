"""Who reads: a member in a role, or the projector."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from core.access.key_ring import KeyRing
from core.access.memory import Memory
from core.models import Member

ViewerRole = Literal["leader", "seller", "watcher", "room"]


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who reads: a member in a role, or the projector (“the room”), which is no member and has the fewest rights."""

    member_id: int | None
    role: ViewerRole
    memory: Memory = field(default_factory=Memory, compare=False)
    """What this session did without a name. Nothing else knows whose it is."""
    keys: KeyRing = field(default_factory=KeyRing, compare=False)
    """The keys that this session has unlocked."""

    @property
    def is_leader(self) -> bool:
        """Whether the viewer is a leader. The only place that says so: inside a change it holds as stored now."""
        return self.role == "leader"

    @property
    def takes_part(self) -> bool:
        """Whether the viewer has commitments and numbers of their own: watchers and the room have none."""
        return self.role in ("leader", "seller")

    @property
    def is_room(self) -> bool:
        """Whether the viewer is the projector."""
        return self.role == "room"

    def is_member(self, *member_ids: int | None) -> bool:
        """Return whether the viewer is one of these members."""
        return self.member_id is not None and self.member_id in member_ids


def role_of(member: Member) -> ViewerRole:
    """Return the role in which a member reads: who has left sees, and takes no part."""
    return member.role if member.left_on is None else "watcher"


ROOM = Viewer(member_id=None, role="room")

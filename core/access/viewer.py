"""Who reads: a member in a role, or the projector; and how certain it is that it is they."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

from core.access.key_ring import KeyRing
from core.access.memory import Memory
from core.access.rules import NO_GUEST

if TYPE_CHECKING:
    from core.models import Role

ViewerRole = Literal["leader", "seller", "watcher", "room"]

Level = Literal["room", "guest", "local", "proved"]
"""How certain it is who reads, the least first. A guest named a member and nothing speaks for it: they read what the
room reads, and the little that they do themselves. Of a local member the login of the computer speaks for it; of a
proved one, their passphrase."""


@dataclass(frozen=True, slots=True)
class Known:
    """How it is known who acts."""

    level: Level = "local"
    via: str | None = None
    """As the journal has it: `login`, `key` for a passphrase, `as:LOGIN` where that login named the member; None where
    nobody was asked."""
    typed_by: int | None = None
    """The member whose login named another."""


TRUSTED_CALLER = Known()
"""Of a session that code opens, and not a person: the code says who acts, and is not asked how it knows."""

UNTOLD = Known("guest")
"""What the journal keeps, of a change without a name, of how it is known who made it: nothing."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who reads: a member in a role, or the projector (“the room”), which is no member and has the fewest rights."""

    member_id: int | None
    role: ViewerRole
    known: Known = TRUSTED_CALLER
    """How it was known who reads when the session was opened; see `level`."""
    memory: Memory = field(default_factory=Memory, compare=False)
    """What this session did without a name. Nothing else knows whose it is."""
    keys: KeyRing = field(default_factory=KeyRing, compare=False)
    """The keys that this session has unlocked."""

    @property
    def level(self) -> Level:
        """How certain it is now who reads: an unlocked key proves it."""
        return "proved" if self.keys.is_unlocked else self.known.level

    @property
    def is_guest(self) -> bool:
        """Whether nothing speaks for it that the viewer is who they say. A guest leads and hosts nothing."""
        return self.level == "guest"

    @property
    def is_leader(self) -> bool:
        """Whether the viewer is a leader. The only place that says so: inside a change it holds as stored now."""
        return self.role == "leader" and not self.is_guest

    @property
    def private_id(self) -> int | None:
        """The member whose private rows the viewer reads: the parameter `:viewer_id` of the rules."""
        return None if self.is_guest else self.member_id

    @property
    def guest_values(self) -> Mapping[str, object]:
        """The other parameters of the rules; see `core.access.rules`."""
        if not self.is_guest:
            return NO_GUEST
        return {"guest_id": self.member_id, "guest_steps": json.dumps(self.memory.steps)}

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


class InTeam(Protocol):
    """What a session is opened for: a `Member`, or a row with these columns."""

    @property
    def id(self) -> int: ...

    @property
    def role(self) -> Role: ...

    @property
    def left_on(self) -> object:
        """When they left; None for current members."""


def role_of(member: InTeam) -> ViewerRole:
    """Return the role in which a member reads: who has left sees, and takes no part."""
    return member.role if member.left_on is None else "watcher"


ROOM = Viewer(member_id=None, role="room", known=Known("room"))

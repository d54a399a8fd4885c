"""Who is in the meeting, in which group, and which screens are open. Told by the sessions themselves; no history.

What a session shows is gone when it leaves, and when its process ends in whatever way. The bell rings when somebody
comes, moves or leaves (`Feed.listen_bell`), and stays silent at a crash: so look every `LOOK_SECONDS` besides.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.session import Session
from core.wording import clean
from data.models import Group, Member
from data.presence import Here
from data.presence import present as present_files

LOOK_SECONDS = 4.0
"""Look so often, and whoever's terminal crashed is gone in less than 10 seconds."""

SCREEN_LIMIT = 40


@dataclass(frozen=True, slots=True)
class Present:
    """One session that is open. Who has two terminals is there twice."""

    member: Member
    group: Group | None
    screen: str | None
    """What they look at; None for the room, which sees names alone."""
    since: str
    """The moment at which they came."""


def enter(s: Session, screen: str) -> None:
    """Shows that this session is open, and on which screen. The room is shown as a room and counts as nobody."""
    leave(s)
    s.here = Here(s.store.path)
    s.here_since = s.moment
    s.here.enter(_shown(s, screen))


def moved(s: Session, screen: str) -> None:
    """Shows that this session looks at another screen now; one that had not entered does so."""
    if s.here is None:
        enter(s, screen)
    else:
        s.here.update(_shown(s, screen))


def leave(s: Session) -> None:
    """Shows this session no more. A second call does nothing."""
    if s.here is not None:
        s.here.leave()
        s.here = None


def still_here(s: Session) -> None:
    """To be called every `LOOK_SECONDS`: where files cannot be locked, who is silent for 10 seconds is gone."""
    if s.here is not None:
        s.here.beat()


def present(s: Session) -> list[Present]:
    """Every member's session that is open, by name, then by when they came. The room is no participant."""
    groups = {group.id: group for group in s.all(Group)}
    members = {member.id: member for member in s.all(Member, "left_on IS NULL")}
    found = []
    for shown in present_files(s.store.path):
        member = members.get(_whose(shown))
        if member is not None:
            screen = None if s.viewer.is_room else clean(str(shown.get("screen", "")))[:SCREEN_LIMIT]
            group = groups.get(member.group_id or 0)
            found.append(Present(member, group, screen, since=str(shown.get("since", ""))))
    return sorted(found, key=lambda one: (one.member.name, one.since))


def rooms(s: Session) -> int:
    """How many projectors are on."""
    return sum("member_id" in shown and shown["member_id"] is None for shown in present_files(s.store.path))


def _shown(s: Session, screen: str) -> dict[str, object]:
    return {"member_id": s.viewer.member_id, "screen": clean(screen)[:SCREEN_LIMIT], "since": s.here_since}


def _whose(shown: dict[str, object]) -> int:
    """0, nobody's number, for the room and for what Huddle did not write."""
    member_id = shown.get("member_id")
    return member_id if type(member_id) is int else 0

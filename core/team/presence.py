"""Who is present, in which group and on which screen. Each session reports itself; no history is kept.

A session's mark disappears when it leaves and when its process ends. The notify file is touched when somebody comes,
changes screens or leaves (`Feed.listen_for_touch`), but not at a crash, so screens also poll every
`PRESENCE_POLL_SECONDS`.
"""

from __future__ import annotations

from dataclasses import dataclass

from core import models
from core.access.session import Session
from core.values.text import clean
from data.presence import PresenceFile, read_present

PRESENCE_POLL_SECONDS = 4.0
"""Seconds between polls: a member whose terminal crashed is gone from the list in less than 10 seconds."""

EVERYONE = 0
"""In place of a group's id, which is never 0: whose cards a scribe types who types for all."""

SCREEN_LIMIT = 40
"""Characters of a screen's name that are shown."""


@dataclass(frozen=True, slots=True)
class PresentMember:
    """One open session of a member. A member with two terminals appears twice."""

    member: models.Member
    group: models.Group | None
    screen: str | None
    """The screen the member has open; None when the viewer is the room."""
    since: str
    """When the session was entered, as a stored timestamp."""
    types_for: int | None = None
    """The id of the group whose cards the member types, or `EVERYONE`; None while they type none."""
    is_own: bool = False
    """Whether it is the viewer's own session, this one and not another terminal's."""


def enter(session: Session, screen: str, types_for: int | None = None) -> None:
    """Show this session as present on a screen. The room's session counts as a projector, not as a member.

    `types_for` is the id of the group whose cards are typed there, or `EVERYONE`.
    """
    leave(session)
    session.presence_mark = PresenceFile(session.store.path)
    session.present_since = session.timestamp
    session.presence_mark.publish(_mark_content(session, screen, types_for))


def update_screen(session: Session, screen: str, types_for: int | None = None) -> None:
    """Report that this session shows another screen now; enters the session if that has not happened."""
    if session.presence_mark is None:
        enter(session, screen, types_for)
    else:
        session.presence_mark.update(_mark_content(session, screen, types_for))


def leave(session: Session) -> None:
    """Stop showing this session as present. A second call does nothing."""
    if session.presence_mark is not None:
        session.presence_mark.remove()
        session.presence_mark = None


def heartbeat(session: Session) -> None:
    """Keep this session's mark alive; call it every `PRESENCE_POLL_SECONDS`.

    Where files cannot be locked, a session that is silent for 10 seconds counts as gone.
    """
    if session.presence_mark is not None:
        session.presence_mark.touch()


def list_present(session: Session) -> list[PresentMember]:
    """Return the open sessions of all members, by name, then by when they came."""
    groups = models.by_id(session.all(models.Group))
    members = models.by_id(session.all(models.Member, "left_on IS NULL"))
    sessions = []
    for mark in read_present(session.store.path):
        member = members.get(_member_id_of(mark))
        if member is not None:
            screen = None if session.viewer.is_room else clean(str(mark.get("screen", "")))[:SCREEN_LIMIT]
            group = groups.get(member.group_id or 0)
            sessions.append(
                PresentMember(
                    member,
                    group,
                    screen,
                    since=str(mark.get("since", "")),
                    types_for=_group_id_of(mark),
                    is_own=session.presence_mark is not None and mark.get("session") == session.presence_mark.name,
                )
            )
    return sorted(sessions, key=lambda entry: (entry.member.name, entry.since))


def count_rooms(session: Session) -> int:
    """Return how many projectors are open."""
    return sum("member_id" in mark and mark["member_id"] is None for mark in read_present(session.store.path))


def _mark_content(session: Session, screen: str, types_for: int | None) -> dict[str, object]:
    return {
        "session": session.presence_mark.name if session.presence_mark else "",
        "types_for": types_for,
        "member_id": session.viewer.member_id,
        "screen": clean(screen)[:SCREEN_LIMIT],
        "since": session.present_since,
    }


def _group_id_of(shown: dict[str, object]) -> int | None:
    group_id = shown.get("types_for")
    return group_id if type(group_id) is int else None


def _member_id_of(shown: dict[str, object]) -> int:
    """Return the member id in a presence mark; 0, which no member has, for the room and for unreadable marks."""
    member_id = shown.get("member_id")
    return member_id if type(member_id) is int else 0

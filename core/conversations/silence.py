"""Find members who are behind and whom the leader has not talked to for too long. Only that leader may know.

Demand and support belong together: a leader must not stop talking to those who struggle.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.access.session import Session
from core.conversations import conversations
from core.models import Absence, Member
from core.standings.behind import list_behind_targets
from core.team import members
from core.team.record import get_team
from core.values.clock import day_of_timestamp

ONE_WAY_KINDS = ("praise", "notes")
"""Kinds of conversations that do not count as talking, because nobody is asked anything."""


@dataclass(frozen=True, slots=True)
class SilentMember:
    """A member who is behind and has not been talked to."""

    member: Member
    pace: float
    """The lowest pace on any target that is behind."""
    days: int
    """Days since the last conversation; without one, since the member joined or the team was created."""
    ever_spoken: bool
    """Whether there was a conversation at all."""


def find_silent_members(session: Session) -> list[SilentMember]:
    """Return who is behind and has had no conversation with the viewer, their leader, for the team's `silence_days`.

    Sorted by the longest silence. Empty for anybody but a leader.
    """
    if not session.viewer.is_leader:
        return []
    our_team = get_team(session)
    last_days = last_conversation_days(session)
    founded = day_of_timestamp(our_team.created_at, session.now)
    away = {
        row.member_id
        for row in session.all(Absence, ":day BETWEEN starts_on AND ends_on", {"day": session.today.isoformat()})
    }
    silent = []
    for member in members.list_members(session):
        if member.role == "watcher" or session.viewer.is_member(member.id) or member.id in away:
            continue
        last = last_days.get(member.id)
        days = (session.today - (last or max(member.joined_on, founded))).days
        if days >= our_team.silence_days:
            silent.append((member, days, last is not None))
    paces: dict[int, float] = {}
    for target in list_behind_targets(session, [member for member, *_ in silent]):
        pace = target.standing.pace
        if pace is not None:
            paces[target.member.id] = min(pace, paces.get(target.member.id, pace))
    behind = [
        SilentMember(member, paces[member.id], days, ever_spoken)
        for member, days, ever_spoken in silent
        if member.id in paces
    ]
    return sorted(behind, key=lambda found: (-found.days, found.pace, found.member.name.casefold()))


def last_conversation_days(session: Session) -> dict[int, date]:
    """Return the day of the viewer's last conversation with each member, by id; members without one are missing."""
    days: dict[int, date] = {}
    for talk in conversations.list_conversations(session):
        if (
            talk.status == "planned"
            or talk.kind in ONE_WAY_KINDS
            or not session.viewer.is_member(talk.from_id, talk.to_id)
        ):
            continue
        other = talk.to_id if session.viewer.is_member(talk.from_id) else talk.from_id
        days[other] = max(talk.held_on, days.get(other, talk.held_on))
    return days

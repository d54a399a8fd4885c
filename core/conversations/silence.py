"""Find members who are behind and whom the leader has not talked to for too long. Only that leader may know.

Demand and support belong together: a leader must not stop talking to those who struggle.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.access.session import Session
from core.conversations import conversations
from core.models import Absence, Member
from core.standings.leaderboard import BoardBuilder, StandingsBoard
from core.standings.ranking import Ranking
from core.team import members
from core.team.record import get_team
from core.values.clock import day_of_timestamp
from core.values.periods import Period, period_between
from data.quick import metric_queries

BEHIND_PACE = 0.8
"""The pace below which a member counts as behind. A fifth behind is more than a bad week: of a quarter it is two and a
half weeks' work, and help that is offered now can still change the result."""

IGNORED_DAYS = 1
"""Working days at the start of a period in which pace says nothing: on Monday morning everybody's week is at zero."""

ONE_WAY_KINDS = ("praise", "notes")
"""Kinds of conversations that do not count as talking, because nobody is asked anything."""


@dataclass(frozen=True, slots=True)
class SilentMember:
    """A member who is behind and has not been talked to."""

    member: Member
    pace: float
    """The lowest pace on any running target of the member."""
    days: int
    """Days since the last conversation; without one, since the member joined or the team was created."""
    ever_spoken: bool
    """Whether there was a conversation at all."""


def find_silent_members(session: Session) -> list[SilentMember]:
    """Return who is behind and has had no conversation with the viewer, their leader, for the team's `silence_days`.

    A member is behind below `BEHIND_PACE` on a running target. Sorted by the longest silence. Empty for anybody but a
    leader.
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
    boards: dict[tuple[int, Period], StandingsBoard] = {}
    silent_members = []
    for member in members.list_members(session):
        if member.role == "watcher" or session.viewer.is_member(member.id) or member.id in away:
            continue
        last = last_days.get(member.id)
        days = (session.today - (last or max(member.joined_on, founded))).days
        if days < our_team.silence_days:
            continue
        pace = _lowest_pace(session, member, boards)
        if pace is not None and pace < BEHIND_PACE:
            silent_members.append(SilentMember(member, pace, days, last is not None))
    return sorted(
        silent_members, key=lambda candidate: (-candidate.days, candidate.pace, candidate.member.name.casefold())
    )


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


def _lowest_pace(session: Session, member: Member, boards: dict[tuple[int, Period], StandingsBoard]) -> float | None:
    """Return the lowest pace on the member's running targets that the viewer may see. `boards` is a shared cache."""
    paces = []
    for target in metric_queries.read_running_targets(session.connection, member.id, session.today):
        key = target.metric_id, period_between(target.starts_on, target.ends_on)
        if key not in boards:
            ranking = Ranking(
                session.connection,
                metric_queries.read_metric(session.connection, key[0]),
                key[1],
                session.today,
                "member",
                "actual",
            )
            boards[key] = BoardBuilder(ranking).build_for_day(session.today, ranking.tallies_by_member)
        board = boards[key]
        own_rows = [row for row in board.rows if row.id == member.id and row.working_days[0] > IGNORED_DAYS]
        paces += [row.pace for row in own_rows if row.pace is not None and board.better == "higher"]
    return min(paces, default=None)

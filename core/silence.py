"""Silence: who is behind, and whom the leader has not talked to for too long. Only that leader is told.

Demand and support belong together: going silent on those who struggle is the one thing a leader must not do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core import conversations, members
from core.clock import day_of
from core.models import Absence, Member
from core.periods import Period, between
from core.ranking import Ranking
from core.session import Session
from core.standings import Drawn, StandingsBoard
from core.team import team
from data import numbers

BEHIND = 0.8
"""The pace below which somebody struggles. A fifth behind is more than a bad week: of a quarter it is two and a half
weeks' work, and help that is offered now can still change how it ends."""

FIRST_DAY = 1
"""Working days of a period that tell nothing yet: on Monday morning everybody's week stands at nothing."""

ONE_WAY = ("praise",)
"""What is no talk: nobody is asked anything."""


@dataclass(frozen=True, slots=True)
class Silent:
    """Somebody who is behind and has not been talked to."""

    member: Member
    pace: float
    """The lowest on any of their running targets."""
    days: int
    """Since the last talk; since they joined, or the team was made, where there was none."""
    ever: bool
    """Whether there was one."""


def silent(s: Session) -> list[Silent]:
    """Who is below `BEHIND` on a running target and has had no talk with the viewer, their leader, for as many days as
    the team has settled; the longest silence first. Nobody else than a leader is told of anybody."""
    if not s.viewer.is_leader:
        return []
    ours = team(s)
    spoken = last_spoken(s)
    founded = day_of(ours.created_at, s.now)
    away = {row.member_id for row in s.all(Absence, ":day BETWEEN starts_on AND ends_on", {"day": s.today.isoformat()})}
    boards: dict[tuple[int, Period], StandingsBoard] = {}
    found = []
    for member in members.members(s):
        if member.role == "watcher" or s.viewer.is_member(member.id) or member.id in away:
            continue
        last = spoken.get(member.id)
        days = (s.today - (last or max(member.joined_on, founded))).days
        if days < ours.silence_days:
            continue
        pace = _lowest_pace(s, member, boards)
        if pace is not None and pace < BEHIND:
            found.append(Silent(member, pace, days, last is not None))
    return sorted(found, key=lambda each: (-each.days, each.pace, each.member.name.casefold()))


def last_spoken(s: Session) -> dict[int, date]:
    """The day of the viewer's last talk with each member with whom there was one, by the member's id."""
    days: dict[int, date] = {}
    for talk in conversations.conversations(s):
        if talk.status == "planned" or talk.kind in ONE_WAY or not s.viewer.is_member(talk.from_id, talk.to_id):
            continue
        other = talk.to_id if s.viewer.is_member(talk.from_id) else talk.from_id
        days[other] = max(talk.held_on, days.get(other, talk.held_on))
    return days


def _lowest_pace(s: Session, member: Member, boards: dict[tuple[int, Period], StandingsBoard]) -> float | None:
    """On the running targets that the viewer may see; boards are drawn once for everybody."""
    paces = []
    for agreed in numbers.running_targets(s.store.connection, member.id, s.today):
        key = agreed.metric_id, between(agreed.starts_on, agreed.ends_on)
        if key not in boards:
            ranking = Ranking(
                s.store.connection, numbers.counted(s.store.connection, key[0]), key[1], s.today, "member", "actual"
            )
            boards[key] = Drawn(ranking, s.viewer.member_id).at(s.today, ranking.shares)
        board = boards[key]
        own = [row for row in board.rows if row.id == member.id and row.days[0] > FIRST_DAY]
        paces += [row.pace for row in own if row.pace is not None and board.better == "higher"]
    return min(paces, default=None)

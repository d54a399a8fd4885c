"""Follow-through: what became of everything that was taken on. One flat list, and the measures made of it.

Nobody is ranked by it: people stand in order of their names. The leader sees everybody; a seller sees themself, the
team and the trends, since a rate is for looking at together with whom it is about, and no board.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from core.models import Board, Meeting, Member, Trend
from core.occurrences import reckoning
from core.periods import MONTHS
from core.reckoning import Reckoning
from core.session import Session

WEEKS = 8
"""How many weeks are shown where nobody asks for another number."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one commitment, on one day."""

    commitment_id: int
    member: str | None
    """None is the whole team's."""
    member_id: int | None
    text: str
    trend: str | None
    day: date
    """The day it was closed; of what comes again, the day on which it fell due."""
    kept: bool
    on_time: bool
    """Whether it was kept by its day. What was missed is not."""


@dataclass(frozen=True, slots=True)
class Rate:
    """How much of something was kept."""

    name: str
    kept: int
    on_time: int
    closed: int
    """Kept and missed together; what is open does not count."""

    @property
    def share(self) -> float | None:
        """Kept, of what is closed; None while nothing is."""
        return self.kept / self.closed if self.closed else None

    @property
    def share_on_time(self) -> float | None:
        """Kept by its day, of what is closed."""
        return self.on_time / self.closed if self.closed else None


@dataclass(frozen=True, slots=True)
class Recurring:
    """A trend that comes up meeting after meeting without getting done."""

    name: str
    meetings: int
    """In how many it came up since something of it was kept last, or ever."""
    since: date
    """The day of the first of these."""
    taken_on: int
    """How many commitments were made of it since."""


def outcomes(s: Session, reckoned: Reckoning | None = None) -> list[Outcome]:
    """What became of everything of which the viewer may know it, by day."""
    found = reckoned or reckoning(s)
    names = {member.id: member.name for member in s.all(Member)}
    trends = {trend.id: trend.name for trend in s.all(Trend)}
    return [
        Outcome(
            commitment_id=answer.commitment_id,
            member=names.get(answer.member_id) if answer.member_id is not None else None,
            member_id=answer.member_id,
            text=answer.text,
            trend=trends.get(answer.trend_id or 0),
            day=answer.day,
            kept=answer.status == "kept",
            on_time=answer.on_time,
        )
        for answer in found.answers()
    ]


def rate(found: Iterable[Outcome], name: str = "") -> Rate:
    """How much of these was kept, and in time."""
    ones = list(found)
    return Rate(name, sum(one.kept for one in ones), sum(one.on_time for one in ones), len(ones))


def by_person(s: Session, found: Sequence[Outcome]) -> list[Rate]:
    """Of each who is on the team and of whom the viewer may see it, in order of name; then the whole team's own."""
    people = [member for member in s.all(Member, "left_on IS NULL AND role <> 'watcher'") if may_see(s, member)]
    people.sort(key=lambda member: member.name.casefold())
    rates = [rate((one for one in found if one.member_id == member.id), member.name) for member in people]
    ours = rate((one for one in found if one.member_id is None), "the whole team")
    return [each for each in [*rates, ours] if each.closed]


def by_trend(found: Sequence[Outcome]) -> list[Rate]:
    """Of each trend, whatever meeting it comes from, by name; what belongs to none is left out."""
    names: dict[str, str] = {}
    grouped: dict[str, list[Outcome]] = {}
    for one in found:
        if one.trend is not None:
            names[one.trend.casefold()] = one.trend
            grouped.setdefault(one.trend.casefold(), []).append(one)
    return [rate(grouped[key], names[key]) for key in sorted(grouped)]


def by_week(found: Sequence[Outcome], today: date, weeks: int = WEEKS) -> list[Rate]:
    """Of each of the last `weeks` calendar weeks, from Monday on, the oldest first, those without any included.

    What is answered before its day counts in the week of its day."""
    monday = today - timedelta(days=today.isoweekday() - 1)
    rates = []
    for back in range(weeks - 1, -1, -1):
        first = monday - timedelta(days=7 * back)
        last = first + timedelta(days=6)
        name = f"{first.day} {MONTHS[first.month - 1]}"
        rates.append(rate((one for one in found if first <= one.day <= last), name))
    return rates


def may_see(s: Session, member: Member) -> bool:
    """Whether the viewer sees the rate of one member: their own, and everybody's as the leader."""
    return s.viewer.is_leader or s.viewer.is_member(member.id)


def current_streak(found: Sequence[Outcome], member: Member) -> int:
    """How many of one member's were kept in a row, up to the latest."""
    count = 0
    for one in reversed([each for each in found if each.member_id == member.id]):
        if not one.kept:
            break
        count += 1
    return count


# -- what recurs


def recurring(s: Session, reckoned: Reckoning | None = None) -> list[Recurring]:
    """The trends that came up in two meetings or more, by name or carried on, since anything of them was kept; those
    that came up most often first."""
    found = reckoned or reckoning(s)
    trends = s.all(Trend)
    meetings = {meeting.id: meeting for meeting in s.all(Meeting, "status <> 'planned' AND kind <> 'one-on-one'")}
    held_in = {board.id: board.meeting_id for board in s.all(Board)}
    key_of = {trend.id: trend.name.casefold() for trend in trends}
    names = {trend.name.casefold(): trend.name for trend in trends}
    came_up: dict[str, set[int]] = {}
    for trend in trends:
        if held_in.get(trend.board_id) in meetings:
            came_up.setdefault(key_of[trend.id], set()).add(held_in[trend.board_id])
    last_kept: dict[str, date] = {}
    for answer in found.answers():
        key = key_of.get(answer.trend_id or 0)
        if key is not None and answer.status == "kept":
            last_kept[key] = max(answer.day, last_kept.get(key, answer.day))
    taken: dict[str, list[date]] = {}
    for one in found.all.values():
        key = key_of.get(one.trend_id or 0)
        if key is None or one.replaced_by is not None:
            continue
        taken.setdefault(key, []).append(date.fromisoformat(one.created_at[:10]))
        for meeting in meetings.values():  # those that it was carried on into
            began = meeting.started_at or ""
            if one.created_at < began and (one.closed_on is None or one.closed_on >= meeting.day):
                came_up.setdefault(key, set()).add(meeting.id)
    result = []
    for key, ids in came_up.items():
        kept = last_kept.get(key)
        days = sorted(meetings[each].day for each in ids if kept is None or meetings[each].day >= kept)
        if len(days) > 1:
            made = sum(day >= days[0] for day in taken.get(key, []))
            result.append(Recurring(names[key], len(days), days[0], made))
    return sorted(result, key=lambda each: (-each.meetings, each.name.casefold()))

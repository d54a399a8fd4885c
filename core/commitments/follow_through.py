"""Follow-through: what became of all commitments, as one flat list, and the rates computed from it.

Nobody is ranked by it: members are listed by name. The leader sees everybody's rate; a seller sees their own, the
team's and the trends'.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from core.access.session import Session
from core.commitments.occurrences import outcome_calculator
from core.commitments.outcomes import OutcomeCalculator
from core.models import Board, Meeting, Member, Trend, by_id
from core.values.periods import format_day

DEFAULT_WEEKS = 8
"""How many weeks are shown by default."""


@dataclass(frozen=True, slots=True)
class FollowThroughOutcome:
    """The outcome of one commitment on one day."""

    commitment_id: int
    member: str | None
    """The owner's name; None for the whole team."""
    member_id: int | None
    text: str
    trend: str | None
    day: date
    """The day it was closed; for a recurring commitment, the due day."""
    kept: bool
    on_time: bool
    """Whether it was kept by its day; False for a miss."""


@dataclass(frozen=True, slots=True)
class KeptRate:
    """How many commitments of a member, trend or week were kept."""

    name: str
    kept: int
    on_time: int
    closed: int
    """Kept and missed together; open ones do not count."""

    @property
    def share(self) -> float | None:
        """Return kept ÷ closed, from 0 to 1; None when nothing is closed."""
        return self.kept / self.closed if self.closed else None

    @property
    def share_on_time(self) -> float | None:
        """Return kept on time ÷ closed, from 0 to 1; None when nothing is closed."""
        return self.on_time / self.closed if self.closed else None


@dataclass(frozen=True, slots=True)
class RecurringTrend:
    """A trend that comes up in meeting after meeting without a kept commitment."""

    name: str
    meetings: int
    """In how many meetings it came up since a commitment from it was last kept, or at all."""
    since: date
    """The day of the first of these meetings."""
    taken_on: int
    """How many commitments were made from it since then."""


def list_outcomes(session: Session, calculator: OutcomeCalculator | None = None) -> list[FollowThroughOutcome]:
    """Return the outcomes that the viewer may see, by day."""
    calculator = calculator or outcome_calculator(session)
    names = {member.id: member.name for member in session.all(Member)}
    trends = {trend.id: trend.name for trend in session.all(Trend)}
    return [
        FollowThroughOutcome(
            commitment_id=outcome.commitment_id,
            member=names.get(outcome.member_id) if outcome.member_id is not None else None,
            member_id=outcome.member_id,
            text=outcome.text,
            trend=trends.get(outcome.trend_id or 0),
            day=outcome.day,
            kept=outcome.status == "kept",
            on_time=outcome.on_time,
        )
        for outcome in calculator.list_outcomes()
    ]


def compute_rate(outcomes: Iterable[FollowThroughOutcome], name: str = "") -> KeptRate:
    """Return the rate of these outcomes."""
    listed = list(outcomes)
    return KeptRate(
        name, sum(outcome.kept for outcome in listed), sum(outcome.on_time for outcome in listed), len(listed)
    )


def rates_by_member(session: Session, outcomes: Sequence[FollowThroughOutcome]) -> list[KeptRate]:
    """Return the rate of each current member that the viewer may see, by name, then the whole team's own.

    Members without a closed commitment are left out.
    """
    people = [
        member
        for member in session.all(Member, "left_on IS NULL AND role <> 'watcher'")
        if may_see_rate(session, member)
    ]
    people.sort(key=lambda member: member.name.casefold())
    rates = [
        compute_rate((outcome for outcome in outcomes if outcome.member_id == member.id), member.name)
        for member in people
    ]
    team_rate = compute_rate((outcome for outcome in outcomes if outcome.member_id is None), "the whole team")
    return [rate_of for rate_of in [*rates, team_rate] if rate_of.closed]


def rates_by_trend(outcomes: Sequence[FollowThroughOutcome]) -> list[KeptRate]:
    """Return the rate of each trend, over all meetings, by name; outcomes without a trend are left out."""
    names: dict[str, str] = {}
    grouped: dict[str, list[FollowThroughOutcome]] = {}
    for outcome in outcomes:
        if outcome.trend is not None:
            names[outcome.trend.casefold()] = outcome.trend
            grouped.setdefault(outcome.trend.casefold(), []).append(outcome)
    return [compute_rate(grouped[key], names[key]) for key in sorted(grouped)]


def rates_by_week(outcomes: Sequence[FollowThroughOutcome], today: date, weeks: int = DEFAULT_WEEKS) -> list[KeptRate]:
    """Return the rates of the last `weeks` calendar weeks, Monday to Sunday, oldest first, empty weeks included.

    An outcome that is answered before its due day counts in the week of that day.
    """
    monday = today - timedelta(days=today.isoweekday() - 1)
    rates = []
    for back in range(weeks - 1, -1, -1):
        first = monday - timedelta(days=7 * back)
        last = first + timedelta(days=6)
        name = format_day(first)
        rates.append(compute_rate((outcome for outcome in outcomes if first <= outcome.day <= last), name))
    return rates


def may_see_rate(session: Session, member: Member) -> bool:
    """Return whether the viewer may see a member's rate: their own, or everybody's for the leader."""
    return session.viewer.is_leader or session.viewer.is_member(member.id)


def current_streak(outcomes: Sequence[FollowThroughOutcome], member: Member) -> int:
    """Return how many of a member's outcomes in a row were kept, up to the latest."""
    count = 0
    for outcome in reversed([outcome for outcome in outcomes if outcome.member_id == member.id]):
        if not outcome.kept:
            break
        count += 1
    return count


# -- recurring trends


def list_recurring_trends(session: Session, calculator: OutcomeCalculator | None = None) -> list[RecurringTrend]:
    """Return the trends that came up in two meetings or more since a commitment from them was last kept.

    A trend comes up in a meeting when it is on a board there, or when a commitment from it was still open then. The
    most frequent come first.
    """
    calculator = calculator or outcome_calculator(session)
    trends = session.all(Trend)
    meetings = by_id(session.all(Meeting, "status <> 'planned' AND kind <> 'one-on-one'"))
    held_in = {board.id: board.meeting_id for board in session.all(Board)}
    key_of = {trend.id: trend.name.casefold() for trend in trends}
    names = {trend.name.casefold(): trend.name for trend in trends}
    came_up: dict[str, set[int]] = {}
    for trend in trends:
        if held_in.get(trend.board_id) in meetings:
            came_up.setdefault(key_of[trend.id], set()).add(held_in[trend.board_id])
    last_kept: dict[str, date] = {}
    for outcome in calculator.list_outcomes():
        key = key_of.get(outcome.trend_id or 0)
        if key is not None and outcome.status == "kept":
            last_kept[key] = max(outcome.day, last_kept.get(key, outcome.day))
    taken: dict[str, list[date]] = {}
    for record in calculator.records.values():
        key = key_of.get(record.trend_id or 0)
        if key is None or record.replaced_by is not None:
            continue
        taken.setdefault(key, []).append(calculator.day_of(record.created_at))
        for meeting in meetings.values():  # the later meetings in which it was still open
            began = meeting.started_at or ""
            if record.created_at < began and (record.closed_on is None or record.closed_on >= meeting.day):
                came_up.setdefault(key, set()).add(meeting.id)
    result = []
    for key, ids in came_up.items():
        kept = last_kept.get(key)
        days = sorted(
            meetings[meeting_id].day for meeting_id in ids if kept is None or meetings[meeting_id].day >= kept
        )
        if len(days) > 1:
            made = sum(day >= days[0] for day in taken.get(key, []))
            result.append(RecurringTrend(names[key], len(days), days[0], made))
    return sorted(result, key=lambda trend: (-trend.meetings, trend.name.casefold()))

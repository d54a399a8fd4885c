"""Working days: weekdays without the public holidays of the team's country and without a member's absences.

The quick path reads them here as plain rows. Only functions that store holidays import the `holidays` package.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from core.access.visible_connection import VisibleConnection
from core.errors import HuddleError
from core.values.periods import Period, count_working_days, format_date
from data.quick import metric_queries, workday_queries

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.access.session import Session
    from core.models import Absence, Holiday, Member
    from data.change import Change
    from data.quick.metric_queries import Span

MAX_ABSENCE_DAYS = 400
"""Days. Long enough for parental leave, short enough to catch a mistyped year."""


class Workdays:
    """The working days of a stretch of days, for the team and for each member."""

    __slots__ = ("_away", "_counts", "_gone", "holidays", "weekdays")

    def __init__(self, weekdays: str, holidays: frozenset[date], away: dict[int, frozenset[date]]) -> None:
        self.weekdays = weekdays
        self.holidays = holidays
        self._away = away
        self._counts: dict[tuple[int | None, date, date], int] = {}
        self._gone: dict[tuple[tuple[Span, ...], date, tuple[int | None, ...]], tuple[int, int]] = {}

    def gone_and_total(self, period: Period, until: date, member_id: int | None = None) -> tuple[int, int]:
        """Return how many working days of the period have passed by the end of `until`, and how many it has.

        The team's, or with `member_id` that member's. A period without any counts as one day, passed when the period
        has ended.
        """
        return self.gone_and_total_together(((period.starts_on, period.ends_on),), until, (member_id,))

    def gone_and_total_together(
        self, spans: tuple[Span, ...], until: date, member_ids: Iterable[int | None]
    ) -> tuple[int, int]:
        """Return `gone_and_total` of the days of `spans` summed over several members; the team's without any, and when
        no absences are stored."""
        ids = (tuple(member_ids) if self._away else ()) or (None,)
        key = spans, until, ids
        if key not in self._gone:
            self._gone[key] = self._count_gone(*key)
        return self._gone[key]

    def _count_gone(self, spans: tuple[Span, ...], until: date, ids: tuple[int | None, ...]) -> tuple[int, int]:
        total = sum(self.count(first, last, member_id) for first, last in spans for member_id in ids)
        if total == 0:
            return int(until >= spans[-1][1]), 1
        return sum(self.count(first, min(until, last), member_id) for first, last in spans for member_id in ids), total

    def count(self, starts_on: date, ends_on: date, member_id: int | None = None) -> int:
        """Return the working days between two days, both included: the team's, or with `member_id` that member's."""
        away = self._away.get(member_id) if member_id is not None else None
        key = (member_id if away else None, starts_on, ends_on)
        days = self._counts.get(key)
        if days is None:
            off = self.holidays | away if away else self.holidays
            days = self._counts[key] = count_working_days(starts_on, ends_on, self.weekdays, off)
        return days


def read(connection: VisibleConnection, starts_on: date, ends_on: date, member_id: int | None = None) -> Workdays:
    """Read the working days between two days; with `member_id`, only that member's absences."""
    span = (starts_on, ends_on)
    _, weekdays = metric_queries.read_team_name_and_days(connection)
    away: dict[int, set[date]] = {}
    for absent_id, (first, last) in workday_queries.read_absences(connection, span, member_id):
        days = away.setdefault(absent_id, set())
        days.update(first + timedelta(days=step) for step in range((last - first).days + 1))
    return Workdays(
        weekdays,
        workday_queries.read_holidays(connection, span),
        {absent_id: frozenset(days) for absent_id, days in away.items()},
    )


def team_workdays(session: Session, period: Period) -> Workdays:
    """Return the working days of a period, for a screen."""
    return read(session.connection, period.starts_on, period.ends_on)


def last_finished_day(today: date) -> date:
    """Return the last day that is over. Pace counts finished days: on Monday morning nobody is behind in the week."""
    return today - timedelta(days=1)


def share_of_days_gone(session: Session, period: Period) -> float:
    """Return the share (0..1) of the team's working days in the period that are finished."""
    gone, total = team_workdays(session, period).gone_and_total(period, last_finished_day(session.today))
    return gone / total


# -- the country's calendar


def parse_country(text: str) -> str | None:
    """Return a country code as it is stored: `DE`, or with a region `DE-NW`; None for an empty text.

    Raises `HuddleError` when no calendar of public holidays is known for it.
    """
    code = text.strip().upper().replace("_", "-")
    if not code:
        return None
    import holidays

    name, _, region = code.partition("-")
    known: dict[str, list[str]] = holidays.list_supported_countries(include_aliases=True)
    if name not in known:
        raise HuddleError(f"No holidays known for “{text}”. Use two letters, e.g. DE, or DE-NW.")
    if region and region not in known[name]:
        regions = ", ".join(known[name]) or "none"
        raise HuddleError(f"{name} has no region {region}. Regions: {regions}.")
    return code


def has_holidays(connection: VisibleConnection, today: date) -> bool:
    """Return whether the public holidays of this year and the next are stored; a period may reach into the next
    year."""
    return workday_queries.has_holidays_of(connection, today.year) and workday_queries.has_holidays_of(
        connection, today.year + 1
    )


def ensure_holidays(session: Session) -> None:
    """Store the public holidays of this year and the next where they are missing. The change has no author."""
    if has_holidays(session.connection, session.today):
        return
    with session.store.change("holidays.known", at=session.timestamp) as change:
        code = workday_queries.read_country(session.connection)
        for year in (session.today.year, session.today.year + 1):
            if code and not workday_queries.has_holidays_of(session.connection, year):
                _store_year(session, change, code, year)


def replace_country_calendar(session: Session, change: Change, code: str | None) -> None:
    """Replace the public holidays of the previous country with those of `code`; the team's own days off stay."""
    from core.models import Holiday

    for day in session.store.read(Holiday, "country IS NOT NULL"):
        change.delete(day)
    for year in (session.today.year - 1, session.today.year, session.today.year + 1) if code else ():
        _store_year(session, change, code or "", year)


def _store_year(session: Session, change: Change, code: str, year: int) -> None:
    from core.models import Holiday

    stored_days = {row.day for row in session.store.read(Holiday)}
    for day, name in sorted(_calendar(code, year).items()):
        if day not in stored_days:
            change.insert(Holiday(day=day, name=name[:80], country=code))


def _calendar(code: str, year: int) -> dict[date, str]:
    import holidays

    name, _, region = code.partition("-")
    names = holidays.country_holidays(name, subdiv=region or None, years=year)
    return {day: text for day, text in names.items() if day.year == year}


# -- days off


def list_holidays(session: Session, starts_on: date, ends_on: date) -> list[Holiday]:
    """Return the holidays between two days in order, including those on which the team works."""
    from core.models import Holiday

    return session.all(Holiday, "day BETWEEN ? AND ?", (starts_on.isoformat(), ends_on.isoformat()), order="day")


def add_day_off(session: Session, day: date, name: str) -> Holiday:
    """Make a day a day off for the team. Raises `HuddleError` unless the leader acts."""
    from core.models import Holiday
    from core.team.permissions import require_leader
    from core.values.text import require_name

    name = require_name(name, "The day's name")
    with session.change("holiday.given") as change:
        require_leader(session, "give the team a day off")
        existing = session.all(Holiday, "day = ?", (day.isoformat(),))
        if existing:
            return change.update(existing[0], works=False)
        return change.insert(Holiday(day=day, name=name))


def make_working_day(session: Session, day: date) -> Holiday:
    """Make a holiday a working day. Raises `HuddleError` unless the leader acts, and for a day that is no holiday."""
    from core.models import Holiday
    from core.team.permissions import require_leader

    with session.change("holiday.worked") as change:
        require_leader(session, "make a holiday a working day")
        existing = session.all(Holiday, "day = ?", (day.isoformat(),))
        if not existing:
            raise HuddleError(f"{format_date(day)} is not a holiday. See: huddle absence holidays")
        return change.update(existing[0], works=True)


def list_absences(session: Session, member: Member | None = None, *, since: date | None = None) -> list[Absence]:
    """Return the absences of everybody or one member that end on or after `since`, earliest first."""
    from core.models import Absence

    first = since.isoformat() if since else ""
    who = member.id if member else None
    return session.all(
        Absence, "ends_on >= ? AND (? IS NULL OR member_id = ?)", (first, who, who), order="starts_on, id"
    )


def add_absence(
    session: Session, starts_on: date, ends_on: date, *, member: Member | None = None, reason: str = ""
) -> Absence:
    """Record that a member does not work on these days, both included; the leader may do so for anybody.

    They do not count for pace. Raises `HuddleError` for an impossible or too long stretch, and where an absence
    overlaps.
    """
    from core.models import Absence
    from core.team.current_members import reload_member
    from core.values.text import clean, require_text

    if ends_on < starts_on:
        raise HuddleError(f"{format_date(ends_on)} is before {format_date(starts_on)}. Give the first day first.")
    if (ends_on - starts_on).days >= MAX_ABSENCE_DAYS:
        raise HuddleError(f"That is {(ends_on - starts_on).days + 1} days. Check the year, or split it in two.")
    text = require_text(reason, "The reason") if clean(reason) else None
    with session.change("absence.noted") as change:
        person = reload_member(session, member) if member else session.me
        _require_can_note(session, person)
        for other in list_absences(session, person, since=starts_on):
            if other.starts_on <= ends_on:
                raise HuddleError(
                    f"{person.name} is already away from {format_date(other.starts_on)} "
                    f"to {format_date(other.ends_on)}. "
                    "Remove that first: huddle absence remove NUMBER"
                )
        return change.insert(Absence(member_id=person.id, starts_on=starts_on, ends_on=ends_on, reason=text))


def remove_absence(session: Session, absence: Absence) -> None:
    """Remove an absence. Raises `HuddleError` unless it is the viewer's own or the viewer is the leader."""
    from core.models import Member as MemberRow

    with session.change("absence.removed") as change:
        _require_can_note(session, session.get(MemberRow, absence.member_id) or session.me)
        change.delete(absence)


def _require_can_note(session: Session, member: Member) -> None:
    if not session.viewer.is_leader and not session.viewer.is_member(member.id):
        raise HuddleError(f"Only {member.name} or the leader can change these absences.")

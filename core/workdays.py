"""Working days: weekdays without the public holidays of the team's country and without a member's absences.

The quick path reads them here as plain rows. Only functions that store holidays import the `holidays` package.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from core.errors import HuddleError
from core.periods import Period, said, working_days
from data import numbers
from data import workdays as stored
from data.sqlite import sqlite3

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.models import Absence, Holiday, Member
    from core.session import Session
    from data.changing import Change

LONGEST_ABSENCE = 400
"""Days. Long enough for parental leave, short enough to catch a mistyped year."""


class Workdays:
    """The working days of a stretch of days, for the team and for each member."""

    __slots__ = ("_away", "_counts", "holidays", "weekdays")

    def __init__(self, weekdays: str, holidays: frozenset[date], away: dict[int, frozenset[date]]) -> None:
        self.weekdays = weekdays
        self.holidays = holidays
        self._away = away
        self._counts: dict[tuple[int | None, date, date], int] = {}

    def gone(self, period: Period, today: date, member_id: int | None = None) -> tuple[int, int]:
        """Return how many working days of the period have passed, counting today, and how many it has.

        The team's, or with `member_id` that member's. A period without any counts as one day, passed when the period
        has ended.
        """
        total = self.count(period.starts_on, period.ends_on, member_id)
        if total == 0:
            return int(today >= period.ends_on), 1
        return self.count(period.starts_on, min(today, period.ends_on), member_id), total

    def together(self, period: Period, today: date, member_ids: Iterable[int]) -> tuple[int, int]:
        """Return `gone_and_total` summed over several members; the team's when no absences are stored."""
        if not self._away:
            return self.gone(period, today)
        until = min(today, period.ends_on)
        ids = tuple(member_ids)
        total = sum(self.count(period.starts_on, period.ends_on, member_id) for member_id in ids)
        return (
            (sum(self.count(period.starts_on, until, member_id) for member_id in ids), total)
            if total
            else self.gone(period, today)
        )

    def count(self, starts_on: date, ends_on: date, member_id: int | None = None) -> int:
        """Return the working days between two days, both included: the team's, or with `member_id` that member's."""
        away = self._away.get(member_id) if member_id is not None else None
        key = (member_id if away else None, starts_on, ends_on)
        days = self._counts.get(key)
        if days is None:
            off = self.holidays | away if away else self.holidays
            days = self._counts[key] = working_days(starts_on, ends_on, self.weekdays, off)
        return days


def read(connection: sqlite3.Connection, starts_on: date, ends_on: date, member_id: int | None = None) -> Workdays:
    """Read the working days between two days; with `member_id`, only that member's absences."""
    span = (starts_on, ends_on)
    _, weekdays = numbers.team(connection)
    away: dict[int, set[date]] = {}
    for absent_id, (first, last) in stored.absences(connection, span, member_id):
        days = away.setdefault(absent_id, set())
        days.update(first + timedelta(days=step) for step in range((last - first).days + 1))
    return Workdays(
        weekdays, stored.holidays(connection, span), {absent_id: frozenset(days) for absent_id, days in away.items()}
    )


def of_team(s: Session, period: Period) -> Workdays:
    """Return the working days of a period, for a screen."""
    return read(s.store.connection, period.starts_on, period.ends_on)


def share(s: Session, period: Period) -> float:
    """Return the share (0..1) of the team's working days in the period that has passed, counting today."""
    gone, total = of_team(s, period).gone(period, s.today)
    return gone / total


# -- the country's calendar


def country(text: str) -> str | None:
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
        raise HuddleError(f"“{text}” is no country with a known calendar. Use its two letters, such as DE, or DE-NW.")
    if region and region not in known[name]:
        regions = ", ".join(known[name]) or "none"
        raise HuddleError(f"{name} has no region {region} with holidays of its own. There are: {regions}.")
    return code


def is_known(connection: sqlite3.Connection, today: date) -> bool:
    """Return whether the public holidays of this year and the next are stored; a period may reach into the next
    year."""
    return stored.is_known(connection, today.year) and stored.is_known(connection, today.year + 1)


def keep_known(s: Session) -> None:
    """Store the public holidays of this year and the next where they are missing. The change has no author."""
    if is_known(s.store.connection, s.today):
        return
    with s.store.change("holidays.known", at=s.moment) as change:
        code = stored.country(s.store.connection)
        for year in (s.today.year, s.today.year + 1):
            if code and not stored.is_known(s.store.connection, year):
                _store_year(s, change, code, year)


def move_to(s: Session, change: Change, code: str | None) -> None:
    """Replace the public holidays of the previous country with those of `code`; the team's own days off stay."""
    from core.models import Holiday

    for day in s.store.read(Holiday, "country IS NOT NULL"):
        change.delete(day)
    for year in (s.today.year - 1, s.today.year, s.today.year + 1) if code else ():
        _store_year(s, change, code or "", year)


def _store_year(s: Session, change: Change, code: str, year: int) -> None:
    from core.models import Holiday

    stored_days = {row.day for row in s.store.read(Holiday)}
    for day, name in sorted(_calendar(code, year).items()):
        if day not in stored_days:
            change.insert(Holiday(day=day, name=name[:80], country=code))


def _calendar(code: str, year: int) -> dict[date, str]:
    import holidays

    name, _, region = code.partition("-")
    names = holidays.country_holidays(name, subdiv=region or None, years=year)
    return {day: text for day, text in names.items() if day.year == year}


# -- days off


def days_off(s: Session, starts_on: date, ends_on: date) -> list[Holiday]:
    """Return the holidays between two days in order, including those on which the team works."""
    from core.models import Holiday

    return s.all(Holiday, "day BETWEEN ? AND ?", (starts_on.isoformat(), ends_on.isoformat()), order="day")


def give_off(s: Session, day: date, name: str) -> Holiday:
    """Make a day a day off for the team. Raises `HuddleError` unless the leader acts."""
    from core.members import only_leader
    from core.models import Holiday
    from core.wording import named

    name = named(name, "The day's name")
    with s.change("holiday.given") as change:
        only_leader(s, "give the team a day off")
        existing = s.all(Holiday, "day = ?", (day.isoformat(),))
        if existing:
            return change.update(existing[0], works=False)
        return change.insert(Holiday(day=day, name=name))


def work_on(s: Session, day: date) -> Holiday:
    """Make a holiday a working day. Raises `HuddleError` unless the leader acts, and for a day that is no holiday."""
    from core.members import only_leader
    from core.models import Holiday

    with s.change("holiday.worked") as change:
        only_leader(s, "make a holiday a working day")
        existing = s.all(Holiday, "day = ?", (day.isoformat(),))
        if not existing:
            raise HuddleError(f"{said(day)} is no holiday. See which days are: huddle absence holidays")
        return change.update(existing[0], works=True)


def absences(s: Session, member: Member | None = None, *, since: date | None = None) -> list[Absence]:
    """Return the absences of everybody or one member that end on or after `since`, earliest first."""
    from core.models import Absence

    first = since.isoformat() if since else ""
    who = member.id if member else None
    return s.all(Absence, "ends_on >= ? AND (? IS NULL OR member_id = ?)", (first, who, who), order="starts_on, id")


def be_away(s: Session, starts_on: date, ends_on: date, *, member: Member | None = None, reason: str = "") -> Absence:
    """Record that a member does not work on these days, both included; the leader may do so for anybody.

    They do not count for pace. Raises `HuddleError` for an impossible or too long stretch, and where an absence
    overlaps.
    """
    from core.models import Absence
    from core.models import Member as MemberRow
    from core.wording import clean, stated

    if ends_on < starts_on:
        raise HuddleError(f"{said(ends_on)} is before {said(starts_on)}. Give the first day first.")
    if (ends_on - starts_on).days >= LONGEST_ABSENCE:
        raise HuddleError(f"These are {(ends_on - starts_on).days + 1} days. Check the year, or note it in two parts.")
    text = stated(reason, "The reason") if clean(reason) else None
    with s.change("absence.noted") as change:
        person = s.get(MemberRow, member.id if member else s.me.id) or s.me
        _require_can_note(s, person)
        for other in absences(s, person, since=starts_on):
            if other.starts_on <= ends_on:
                raise HuddleError(
                    f"{person.name} is away from {said(other.starts_on)} to {said(other.ends_on)} already. "
                    "Take that back first: huddle absence remove NUMBER"
                )
        return change.insert(Absence(member_id=person.id, starts_on=starts_on, ends_on=ends_on, reason=text))


def be_back(s: Session, absence: Absence) -> None:
    """Remove an absence. Raises `HuddleError` unless it is the viewer's own or the viewer is the leader."""
    from core.models import Member as MemberRow

    with s.change("absence.removed") as change:
        _require_can_note(s, s.get(MemberRow, absence.member_id) or s.me)
        change.delete(absence)


def _require_can_note(s: Session, member: Member) -> None:
    if not s.viewer.is_leader and not s.viewer.is_member(member.id):
        raise HuddleError(f"Only {member.name} or the leader may say when {member.name} is away.")

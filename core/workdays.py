"""Working days: weekdays without the public holidays of the team's country and without a member's absences.

The quick path reads them here, as rows, by plain SQL. Only what stores them imports `holidays`, for the few
milliseconds in which a country is set or a new year begins.
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
"""Days. Parental leave fits; a slip of the year does not."""


class Workdays:
    """On which days of a stretch the team works, and each of its members."""

    __slots__ = ("_away", "_counted", "holidays", "weekdays")

    def __init__(self, weekdays: str, holidays: frozenset[date], away: dict[int, frozenset[date]]) -> None:
        self.weekdays = weekdays
        self.holidays = holidays
        self._away = away
        self._counted: dict[tuple[int | None, date, date], int] = {}

    def gone(self, period: Period, today: date, member_id: int | None = None) -> tuple[int, int]:
        """Working days of the period that are gone, and how many it has: the team's, or one member's own.

        Today counts as gone; a period without a working day is one day, gone when it has ended.
        """
        whole = self.count(period.starts_on, period.ends_on, member_id)
        if whole == 0:
            return int(today >= period.ends_on), 1
        return self.count(period.starts_on, min(today, period.ends_on), member_id), whole

    def together(self, period: Period, today: date, member_ids: Iterable[int]) -> tuple[int, int]:
        """The same of several members together: their own days added up. The team's where nobody is away."""
        if not self._away:
            return self.gone(period, today)
        ended = min(today, period.ends_on)
        who = tuple(member_ids)
        of = sum(self.count(period.starts_on, period.ends_on, each) for each in who)
        return (sum(self.count(period.starts_on, ended, each) for each in who), of) if of else self.gone(period, today)

    def count(self, starts_on: date, ends_on: date, member_id: int | None = None) -> int:
        """Working days from one day to another, both included: the team's, or one member's own."""
        away = self._away.get(member_id) if member_id is not None else None
        key = (member_id if away else None, starts_on, ends_on)
        found = self._counted.get(key)
        if found is None:
            off = self.holidays | away if away else self.holidays
            found = self._counted[key] = working_days(starts_on, ends_on, self.weekdays, off)
        return found


def read(connection: sqlite3.Connection, starts_on: date, ends_on: date, member_id: int | None = None) -> Workdays:
    """The working days from one day to another; `member_id` reads the absences of one alone."""
    span = (starts_on, ends_on)
    _, weekdays = numbers.team(connection)
    away: dict[int, set[date]] = {}
    for who, (first, last) in stored.absences(connection, span, member_id):
        days = away.setdefault(who, set())
        days.update(first + timedelta(days=step) for step in range((last - first).days + 1))
    return Workdays(weekdays, stored.holidays(connection, span), {who: frozenset(days) for who, days in away.items()})


def of_team(s: Session, period: Period) -> Workdays:
    """The working days of a period, for a screen."""
    return read(s.store.connection, period.starts_on, period.ends_on)


def share(s: Session, period: Period) -> float:
    """The share of the period's working days that is gone for the team, from 0 to 1, today counting as gone."""
    gone, of = of_team(s, period).gone(period, s.today)
    return gone / of


# -- the country's calendar


def country(text: str) -> str | None:
    """A country as it is stored, `DE`, or with its region, `DE-NW`; None for an empty text.

    Raises `HuddleError` where no calendar of public holidays is known.
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
    """Whether the days that pace needs are stored: this year's, and the next one's, into which a period may reach."""
    return stored.is_known(connection, today.year) and stored.is_known(connection, today.year + 1)


def keep_known(s: Session) -> None:
    """Stores the public holidays of this year and the next where they are not yet. Nobody's change: time passed."""
    if is_known(s.store.connection, s.today):
        return
    with s.store.change("holidays.known", at=s.moment) as change:
        code = stored.country(s.store.connection)
        for year in (s.today.year, s.today.year + 1):
            if code and not stored.is_known(s.store.connection, year):
                _store(s, change, code, year)


def move_to(s: Session, change: Change, code: str | None) -> None:
    """Puts the calendar of another country in the place of the one before; days of the team's own stay."""
    from core.models import Holiday

    for day in s.store.read(Holiday, "country IS NOT NULL"):
        change.delete(day)
    for year in (s.today.year - 1, s.today.year, s.today.year + 1) if code else ():
        _store(s, change, code or "", year)


def _store(s: Session, change: Change, code: str, year: int) -> None:
    from core.models import Holiday

    there = {row.day for row in s.store.read(Holiday)}
    for day, name in sorted(_calendar(code, year).items()):
        if day not in there:
            change.insert(Holiday(day=day, name=name[:80], country=code))


def _calendar(code: str, year: int) -> dict[date, str]:
    import holidays

    name, _, region = code.partition("-")
    found = holidays.country_holidays(name, subdiv=region or None, years=year)
    return {day: words for day, words in found.items() if day.year == year}


# -- days off


def days_off(s: Session, starts_on: date, ends_on: date) -> list[Holiday]:
    """The holidays of these days, also those on which the team works nevertheless, in order."""
    from core.models import Holiday

    return s.all(Holiday, "day BETWEEN ? AND ?", (starts_on.isoformat(), ends_on.isoformat()), order="day")


def give_off(s: Session, day: date, name: str) -> Holiday:
    """Makes a day one on which the team does not work. Raises `HuddleError` unless the leader asks."""
    from core.members import only_leader
    from core.models import Holiday
    from core.wording import named

    name = named(name, "The day's name")
    with s.change("holiday.given") as change:
        only_leader(s, "give the team a day off")
        there = s.all(Holiday, "day = ?", (day.isoformat(),))
        if there:
            return change.update(there[0], works=False)
        return change.insert(Holiday(day=day, name=name))


def work_on(s: Session, day: date) -> Holiday:
    """Makes a holiday a working day. Raises `HuddleError` unless the leader asks, and for a day that is none."""
    from core.members import only_leader
    from core.models import Holiday

    with s.change("holiday.worked") as change:
        only_leader(s, "make a holiday a working day")
        there = s.all(Holiday, "day = ?", (day.isoformat(),))
        if not there:
            raise HuddleError(f"{said(day)} is no holiday. See which days are: huddle absence holidays")
        return change.update(there[0], works=True)


def absences(s: Session, member: Member | None = None, *, since: date | None = None) -> list[Absence]:
    """Who is away when, the earliest first: everybody or one member, from the day `since` on or ever."""
    from core.models import Absence

    first = since.isoformat() if since else ""
    who = member.id if member else None
    return s.all(Absence, "ends_on >= ? AND (? IS NULL OR member_id = ?)", (first, who, who), order="starts_on, id")


def be_away(s: Session, starts_on: date, ends_on: date, *, member: Member | None = None, reason: str = "") -> Absence:
    """Notes that one does not work on these days, both included; the leader may for anybody.

    Pace counts without them. Raises `HuddleError` for days that cannot be or are noted already.
    """
    from core.models import Absence
    from core.models import Member as MemberRow
    from core.wording import clean, stated

    if ends_on < starts_on:
        raise HuddleError(f"{said(ends_on)} is before {said(starts_on)}. Give the first day first.")
    if (ends_on - starts_on).days >= LONGEST_ABSENCE:
        raise HuddleError(f"These are {(ends_on - starts_on).days + 1} days. Check the year, or note it in two parts.")
    why = stated(reason, "The reason") if clean(reason) else None
    with s.change("absence.noted") as change:
        who = s.get(MemberRow, member.id if member else s.me.id) or s.me
        _may_note(s, who)
        for there in absences(s, who, since=starts_on):
            if there.starts_on <= ends_on:
                raise HuddleError(
                    f"{who.name} is away from {said(there.starts_on)} to {said(there.ends_on)} already. "
                    "Take that back first: huddle absence remove NUMBER"
                )
        return change.insert(Absence(member_id=who.id, starts_on=starts_on, ends_on=ends_on, reason=why))


def be_back(s: Session, absence: Absence) -> None:
    """Takes an absence back. Raises `HuddleError` when it is another's and one is not the leader."""
    from core.models import Member as MemberRow

    with s.change("absence.removed") as change:
        _may_note(s, s.get(MemberRow, absence.member_id) or s.me)
        change.delete(absence)


def _may_note(s: Session, member: Member) -> None:
    if not s.viewer.is_leader and not s.viewer.is_member(member.id):
        raise HuddleError(f"Only {member.name} or the leader may say when {member.name} is away.")

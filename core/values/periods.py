"""Periods (days, ISO weeks, months, quarters, years) and the working days in them. The standard library only.

`huddle me` pays for every import here, so `Period` is a plain class: importing `dataclasses` would cost 9 ms.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from core.errors import HuddleError
from core.values.amounts import format_percent
from core.values.writing import date_style

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

PERIOD_KINDS = ("day", "week", "month", "quarter", "year")
"""The kinds of period that have a name; any other stretch of days is a `span`."""
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
"""The names of the ISO weekdays, Monday first."""
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
FULL_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
DEFAULT_WORKING_DAYS = "12345"
"""The usual working days, as ISO weekdays: 1 is Monday."""

_DAY = timedelta(days=1)


class Period:
    """A stretch of days. Immutable; equal to another of the same kind with the same first and last day."""

    __slots__ = ("ends_on", "kind", "label", "starts_on")

    kind: str
    """One of `PERIOD_KINDS`, or `span` for any other stretch."""
    label: str
    """The period as it is typed: `2017-Q2`, `2017-03`, `2017-W52`, `2017`, `2017-03-01`, `2017-03-01..2017-03-10`."""
    starts_on: date
    ends_on: date
    """The last day of the period, included."""

    def __init__(self, kind: str, label: str, starts_on: date, ends_on: date) -> None:
        for name, value in (("kind", kind), ("label", label), ("starts_on", starts_on), ("ends_on", ends_on)):
            object.__setattr__(self, name, value)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"A period is frozen; {name} cannot be set.")

    def __reduce__(self) -> tuple[object, ...]:
        return Period, (self.kind, self.label, self.starts_on, self.ends_on)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Period):
            return NotImplemented
        return (self.kind, self.starts_on, self.ends_on) == (other.kind, other.starts_on, other.ends_on)

    def __hash__(self) -> int:
        return hash((self.kind, self.starts_on, self.ends_on))

    def __repr__(self) -> str:
        return f"Period({self.label})"

    def __str__(self) -> str:
        return self.label

    def __contains__(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on

    @property
    def title(self) -> str:
        """The period as a heading shows it: `Q2 2017`, `Mar 2017`, `week 52 of 2017`, `2017`, `1 Mar 2017`."""
        year = self.starts_on.year
        match self.kind:
            case "year":
                return self.label
            case "week":
                return f"week {self.starts_on.isocalendar().week} of {self.starts_on.isocalendar().year}"
            case "quarter" | "month":
                return f"{self.short} {year}"
            case "day":
                return format_date(self.starts_on)
            case _:
                return f"{format_date(self.starts_on)} – {format_date(self.ends_on)}"

    @property
    def short(self) -> str:
        """The title without the year for quarters, months and weeks: `Q2`, `Mar`, `week 52`."""
        match self.kind:
            case "quarter":
                return f"Q{(self.starts_on.month + 2) // 3}"
            case "month":
                return MONTHS[self.starts_on.month - 1]
            case "week":
                return f"week {self.starts_on.isocalendar().week}"
            case _:
                return self.title

    def next(self) -> Period:
        """Return the following period of the same kind; for a span, the same number of days.

        Raises `HuddleError` at the end of the calendar.
        """
        if self.kind != "span":
            return _within_calendar(lambda: period_containing(self.ends_on + _DAY, self.kind))
        return _within_calendar(
            lambda: period_between(self.ends_on + _DAY, self.ends_on + (self.ends_on - self.starts_on + _DAY))
        )

    def previous(self) -> Period:
        """Return the preceding period of the same kind; for a span, the same number of days.

        Raises `HuddleError` at the start of the calendar.
        """
        if self.kind != "span":
            return _within_calendar(lambda: period_containing(self.starts_on - _DAY, self.kind))
        return _within_calendar(
            lambda: period_between(self.starts_on - (self.ends_on - self.starts_on + _DAY), self.starts_on - _DAY)
        )


def format_day(day: date, today: date | None = None) -> str:
    """Return a date without its year, in the reader's way: `1 Mar`. With `today`, the year is added unless it is this
    year."""
    has_year = today is not None and day.year != today.year
    match date_style():
        case "Dec 7":
            return f"{MONTHS[day.month - 1]} {day.day}{f', {day.year}' if has_year else ''}"
        case "07.12.":
            return f"{day.day:02d}.{day.month:02d}.{day.year if has_year else ''}"
        case "2026-12-07":
            return day.isoformat()
    return f"{day.day} {MONTHS[day.month - 1]}{f' {day.year}' if has_year else ''}"


def format_date(day: date) -> str:
    """Return a date with its month's name and year: `1 Mar 2017`. For what is kept: prints, exports, minutes."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def format_heading_day(day: date, today: date | None = None) -> str:
    """Return a day with its weekday, for a heading: `Wed 1 Mar`; the year as for `format_day`."""
    return f"{WEEKDAYS[day.weekday()][:3]} {format_day(day, today)}"


def format_full_day(day: date) -> str:
    """Return a day in full, for the room's view: `Wednesday 1 March`."""
    return f"{WEEKDAYS[day.weekday()]} {format_full_date(day)}"


def format_full_date(day: date) -> str:
    """Return a date with the month's whole name, for the room's view: `1 March`."""
    return f"{day.day} {FULL_MONTHS[day.month - 1]}"


def period_containing(day: date, kind: str) -> Period:
    """Return the day, ISO week, month, quarter or year that contains `day`. Raises `HuddleError` for another kind."""
    match kind:
        case "day":
            return Period("day", day.isoformat(), day, day)
        case "week":
            year, week, weekday = day.isocalendar()
            starts_on = day - timedelta(days=weekday - 1)
            return Period("week", f"{year:04d}-W{week:02d}", starts_on, starts_on + timedelta(days=6))
        case "month":
            return Period(
                "month", f"{day.year:04d}-{day.month:02d}", day.replace(day=1), _last_day_of_month(day.year, day.month)
            )
        case "quarter":
            quarter = (day.month + 2) // 3
            starts_on = date(day.year, quarter * 3 - 2, 1)
            return Period("quarter", f"{day.year:04d}-Q{quarter}", starts_on, _last_day_of_month(day.year, quarter * 3))
        case "year":
            return Period("year", f"{day.year:04d}", date(day.year, 1, 1), date(day.year, 12, 31))
    raise HuddleError(f"“{kind}” is not a period. Use day, week, month, quarter or year.")


def period_between(starts_on: date, ends_on: date) -> Period:
    """Return the period of exactly these days; a span when they are no whole day, week, month, quarter or year.

    Raises `HuddleError` when the last day is before the first.
    """
    if ends_on < starts_on:
        raise HuddleError(f"{starts_on}..{ends_on} ends before it starts. Give the first day first.")
    for kind in PERIOD_KINDS:
        period = _containing_or_none(starts_on, kind)
        if period is not None and (period.starts_on, period.ends_on) == (starts_on, ends_on):
            return period
    return Period("span", f"{starts_on}..{ends_on}", starts_on, ends_on)


def parse_period(text: str, today: date | None = None) -> Period:
    """Return the period typed as `2017-Q2`, `2017-03`, `2017-W52`, `2017`, `2017-03-01` or `2017-03-01..2017-03-10`.

    Given `today`, also `day`, `week`, `month`, `quarter` and `year` for the current one, and `last-week` and its kind
    for the one before. Case does not matter. Raises `HuddleError` for anything else.
    """
    typed = text.strip().upper()
    *which, kind = typed.lower().replace("-", " ").split() or [""]
    if today is not None and kind in PERIOD_KINDS and which in ([], ["this"], ["last"]):
        current = period_containing(today, kind)
        return current.previous() if which == ["last"] else current
    try:
        return _parse_upper(typed)
    except (ValueError, OverflowError):
        pass
    raise HuddleError(
        f"“{text}” is not a period. Try week, month, quarter, last-month or {today.year}-Q1."
        if today is not None
        else f"“{text}” is not a period. Try 2017-Q2, 2017-03, 2017-W52, 2017 or 2017-03-01."
    )


def _parse_upper(typed: str) -> Period:
    first, dots, last = typed.partition("..")
    if dots:
        return period_between(_parse_upper(first).starts_on, _parse_upper(last).ends_on)
    year, dash, rest = typed.partition("-")
    number = _digits(year, 4)
    if not dash:
        return period_containing(date(number, 1, 1), "year")
    if rest[:1] == "Q":
        return period_containing(date(number, _digits(rest[1:], 1) * 3, 1), "quarter")
    if rest[:1] == "W":
        return period_containing(date.fromisocalendar(number, _digits(rest[1:], 1, 2), 1), "week")
    month, dash, day = rest.partition("-")
    if dash:
        return period_containing(date(number, _digits(month, 1, 2), _digits(day, 1, 2)), "day")
    return period_containing(date(number, _digits(month, 1, 2), 1), "month")


def _digits(text: str, *lengths: int) -> int:
    if len(text) not in lengths or not (text.isascii() and text.isdigit()):
        raise ValueError(text)
    return int(text)


def _last_day_of_month(year: int, month: int) -> date:
    return date(year, 12, 31) if month == 12 else date(year, month + 1, 1) - _DAY


def _containing_or_none(day: date, kind: str) -> Period | None:
    try:
        return period_containing(day, kind)
    except OverflowError:  # the last week of the calendar
        return None


def _within_calendar(make: Callable[[], Period]) -> Period:
    """Return what `make` returns. Raises `HuddleError` where the calendar of `datetime` ends."""
    try:
        return make()
    except OverflowError as error:
        raise HuddleError("The calendar ends here. Choose another period.") from error


# -- working days


def count_working_days(
    starts_on: date, ends_on: date, weekdays: str = DEFAULT_WORKING_DAYS, off: Collection[date] = ()
) -> int:
    """Return how many of the days from `starts_on` to `ends_on`, both included, are working days.

    `weekdays` are ISO weekdays (1 is Monday). `off` are days that do not count, such as holidays and absences, each
    given once.
    """
    days = (ends_on - starts_on).days + 1
    if days <= 0:
        return 0
    weeks, rest = divmod(days, 7)
    first = starts_on.isoweekday()
    rest_days = sum(str((first - 1 + step) % 7 + 1) in weekdays for step in range(rest))
    days_off = sum(starts_on <= day <= ends_on and str(day.isoweekday()) in weekdays for day in off)
    return weeks * len(set(weekdays)) + rest_days - days_off


def relative_day(day: date, today: date) -> str:
    """Return a day relative to today: `yesterday`, `today`, `tomorrow`, `Thu` for the next six days, else `30 Nov`."""
    days_away = (day - today).days
    if -1 <= days_away <= 1:
        return ("today", "tomorrow", "yesterday")[days_away]
    return WEEKDAYS[day.weekday()][:3] if 1 < days_away < 7 else format_day(day, today)


def on_day(day: date, today: date) -> str:
    """Return a day as a sentence says it: `today`, `tomorrow`, `on Thu`, `on 30 Nov`."""
    words = relative_day(day, today)
    return words if words in ("today", "tomorrow", "yesterday") else f"on {words}"


def format_due(day: date, today: date) -> str:
    """Return the day when something is due, relative to today: `today`, `Thu`, `30 Nov`, `overdue, 20 Nov`."""
    return f"overdue, {format_day(day, today)}" if day < today else relative_day(day, today)


def past_day_error(day: date, today: date) -> HuddleError:
    """Return the error for a day that must not be in the past."""
    return HuddleError(f"{format_day(day, today)} is in the past. Choose today or later.")


def format_share_gone(period: Period, share: float) -> str:
    """Return how much of a period has passed: `58% of Q4 gone`."""
    return f"{format_percent(share)} of {period.short} gone"

"""Reading days as people and CRMs write them: the order of day and month is decided over the whole column."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from core.errors import HuddleError
from core.importing.numbers import Native, day_from, likely

Order = Literal["day first", "month first"]

_ORDERS: tuple[Order, ...] = ("day first", "month first")

_TIME = re.compile(
    r"(?:,? +(?:at |um )?|T)[0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2})?(?:[.,][0-9]+)?(?: ?[AaPp]\.?[Mm]\.?)?"
    r"(?: ?(?:Z|UTC|GMT|[A-Z]{3,4}|[+-][0-9]{2}:?[0-9]{2}))?"
)
_NUMBERS = re.compile(r"([0-9]{1,4})([-/.]) ?([0-9]{1,2})\2 ?([0-9]{4}|[0-9]{1,2})")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_WORDS = re.compile(
    r"(?:[^\W\d]+\.?,? +)??"  # a weekday
    r"(?:([^\W\d]+)\.? +([0-9]{1,2})(?:st|nd|rd|th|\.)?,? +([0-9]{4}|'?[0-9]{2})"  # March 5, 2017
    r"|([0-9]{1,2})(?:st|nd|rd|th|º|er|\.)?[ -]*(?:de |of )?([^\W\d]+)\.?(?:,| de| del)?[ -]*([0-9]{4}|'?[0-9]{2}))"
)
_LANGUAGES = "en de fr es it pt nl sv da nb fi pl cs sk hu ro hr sl tr ru uk el bg et lv lt ca id"
_SEEN = 20_000
"""Different texts of a column that are looked at: years of days."""
_CENTURY = 69
"""As POSIX has it: 69–99 are 1969–1999, 00–68 are 2000–2068."""


@dataclass(frozen=True, slots=True)
class Days:
    """How the days of a column are written."""

    form: str | None = None
    """The strptime form that the map gives; then nothing else counts."""
    order: Order | None = None
    """What comes first in 03/04/2017; None where the column does not tell and nobody has said."""
    locale: str | None = None

    def day(self, text: str) -> date:
        """The day that `text` names. Raises `HuddleError` when it names none, or could name two."""
        if type(text) is Native:
            return day_from(str(text))
        if self.form is None:
            return _day(text, self.order, self.locale)
        try:
            return day_from(text, self.form)
        except HuddleError:
            without = _TIME.sub("", text)
            if without == text:
                raise
            return day_from(without, self.form)


class DayEvidence:
    """What the days of a column say about the order of day and month."""

    __slots__ = ("_seen", "day_first", "month_first", "two_ways")

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self.day_first = ""
        """The first text whose day can only stand first."""
        self.month_first = ""
        self.two_ways = ""
        """The first text that could be read either way."""

    def add(self, text: str, *, counts: bool = True) -> None:
        """Looks at one more. Of a row that gives nothing (`counts` is off) it is not asked what its day is."""
        if text in self._seen or type(text) is Native:
            return
        if counts and len(self._seen) < _SEEN:
            self._seen.add(text)
        found = _NUMBERS.fullmatch(text) or _NUMBERS.fullmatch(_TIME.sub("", text))
        if found is None or len(found[1]) > 2 or len(found[4]) == 1:
            return
        first, second = int(found[1]), int(found[3])
        if 12 < first <= 31 and second <= 12:
            self.day_first = self.day_first or text
        elif 12 < second <= 31 and first <= 12:
            self.month_first = self.month_first or text
        elif counts and first <= 12 and second <= 12 and first != second and found[2] != "." and not self.two_ways:
            self.two_ways = text

    def order(self) -> Order | None:
        """What comes first; None where nothing or everything is said."""
        if self.day_first and not self.month_first:
            return "day first"
        if self.month_first and not self.day_first:
            return "month first"
        return None

    def forms(self) -> tuple[str, str]:
        """The strptime forms that `two_ways` could be in: day first, month first."""
        found = _NUMBERS.fullmatch(self.two_ways) or _NUMBERS.fullmatch(_TIME.sub("", self.two_ways))
        assert found is not None
        mark, year = found[2], "%Y" if len(found[4]) == 4 else "%y"
        return f"%d{mark}%m{mark}{year}", f"%m{mark}%d{mark}{year}"


def is_day(text: str) -> bool:
    """Whether it can be read as a day, whatever comes first."""
    for order in _ORDERS:
        try:
            Days(order=order).day(text)
        except HuddleError:
            continue
        return True
    return False


def order_of(locale: str) -> Order:
    """What comes first where people write days as in `locale`."""
    from babel.dates import get_date_format

    pattern = str(get_date_format("short", locale=locale).pattern)
    return "day first" if pattern.find("d") < pattern.find("M") else "month first"


def _day(text: str, order: Order | None, locale: str | None) -> date:
    try:
        return day_from(text)
    except HuddleError:
        if len(text) > 60:
            raise
        bare = _TIME.sub("", text)
        parts = _numeric(bare, order) or _worded(bare, locale)
        if parts is None:
            raise
        try:
            return likely(date(*parts), text)
        except ValueError:
            raise HuddleError(f"“{text[:40]}” is no day of the calendar.") from None


def _numeric(text: str, order: Order | None) -> tuple[int, int, int] | None:
    if compact := _COMPACT.fullmatch(text):
        return int(compact[1]), int(compact[2]), int(compact[3])
    found = _NUMBERS.fullmatch(text)
    if found is None or len(found[1]) == 3:
        return None
    if len(found[1]) == 4:
        return int(found[1]), int(found[3]), int(found[4])
    if len(found[4]) == 1:
        return None
    first, second, year = int(found[1]), int(found[3]), _year(found[4])
    if order is None:
        if first <= 12 and second <= 12 and first != second and found[2] != ".":
            raise HuddleError(f"“{text}” could be two days. Say which with dates under [file].")
        # With points the day stands first in every language that writes so.
        order = "month first" if second > 12 else "day first"
    return (year, second, first) if order == "day first" else (year, first, second)


def _year(text: str) -> int:
    if len(text) == 4:
        return int(text)
    year = int(text.lstrip("'"))
    return year + (1900 if year >= _CENTURY else 2000)


def _worded(text: str, locale: str | None) -> tuple[int, int, int] | None:
    found = _WORDS.fullmatch(text)
    if found is None:
        return None
    name = (found[1] or found[5]).casefold()
    month = _months(locale).get(name)
    if month is None:
        return None
    return _year(found[3] or found[6]), month, int(found[2] or found[4])


@cache
def _months(locale: str | None) -> dict[str, int]:
    """The names of the months, long and short: of that locale, else of every language in which a name is one month."""
    from babel.dates import get_month_names

    names: dict[str, set[int]] = {}
    for language in [locale] if locale else _LANGUAGES.split():
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for month, name in get_month_names(width, context, language).items():
                    names.setdefault(str(name).rstrip(".").casefold(), set()).add(month)
    known = {name: next(iter(months)) for name, months in names.items() if len(months) == 1}
    return known | {"sept": 9}

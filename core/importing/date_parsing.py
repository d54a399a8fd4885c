"""Parse dates as people and CRMs write them; the order of day and month is decided from the whole column."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from core.errors import HuddleError
from core.importing.amount_parsing import NativeCell, parse_file_date, require_likely_year

DayOrder = Literal["day first", "month first"]

_ORDERS: tuple[DayOrder, ...] = ("day first", "month first")

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
"""The languages whose month names are recognised."""
_MAX_KEPT = 20_000
"""How many distinct texts of a column are kept: years of days."""
_FIRST_YEAR_OF_1900S = 69
"""Two-digit years as in POSIX: 69–99 are 1969–1999, 00–68 are 2000–2068."""


@dataclass(frozen=True, slots=True)
class DateFormat:
    """How the days of a column are written."""

    form: str | None = None
    """The strptime form that the map gives; then `order` and `locale` are not used."""
    order: DayOrder | None = None
    """What comes first in 03/04/2017; None when the column does not show it and the map does not say it."""
    locale: str | None = None
    """The locale whose month names are used; None for all known languages."""

    def parse(self, text: str) -> date:
        """Return the day that `text` names. Raises `HuddleError` when it names none, or could name two."""
        if type(text) is NativeCell:
            return parse_file_date(str(text))
        if self.form is None:
            return _parse_day(text, self.order, self.locale)
        try:
            return parse_file_date(text, self.form)
        except HuddleError:
            without = _TIME.sub("", text)
            if without == text:
                raise
            return parse_file_date(without, self.form)


class DayEvidence:
    """What the days of a column show about the order of day and month."""

    __slots__ = ("_seen", "ambiguous", "day_first", "month_first")

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self.day_first = ""
        """The first text that is a date only with the day first; empty without one."""
        self.month_first = ""
        """The first text that is a date only with the month first; empty without one."""
        self.ambiguous = ""
        """The first text that could be read either way."""

    def add(self, text: str, *, counts: bool = True) -> None:
        """Add one text. With `counts` off (a row that gives nothing) it can decide the order, but not be ambiguous."""
        if text in self._seen or type(text) is NativeCell:
            return
        if counts and len(self._seen) < _MAX_KEPT:
            self._seen.add(text)
        match = _NUMBERS.fullmatch(text) or _NUMBERS.fullmatch(_TIME.sub("", text))
        if match is None or len(match[1]) > 2 or len(match[4]) == 1:
            return
        first, second = int(match[1]), int(match[3])
        if 12 < first <= 31 and second <= 12:
            self.day_first = self.day_first or text
        elif 12 < second <= 31 and first <= 12:
            self.month_first = self.month_first or text
        elif counts and first <= 12 and second <= 12 and first != second and match[2] != "." and not self.ambiguous:
            self.ambiguous = text

    def decide_order(self) -> DayOrder | None:
        """Return what comes first; None when there is no evidence, or evidence for both."""
        if self.day_first and not self.month_first:
            return "day first"
        if self.month_first and not self.day_first:
            return "month first"
        return None

    def possible_forms(self) -> tuple[str, str]:
        """Return the strptime forms that `ambiguous` could be in: day first, month first."""
        match = _NUMBERS.fullmatch(self.ambiguous) or _NUMBERS.fullmatch(_TIME.sub("", self.ambiguous))
        assert match is not None
        mark, year = match[2], "%Y" if len(match[4]) == 4 else "%y"
        return f"%d{mark}%m{mark}{year}", f"%m{mark}%d{mark}{year}"


def can_be_day(text: str) -> bool:
    """Return whether the text can be read as a day in any order."""
    for order in _ORDERS:
        try:
            DateFormat(order=order).parse(text)
        except HuddleError:
            continue
        return True
    return False


def day_order_of_locale(locale: str) -> DayOrder:
    """Return what comes first in the short date format of `locale`."""
    from babel.dates import get_date_format

    pattern = str(get_date_format("short", locale=locale).pattern)
    return "day first" if pattern.find("d") < pattern.find("M") else "month first"


def _parse_day(text: str, order: DayOrder | None, locale: str | None) -> date:
    try:
        return parse_file_date(text)
    except HuddleError:
        if len(text) > 60:
            raise
        bare = _TIME.sub("", text)
        parts = _parse_numeric(bare, order) or _parse_worded(bare, locale)
        if parts is None:
            raise
        try:
            return require_likely_year(date(*parts), text)
        except ValueError:
            raise HuddleError(f"“{text[:40]}” is not a date.") from None


def _parse_numeric(text: str, order: DayOrder | None) -> tuple[int, int, int] | None:
    if compact := _COMPACT.fullmatch(text):
        return int(compact[1]), int(compact[2]), int(compact[3])
    match = _NUMBERS.fullmatch(text)
    if match is None or len(match[1]) == 3:
        return None
    if len(match[1]) == 4:
        return int(match[1]), int(match[3]), int(match[4])
    if len(match[4]) == 1:
        return None
    first, second, year = int(match[1]), int(match[3]), _full_year(match[4])
    if order is None:
        if first <= 12 and second <= 12 and first != second and match[2] != ".":
            raise HuddleError(f"“{text}” is ambiguous. Set dates under [file].")
        # With dots the day comes first in every language that uses them.
        order = "month first" if second > 12 else "day first"
    return (year, second, first) if order == "day first" else (year, first, second)


def _full_year(text: str) -> int:
    if len(text) == 4:
        return int(text)
    year = int(text.lstrip("'"))
    return year + (1900 if year >= _FIRST_YEAR_OF_1900S else 2000)


def _parse_worded(text: str, locale: str | None) -> tuple[int, int, int] | None:
    match = _WORDS.fullmatch(text)
    if match is None:
        return None
    name = (match[1] or match[5]).casefold()
    month = _months(locale).get(name)
    if month is None:
        return None
    return _full_year(match[3] or match[6]), month, int(match[2] or match[4])


@cache
def _months(locale: str | None) -> dict[str, int]:
    """Return month numbers by name, long and short: of that locale, or names that mean one month in all languages."""
    from babel.dates import get_month_names

    names: dict[str, set[int]] = {}
    for language in [locale] if locale else _LANGUAGES.split():
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for month, name in get_month_names(width, context, language).items():
                    names.setdefault(str(name).rstrip(".").casefold(), set()).add(month)
    known = {name: next(iter(months)) for name, months in names.items() if len(months) == 1}
    return known | {"sept": 9}

"""Parse dates as people and CRMs write them; the order of day and month is decided from the whole column."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from core.errors import HuddleError
from core.importing.amount_parsing import NativeCell, parse_file_date, require_likely_year
from core.importing.month_names import full_year, month_number
from core.importing.period_parsing import parse_period

DayOrder = Literal["day first", "month first"]

DAY_ORDERS: tuple[DayOrder, ...] = ("day first", "month first")
MARKS = "-/."
"""What stands between the numbers of a day."""

_TIME = re.compile(
    r"(?:,? +(?:at |um )?|T)[0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2})?(?:[.,][0-9]+)?(?: ?[AaPp]\.?[Mm]\.?)?"
    r"(?: ?(?:Z|UTC|GMT|[A-Z]{3,4}|[+-][0-9]{2}:?[0-9]{2}))?"
)
_NUMBERS = re.compile(r"([0-9]{1,4})([-/.]) ?([0-9]{1,2})\2 ?([0-9]{4}|[0-9]{1,2})")
_SERIAL = re.compile(r"[0-9]{5}(?:\.[0-9]+)?")
_SERIAL_ZERO = date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 29221, 73050
"""1980 and 2099 as spreadsheets count days."""
_MILLISECONDS = re.compile(r"[0-9]{12,13}")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_WORDS = re.compile(
    r"(?:[^\W\d]+\.?,? +)??"  # a weekday
    r"(?:([^\W\d]+)\.? +([0-9]{1,2})(?:st|nd|rd|th|\.)?,? +([0-9]{4}|'?[0-9]{2})"  # March 5, 2017
    r"|([0-9]{1,2})(?:st|nd|rd|th|º|er|\.)?[ -]*(?:de |of )?([^\W\d]+)\.?(?:,| de| del)?[ -]*([0-9]{4}|'?[0-9]{2}))"
)
_MAX_KEPT = 20_000
"""How many distinct texts of a column are kept: years of days."""


@dataclass(frozen=True, slots=True)
class DateFormat:
    """How the days of a column are written."""

    form: str | None = None
    """The strptime form that the map gives; days in ISO form are read beside it."""
    orders: Mapping[str, DayOrder] = field(default_factory=dict)
    """What comes first by the mark between the numbers, as in 03/04/2017; a mark that is missing shows none."""
    locale: str | None = None
    """The locale whose month names are used; None for all known languages."""
    has_periods: bool = False
    """Whether a month, quarter or year stands for its first day."""

    @classmethod
    def ordered(cls, order: DayOrder) -> DateFormat:
        """Return the format in which `order` holds for every mark."""
        return cls(orders=dict.fromkeys(MARKS, order))

    def parse(self, text: str) -> date:
        """Return the day that `text` names. Raises `HuddleError` when it names none, or could name two."""
        if (counted := _parse_counted(text)) is not None:
            return counted
        if type(text) is NativeCell:
            return parse_file_date(str(text))
        if self.has_periods and (period := self._parse_period(text)) is not None:
            return period
        if self.form is None:
            return _parse_day(text, self.orders, self.locale)
        for written in (text, _TIME.sub("", text)):
            with suppress(HuddleError):
                return parse_file_date(written, self.form)
        with suppress(HuddleError):
            return parse_file_date(text)
        return parse_file_date(text, self.form)

    def _parse_period(self, text: str) -> date | None:
        found = parse_period(text, self.locale)
        return found[0] if found else None


class DayEvidence:
    """What the days of a column show about the order of day and month, for each mark between the numbers."""

    __slots__ = ("_ambiguous", "_day_first", "_month_first", "_seen")

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self._day_first: set[str] = set()
        self._month_first: set[str] = set()
        self._ambiguous: dict[str, str] = {}
        """The first text that could be read either way, by mark."""

    def add(self, text: str, *, counts: bool = True) -> None:
        """Add one text. With `counts` off (a row that gives nothing) it can decide the order, but not be ambiguous."""
        if text in self._seen or type(text) is NativeCell:
            return
        if counts and len(self._seen) < _MAX_KEPT:
            self._seen.add(text)
        match = _NUMBERS.fullmatch(text) or _NUMBERS.fullmatch(_TIME.sub("", text))
        if match is None or len(match[1]) > 2 or len(match[4]) == 1:
            return
        first, second, mark = int(match[1]), int(match[3]), match[2]
        if 12 < first <= 31 and second <= 12:
            self._day_first.add(mark)
        elif 12 < second <= 31 and first <= 12:
            self._month_first.add(mark)
        elif counts and first <= 12 and second <= 12 and first != second and mark != ".":
            self._ambiguous.setdefault(mark, text)

    def decide_orders(self) -> dict[str, DayOrder]:
        """Return what comes first by mark; a mark is missing without evidence, or with evidence for both."""
        orders: dict[str, DayOrder] = dict.fromkeys(self._day_first - self._month_first, "day first")
        return orders | dict.fromkeys(self._month_first - self._day_first, "month first")

    @property
    def is_mixed(self) -> bool:
        """Return whether some days show the one order, and some with the same mark the other."""
        return bool(self._day_first & self._month_first)

    @property
    def ambiguous(self) -> str:
        """The first text that could be read either way, with a mark that does not decide it; empty without one."""
        orders = self.decide_orders()
        return next((text for mark, text in self._ambiguous.items() if mark not in orders), "")


def can_be_day(text: str) -> bool:
    """Return whether the text can be read as a day in any order."""
    if _SERIAL.fullmatch(text):
        return False
    for order in DAY_ORDERS:
        try:
            DateFormat.ordered(order).parse(text)
        except HuddleError:
            continue
        return True
    return False


def day_order_of_locale(locale: str) -> DayOrder:
    """Return what comes first in the short date format of `locale`."""
    from babel.dates import get_date_format

    pattern = str(get_date_format("short", locale=locale).pattern)
    return "day first" if pattern.find("d") < pattern.find("M") else "month first"


def is_serial_day(text: str) -> bool:
    """Return whether the text is a day as spreadsheets count them, which any number of five figures may be."""
    return _SERIAL.fullmatch(text) is not None and _FIRST_SERIAL <= float(text) <= _LAST_SERIAL


def _parse_counted(text: str) -> date | None:
    """Return the day of a count: days since 1899 as in spreadsheets, or milliseconds since 1970 as in JSON."""
    if is_serial_day(text):
        return _SERIAL_ZERO + timedelta(days=int(float(text)))
    if _MILLISECONDS.fullmatch(text):
        return datetime.fromtimestamp(int(text) / 1000, UTC).date()
    return None


def _parse_day(text: str, orders: Mapping[str, DayOrder], locale: str | None) -> date:
    try:
        return parse_file_date(text)
    except HuddleError:
        if len(text) > 60:
            raise
        bare = _TIME.sub("", text)
        parts = _parse_numeric(bare, orders) or _parse_worded(bare, locale)
        if parts is None:
            raise
        try:
            return require_likely_year(date(*parts), text)
        except ValueError:
            raise HuddleError(f"“{text[:40]}” is not a date.") from None


def _parse_numeric(text: str, orders: Mapping[str, DayOrder]) -> tuple[int, int, int] | None:
    if compact := _COMPACT.fullmatch(text):
        return int(compact[1]), int(compact[2]), int(compact[3])
    match = _NUMBERS.fullmatch(text)
    if match is None or len(match[1]) == 3:
        return None
    if len(match[1]) == 4:
        return int(match[1]), int(match[3]), int(match[4])
    if len(match[4]) == 1:
        return None
    first, second, year = int(match[1]), int(match[3]), full_year(match[4])
    order = orders.get(match[2])
    if order is None:
        if first <= 12 and second <= 12 and first != second and match[2] != ".":
            raise HuddleError(f"“{text}” is ambiguous. Set dates under [file].")
        # With dots the day comes first in every language that uses them.
        order = "month first" if second > 12 else "day first"
    return (year, second, first) if order == "day first" else (year, first, second)


def _parse_worded(text: str, locale: str | None) -> tuple[int, int, int] | None:
    match = _WORDS.fullmatch(text)
    if match is None:
        return None
    month = month_number(match[1] or match[5], locale)
    if month is None:
        return None
    return full_year(match[3] or match[6]), month, int(match[2] or match[4])

"""Reading amounts as a file writes them: exactly, or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from core.errors import HuddleError

LARGEST = 10**13
"""The largest amount, in a metric's smallest unit: a hundred billion in cents. Sums of a million such fit SQLite."""

_POINT = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]+))?\.?")
_COMMA = re.compile(r"([+-]?)([0-9]*)(?:,([0-9]+))?,?")
_ISO = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ][0-9]{2}:[0-9]{2}[0-9:.,+\-Z ]*)?")
_YEARS = (1900, 2999)
"""A team's numbers fall in these; outside them a year was mistyped."""

_SIGN = r"(?:[A-Za-z]{0,3}[$€£¥₹₽₩₪₺₫₴₦₱฿¢]|[A-Z]{3}|kr\.?|Kr\.?|zł|Kč|Ft|lei|Fr\.|R\$|S/\.?)"
_WITH_CURRENCY = re.compile(rf"(?:{_SIGN} ?)?([+-]?)(?:{_SIGN} ?)?([0-9][0-9., ']*|[.,][0-9]+)([+-]?)(?: ?{_SIGN})?")
_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
_CORE = re.compile(r"[0-9., ']+")
_TWO_WAYS = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_LONGEST = 60
"""Characters of the longest amount that is looked into: far more than any has."""


class Native(str):
    """A cell that was a number or a day in the file itself, written with a decimal point, or as an ISO day."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """How the numbers of a column are written."""

    decimal: str = "."
    is_sure: bool = True
    """False where nothing in the file tells “1,500” from “1.500”: such an amount is then not taken."""


class Evidence:
    """What the amounts of a column say about its decimal mark."""

    __slots__ = ("comma", "point", "two_ways")

    def __init__(self) -> None:
        self.point = False
        self.comma = False
        self.two_ways = ""
        """The first amount that could be read either way."""

    def add(self, text: str) -> None:
        """Looks at one more."""
        if type(text) is Native or not (("." in text and not self.point) or "," in text):
            return
        told = _mark_of(text)
        if told == ".":
            self.point = True
        elif told == ",":
            self.comma = True
        elif told and not self.two_ways:
            self.two_ways = text

    def mark(self, others: Iterable[Evidence] = ()) -> Mark:
        """The column's mark; where it does not say itself, as the file's `others` do."""
        if not self.point and not self.comma:
            point, comma = any(other.point for other in others), any(other.comma for other in others)
            if point == comma:
                return Mark(".", not self.two_ways)
            return Mark("," if comma else ".")
        return Mark("," if self.comma and not self.point else ".")


def _mark_of(text: str) -> str | None:
    """The decimal mark that `text` shows; `?` when it could be either; None when it shows none."""
    core = _bare(text)
    if core is None:
        return None
    digits = core[1]
    last = max(digits.rfind("."), digits.rfind(","))
    if last < 0:
        return None
    mark = digits[last]
    other = "," if mark == "." else "."
    if other in digits or " " in digits or "'" in digits:
        # With another mark between the thousands, the last one is the decimals'; unless there are several of it.
        return mark if digits.count(mark) == 1 else None
    if digits.count(mark) > 1:
        return other
    return "?" if _TWO_WAYS.fullmatch(digits) else mark


def _bare(text: str) -> tuple[str, str] | None:
    """The sign, and the digits with their marks: without currency, brackets and the like."""
    if len(text) > _LONGEST:
        return None
    text = _SPACES.sub(" ", text.replace("−", "-").replace("’", "'")).strip()
    bracketed = text[:1] == "(" and text[-1:] == ")"
    found = _WITH_CURRENCY.fullmatch(text[1:-1].strip() if bracketed else text)
    if found is None or (bracketed and (found[1] or found[3])) or (found[1] and found[3]):
        return None
    return "-" if bracketed or "-" in (found[1], found[3]) else "", found[2].strip()


def _plain(text: str, decimal: str) -> str | None:
    """The same amount with a point and nothing else, or None when `text` is none."""
    bare = _bare(text)
    if bare is None:
        return None
    sign, digits = bare
    if digits.count(decimal) > 1:
        return None
    whole, _, fraction = digits.partition(decimal)
    marks = {character for character in whole if not character.isdigit()}
    if len(marks) > 1 or (fraction and not fraction.isdigit()):
        return None
    if marks:
        first, *groups = whole.split(marks.pop())
        # Thousands, or lakhs and crores: 12,34,567.
        sizes = {len(group) for group in groups[:-1]}
        if not 1 <= len(first) <= 3 or len(groups[-1]) != 3 or not (sizes <= {3} or sizes <= {2}):
            return None
        whole = first + "".join(groups)
    return f"{sign}{whole}.{fraction}" if fraction else f"{sign}{whole}"


def _found(text: str, decimal: str) -> re.Match[str] | None:
    found = (_POINT if decimal == "." else _COMMA).fullmatch(text)
    if found is None:
        plain = _plain(text, decimal)
        found = _POINT.fullmatch(plain) if plain is not None else None
    return found if found and (found[2] or found[3]) else None


def decimals(text: str, decimal: str = ".") -> int | None:
    """How many decimals `text` is written with, or None when it is no number."""
    found = _found(text, "." if type(text) is Native else decimal)
    return None if found is None else len(found[3] or "")


def amount_from(text: str, scale: int, decimal: str = ".", *, is_sure: bool = True) -> int:
    """The amount in units of 10^-scale, exactly: also with thousands marks, a currency, or in brackets below zero.

    Raises `HuddleError` when `text` is no number, could be two unless `is_sure` of the mark, is too large, or has
    more decimals than the scale holds, where zeros at its end are not counted.
    """
    if type(text) is Native:
        decimal = "."
    elif not is_sure and _mark_of(text) == "?":
        raise HuddleError(
            f'“{text[:40]}” could be thousands or have three decimals. Say which with decimal = "." '
            'or decimal = "," under [file].'
        )
    found = _found(text, decimal)
    if found is None:
        other = "," if decimal == "." else "."
        hint = f'; where “{other}” is the decimal mark, say decimal = "{other}" under [file]' if other in text else ""
        raise HuddleError(f"“{text[:40]}” is not a number{hint}.")
    fraction = (found[3] or "").rstrip("0")
    if len(fraction) > scale:
        allowed = f"{scale} decimals" if scale else "no decimals"
        raise HuddleError(f"“{text[:40]}” has more decimals than the metric, which has {allowed}.")
    digits = (found[2] + fraction.ljust(scale, "0")).lstrip("0")
    # Long digits first: Python refuses to turn more than 4,300 of them into a number.
    if len(digits) > 14 or (amount := int(digits or "0")) > LARGEST:
        raise HuddleError(f"“{text[:40]}” is too large for an amount.")
    return -amount if found[1] == "-" else amount


@lru_cache(maxsize=4096)
def day_from(text: str, form: str | None = None) -> date:
    """The day that `text` names, in the strptime `form`, or as an ISO date (a time after it is left aside).

    Raises `HuddleError` when it names none.
    """
    try:
        if form is not None:
            day = datetime.strptime(text, form).date()  # noqa: DTZ007 (a day has no zone)
        else:
            found = _ISO.fullmatch(text)
            if not found:
                raise ValueError
            day = date.fromisoformat(found[1])
    except (ValueError, re.error, OverflowError):
        meant = f"in the form “{form}”" if form else 'as 2017-03-01; say its form with dates = "%d.%m.%Y" under [file]'
        raise HuddleError(f"“{text[:40]}” is not a date {meant}.") from None
    return likely(day, text)


def likely(day: date, text: str) -> date:
    """The same day. Raises `HuddleError` where its year can only be mistyped."""
    if not _YEARS[0] <= day.year <= _YEARS[1]:
        raise HuddleError(f"“{text[:40]}” lies outside the years {_YEARS[0]} to {_YEARS[1]}.")
    return day

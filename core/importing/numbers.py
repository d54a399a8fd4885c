"""Reading amounts and days as a file writes them: exactly, or not at all."""

from __future__ import annotations

import re
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


def decimals(text: str, decimal: str = ".") -> int | None:
    """How many decimals `text` is written with, or None when it is no number."""
    found = (_POINT if decimal == "." else _COMMA).fullmatch(text)
    if not found or not (found[2] or found[3]):
        return None
    return len(found[3] or "")


def amount_from(text: str, scale: int, decimal: str = ".") -> int:
    """The amount in units of 10^-scale, exactly.

    Raises `HuddleError` when `text` is no number, is too large, or has more decimals than the scale holds, where
    zeros at its end are not counted.
    """
    found = (_POINT if decimal == "." else _COMMA).fullmatch(text)
    if not found or not (found[2] or found[3]):
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
    if not _YEARS[0] <= day.year <= _YEARS[1]:
        raise HuddleError(f"“{text[:40]}” lies outside the years {_YEARS[0]} to {_YEARS[1]}.")
    return day

"""The names of months in many languages, and years of two digits."""

from __future__ import annotations

from functools import cache

_LANGUAGES = "en de fr es it pt nl sv da nb fi pl cs sk hu ro hr sl tr ru uk el bg et lv lt ca id"
"""The languages whose month names are recognised."""
_FIRST_YEAR_OF_1900S = 69
"""Two-digit years as in POSIX: 69–99 are 1969–1999, 00–68 are 2000–2068."""


def full_year(text: str) -> int:
    """Return the year that is written with two or four digits."""
    if len(text) == 4:
        return int(text)
    year = int(text.lstrip("'"))
    return year + (1900 if year >= _FIRST_YEAR_OF_1900S else 2000)


def month_number(name: str, locale: str | None = None) -> int | None:
    """Return the number of the month of that name, long or short; None when there is none."""
    return _months(locale).get(name.casefold())


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

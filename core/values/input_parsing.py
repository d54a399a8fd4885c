"""Parse what a person types: days, repetitions, numbers and durations."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from core.errors import HuddleError
from core.values.text import clean
from core.values.writing import MONTH_FIRST, date_style

if TYPE_CHECKING:
    from core.models import Every

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


_NEAR_DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1}

_DAYS_OF_UNIT = {"day": 1, "days": 1, "week": 7, "weeks": 7}

MAX_YEARS_AWAY = 100
"""A day that is so many years away was mistyped."""


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


# Seven digits are more than a year of seconds, and keep int() fast on pasted text.
_DURATION = re.compile(
    r"(?P<minutes>[0-9]{1,7}):(?P<seconds>[0-5][0-9])|(?P<number>[0-9]{1,7})(?P<unit>s|sec|seconds?|m|min|minutes?|h|)"
)


_UNITS = {"": 60, "m": 60, "s": 1, "h": 3600}


_RECURRENCES: dict[str, Every] = {
    "day": "day", "daily": "day", "week": "week", "weekly": "week", "month": "month", "monthly": "month",
    "quarter": "quarter", "quarterly": "quarter",
}  # fmt: skip


_AND = re.compile(r"\s+and\s+|\s+&\s+", re.IGNORECASE)


_SUFFIXES = ("jr", "sr", "ii", "iii", "iv", "phd", "md")
"""What follows a name after a comma and belongs to it."""


def split_names(text: str) -> list[str]:
    """Return the names in a text: one per line, or parted by `;`, else by commas and “and”: `Ben, Lea and Jon`.

    Where lines or `;` part them, a comma belongs to the name, as in `Weiss, Jon; Brandt, Lea`.
    """
    parts = [part for part in re.split(r"[;\n]", text) if part.strip()]
    if len(parts) != 1:
        return [part.strip() for part in parts]
    names: list[str] = []
    for piece in (piece.strip() for part in parts[0].split(",") for piece in _AND.split(f" {part} ")):
        if names and piece.casefold().rstrip(".") in _SUFFIXES:
            names[-1] += f", {piece}"
        elif piece:
            names.append(piece)
    return names


def parse_day(text: str, today: date) -> date | None:
    """Parse a day as people type it; return None for no text.

    `today`, `tomorrow`, `friday`, `next friday`, `in 3 days`, `+10` (days), `30 Nov`, `30.11.`, `20/11/2026`,
    `2026-11-30`. A weekday, or a day without a year, is the next one from `today` on. `11/12/2026` begins with the
    month where the reader's dates do. Raises `HuddleError` for anything else, and for a year that is
    `MAX_YEARS_AWAY` or more away.
    """
    return _parse_day(text, today, looks_back=False)


def parse_past_day(text: str, today: date) -> date | None:
    """Parse a day in the past: as `parse_day`, but a weekday, or a day without a year, is the last one up to `today`.

    A day that names the future (`tomorrow`, `+3`, a year) is returned as it is.
    """
    return _parse_day(text, today, looks_back=True)


def require_day(text: str, today: date) -> date:
    """Parse a day as `parse_day` does. Raises `HuddleError` for no text too."""
    return _require(parse_day(text, today), text)


def require_past_day(text: str, today: date) -> date:
    """Parse a day as `parse_past_day` does. Raises `HuddleError` for no text too."""
    return _require(parse_past_day(text, today), text)


def parse_recurrence(text: str) -> tuple[Every | None, int | None]:
    """Parse a recurrence: `every monday` gives ("week", 1), `weekly` gives ("week", None), no text gives (None, None).

    Raises `HuddleError` for anything else.
    """
    words = clean(text).casefold().split()
    if words and words[0] in ("every", "each"):
        words = words[1:]
    if not words or words == ["once"]:
        return None, None
    if len(words) == 1 and words[0] in _RECURRENCES:
        return _RECURRENCES[words[0]], None
    weekday = _parse_weekday(words[0]) if len(words) == 1 else None
    if weekday:
        return "week", weekday
    raise HuddleError(f"“{text}” is not an interval. Use day, week, month, quarter or a weekday.")


def parse_count(text: str) -> int:
    """Parse a whole number from 0 on, of at most seven digits. Raises `HuddleError` for anything else."""
    words = clean(text)
    if not re.fullmatch(r"[0-9]{1,7}", words):
        raise HuddleError(f"“{text}” is not a number. Type digits, e.g. 3.")
    return int(words)


def parse_duration(text: str) -> int | None:
    """Parse a duration, `5` or `5m` (minutes), `5:30`, `90s`, `1h`, and return it in seconds; None for `0`, `off`,
    `none`.

    Raises `HuddleError` for anything else. The timer checks how long a stage may last.
    """
    words = clean(text).casefold().replace(" ", "")
    if words in ("off", "none"):
        return None
    match = _DURATION.fullmatch(words)
    if match is None:
        raise HuddleError(f"“{text}” is not a duration. Try 5, 5:30 or 90s. 0 removes the timer.")
    if match["seconds"] is not None:
        return int(match["minutes"]) * 60 + int(match["seconds"]) or None
    return int(match["number"]) * _UNITS[match["unit"][:1]] or None


def _require(day: date | None, text: str) -> date:
    if day is None:
        raise _no_day(text)
    return day


def _no_day(text: str) -> HuddleError:
    return HuddleError(f"“{text}” is not a date. Try 30 Nov, friday, tomorrow or 2026-11-30.")


def _parse_day(text: str, today: date, *, looks_back: bool) -> date | None:
    typed = clean(text).casefold().removeprefix("by ").strip()
    if not typed:
        return None
    try:
        day = _parse_relative(typed.split(), today, looks_back=looks_back) or _parse_calendar_day(
            typed, today, looks_back=looks_back
        )
    except (ValueError, IndexError, OverflowError):
        raise _no_day(text) from None
    if abs(day.year - today.year) >= MAX_YEARS_AWAY:
        raise HuddleError(f"“{text}” is in the year {day.year}. Is the year right? Type it again, e.g. {today}.")
    return day


def _parse_relative(words: list[str], today: date, *, looks_back: bool) -> date | None:
    """Return the day that the words give as a distance from today, or by its weekday; None if they do neither."""
    match words:
        case [word] if word in _NEAR_DAYS:
            return today + timedelta(days=_NEAR_DAYS[word])
        case [word] if word.startswith("+"):
            return today + timedelta(days=int(word[1:]))
        case ["in", number, unit] if unit in _DAYS_OF_UNIT:
            return today + timedelta(days=int(number) * _DAYS_OF_UNIT[unit])
        case [number, unit, "ago"] if unit in _DAYS_OF_UNIT:
            return today - timedelta(days=int(number) * _DAYS_OF_UNIT[unit])
        case ["last" | "next" as which, word]:
            days = _days_from(_parse_weekday(word) or 0, today)
            # Not today itself: "last friday", said on a Friday, is a week ago.
            return today + timedelta(days=days - 7 if which == "last" else days or 7)
        case [word] if weekday := _parse_weekday(word):
            days = _days_from(weekday, today)
            return today + timedelta(days=days - 7 if looks_back and days else days)
    return None


def _days_from(weekday: int, today: date) -> int:
    """Return in how many days this ISO weekday is: 0 to 6. Raises `ValueError` for 0, which is none."""
    if not weekday:
        raise ValueError
    return (weekday - today.isoweekday()) % 7


def _parse_weekday(word: str) -> int | None:
    """Return the ISO weekday that the word, of at least two letters, begins; None when there is none."""
    matches = [number for number, name in enumerate(_DAYS, start=1) if len(word) >= 2 and name.startswith(word)]
    # "s" and "t" begin two weekdays each; two letters tell all of them apart.
    return matches[0] if len(matches) == 1 else None


def _parse_calendar_day(typed: str, today: date, *, looks_back: bool) -> date:
    """Parse `30 nov`, `nov 30`, `30.11.`, `30/11`, each with or without a year, and `2026-11-30`."""
    parts = [part for part in re.split(r"[\s.,/-]+", typed) if part]
    if len(parts[0]) == 4 and parts[0].isdigit():
        year, month, number = map(int, parts)
        return date(year, month, number)
    if parts[0][:1].isalpha() or _begins_with_month(typed, parts):
        parts[:2] = parts[1::-1]
    number = int(parts[0].rstrip("stndrh"))
    month = _MONTHS.index(parts[1][:3]) + 1 if parts[1][:1].isalpha() else int(parts[1])
    match parts[2:]:
        case []:
            return _without_year(month, number, today, looks_back=looks_back)
        case [year_digits]:
            year = int(year_digits)
            return date(year + 2000 if year < 100 else year, month, number)
    raise ValueError


def _begins_with_month(typed: str, parts: list[str]) -> bool:
    """Return whether a day in numbers, such as `11/20/2026`, begins with the month: as the reader's dates do, or as
    only that is possible. With points, days come first everywhere."""
    if "." in typed or not (parts[0].isdigit() and parts[1].isdigit()):
        return False
    first, second = int(parts[0]), int(parts[1])
    return first <= 12 and (second > 12 or date_style() == MONTH_FIRST)


def _without_year(month: int, number: int, today: date, *, looks_back: bool) -> date:
    """Return the next such day from today on, or the last one up to today; 29 February is of a leap year."""
    step = -1 if looks_back else 1
    for year in range(today.year, today.year + 9 * step, step):
        try:
            day = date(year, month, number)
        except ValueError:
            if (month, number) != (2, 29):
                raise
            continue
        if day == today or (day > today) != looks_back:
            return day
    raise ValueError

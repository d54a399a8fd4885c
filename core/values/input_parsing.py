"""Parse what a person types: days, repetitions, numbers and durations."""

from __future__ import annotations

import re
from datetime import date, timedelta

from core.errors import HuddleError
from core.models import Every
from core.values.text import clean

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


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


def parse_day(text: str, today: date) -> date | None:
    """Parse `today`, `tomorrow`, `friday`, `30 Nov`, `30.11.`, `2026-11-30` or `+10` (days); return None for no text.

    A weekday, or a day without a year, is the next one from `today` on. Raises `HuddleError` for anything else.
    """
    words = clean(text).casefold().removeprefix("by ").replace(".", " ").replace(",", " ").split()
    if not words:
        return None
    first = words[0]
    try:
        if first in ("today", "tomorrow"):
            return today + timedelta(days=first == "tomorrow")
        if first.startswith("+") and len(words) == 1:
            return today + timedelta(days=int(first[1:]))
        if len(words) == 1 and "-" in first:
            return date.fromisoformat(first)
        weekday = _parse_weekday(first)
        if weekday and len(words) == 1:
            return today + timedelta(days=(weekday - today.isoweekday()) % 7)
        return _parse_day_and_month(words, today)
    except (ValueError, IndexError, OverflowError):
        raise HuddleError(f"“{text}” is not a date. Try 30 Nov, friday, tomorrow or 2026-11-30.") from None


def parse_past_day(text: str, today: date) -> date | None:
    """Parse a day in the past: as `day`, and `yesterday`, `friday` (the last one), `20 Nov` (of this or the last year).

    Returns None for no text. A day that names the future (`tomorrow`, `+3`, a year) is returned as it is. Raises
    `HuddleError` for anything else.
    """
    words = clean(text).casefold().split()
    if words == ["yesterday"]:
        return today - timedelta(days=1)
    weekday = _parse_weekday(words[0]) if len(words) == 1 else None
    if weekday:
        return today - timedelta(days=(today.isoweekday() - weekday) % 7)
    parsed = parse_day(text, today)
    is_explicit = {"tomorrow"} & set(words) or text.strip().startswith("+") or re.search("[0-9]{4}", text)
    if parsed is None or parsed <= today or is_explicit:
        return parsed
    try:
        return parsed.replace(year=parsed.year - 1)
    except ValueError:  # 29 February
        return parsed


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


def _parse_weekday(word: str) -> int | None:
    """Return the ISO weekday that the word, of at least two letters, begins; None when there is none."""
    matches = [number for number, name in enumerate(_DAYS, start=1) if len(word) >= 2 and name.startswith(word)]
    # "s" and "t" begin two weekdays each; two letters tell all of them apart.
    return matches[0] if len(matches) == 1 else None


def _parse_day_and_month(words: list[str], today: date) -> date:
    """Parse `30 nov`, `nov 30`, `30 11`, each with or without a year; without one, return the next such day."""
    if words[0][:3] in _MONTHS and words[0][:1].isalpha():
        words = [words[1], words[0], *words[2:]] if len(words) > 1 else words
    number = int(words[0].rstrip("stndrh"))
    month = _MONTHS.index(words[1][:3]) + 1 if words[1][:1].isalpha() else int(words[1])
    if len(words) > 3:
        raise ValueError
    if len(words) == 3:
        year = int(words[2])
        return date(year + 2000 if year < 100 else year, month, number)
    try:
        parsed = date(today.year, month, number)
    except ValueError:
        parsed = date(today.year + 1, month, number)  # 29 February of a coming leap year
    return parsed if parsed >= today else date(today.year + 1, month, number)

"""The errors that the program raises for a person. Each message says what happened, then what to do.

They name no key and no place: `HuddleError` takes the id of an action, which screens and commands look up.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from data.errors import Conflict, FileMoved, HuddleError, UnreadableFile, describe_ways_out

__all__ = [
    "Conflict",
    "FileMoved",
    "HuddleError",
    "UnreadableFile",
    "describe_ways_out",
    "explain_error",
    "past_day_error",
]


def explain_error(path: Path, error: BaseException) -> BaseException:
    """Return a `HuddleError` for an SQLite error that concerns the file at `path`; any other error as it is."""
    from data.file_check import translate_error

    return translate_error(path, error)


def past_day_error(day: date, today: date) -> HuddleError:
    """Return the error for a day that must not be in the past."""
    from core.values.periods import format_day

    return HuddleError(f"{format_day(day, today)} is in the past. Choose today or later.")

"""The errors that the program raises for a person. Each message says what happened, then what to do.

They name no key and no place: `HuddleError` takes the id of an action, which screens and commands look up.
"""

from __future__ import annotations

from pathlib import Path

from data.errors import Conflict, FileMoved, HuddleError, UnreadableFile, describe_ways_out

__all__ = [
    "Conflict",
    "FileMoved",
    "HuddleError",
    "UnreadableFile",
    "describe_ways_out",
    "explain_error",
]


def explain_error(path: Path, error: BaseException) -> BaseException:
    """Return a `HuddleError` for an SQLite error that concerns the file at `path`; any other error as it is."""
    from data.file_check import translate_error

    return translate_error(path, error)

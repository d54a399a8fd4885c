"""The errors that the program raises for a person. Each message is a sentence: what was refused and what to do next."""

from __future__ import annotations

from pathlib import Path

from data.errors import Conflict, FileMoved, HuddleError, UnreadableFile, describe_ways_out

__all__ = ["Conflict", "FileMoved", "HuddleError", "UnreadableFile", "describe_ways_out", "explain_error"]


def explain_error(path: Path, error: BaseException) -> BaseException:
    """Return a `HuddleError` for an SQLite error that concerns the file at `path`; any other error as it is."""
    from data.file_check import translate_error

    return translate_error(path, error)

"""What follows when old words were sealed or erased: nothing of them stays in the file, and in automatic copies."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from core.errors import HuddleError
from core.maintenance.check import check_file
from data.automatic_copies import keep_daily_copy, list_copies
from data.overwritten import overwrite_old_content


@dataclass(frozen=True, slots=True)
class Cleared:
    """What was done after sealing or erasing."""

    is_whole: bool
    """Whether no older version is left in the file and its log."""
    removed_copies: int
    """How many automatic copies from before were removed."""
    problems: tuple[str, ...]
    """What the check found wrong; the copies are kept then."""

    @property
    def sentences(self) -> list[str]:
        """What the member should know."""
        told = []
        if not self.is_whole:
            told.append("Older versions stay in the log of the file until everybody has closed it.")
        if self.problems:
            told.append(f"The automatic copies from before were kept, because a check found: {self.problems[0]}")
        told.append("Backups that people made themselves still hold the older versions.")
        return told


def clear_old_words(path: Path, today: date) -> Cleared:
    """Overwrite what is left in the file of words that were replaced, check it, and replace the automatic copies from
    before by a new one. It takes about a second for 100 MB: not for the event loop.

    Raises `HuddleError` when the file stays locked by another program.
    """
    before = list_copies(path)
    is_whole = overwrite_old_content(path)
    problems = tuple(check_file(path))
    removed = 0
    if not problems:
        for copy in before:
            with suppress(OSError):
                copy.path.unlink(missing_ok=True)
                removed += 1
        with suppress(HuddleError):  # no room for a copy: the file itself is what counts
            keep_daily_copy(path, today)
    return Cleared(is_whole, removed, problems)

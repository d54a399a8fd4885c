"""The errors that are shown to people."""

from __future__ import annotations

from pathlib import Path


class HuddleError(Exception):
    """An action was refused. The text says why, and what to do next; it names no key and no place."""

    def __init__(self, *sentences: object, action: str | None = None) -> None:
        """`action` is the id of what helps, such as `plan.adopt`; a screen adds its key, a command its command."""
        super().__init__(*sentences)
        self.action = action


class UnreadableFile(HuddleError):
    """The file cannot be opened by this version of Huddle, or is damaged."""

    def __init__(self, problem: str, advice: str = "") -> None:
        """`advice` says what to do when the file is the team's; for a backup the caller says something else."""
        super().__init__(f"{problem} {advice}".rstrip())
        self.problem = problem
        self.advice = advice


class FileMoved(HuddleError):
    """The team's file was removed, renamed or replaced while it was open. Nothing more is stored through this store."""

    def __init__(self, problem: str, advice: str, place: Path | None = None) -> None:
        """`place` is where the file lies now, or a copy of it, if that is known."""
        super().__init__(f"{problem} {advice}")
        self.problem = problem
        self.advice = advice
        self.place = place


class Conflict(HuddleError):
    """Something is no longer as the caller expects: somebody else has changed, removed or undone it."""


def damaged(path: Path | str, reason: str) -> UnreadableFile:
    """Return the error for a damaged file. `reason` says what is wrong with it, and holds nothing of its content."""
    return UnreadableFile(
        f"{path} is damaged ({reason}).",
        describe_ways_out(path),
    )


def describe_ways_out(path: Path | str) -> str:
    """Return the sentences that say how a backup is put in the place of a damaged file, and what there is without."""
    return (
        f"Choose a backup with: huddle backup --list --db '{path}', then: huddle restore --from FILE --db '{path}'. "
        f"Without a backup, save what can be read: sqlite3 '{path}' .recover"
    )


def describe_restore(path: Path | str, backup: Path | str | None = None) -> str:
    """Return the sentence that says how a backup, that one if it is known, is put in the place of a file."""
    source = "FILE" if backup is None else f"'{backup}'"
    return f"Restore it with: huddle restore --from {source} --db '{path}'"

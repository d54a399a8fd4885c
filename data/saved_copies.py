"""The copies of a team's file that was removed while it was open: where they are, and how one is put back.

`huddle me` imports it, which answers at once: the standard library only.
"""

from __future__ import annotations

from glob import escape
from pathlib import Path

SAVED_MARK = "-saved-"
"""What the copy of a removed file has after the name that the file had, before the moment of the last change."""


def list_saved(path: Path) -> list[Path]:
    """Return the copies of a file that was removed from `path`, the one with the last change first."""
    path = path.resolve()
    return sorted(path.parent.glob(f"{escape(path.name)}{SAVED_MARK}*"), reverse=True)


def describe_put_back(path: Path, saved: Path) -> str:
    """Return the command that puts the copy `saved` in the place of the removed file."""
    return f"mv '{saved}' '{path}'"

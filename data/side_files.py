"""Which files belong to a team's file: what SQLite and Huddle keep beside it.

`huddle me` imports it, which answers at once: the standard library only.
"""

from __future__ import annotations

from pathlib import Path

from data.file_identity import file_id
from data.sqlite import LOG_ENDINGS, NOTIFY_ENDING

SIDE_ENDINGS = (*LOG_ENDINGS, NOTIFY_ENDING)
"""What the names of those files have after the name of the team's file."""


def list_side_files(path: Path) -> list[Path]:
    """Return where those files of the team's file at `path` lie: beside it, after symbolic links. They may not
    exist."""
    path = path.resolve()
    return [path.with_name(path.name + ending) for ending in SIDE_ENDINGS]


def find_owner(target: Path, path: Path) -> Path | None:
    """Return the team's file of which `target` is a side file: that at `path`, or the one after which `target` is
    named; None when it is no side file. Links count as what they lead to."""
    side_files, target = list_side_files(path), target.resolve()
    known = file_id(target)
    if target in side_files or (known is not None and known in map(file_id, side_files)):
        return path
    for ending in SIDE_ENDINGS:
        owner = target.with_name(target.name.removesuffix(ending))
        if owner != target and owner.is_file():
            return owner
    return None

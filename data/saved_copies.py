"""The copies of a team's file that was removed while it was open: where they are, and how one is put back.

`huddle me` imports it, which answers at once: the standard library only.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from data.errors import UnreadableFile

SAVED_MARK = "-saved-"
"""What the copy of a removed file has after the name that the file had, before the moment of the last change."""

REPLACED_MARK = "-replaced-"
"""What a restore adds to the name of the file that it replaces, before the moment."""

_STAMP = "%Y%m%d%H%M%S"
_AFTER_MARK = re.compile(r"(\d{0,14})-(\d+)(?:-(\d+))?")
"""The moment of the last change, in UTC, the number of its entry in the journal, and which copy of that it is."""


def list_saved(path: Path) -> list[Path]:
    """Return the copies of a file that was removed from `path`, the one with the last change first."""
    from glob import escape  # not needed by commands that answer at once

    path = path.resolve()
    beginning, found = f"{path.name}{SAVED_MARK}", []
    for copy in path.parent.glob(f"{escape(beginning)}*"):
        # Without what is kept beside a copy that somebody has opened.
        if match := _AFTER_MARK.fullmatch(copy.name.removeprefix(beginning)):
            moment, last, count = match.groups(default="1")
            found.append((moment, int(last), int(count), copy))
    return [copy for *_, copy in sorted(found, reverse=True)]


def describe_saved(path: Path) -> str:
    """Return the sentences that name the newest copy of a file that was removed from `path`, the moment up to which it
    holds what was said, and the command that puts it back; empty when there is none.

    Nobody knows whether anything was said later: the copy may be left from an earlier time.
    """
    saved = list_saved(path)
    if not saved:
        return ""
    return (
        f"Huddle saved a copy with everything until {_read_moment(saved[0])}. If you do "
        f"not need it, delete it. Otherwise put it back with: {describe_put_back(path, saved[0])}"
    )


def missing_file(path: Path) -> UnreadableFile:
    """Return the error for a team's file that is not there, or something else is."""
    from shlex import quote  # not needed by commands that answer at once

    if path.is_dir():
        return UnreadableFile(f"{path} is a folder. Choose the team's file in it.")
    if path.exists():
        return UnreadableFile(f"{path} is not a file. Choose another with --db.")
    if saved := describe_saved(path):
        return UnreadableFile(f"{path} was removed. {saved}")
    return UnreadableFile(f"There is no team at {path}. Make one with: huddle init NAME --db {quote(str(path))}")


def describe_put_back(path: Path, saved: Path) -> str:
    """Return the command that puts the copy `saved` in the place of the removed file."""
    return f"mv {_always_quoted(saved)} {_always_quoted(path)}"


def _read_moment(copy: Path) -> str:
    """Return the moment of the last change in the copy, in this computer's time zone, as its name has it."""
    stamp = copy.name.rpartition(SAVED_MARK)[2].partition("-")[0]
    try:
        moment = datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC).astimezone()
    except ValueError:
        return "an unknown moment"
    return f"{moment:%Y-%m-%d %H:%M}"


def _always_quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "'\"'\"'") + "'"

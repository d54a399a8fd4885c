"""Small private files in this user's folder on this computer, by team: what they type and nobody else may read."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from core.access.session import Session
from data.file_modes import make_private_folder
from data.home import data_home, folder_name_of

PAINT_SECONDS = 2.0
"""A frame waits no longer than this for the draft that holds what it shows."""


def private_folder(session: Session, env: Mapping[str, str] | None = None) -> Path:
    """Return the folder for the private files of the session's team. It may not exist."""
    return _folder_of(session.store.path, env)


def _folder_of(team_file: Path, env: Mapping[str, str] | None) -> Path:
    return data_home(env) / "drafts" / folder_name_of(team_file)


def link_private_folder(session: Session, moved_to: Path, env: Mapping[str, str] | None = None) -> None:
    """Make the private files of the team's file found under its new path too, by a symbolic link.

    They are not moved, because other processes may be writing them. Does nothing where the new path has some already.
    """
    old, new = private_folder(session, env), _folder_of(moved_to, env)
    if old != new and old.is_dir():
        with suppress(OSError):
            new.symlink_to(old.name, target_is_directory=True)


def write_private_file(path: Path, text: str) -> None:
    """Write a file that only this user may read. Raises `OSError` when that fails.

    The text goes to a file beside it that then replaces the old one, so that a reader never finds half of it.
    """
    make_private_folder(path.parent)
    temporary = path.with_suffix(".new")
    with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    # Not flushed to the disk: that protects only against power loss, and is too slow for each key stroke.
    os.replace(temporary, path)

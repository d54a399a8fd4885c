"""Small private files in this user's folder on this computer, by team: what they type and nobody else may read."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from core.access.session import Session
from data.file_modes import private_opener
from data.home import data_home, folder_name_of

PAINT_SECONDS = 2.0
"""A frame waits no longer than this for the draft that holds what it shows."""


def private_folder(session: Session, env: Mapping[str, str] | None = None) -> Path:
    """Return the folder for the private files of the session's team. It may not exist."""
    return _folder_of(session.store.path, env)


def _folder_of(team_file: Path, env: Mapping[str, str] | None) -> Path:
    return data_home(env) / "drafts" / folder_name_of(team_file)


def owner_mark(folder: Path, member_id: int | None) -> str:
    """Return what stands for the member in the names of the private files in that folder, if it is there.

    It does not tell who that is: names of files are seen in listings and backups, also those of anonymous words. It is
    made with a key that lies in the folder.
    """
    return hashlib.sha256(_names_key(folder) + str(member_id or 0).encode()).hexdigest()[:16]


NAMES_KEY = "names.key"
"""The file of the key, which is random."""


def _names_key(folder: Path) -> bytes:
    """Return the key, which is made if the folder has none; empty when there is none and none can be made."""
    path = folder / NAMES_KEY
    with suppress(OSError):
        return path.read_bytes()
    made = folder / f"{secrets.token_hex(8)}.new"
    try:
        with open(made, "x", encoding="ascii", opener=private_opener) as file:
            file.write(secrets.token_hex(32))
        with suppress(FileExistsError):
            os.link(made, path)  # whole, and not over one that another process has just made
            _rename_old_files(folder)
        return path.read_bytes()
    except OSError:
        return b""
    finally:
        with suppress(OSError):
            made.unlink()


def _rename_old_files(folder: Path) -> None:
    """Give the files that an older Huddle named after a member's id a name that does not tell."""
    for path in folder.glob("*-member-*"):
        name = re.sub(r"member-(\d+)", lambda match: owner_mark(folder, int(match[1])), path.name)
        with suppress(OSError):
            path.rename(folder / name)


def link_private_folder(session: Session, moved_to: Path, env: Mapping[str, str] | None = None) -> None:
    """Make the private files of the team's file found under its new path too, by a symbolic link.

    They are not moved, because other processes may be writing them. Does nothing where the new path has some already.
    """
    old, new = private_folder(session, env), _folder_of(moved_to, env)
    if old != new and old.is_dir():
        with suppress(OSError):
            new.symlink_to(old.name, target_is_directory=True)

"""A new team's file: for its maker alone, or for a group of users of one computer."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from core.errors import HuddleError
from data.home import data_home
from data.new_file import NewFile


def new_file(path: Path) -> NewFile:
    """Return a new file at `path` for this user alone. It is made by `create_team_file`, and taken back by `remove`."""
    return NewFile(path)


def shared_file(path: Path, group: str) -> NewFile:
    """Return a new file at `path` which, with its folder, everybody in the system's `group` may use; without a name,
    in this user's own group.

    Raises `HuddleError` when there is no such group, this user is not in it, or it could not reach the folder.
    """
    if sys.platform == "win32":
        raise HuddleError("--shared needs the users and groups of Linux or macOS.")
    if path.absolute().resolve().is_relative_to(data_home().absolute().resolve()):
        raise HuddleError(
            f"{path.parent} is private. Choose a folder that the group can reach: --db /srv/team/{path.name}"
        )
    return NewFile(path, _group_id(group))


def _group_id(group: str) -> int:
    import grp

    if not group:
        return os.getegid()
    try:
        found = grp.getgrnam(group)
    except KeyError as error:
        raise HuddleError(f"No group named {group} on this computer. List them with: getent group") from error
    if os.geteuid() and found.gr_gid not in {os.getegid(), *os.getgroups()}:
        raise HuddleError(f"You are not in the group {group}. Ask a member of it to make the file, or to add you.")
    return found.gr_gid

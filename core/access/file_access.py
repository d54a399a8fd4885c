"""Who may read a team's file by the rules of this computer: for `huddle check --modes`, and as a notice."""

from __future__ import annotations

import os
import stat
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from data.file_modes import group_name, is_for_this_user_alone
from data.file_system import network_type


@dataclass(frozen=True, slots=True)
class FileAccess:
    """Who a file belongs to, and who may use it."""

    path: Path
    mode: str
    """As octal digits: 0600."""
    owner: str
    group: str
    folder_mode: str
    is_open_to_everybody: bool
    """Whether every user of this computer can read it, and reach it through its folders."""
    is_open_to_group: bool
    network: str | None
    """The type of the network file system that it lies on."""


def read_file_access(path: Path) -> FileAccess:
    """Return who may use the file. Raises `OSError` when there is none."""
    path = path.absolute().resolve()
    found = path.stat()
    has_modes = sys.platform != "win32"
    return FileAccess(
        path=path,
        mode=f"{stat.S_IMODE(found.st_mode):04o}",
        owner=_owner_name(found.st_uid),
        group=group_name(found.st_gid),
        folder_mode=f"{stat.S_IMODE(path.parent.stat().st_mode):04o}",
        is_open_to_everybody=has_modes and bool(found.st_mode & stat.S_IROTH) and _is_reachable_by_everybody(path),
        is_open_to_group=has_modes and bool(found.st_mode & stat.S_IRGRP),
        network=network_type(path),
    )


def read_setting(path: Path) -> Literal["solo", "shared"]:
    """Return who can open the team's file: this user alone, or others of this computer too."""
    return "solo" if is_for_this_user_alone(path) else "shared"


SETTINGS = {
    "solo": "No other user of this computer can open it. Anyone who uses your account, or has a backup, can read it, "
    "except what is sealed.",
    "shared": "Others can open it, and read and change it with other programs too, except what is sealed.",
}
"""What each setting means, in sentences for people."""


def describe_file_access(access: FileAccess) -> list[str]:
    """Return sentences for people: whose the file is, who can read it, and what to do when that is too many."""
    sentences = [
        f"{access.path} belongs to {access.owner}, group {access.group}. Its mode is {access.mode}, that of its folder "
        f"{access.folder_mode}."
    ]
    if access.is_open_to_everybody:
        sentences.append(
            f"Everyone who uses this computer can read it, with other programs too. {_way_to_close(access)}"
        )
    elif access.is_open_to_group:
        sentences.append(f"Everyone in the group {access.group} can read it, if they can enter its folder.")
    else:
        sentences.append(f"Only {access.owner} can read it.")
    if access.network is not None:
        sentences.append(f"It is on a network file system ({access.network}), where two computers would damage it.")
    return sentences


def warn_of_everybody(path: Path) -> str | None:
    """Return a sentence when everybody who uses this computer can read the file; else None."""
    try:
        access = read_file_access(path)
    except OSError:
        return None
    if not access.is_open_to_everybody:
        return None
    todo = f"{_way_to_close(access)} Details: huddle check --modes"
    return f"Everyone who uses this computer can read {path}. {todo}"


def _way_to_close(access: FileAccess) -> str:
    """Return the sentence that says how it becomes its owner's alone: only the owner can do that."""
    command = f"chmod go= '{access.path}'."
    if hasattr(os, "geteuid") and access.path.stat().st_uid != os.geteuid():
        return f"Its owner {access.owner} can change that with: {command}"
    return f"Make it private with: {command}"


def _is_reachable_by_everybody(path: Path) -> bool:
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in path.parents)


def _owner_name(user_id: int) -> str:
    try:
        import pwd

        return pwd.getpwuid(user_id).pw_name
    except (ImportError, KeyError):
        return str(user_id)

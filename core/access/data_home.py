"""Keeps this user's folder to this user: other people's programs read nothing in it."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from core.access.paths import TEAM_FILE_SUFFIX
from data.file_modes import PRIVATE_FILE, PRIVATE_FOLDER
from data.home import data_home


def protect_data_home(env: Mapping[str, str] | None = None) -> list[Path]:
    """Take the rights of others from the folder and the team files in it, where there are any. Return the team files
    that others could open until now: they may have shared them.

    Leaves the folder alone when another user owns it, when it is a group's (its set-group bit is set), and when all
    users share it, as they do the folder for temporary files.
    """
    home = data_home(env)
    closed: list[Path] = []
    with suppress(OSError):
        found = home.stat()
        if not hasattr(os, "geteuid") or found.st_uid != os.geteuid() or found.st_mode & (stat.S_ISGID | stat.S_ISVTX):
            return closed
        if found.st_mode & 0o077:
            home.chmod(PRIVATE_FOLDER)
        for entry in os.scandir(home):
            mode = entry.stat(follow_symlinks=False).st_mode
            if TEAM_FILE_SUFFIX in entry.name and stat.S_ISREG(mode) and mode & 0o077:
                os.chmod(entry.path, mode & PRIVATE_FILE)
                if entry.name.endswith(TEAM_FILE_SUFFIX) and mode & 0o066 and found.st_mode & 0o011:
                    closed.append(home / entry.name)
    return closed

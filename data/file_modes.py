"""Who may read what Huddle makes: a new file is its owner's alone, unless the team's file is a group's.

`huddle me` imports it, which answers at once: the standard library only.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
SHARED_FILE = 0o660
SHARED_FOLDER = 0o2770
"""With the set-group bit: what is made in it belongs to its group, SQLite's logs too."""


def may_write(path: Path | str) -> bool:
    """Return whether this process may write to the file or the folder."""
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def is_for_this_user_alone(path: Path) -> bool:
    """Return whether no other user of this computer can open the file: by its own rights, or because a folder around it
    bars them. The administrator always can. Where there are no such rights (Windows) it is taken to be so."""
    if os.name == "nt":
        return True
    try:
        found = path.stat()
        folders = path.absolute().resolve().parents
        if not is_own(found):
            return False
        return not found.st_mode & 0o066 or any(not folder.stat().st_mode & 0o011 for folder in folders)
    except OSError:
        return False


def is_own(found: os.stat_result) -> bool:
    """Return whether a file belongs to this process's user. Where files have no owners (Windows) it is taken to be
    so."""
    return os.name == "nt" or found.st_uid == _user_id()


def private_opener(path: str, flags: int) -> int:
    """Open a file for `open(…, opener=private_opener)`: a new one can be read by its owner alone."""
    return os.open(path, flags, PRIVATE_FILE)


def make_file_like(path: Path, model: Path) -> None:
    """Make an empty file with the access rights and the group of `model`, unless it is there. Raises `OSError`."""
    stat = model.stat()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, PRIVATE_FILE)
    try:
        made = os.fstat(descriptor)
        if made.st_uid == _user_id():
            if made.st_gid != stat.st_gid:
                with suppress(OSError, AttributeError):  # a group that this user is not in
                    os.fchown(descriptor, -1, stat.st_gid)
            os.fchmod(descriptor, stat.st_mode & 0o666)
    finally:
        os.close(descriptor)


def make_private_folder(folder: Path) -> None:
    """Make the folder and those around it that are missing, for this user alone. Raises `OSError`."""
    # Not with `parents`, which makes those around it for everybody.
    missing = [made for made in (folder, *folder.parents) if not made.exists()]
    for made in reversed(missing):
        made.mkdir(PRIVATE_FOLDER, exist_ok=True)


def write_private_file(path: Path, text: str) -> None:
    """Write a file that only this user may read; its folder is made where it is missing. Raises `OSError`.

    The text goes to a file beside it that then replaces the old one, so that a reader never finds half of it.
    """
    make_private_folder(path.parent)
    new = path.with_name(f".{path.name}.{os.urandom(4).hex()}.new")
    try:
        with open(new, "x", encoding="utf-8", opener=private_opener) as file:
            file.write(text)
        # Not flushed to the disk: that protects only against power loss, and is too slow for each key stroke.
        new.replace(path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise


def make_folder_like(folder: Path, model: Path) -> None:
    """Make the folder for whoever may read and write the file `model`, unless it is there. Raises `OSError`."""
    wanted = model.stat()
    try:
        folder.mkdir(PRIVATE_FOLDER)
    except FileExistsError:
        return
    made = folder.stat()
    if made.st_gid != wanted.st_gid:
        with suppress(OSError, AttributeError):  # a group that this user is not in
            os.chown(folder, -1, wanted.st_gid)
    # Who may read may look into it, too. A set-group bit, which it has from the folder around it, stays.
    rights = wanted.st_mode & 0o666 | (wanted.st_mode & 0o444) >> 2
    folder.chmod(rights | PRIVATE_FOLDER | made.st_mode & 0o2000)


def group_name(group_id: int) -> str:
    """Return the group's name, or its number where it has none."""
    try:
        import grp

        return grp.getgrgid(group_id).gr_name
    except (ImportError, KeyError):
        return str(group_id)


def _user_id() -> int:
    return os.geteuid() if hasattr(os, "geteuid") else 0

"""Which file system a file lies on, and whether a program copies its folder to other computers.

`huddle me` imports it, which answers at once: the standard library only.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

MOUNTS = Path("/proc/self/mountinfo")
"""Where Linux lists what is mounted."""

ALLOW_NETWORK = "HUDDLE_ALLOW_NETWORK"
"""The environment variable with which files on a network file system are opened all the same."""

NETWORK_TYPES = frozenset(
    {
        "nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "ncpfs", "afs", "afpfs", "davfs", "webdav", "glusterfs",
        "fuse.sshfs", "fuse.rclone", "fuse.davfs2", "fuse.glusterfs", "fuse.gvfsd-fuse", "fuse.smbnetfs",
    }
)  # fmt: skip
"""File systems of other computers, by the names that Linux and macOS give them."""

_SYNCED_FOLDERS = (
    ("dropbox", "Dropbox"),
    ("onedrive", "OneDrive"),
    ("icloud", "iCloud"),
    ("mobile documents", "iCloud"),
    ("google drive", "Google Drive"),
    ("googledrive", "Google Drive"),
)
"""How the name of a folder begins that a program copies to other computers, in lower case, and that program."""


def network_type(path: Path) -> str | None:
    """Return the type of the network file system that holds the path, which need not exist; None for a local one."""
    if sys.platform == "win32":
        return "a network share" if str(path).startswith("\\\\") else None
    place = os.path.realpath(path)
    found, type_ = "", ""
    for mount_point, type_here in _mounts():
        # Of two mounts at one place the later one counts.
        if len(mount_point) >= len(found) and (place + "/").startswith(mount_point.rstrip("/") + "/"):
            found, type_ = mount_point, type_here
    return type_ if type_ in NETWORK_TYPES else None


def refused_network_type(path: Path, env: Mapping[str, str] | None = None) -> str | None:
    """Return what `network_type` does; None also when this user has allowed files on a network file system."""
    is_allowed = (os.environ if env is None else env).get(ALLOW_NETWORK, "") not in ("", "0")
    return None if is_allowed else network_type(path)


def syncing_program(path: Path) -> str | None:
    """Return the program that copies the file's folder to other computers, as the folders' names say; None for none."""
    for part in path.absolute().resolve().parent.parts:
        name = part.casefold()
        for beginning, program in _SYNCED_FOLDERS:
            # “Dropbox”, “Dropbox (Northwind)”, “OneDrive - Northwind”, “GoogleDrive-ana@…”, not “dropboxes”.
            if name.startswith(beginning) and not name[len(beginning) : len(beginning) + 1].isalpha():
                return program
            if name == "icloud drive" or name.startswith("icloud~"):
                return "iCloud"
    return None


def _mounts() -> Iterator[tuple[str, str]]:
    """Yield where each file system is mounted, and its type."""
    if sys.platform == "darwin":
        yield from _mounts_of_macos()
        return
    try:
        lines = MOUNTS.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return
    for line in lines:
        before, separator, after = line.partition(" - ")
        fields = before.split(" ")
        if separator and len(fields) > 4:
            yield _unescape(fields[4]), after.split(" ", 1)[0]


def _unescape(field: str) -> str:
    for code, character in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        field = field.replace(code, character)
    return field


def _mounts_of_macos() -> Iterator[tuple[str, str]]:
    import subprocess  # slow to import, and needed on macOS only

    try:
        listed = subprocess.run(["/sbin/mount"], capture_output=True, text=True, check=False, timeout=5).stdout
    except (OSError, subprocess.SubprocessError):
        return
    for line in listed.splitlines():  # `//ana@host/share on /Volumes/share (smbfs, nodev)`
        place, _, options = line.partition(" on ")[2].rpartition(" (")
        if place:
            yield place, options.split(",")[0].rstrip(")")

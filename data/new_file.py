"""Makes the file of a new team, with its folder and access rights, and takes back all of it when that fails."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from data.errors import UnreadableFile
from data.file_modes import PRIVATE_FILE, PRIVATE_FOLDER, SHARED_FILE, SHARED_FOLDER, group_name
from data.saved_copies import describe_saved
from data.sqlite import LOG_ENDINGS, NOTIFY_ENDING

_ENDINGS = ("", *LOG_ENDINGS, NOTIFY_ENDING)
"""What may lie beside a team's file, which is first."""


class NewFile:
    """The file of a team that is about to be made: its owner's alone, or a group's."""

    def __init__(self, path: Path, group_id: int | None = None) -> None:
        """With a `group_id` the file and its folder are for that group, which must be one of this user's."""
        self.path = path
        self._group_id = group_id
        self._made_folders: list[Path] = []
        self._has_made_file = False

    def make(self) -> None:
        """Make an empty file, and the folders that are missing. Does nothing where there is something already.

        Raises `UnreadableFile`, having made nothing, when that is not possible.
        """
        path = self.path
        try:
            if path.exists():
                return
            if saved := describe_saved(path):
                # Put back later, it would replace the new team.
                raise UnreadableFile(f"No team was made: {path} was removed. {saved}")
            self._make_folders(path.absolute().parent)
            self._share_folder(path.absolute().parent)
            # Before SQLite opens it: what SQLite makes itself could be read by everybody who may enter the folder.
            with suppress(FileExistsError):
                os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, PRIVATE_FILE))
                self._has_made_file = True
                if self._group_id is not None:
                    os.chown(path, -1, self._group_id)
                    path.chmod(SHARED_FILE)
        except OSError as error:
            self.remove()
            raise UnreadableFile(
                f"Can't reach {path} ({error.strerror}). Check the path and the rights of its folder."
            ) from error

    def remove(self) -> None:
        """Remove what `make` has made, and what was put beside it since. What was there before stays."""
        if self._has_made_file:
            for ending in _ENDINGS:
                with suppress(OSError):
                    self.path.with_name(self.path.name + ending).unlink()
        for folder in reversed(self._made_folders):
            with suppress(OSError):
                folder.rmdir()
        self.keep()

    def keep(self) -> None:
        """Let `remove` remove nothing: somebody else has put something into the file."""
        self._has_made_file, self._made_folders = False, []

    def _make_folders(self, folder: Path) -> None:
        if folder.exists():
            return
        self._make_folders(folder.parent)
        with suppress(FileExistsError):
            folder.mkdir(PRIVATE_FOLDER)
            self._made_folders.append(folder)

    def _share_folder(self, folder: Path) -> None:
        """Give the folder to the group, unless it has been made ready for it before."""
        if self._group_id is None:
            return
        found = folder.stat()
        if found.st_mode & 0o7777 == SHARED_FOLDER:
            if found.st_gid != self._group_id:
                raise UnreadableFile(
                    f"{folder} belongs to the group {group_name(found.st_gid)}. Use that group after --shared, or "
                    f"another folder: --db {folder.with_name(folder.name + '-2') / self.path.name}"
                )
            return
        if folder not in self._made_folders and any(folder.iterdir()):
            raise UnreadableFile(
                f"{folder} holds other files, which the group would see. Choose a new folder for the team: "
                f"--db {folder / 'team' / self.path.name}"
            )
        os.chown(folder, -1, self._group_id)
        folder.chmod(SHARED_FOLDER)
        # Those above it that were made too must let the group through.
        for made in self._made_folders[:-1]:
            os.chown(made, -1, self._group_id)
            made.chmod(PRIVATE_FOLDER | 0o010)

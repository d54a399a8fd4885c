"""Writes files for the user. Only the user can read a new one, even in a folder that others may enter."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from data.file_modes import private_opener


def write_new_file(path: Path, text: str, *, newline: str | None = None) -> None:
    """Write a new file. Raises `OSError`, `FileExistsError` when there is one already."""
    with open(path, "x", encoding="utf-8", newline=newline, opener=private_opener) as file:
        file.write(text)


def replace_content(path: Path, content: bytes) -> None:
    """Write a file in one step, so that on failure the old content stays; an old one keeps its access rights.

    Raises `OSError`.
    """
    temporary = path.with_name(f".{path.name}.part")
    with open(temporary, "wb", opener=private_opener) as file:
        file.write(content)
    with suppress(FileNotFoundError):
        temporary.chmod(path.stat().st_mode & 0o777)
    temporary.replace(path)

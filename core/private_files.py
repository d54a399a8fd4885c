"""Small files of this user's own on this computer: what somebody types and nobody else may read, by team."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

from core.place import data_home
from core.session import Session


def folder(s: Session, env: Mapping[str, str] | None = None) -> Path:
    """Where what is typed for the session's team is kept. May not exist."""
    file = s.store.path.absolute().resolve()
    mark = hashlib.sha256(os.fsencode(file)).hexdigest()[:12]
    return data_home(env) / "drafts" / f"{file.stem[:40]}-{mark}"


def put(path: Path, text: str) -> None:
    """Writes a file that its user alone may read. The old file or the new one, never a half: written beside it, then
    put in its place. Raises `OSError` where it cannot be."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_suffix(".new")
    with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    # Not flushed to the disk: a killed process loses nothing by that, and a key stroke is not worth it.
    os.replace(beside, path)

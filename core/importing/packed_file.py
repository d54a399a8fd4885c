"""Unpack a gzip or zip file that holds one file, to import that."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO, cast

from core.errors import HuddleError
from core.importing.table import MAX_FILE_BYTES, read_beginning, too_large_error

_BLOCK = 1024 * 1024


def unpack(path: Path) -> TemporaryDirectory[str] | None:
    """Return a folder with the one file that is packed in `path`; None when it is not packed.

    The folder is removed with the object. Raises `HuddleError` for a file that is damaged, holds several files, or is
    too large when unpacked.
    """
    head = read_beginning(path)
    try:
        if head.startswith(b"\x1f\x8b"):
            with gzip.open(path) as packed:
                return _store(cast(IO[bytes], packed), path.stem, path)
        if head.startswith(b"PK\x03\x04"):
            return _unpack_zip(path)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise HuddleError(f"{path.name} can't be unpacked ({error}). Unpack it, and import the file in it.") from error
    return None


def _unpack_zip(path: Path) -> TemporaryDirectory[str] | None:
    """Return a folder with the one file in a zip; None for a spreadsheet, which is a zip too, and for a damaged one."""
    if not zipfile.is_zipfile(path):
        return None
    with zipfile.ZipFile(path) as archive:
        files = [entry for entry in archive.infolist() if not entry.is_dir() and "__MACOSX" not in entry.filename]
        if any(entry.filename == "content.xml" or entry.filename.startswith("xl/") for entry in files):
            return None
        if len(files) != 1:
            raise HuddleError(f"{path.name} has {len(files)} files in it. Unpack it, and import one of them.")
        with archive.open(files[0]) as packed:
            return _store(packed, PurePosixPath(files[0].filename).name, path)


def _store(packed: IO[bytes], name: str, path: Path) -> TemporaryDirectory[str]:
    folder = TemporaryDirectory(prefix="huddle-")
    size = 0
    with (Path(folder.name) / (name or "file")).open("wb") as file:
        while block := packed.read(_BLOCK):
            size += len(block)
            if size > MAX_FILE_BYTES:
                raise too_large_error(path, size)
            file.write(block)
    return folder

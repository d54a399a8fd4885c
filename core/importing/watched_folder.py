"""Watch a folder into which a CRM writes its exports, and import each new file once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from core.access.session import Session
from core.errors import FileMoved, HuddleError
from core.importing.imports import import_file
from core.importing.proposals import propose_map
from core.importing.result import ImportResult, ProgressCallback
from core.models import TakenFile

POLL_SECONDS = 2.0
"""Seconds between two polls: a file is imported once its size and time are the same at both."""

_KINDS = frozenset(
    (".csv", ".tsv", ".tab", ".txt", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".json", ".jsonl", ".ndjson")
)
_BLOCK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class WatchedFile:
    """A new file, and what became of it."""

    path: Path
    result: ImportResult | None
    """The result of the import; None when it was refused."""
    reason: str = ""
    """Why it was not imported, as a sentence; it is not tried again until it changes."""


class WatchedFolder:
    """A watched folder. It is polled by the caller, and never sleeps."""

    def __init__(
        self,
        session: Session,
        path: Path | str,
        map_name: str | None = None,
        *,
        member: str | None = None,
        add_members: bool = False,
        people: Mapping[str, str] | None = None,
    ) -> None:
        """Raises `HuddleError` when there is no such folder."""
        self.path = Path(path)
        if not self.path.is_dir():
            raise HuddleError(f"{self.path} is not a folder. Choose the folder of your exports.")
        self._s = session
        self._map_name = map_name
        self._member = member
        self._add_members = add_members
        self._people = people
        self._seen: dict[Path, tuple[int, int]] = {}
        """The size and modification time of each file at the last poll."""
        self._settled: dict[Path, tuple[int, int]] = {}
        """The size and modification time at which a file was imported or refused."""
        self._taken: set[str] = set()
        """Hashes of the files imported by this watch: after an import is undone, its file is not imported again."""

    def poll(self, on_progress: ProgressCallback = lambda progress: None) -> list[WatchedFile]:
        """Import every file that is new and unchanged since the last poll, and return what became of each.

        Raises `HuddleError` when the folder is gone, and `FileMoved` when the team's file is no longer where it was.
        """
        moved = self._s.store.leave_if_moved()
        if moved is not None:
            raise moved
        results = []
        current: dict[Path, tuple[int, int]] = {}
        for path in self._files():
            try:
                stat = path.stat()
            except OSError:
                continue  # deleted since the listing
            current[path] = size_and_time = (stat.st_size, stat.st_mtime_ns)
            if self._seen.get(path) != size_and_time or self._settled.get(path) == size_and_time or not stat.st_size:
                continue
            self._settled[path] = size_and_time
            result = self._take(path, on_progress)
            if result is not None:
                results.append(result)
        self._seen = current
        return results

    def _files(self) -> list[Path]:
        try:
            return sorted(
                path
                for path in self.path.iterdir()
                if path.suffix.casefold() in _KINDS
                and not path.name.startswith((".", "~$"))
                and not path.name.endswith(".refused.csv")
                and path.is_file()
            )
        except OSError as error:
            raise HuddleError(f"Can't open {self.path} ({error.strerror}). Check that it exists.") from error

    def _take(self, path: Path, heard: ProgressCallback) -> WatchedFile | None:
        try:
            content = _hash(path)
            if content in self._taken or self._s.all(TakenFile, "hash = ?", (content,)):
                return None
            proposal = propose_map(self._s, path, self._map_name, member=self._member)
            if not proposal.is_known:
                raise HuddleError(
                    f"No map knows the columns of {path.name}. Import it once with: huddle import {path} "
                    "— or choose a map with --map"
                )
            result = import_file(
                self._s,
                path,
                proposal.map,
                add_members=self._add_members,
                people=self._people,
                on_progress=heard,
                content_hash=content,
            )
        except FileMoved:
            raise  # the file is taken once the team is open again
        except HuddleError as refusal:
            return WatchedFile(path, None, str(refusal))
        except OSError as error:
            return WatchedFile(path, None, f"Can't read {path.name} ({error.strerror}). Check its rights.")
        self._taken.add(content)
        return WatchedFile(path, result)


def _hash(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()

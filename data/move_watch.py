"""Notices that the file which is open was removed, renamed or replaced, and tells it once."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from data.file_identity import FileIdentity


class MoveWatch:
    """Watches one open file. Whoever polls calls `look`."""

    def __init__(self, path: Path | str) -> None:
        """`path` is the team's file, which the caller has just opened."""
        self._identity = FileIdentity(path)
        self._listeners: list[Callable[[], object]] = []
        self.has_moved = False
        """Whether the path did not name the file at some look: its connections are not to be read from any more."""

    @property
    def names(self) -> tuple[str, str]:
        """The names, in their folder, whose disappearance is a reason to look at once."""
        return self._identity.real_path.name, self._identity.log_path.name

    def listen(self, listener: Callable[[], object]) -> Callable[[], None]:
        """Call `listener` once, when the file is found to have moved. Returns a function that ends this."""
        self._listeners.append(listener)

        def leave() -> None:
            with suppress(ValueError):
                self._listeners.remove(listener)

        return leave

    def look(self) -> bool:
        """Look whether the path still names the file, tell the listeners if it does not, and return `has_moved`."""
        if not self.has_moved and not self._identity.is_in_place():
            self.has_moved = True
            for listener in tuple(self._listeners):
                listener()
        return self.has_moved

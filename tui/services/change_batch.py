"""Collects committed changes into batches, so that a thousand imported entries repaint a board once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.app import App

from core.access.feed import CommittedChange


class ChangeBatch:
    """The changes that were committed, by any process, and that one app has not published yet."""

    def __init__(self, app: App[Any], publish: Callable[[list[CommittedChange]], None]) -> None:
        """Prepare an empty batch; `publish` is called with all that was collected, once the app comes to it."""
        self._app = app
        self._publish = publish
        self._collected: list[CommittedChange] = []

    @property
    def is_empty(self) -> bool:
        """Whether every change has been published."""
        return not self._collected

    def collect(self, changes: list[CommittedChange]) -> None:
        """Add changes to the batch."""
        if not self._collected:
            self._app.call_later(self._hand_over)
        self._collected.extend(changes)

    def _hand_over(self) -> None:
        collected, self._collected = self._collected, []
        self._publish(collected)

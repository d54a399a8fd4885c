"""A slow read that a screen asks for and shows when it has its result."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from core.access.session import Session
from tui.shell.screen import HuddleScreen

T = TypeVar("T")

SCREEN_READ_GROUP = "screen-reads"
"""The worker group of the reads."""


class ScreenRead(Generic[T]):
    """A slow read of one screen. Requests that come while it runs lead to one further read."""

    def __init__(self, screen: HuddleScreen, show: Callable[[T], object]) -> None:
        """`show` is called with each result, on the event loop, unless the screen was removed meanwhile."""
        self._screen = screen
        self._show = show
        self._is_running = False
        self._requested: Callable[[Session], T] | None = None

    def request(self, query: Callable[[Session], T]) -> None:
        """Run `query` after the next frame, which shows what is known already.

        It runs on a thread, so it is given what the screen has selected, and does not ask a widget.
        """
        self._screen.call_after_refresh(self._start, query)

    def _start(self, query: Callable[[Session], T]) -> None:
        self._requested = query
        if not self._is_running:
            self._is_running = True
            # A worker of the app, because a screen cancels its own workers when it is removed.
            self._screen.app.run_worker(self._read(), group=SCREEN_READ_GROUP)

    async def _read(self) -> None:
        app = self._screen.app
        try:
            while (query := self._requested) is not None and self._screen.is_attached:
                self._requested = None
                viewer = app.session.viewer
                result = await app.reader_thread.read(query, viewer)
                # A viewer whose role changed meanwhile must not see what was read for the old role.
                if self._screen.is_attached and viewer == app.session.viewer:
                    self._show(result)
        finally:
            self._is_running = False

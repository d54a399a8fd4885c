"""Runs slow reads on a thread with its own connection, so that they delay neither keys nor frames."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Generic, TypeVar

from core.access.session import Session

if TYPE_CHECKING:
    from core.access.visibility import Viewer
    from tui.app import HuddleApp
    from tui.shell.screen import HuddleScreen

T = TypeVar("T")

BACKGROUND_READ_GROUP = "looking"
"""The worker group of the reads."""


class BackgroundReader:
    """One app's thread and session for slow reads, made for the first read."""

    def __init__(self, app: HuddleApp) -> None:
        self._app = app
        self._thread: ThreadPoolExecutor | None = None
        self._session: Session | None = None

    async def read(self, query: Callable[[Session], T], viewer: Viewer) -> T:
        """Return what `reads` returns for this viewer, run on the thread. Raises what it raises."""
        if self._thread is None:
            self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="huddle-looking")
        return await self._app.background.run(self._thread, partial(self._look, query, viewer))

    def _look(self, reads: Callable[[Session], T], viewer: Viewer) -> T:
        if self._session is None:
            self._session = self._app.session.with_own_connection()
        self._session.viewer = viewer
        return reads(self._session)

    def stop(self) -> None:
        """End the thread, after the read that is running."""
        if self._thread is not None:
            self._thread.shutdown(wait=True, cancel_futures=True)
        if self._session is not None:
            self._session.store.close()


class BackgroundRead(Generic[T]):
    """A slow read of one screen. Requests that come while it runs lead to one further read."""

    def __init__(self, screen: HuddleScreen, query: Callable[[Session], T], show: Callable[[T], object]) -> None:
        """`show` is called with the result of `reads`, on the event loop, unless the screen was removed meanwhile."""
        self._screen = screen
        self._reads = query
        self._show = show
        self._is_running = self._is_requested = False

    def request(self) -> None:
        """Read after the next frame, which shows what is known already."""
        self._screen.call_after_refresh(self._begin)

    def _begin(self) -> None:
        self._is_requested = True
        if not self._is_running:
            self._is_running = True
            # A worker of the app, because a screen cancels its own workers when it is removed.
            self._screen.app.run_worker(self._look(), group=BACKGROUND_READ_GROUP)

    async def _look(self) -> None:
        app = self._screen.app
        try:
            while self._is_requested and self._screen.is_attached:
                self._is_requested = False
                viewer = app.session.viewer
                result = await app.background_reader.read(self._reads, viewer)
                # A viewer whose role changed meanwhile must not see what was read for the old role.
                if self._screen.is_attached and viewer == app.session.viewer:
                    self._show(result)
        finally:
            self._is_running = False

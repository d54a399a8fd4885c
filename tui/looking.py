"""Reading that takes a while: on a thread and on connections of its own, so that neither a key nor a frame waits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Generic, TypeVar

from core.session import Session

if TYPE_CHECKING:
    from core.visibility import Viewer
    from tui.app import HuddleApp
    from tui.screens.base import HuddleScreen

T = TypeVar("T")

LOOKING = "looking"
"""The group of the workers that look."""


class Looking:
    """One app's thread for it, made when something is first looked at."""

    def __init__(self, app: HuddleApp) -> None:
        self._app = app
        self._thread: ThreadPoolExecutor | None = None
        self._session: Session | None = None

    async def at(self, reads: Callable[[Session], T], viewer: Viewer) -> T:
        """What `reads` gives, of what the viewer may see. Raises what it raises."""
        if self._thread is None:
            self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="huddle-looking")
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._look, reads, viewer)

    def _look(self, reads: Callable[[Session], T], viewer: Viewer) -> T:
        if self._session is None:
            self._session = self._app.session.apart()
        self._session.viewer = viewer
        return reads(self._session)

    def stop(self) -> None:
        """Ends the thread, after what it is looking at just now."""
        if self._thread is not None:
            self._thread.shutdown(wait=True, cancel_futures=True)
        if self._session is not None:
            self._session.store.close()


class Look(Generic[T]):
    """What a screen shows once it has been looked at. Asked again meanwhile, it looks once more, and not more often."""

    def __init__(self, screen: HuddleScreen, reads: Callable[[Session], T], show: Callable[[T], object]) -> None:
        """`show` is given what `reads` found, on the screen's own thread, as long as the screen is there."""
        self._screen = screen
        self._reads = reads
        self._show = show
        self._is_looking = self._is_asked = False

    def ask(self) -> None:
        """Looks after the next frame, which shows what is known already."""
        self._screen.call_after_refresh(self._begin)

    def _begin(self) -> None:
        self._is_asked = True
        if not self._is_looking:
            self._is_looking = True
            # The app's worker: a screen that is left takes its own ones with it, half done.
            self._screen.app.run_worker(self._look(), group=LOOKING)

    async def _look(self) -> None:
        app = self._screen.app
        try:
            while self._is_asked and self._screen.is_attached:
                self._is_asked = False
                viewer = app.session.viewer
                found = await app.looking.at(self._reads, viewer)
                # Whoever is not the leader any more is not shown what a leader was just about to be.
                if self._screen.is_attached and viewer == app.session.viewer:
                    self._show(found)
        finally:
            self._is_looking = False

"""A thread with its own connection that runs slow reads, so that they delay neither keys nor frames."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from core.access.session import Session
from core.access.viewer import Viewer
from tui.services.running_calls import RunningCalls

T = TypeVar("T")


class ReaderThread:
    """One thread and session of an app for slow reads, made for the first read."""

    def __init__(self, session: Session, calls: RunningCalls) -> None:
        self._app_session = session
        self._calls = calls
        self._thread: ThreadPoolExecutor | None = None
        self._session: Session | None = None

    async def read(self, query: Callable[[Session], T], viewer: Viewer) -> T:
        """Return what `query` returns for this viewer, run on the thread. Raises what it raises."""
        if self._thread is None:
            self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="huddle-reader")
        return await self._calls.run(self._thread, partial(self._run, query, viewer))

    def _run(self, query: Callable[[Session], T], viewer: Viewer) -> T:
        if self._app_session.store.is_left:
            # What stands at the path now is another file. The app's own connections show the one that was open.
            return query(Session(self._app_session.store, viewer, self._app_session.clock))
        if self._session is None:
            self._session = self._app_session.with_own_connection()
        self._session.viewer = viewer
        self._session.team_time.forget()  # only the app's session hears that the team changes its time zone
        return query(self._session)

    def stop(self) -> None:
        """End the thread, after the read that is running."""
        if self._thread is not None:
            self._thread.shutdown(wait=True, cancel_futures=True)
        if self._session is not None:
            self._session.store.close()

"""Leaves a team's file that was removed, renamed or replaced under the app, and says so on every screen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from textual.app import App
from textual.screen import Screen

from core.access.feed import Feed
from core.access.session import Session
from core.drafts.private_files import link_private_folder
from core.errors import FileMoved


class MovedFile:
    """Watches the file of one app. It writes nothing itself: `leave` runs on the app's writer thread."""

    def __init__(
        self,
        app: App[Any],
        session: Session,
        feed: Feed,
        *,
        leave: Callable[[], Awaitable[FileMoved | None]],
        stop: Callable[[], Awaitable[None]],
    ) -> None:
        """`leave` stops all writing if the file has moved, and returns the error that says so. `stop` ends what the app
        does for others."""
        self._app = app
        self._session = session
        self._feed = feed
        self._leave = leave
        self._stop = stop
        self._unlisten: Callable[[], None] = lambda: None
        self.sentence = ""
        """What happened to the file, and what to do; empty while it is where it was."""

    def start(self) -> None:
        """Begin to watch, once the app runs."""
        # Through the app's own queue: a feed shared by several apps calls in the context of one of them.
        self._unlisten = self._feed.move_watch.listen(lambda: self._app.call_later(self._on_moved))
        # The feed watches the file that it has opened. A moment before, when the store opened its own, the path may
        # have named another, and only the store can tell.
        self._on_moved()

    def stop(self) -> None:
        """Stop watching."""
        self._unlisten()

    def _on_moved(self) -> None:
        self._app.run_worker(self._leave_file(), group="moved-file")

    async def _leave_file(self) -> None:
        moved = await self._leave()
        if moved is not None:
            self.show(moved)

    def show(self, moved: FileMoved) -> None:
        """Show on every screen from now on what happened to the file, and stop what the app does for others."""
        if self.sentence:
            return
        self.sentence = f"{moved.problem} What you typed is kept. {moved.advice}"
        if moved.place is not None:
            link_private_folder(self._session, moved.place)
        self._app.screen_change_signal.subscribe(self._app, self._put)
        self._put(self._app.screen)
        self._app.run_worker(self._stop(), group="moved-file")

    def _put(self, _screen: Screen[Any]) -> None:
        from tui.widgets.notice_bar import NoticeBar  # not needed for the first frame

        # While the app quits there may be no screen any more.
        if self._app.screen_stack and self._app.screen.is_attached and not self._app.screen.query(".moved-file"):
            self._app.screen.mount(NoticeBar(self.sentence, classes="moved-file"))

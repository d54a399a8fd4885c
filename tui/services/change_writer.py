"""Runs the changes of one app on a thread, in the order in which they were requested."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from core.access.feed import Feed
from core.errors import FileMoved
from tui.services.moved_file import MovedFile
from tui.services.running_calls import RunningCalls

T = TypeVar("T")


class ChangeWriter:
    """The thread that writes for one app."""

    def __init__(self, running_calls: RunningCalls, feed: Feed) -> None:
        self._running_calls = running_calls
        self._feed = feed
        # One thread, so that the user's changes are applied in the order in which they made them.
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="huddle-writer")

    async def run(self, call: Callable[[], T]) -> T:
        """Run a call after those requested before it, and return its result. Raises what it raises."""
        return await self._running_calls.run(self._thread, call)

    def submit(self, call: Callable[[], object]) -> None:
        """Run a call after those requested before it, without waiting for it."""
        self._thread.submit(call)

    async def apply(self, change: Callable[[], T], moved_file: MovedFile) -> T:
        """Run a change, and return its result. Raises what the change raises."""
        try:
            result = await self.run(change)
        except FileMoved as moved:
            moved_file.show(moved)
            raise
        self._feed.poll()  # show the user's own change at once, without waiting for the feed's next wake-up
        return result

    def close(self) -> None:
        """Wait for pending changes, so that quitting does not lose the last card."""
        self._thread.shutdown(wait=True)

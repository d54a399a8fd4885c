"""Limits how often something is called, however often it is requested."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import monotonic

from textual.dom import DOMNode


class Throttle:
    """Calls a function on request, but not more often than every so many seconds.

    A request that comes too early is served when the time is over; further requests until then add no call. Nothing is
    called while the app, or the screen that owns the wait, is closing.
    """

    def __init__(self, node: DOMNode, seconds: float, callback: Callable[[], object]) -> None:
        """`seconds` is the least time between the end of one call and the next; `node` owns the worker that waits."""
        self._node = node
        self._seconds = seconds
        self._call = callback
        self._last_end = float("-inf")
        self._due = False

    @property
    def is_due(self) -> bool:
        """Whether a call is scheduled."""
        return self._due

    def request(self) -> None:
        """Call the function now, or as soon as the time is over."""
        if self._due:
            return
        wait = self._last_end + self._seconds - monotonic()
        if wait <= 0:
            self._call_now()
        else:
            self._due = True
            self._node.run_worker(self._call_after(wait), group="pacing")

    async def _call_after(self, wait: float) -> None:
        await asyncio.sleep(wait)
        if self._node.app.is_running and not self._node._pruning:  # else it is closing: its widgets are gone
            self._call_now()

    def _call_now(self) -> None:
        # Reset before the call, so that a request made during the call leads to another one.
        self._due = False
        try:
            self._call()
        finally:
            self._last_end = monotonic()

"""The work that an app has given to its threads: changes being written and reads in the background."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import suppress
from contextvars import copy_context
from typing import Any, TypeVar

T = TypeVar("T")


class RunningCalls:
    """Runs calls on threads for one event loop and tells whether one of them is still running."""

    def __init__(self) -> None:
        self._running: set[Future[Any]] = set()
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def is_idle(self) -> bool:
        """Whether every call has ended and its result has been handed to the event loop."""
        return not self._running

    async def wait(self) -> None:
        """Wait until `is_idle`."""
        await self._idle.wait()

    async def run(self, executor: Executor, call: Callable[[], T]) -> T:
        """Run the call on the executor and returns its result. Raises what the call raises.

        A call whose caller is cancelled counts as running until its thread has ended it.
        """
        loop = asyncio.get_running_loop()
        # In the app's context, which says how numbers and days are written for the person at it.
        future = executor.submit(copy_context().run, call)
        self._running.add(future)
        self._idle.clear()

        def hand_over(ended: Future[T]) -> None:
            with suppress(RuntimeError):  # the event loop may be closed by now
                loop.call_soon_threadsafe(self._end, ended)

        # The result first, so that its caller is scheduled before this counts as idle.
        result = asyncio.wrap_future(future)
        future.add_done_callback(hand_over)
        return await result

    def _end(self, future: Future[Any]) -> None:
        self._running.discard(future)
        if not self._running:
            self._idle.set()

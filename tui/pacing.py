"""Doing at most so often what a burst asks for again and again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import monotonic

from textual.dom import DOMNode


class AtMostEvery:
    """Calls something when asked to: at once if it has rested for long enough, else when it has.

    However often it is asked before that, it is called once; and never not at all after the last one asked.
    """

    def __init__(self, node: DOMNode, seconds: float, call: Callable[[], object]) -> None:
        """`seconds` lie at least between the end of one call and the next; `node` is the one that waits."""
        self._node = node
        self._seconds = seconds
        self._call = call
        self._rested_from = float("-inf")
        self._due = False

    @property
    def is_due(self) -> bool:
        """Whether it has been asked and waits."""
        return self._due

    def ask(self) -> None:
        if self._due:
            return
        wait = self._rested_from + self._seconds - monotonic()
        if wait <= 0:
            self._do()
        else:
            self._due = True
            self._node.run_worker(self._later(wait), group="pacing")

    async def _later(self, wait: float) -> None:
        await asyncio.sleep(wait)
        self._do()

    def _do(self) -> None:
        # Before the call: what is asked for during it is asked for anew.
        self._due = False
        try:
            self._call()
        finally:
            self._rested_from = monotonic()

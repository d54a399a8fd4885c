"""The place on the meeting's screen in which a stage stands, one at a time."""

from __future__ import annotations

import asyncio
from contextlib import nullcontext

from textual.containers import Vertical
from textual.widgets import Static

from tui.screens.held_keys import HeldKeys
from tui.screens.meeting_words import why_empty
from tui.stages.base import StageView


class StagePlace(HeldKeys):
    """Puts a stage where another was; the keys that are pressed meanwhile are kept for the first one."""

    def __init__(self) -> None:
        super().__init__()
        self._view: StageView | None = None
        """What stands there, or will in a moment."""
        self._swapping = asyncio.Lock()

    def put_up(self, view: StageView | None) -> None:
        """Takes away what stands there and puts this in its place; None: the words for when no meeting is open."""
        self._view = view
        self.run_worker(self._swap(), group="stage")

    async def _swap(self) -> None:
        # One after the other: a stage that is taken away while it comes up would look for its parts in vain.
        async with self._swapping:
            if self._view is None or not self._view.is_attached:
                await self._put(self._view)
        self.refresh_bindings()
        # Once the stage has the focus, which is asked for in the app's queue too.
        self.app.call_later(self.let_go)

    async def _put(self, view: StageView | None) -> None:
        place, empty = self.query_one("#stage", Vertical), self.query_one("#no-meeting", Static)
        old = place.query(StageView)
        # A stage takes the other's place at once; the first one is not waited for with the frame that is there.
        async with self.batch() if old else nullcontext():
            await old.remove()
            if not self.is_attached:  # the app leaves
                return
            empty.display = view is None
            if view is not None:
                await place.mount(view)
            else:
                empty.update(why_empty(self.session))
